// Process 1 of the demo guest: mounts, properties, the scene; reaps; ends orderly when asked.
#include <cerrno>
#include <csignal>
#include <poll.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cmd/ancloud-guest/applets.h"
#include "cmd/ancloud-guest/console.h"
#include "cmd/ancloud-guest/mounts.h"
#include "cmd/ancloud-guest/options.h"
#include "cmd/ancloud-guest/services.h"
#include "internal/core/file.h"

namespace anc::guest {
namespace {

using Clock = Services::Clock;
using std::chrono::milliseconds;

constexpr milliseconds kGrace{2000};  // between SIGTERM and SIGKILL at the end
constexpr const char* kAdbd = "/system/bin/adbd";
constexpr uid_t kSystem = 1000;  // Android's AID_SYSTEM, who draws the screen

std::vector<Service> services(const std::string& self, const std::string& pipe,
                              const std::string& bridge, const std::string& input,
                              const std::string& audio) {
  const core::RunAs system{kSystem, kSystem, {1003 /* graphics */, 3003 /* inet */}};
  std::vector<Service> all = {
      {"props", {self, "props", "--pipe", pipe}, std::nullopt, true, ""},
      // After the properties: a screen must know its density before it draws.
      {"scene",
       {self, "scene", "--pipe", pipe, "--bridge", bridge, "--input", input, "--audio", audio},
       system,
       false,
       "props"},
  };
  // An image that was built without the network has none.
  if (core::exists(kAdbd)) {
    all.push_back({"adb", {self, "adb", "--pipe", pipe}, std::nullopt, false, "props"});
  }
  return all;
}

// Signals as a descriptor. They stay blocked: the kernel drops unblocked ones sent to a process 1
// that has no handler for them.
Result<Fd> take_signals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int number : {SIGCHLD, SIGTERM, SIGINT, SIGPWR}) sigaddset(&set, number);
  if (::sigprocmask(SIG_BLOCK, &set, nullptr) != 0) return fail_errno(errno, "block signals");
  const int fd = ::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
  if (fd < 0) return fail_errno(errno, "make a signal descriptor");
  return Fd(fd);
}

// Reaps whatever has ended, orphans included. False when no child is left at all.
bool reap(Services& services) {
  for (;;) {
    int status = 0;
    const pid_t pid = ::waitpid(-1, &status, WNOHANG);
    if (pid < 0) return errno != ECHILD;
    if (pid == 0) return true;
    core::ExitStatus how;
    if (WIFSIGNALED(status)) how.signal = WTERMSIG(status);
    if (WIFEXITED(status)) how.code = WEXITSTATUS(status);
    services.on_exit(pid, how, Clock::now());
  }
}

// The signal that asks to stop, 0 when only children were reaped or time passed.
int wait_for_signal(const Fd& signals, Services& services, int timeout_ms) {
  pollfd entry{signals.get(), POLLIN, 0};
  (void)::poll(&entry, 1, timeout_ms);
  int stop = 0;
  signalfd_siginfo info{};
  while (::read(signals.get(), &info, sizeof info) == static_cast<ssize_t>(sizeof info)) {
    if (info.ssi_signo != SIGCHLD) stop = static_cast<int>(info.ssi_signo);
  }
  (void)reap(services);
  return stop;
}

// As process 1 everybody in the container is meant, else (tried by hand) only our services.
void signal_all(const Services& services, int number) {
  if (::getpid() == 1) {
    ::kill(-1, number);
    return;
  }
  for (const pid_t pid : services.running()) ::kill(pid, number);
}

void stop_all(const Fd& signals, Services& services) {
  services.freeze();
  const auto deadline = Clock::now() + kGrace;
  signal_all(services, SIGTERM);
  while (reap(services)) {
    const auto left = std::chrono::ceil<milliseconds>(deadline - Clock::now()).count();
    if (left <= 0) {
      say("some processes did not end in time: killing them");
      signal_all(services, SIGKILL);
      break;
    }
    (void)wait_for_signal(signals, services, static_cast<int>(left));
  }
  ::sync();
}

}  // namespace

Result<int> init_main(Args args) {
  std::string pipe = "/dev/qemu_pipe", bridge = "/dev/anbox_bridge", input = "/dev/input";
  std::string audio = "/dev/anbox_audio";
  const Option options[] = {
      {"--pipe", &pipe}, {"--bridge", &bridge}, {"--input", &input}, {"--audio", &audio}};
  TRY(parse_options(args, options));

  const Fd signals = TRY(take_signals());
  ::umask(0);
  std::vector<std::string> mounted;
  if (::getpid() == 1) {  // by hand it must not touch the machine
    mounted = mount_all();
    open_console();
  }
  say("init running (pid " + std::to_string(::getpid()) + "): a demo guest, not Android");
  for (const std::string& line : mounted) say(line);
  ::umask(022);

  const auto self = core::own_executable();
  Services running(services(self ? *self : "/init", pipe, bridge, input, audio));
  for (;;) {
    running.start_due(Clock::now());
    const int stop = wait_for_signal(signals, running, running.next_due_ms(Clock::now()));
    if (stop == 0) continue;
    say("init stopping (signal " + std::to_string(stop) + ")");
    stop_all(signals, running);
    say("init done");
    return 0;
  }
}

}  // namespace anc::guest
