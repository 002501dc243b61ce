// ancloud input record: writes down what is done to the guest's display.
#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "cmd/ancloud/gestures.h"
#include "cmd/ancloud/verbs.h"
#include "internal/session/client.h"
#include "internal/state/instance.h"

namespace anc::cmd {
namespace {

struct Args {
  std::string instance, file;
  std::optional<std::chrono::milliseconds> duration;
};

void declare(Flags& flags, Args& args) {
  flags.positional("FILE", args.file, "where to write; overwritten");
  declare_instance(flags, args.instance);
  flags.option("--for", args.duration, "stop after this time");
}

Result<Fd> catch_signals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int number : {SIGINT, SIGTERM}) sigaddset(&set, number);
  if (sigprocmask(SIG_BLOCK, &set, nullptr) != 0) return fail_errno(errno, "block signals");
  Fd fd(signalfd(-1, &set, SFD_CLOEXEC));
  if (!fd) return fail_errno(errno, "make a signal descriptor");
  return fd;
}

/// Until a signal, the end of the session or of the time; the number of events.
Result<int64_t> copy_events(const Fd& from, const Fd& to, const Fd& signals,
                            std::optional<std::chrono::milliseconds> duration) {
  using Clock = std::chrono::steady_clock;
  const auto end = Clock::now() + duration.value_or(std::chrono::hours(24 * 365));
  int64_t events = 0;
  std::array<char, 65536> chunk;
  while (true) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now()).count();
    if (left <= 0) return events;
    std::array<pollfd, 2> fds = {{{from.get(), POLLIN, 0}, {signals.get(), POLLIN, 0}}};
    const int ready =
        poll(fds.data(), fds.size(), static_cast<int>(std::min<int64_t>(left, 60000)));
    if (ready < 0 && errno != EINTR) return fail_errno(errno, "wait for input");
    if (ready <= 0) continue;
    if (fds[1].revents != 0) return events;
    const ssize_t n = read(from.get(), chunk.data(), chunk.size());
    if (n < 0 && errno != EINTR) return fail_errno(errno, "read from the session");
    if (n == 0) return events;
    const std::string text(chunk.data(), static_cast<size_t>(std::max<ssize_t>(n, 0)));
    TRY(core::write_all(to, text));
    events += std::count(text.begin(), text.end(), '\n');
  }
}

Result<int> run(Env& env, const Args& args) {
  if (args.file.empty()) return fail(Kind::kUsage, "FILE is missing");
  const auto instance = TRY(state::Instance::open(env.config.data_path(), args.instance));
  const Fd signals = TRY(catch_signals());
  const auto answer =
      TRY(session::ask_ongoing(instance.session_state(), {{"do", "input"}, {"record", true}}),
          "input of " + args.instance);
  const Fd file = TRY(core::open_file(args.file, O_WRONLY | O_CREAT | O_TRUNC));
  core::Json header = {{"schema", "ancloud.input.v1"}};
  for (const char* field : {"width", "height"}) {
    header[field] = TRY(core::json_field<int32_t>(answer.head, field));
  }
  TRY(core::write_all(file, header.dump() + "\n"), "write " + args.file);
  env.out.note("recording to " + args.file + "; Ctrl-C ends it");
  const int64_t events =
      TRY(copy_events(answer.rest, file, signals, args.duration), "record to " + args.file);
  env.out.print("ancloud.input_record.v1", core::Json{{"file", args.file}, {"events", events}},
                args.file + "\n");
  return 0;
}

}  // namespace

Verb input_record() {
  return Verb::make(
      "input record", "write down what is done to the guest's display", declare, run,
      "Records every source: the window and other commands. Text that is typed stands "
      "in the file as it is. Ends by Ctrl-C, with the session, or after --for.");
}

}  // namespace anc::cmd
