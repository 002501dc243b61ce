// ancloud logs: what container, guest console and session wrote.
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <sys/inotify.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/ancloud/verb.h"
#include "cmd/ancloud/verbs.h"
#include "internal/core/file.h"
#include "internal/state/instance.h"

namespace anc::cmd {
namespace {

struct Args {
  std::string instance;
  std::string source = "console";
  bool follow = false;
};

void declare(Flags& flags, Args& args) {
  flags.instance(args.instance);
  flags.option("--source", args.source, "which log", "SOURCE", "container|console|session");
  flags.toggle("-f,--follow", args.follow, "go on as it grows, until Ctrl-C");
}

// Copies what `fd` has beyond its offset to stdout. A file that shrank was begun anew: so are we.
Result<void> copy_new(const Fd& fd) {
  struct stat info {};
  if (::fstat(fd.get(), &info) != 0) return fail_errno(errno, "stat the log");
  if (::lseek(fd.get(), 0, SEEK_CUR) > info.st_size) (void)::lseek(fd.get(), 0, SEEK_SET);
  char buffer[16384];
  while (true) {
    const ssize_t n = ::read(fd.get(), buffer, sizeof buffer);
    if (n < 0) return fail_errno(errno, "read the log");
    if (n == 0) return {};
    if (std::fwrite(buffer, 1, static_cast<size_t>(n), stdout) != static_cast<size_t>(n) ||
        std::fflush(stdout) != 0) {
      return fail_errno(errno, "write to standard output");
    }
  }
}

Result<void> follow(const Fd& fd, const std::string& path) {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int number : {SIGINT, SIGTERM}) sigaddset(&signals, number);
  ::sigprocmask(SIG_BLOCK, &signals, nullptr);
  const Fd stop(::signalfd(-1, &signals, SFD_CLOEXEC));
  const Fd watch(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK));
  if (!stop || !watch || ::inotify_add_watch(watch.get(), path.c_str(), IN_MODIFY) < 0) {
    return fail_errno(errno, "watch " + path);
  }
  while (true) {
    TRY(copy_new(fd));
    pollfd waits[] = {{stop.get(), POLLIN, 0}, {watch.get(), POLLIN, 0}};
    if (::poll(waits, 2, -1) < 0 && errno != EINTR) return fail_errno(errno, "poll");
    if (waits[0].revents != 0) return {};
    char events[4096];
    while (::read(watch.get(), events, sizeof events) > 0) {
    }
  }
}

Result<int> run(Env& env, const Args& args) {
  const auto instance = TRY(state::Instance::open(env.config.data_path(), args.instance));
  const std::string path = instance.logs() + "/" + args.source + ".log";
  auto fd = core::open_file(path, O_RDONLY);
  if (!fd) {
    const bool never = fd.error().root_errno() == ENOENT;
    Error error = std::move(fd.error()).context("logs of instance " + args.instance);
    if (never) error = std::move(error).as(Kind::kNotRunning).hint("it was never started");
    return fail(std::move(error));
  }
  TRY(copy_new(*fd));
  if (args.follow) TRY(follow(*fd, path));
  return 0;
}

}  // namespace

Verb logs() { return Verb::make("logs", "show the logs of an instance", declare, run); }

}  // namespace anc::cmd
