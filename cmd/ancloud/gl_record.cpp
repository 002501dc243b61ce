// ancloud gl record: writes down what guests and host say to each other on the GL pipe.
#include <array>
#include <cerrno>
#include <unistd.h>

#include "cmd/ancloud/gl_recording.h"
#include "cmd/ancloud/stop_signals.h"
#include "cmd/ancloud/verb.h"
#include "cmd/ancloud/verbs.h"
#include "internal/session/client.h"
#include "internal/state/instance.h"
#include "internal/wire/trace.h"
#include "internal/wire/trace_file.h"

namespace anc::cmd {
namespace {

using Clock = std::chrono::steady_clock;

struct Args {
  std::string file;
  std::string instance;
  std::optional<std::chrono::milliseconds> duration;
};

void declare(Flags& flags, Args& args) {
  flags.positional("FILE", args.file, "where to write, usually NAME.trace");
  flags.instance(args.instance);
  flags.option("--for", args.duration, "stop after this time");
}

/// What has come in so far.
struct Progress {
  uint32_t connections = 0;
  bool ended = false;  ///< by the session
  std::string broken;  ///< why the session broke it off
};

/// Appends the whole records at the start of `pending` to the file and takes them away.
Result<void> keep_whole(std::vector<std::byte>& pending, wire::TraceFile& file,
                        Progress& progress) {
  core::Bytes left = pending;
  size_t whole = 0;
  while (const auto record = wire::take_trace_record(left)) {
    if (record->kind == wire::TraceKind::kEnd) {
      progress.ended = true;
      progress.broken.assign(reinterpret_cast<const char*>(record->data.data()),
                             record->data.size());
      break;
    }
    progress.connections += record->kind == wire::TraceKind::kOpened;
    whole = pending.size() - left.size();
  }
  TRY(file.append(core::Bytes(pending).first(whole)));
  pending.erase(pending.begin(), pending.begin() + static_cast<std::ptrdiff_t>(whole));
  return {};
}

Result<void> read_header(const core::Fd& socket) {
  std::array<std::byte, wire::kTraceHeaderSize> header{};
  if (TRY(core::read_exactly(socket, header), "read the recording") &&
      wire::is_trace_header(header)) {
    return {};
  }
  return fail(Kind::kFailure, "the session sends something else than a recording");
}

Result<Progress> receive(const core::Fd& socket, wire::TraceFile& file, const Args& args) {
  const core::Fd stop = TRY(stop_signals());
  std::optional<Clock::time_point> until;
  if (args.duration) until = Clock::now() + *args.duration;
  Progress progress;
  std::vector<std::byte> pending;
  std::vector<std::byte> piece(size_t{1} << 20);
  while (!progress.ended && TRY(wait_for_more(socket, stop, until))) {
    const ssize_t n = ::read(socket.get(), piece.data(), piece.size());
    if (n < 0 && errno != EINTR) return fail_errno(errno, "read the recording");
    progress.ended = n == 0;
    if (n <= 0) continue;
    pending.insert(pending.end(), piece.begin(), piece.begin() + n);
    TRY(keep_whole(pending, file, progress));
  }
  return progress;
}

Result<int> run(Env& env, const Args& args) {
  if (args.file.empty()) return fail(Kind::kUsage, "say which FILE to write");
  const auto instance = TRY(state::Instance::open(env.config.data_path(), args.instance));
  auto answer = TRY(session::ask_ongoing(instance.session_state(), {{"do", "gl_record"}}),
                    "record " + args.instance);
  TRY(read_header(answer.rest));
  const auto open = TRY(core::json_field<size_t>(answer.head, "open"));
  const RecordingFiles files = TRY(RecordingFiles::create(args.file));
  wire::TraceFile trace = TRY(wire::TraceFile::begin(TRY(files.trace())), files.path());
  if (open > 0) {
    env.out.note(std::to_string(open) +
                 " guest connections are open already: they are not in the recording");
  }
  const Progress progress = TRY(receive(answer.rest, trace, args), files.path());
  answer.rest.reset();
  TRY(files.finish(), files.ids_path());
  if (progress.ended && progress.broken.empty()) env.out.note("the session has ended");
  env.out.print("ancloud.gl_record.v1",
                core::Json{{"file", files.path()},
                           {"ids", files.ids_path()},
                           {"bytes", trace.size()},
                           {"connections", progress.connections},
                           {"not_recorded", open}},
                files.path() + "\n");
  if (!progress.broken.empty()) {
    return fail(Kind::kCapacity, "the recording broke off: " + progress.broken);
  }
  return 0;
}

}  // namespace

Verb gl_record() {
  return Verb::make(
      "gl record", "write down what guests draw, for replay elsewhere", declare, run,
      "Records every byte of the guest's GL connections, in both directions, until Ctrl-C, --for "
      "or the end of the session. Connections that were open before are left out: a stream makes "
      "sense from its start only; `session run --gl-record` has all of them. Beside the recording "
      "lies the list of the ids in it that this host chose (.ids.csv). A disk that is full or too "
      "slow ends the recording and never the session; what is written stays whole.");
}

}  // namespace anc::cmd
