// Starting a container: see start.h.
#include "internal/container/start.h"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <system_error>
#include <unistd.h>

#include "internal/container/cgroup.h"
#include "internal/core/file.h"
#include "internal/state/lease.h"

namespace anc::container {
namespace {

// Keeps the log of the start before: this one's begins empty, so that its last words are its own.
Result<Fd> fresh_log(const std::string& path) {
  const std::string before = path + ".1";
  (void)::unlink(before.c_str());  // a rename over it would wait for the disk (core/file.cpp)
  if (std::rename(path.c_str(), before.c_str()) != 0 && errno != ENOENT) {
    return fail_errno(errno, "rotate " + path);
  }
  return core::open_file(path, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW, 0644);
}

// A machine without a thread to spare starts containers slower, but it starts them.
std::jthread hasten() {
  try {
    return std::jthread(hasten_moves);
  } catch (const std::system_error&) {
    return {};
  }
}

Result<Ready> await_word(const Fd& pipe, core::Child& supervisor, const std::string& log) {
  constexpr size_t kLimit = 1u << 20;
  constexpr std::chrono::seconds kLetGo{10};  // of the instance; then its handle kills it
  const std::string line = TRY(core::read_to_end(pipe, kLimit));
  if (line.empty()) {
    const auto end = TRY(supervisor.wait_for(kLetGo));
    return fail(Error(Kind::kFailure, "the supervisor ended without a word, " +
                                          (end ? end->text() : "and was killed"))
                    .log(log));
  }
  auto ready = decode_message(line);
  if (!ready) TRY(supervisor.wait_for(kLetGo));
  return ready;
}

}  // namespace

Result<void> require_root(const std::string& what) {
  if (::geteuid() == 0) return {};
  return fail(Error(Kind::kPermission, "only root can " + what + " a container")
                  .hint("use sudo; the session still runs as you"));
}

Result<Starting> begin_start(const state::Instance& instance, const StartOptions& options,
                             Life life) {
  TRY(require_root("start"));
  const state::Lease lease = TRY(state::Lease::take(instance));
  std::jthread hastening = hasten();  // liblxc will move its monitor
  const std::string log_path = instance.logs() + "/container.log";
  const Fd log = TRY(fresh_log(log_path));
  core::FdPair pipe = TRY(core::make_pipe());
  core::Command command;
  command.argv = {TRY(core::own_executable()),
                  "internal",
                  "supervisor",
                  instance.data_path(),
                  instance.name(),
                  to_json(options).dump(),
                  std::to_string(lease.fd().get()),
                  std::to_string(pipe.second.get())};
  command.keep = {lease.fd().get(), pipe.second.get()};
  command.in = command.out = core::Command::kNull;
  command.err = log.get();
  command.new_session = true;
  command.die_with_parent = life == Life::kCallers;
  command.directory = "/";
  core::Child supervisor = TRY(core::Child::spawn(command), "start the supervisor");
  return Starting{std::move(supervisor), std::move(pipe.first), log_path, std::move(hastening)};
}

Result<Started> finish_start(Starting starting) {
  Ready ready = TRY(await_word(starting.word, starting.supervisor, starting.log));
  return Started{std::move(starting.supervisor), std::move(ready)};
}

Result<Started> start(const state::Instance& instance, const StartOptions& options, Life life) {
  return finish_start(TRY(begin_start(instance, options, life)));
}

}  // namespace anc::container
