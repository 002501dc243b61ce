// Running a command in a container: see exec.h.
#include "internal/container/exec.h"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <grp.h>
#include <optional>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "internal/confine/apparmor.h"
#include "internal/confine/filter.h"
#include "internal/container/cgroup.h"
#include "internal/container/init_watch.h"
#include "internal/container/inspect.h"
#include "internal/container/pty.h"
#include "internal/container/start.h"
#include "internal/container/status.h"
#include "internal/container/tag.h"
#include "internal/core/file.h"
#include "internal/core/text.h"

namespace anc::container {
namespace {

constexpr const char* kPath =
    "/system/bin:/system/sbin:/system/xbin:/vendor/bin:/sbin:/bin:/usr/sbin:/usr/bin";

// Where the command failed before it ran, and why; crosses from the guest's side by a pipe.
struct Failure {
  int where = 0;  ///< an exit code of exec.h
  int error = 0;
};

// All that the two forks need, prepared before.
struct Plan {
  std::vector<std::string> candidates;  ///< paths to try in the guest, in order
  std::vector<char*> argv;
  std::vector<char*> env;
  Fd init;
  bool user_namespace = true;
  uint64_t drop_caps = 0;  ///< not in the bounding set of the container's init
  bool no_new_privs = false;
  std::string apparmor;  ///< "exec PROFILE", as init has it; empty: none
  Fd proc;               ///< the host's /proc: the guest could have put anything in its place
  std::optional<confine::Filter> filter;  ///< as init has it
  std::optional<Pty> pty;
};

std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> list;
  for (std::string& word : words) list.push_back(word.data());
  list.push_back(nullptr);
  return list;
}

// What init may not, the command shall not either.
Result<void> confine_as_init(pid_t init, Plan& plan) {
  const std::string status = TRY(core::read_file("/proc/" + std::to_string(init) + "/status"));
  unsigned long long held = 0;
  if (std::sscanf(status_value(status, "CapBnd").c_str(), "%llx", &held) != 1) {
    return fail(Kind::kFailure, "init has no bounding set");
  }
  plan.drop_caps = ~static_cast<uint64_t>(held);
  const auto label = core::read_file("/proc/" + std::to_string(init) + "/attr/current", 4096);
  if (label) plan.apparmor = confine::exec_transition(*label);
  if (!plan.apparmor.empty()) plan.proc = TRY(core::open_file("/proc", O_PATH | O_DIRECTORY));
  plan.no_new_privs = status_value(status, "NoNewPrivs") == "1";
  if (status_value(status, "Seccomp") == "2") {
    plan.filter = confine::Filter::guest();
  }
  return {};
}

[[noreturn]] void give_up(const Fd& report, int where) {
  const Failure failure{where, errno};
  (void)!::write(report.get(), &failure, sizeof failure);
  ::_exit(where);
}

// The grandchild: inside all namespaces. Async-signal-safe calls only.
[[noreturn]] void become_command(const Plan& plan, const Fd& report) {
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  for (const int number : {SIGINT, SIGTERM, SIGPIPE, SIGHUP, SIGQUIT}) ::signal(number, SIG_DFL);
  if (plan.pty) {
    const int slave = plan.pty->slave.get();
    if (::setsid() < 0 || ::ioctl(slave, TIOCSCTTY, 0) != 0) give_up(report, kExecFailed);
    for (const int stream : {0, 1, 2}) {
      if (::dup2(slave, stream) < 0) give_up(report, kExecFailed);
    }
  }
  for (int cap = 0; cap < 64; ++cap) {
    if ((plan.drop_caps >> cap & 1) != 0) (void)::prctl(PR_CAPBSET_DROP, cap, 0, 0, 0);
  }
  if (::setgroups(0, nullptr) != 0 || ::setresgid(0, 0, 0) != 0 || ::setresuid(0, 0, 0) != 0 ||
      ::chdir("/") != 0) {
    give_up(report, kExecFailed);
  }
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // the change of user has cleared it
  if (!plan.apparmor.empty()) {
    const int label = ::openat(plan.proc.get(), "self/attr/exec", O_WRONLY | O_CLOEXEC);
    const auto size = static_cast<ssize_t>(plan.apparmor.size());
    if (label < 0 || ::write(label, plan.apparmor.data(), plan.apparmor.size()) != size) {
      give_up(report, kExecFailed);
    }
  }
  // The same as init's, for the same reason (lxc_config.cpp).
  const rlimit no_core{1, 1};
  if (::setrlimit(RLIMIT_CORE, &no_core) != 0) give_up(report, kExecFailed);
  if (plan.no_new_privs && ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
    give_up(report, kExecFailed);
  }
  if (plan.filter) {
    errno = plan.filter->apply();
    if (errno != 0) give_up(report, kExecFailed);
  }
  int error = ENOENT;
  for (const std::string& path : plan.candidates) {
    ::execve(path.c_str(), plan.argv.data(), plan.env.data());
    if (errno != ENOENT && errno != ENOTDIR) error = errno;
  }
  errno = error;
  give_up(report, error == ENOENT ? kNotFound : kNotExecutable);
}

// The child: enters the namespaces, then forks once more, since a pid namespace holds for children.
[[noreturn]] void enter(const Plan& plan, const Fd& report) {
  int namespaces = CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS;
  if (plan.user_namespace) namespaces |= CLONE_NEWUSER;
  // Until the exec nothing in the container may look into this process, which is a host program.
  ::prctl(PR_SET_DUMPABLE, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::setns(plan.init.get(), namespaces) != 0) give_up(report, kExecFailed);
  // Kernels without cgroup namespaces refuse that one alone.
  if (::setns(plan.init.get(), CLONE_NEWCGROUP) != 0 && errno != EINVAL) {
    give_up(report, kExecFailed);
  }
  const pid_t pid = ::fork();
  if (pid < 0) give_up(report, kExecFailed);
  if (pid == 0) {
    become_command(plan, report);
  }
  ::close(report.get());
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) continue;
  ::_exit(WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status));
}

Result<bool> in_user_namespace(pid_t init) {
  struct stat own {};
  struct stat its {};
  if (::stat("/proc/self/ns/user", &own) != 0 ||
      ::stat(("/proc/" + std::to_string(init) + "/ns/user").c_str(), &its) != 0) {
    return fail_errno(errno, "look at the container's user namespace");
  }
  return own.st_ino != its.st_ino;
}

std::vector<std::string> candidates_for(const std::string& program) {
  if (program.find('/') != std::string::npos) return {program};
  std::vector<std::string> paths;
  for (const std::string& directory : core::split(kPath, ':')) {
    paths.push_back(directory + "/" + program);
  }
  return paths;
}

std::vector<std::string> environment(const ExecOptions& options) {
  const char* term = std::getenv("TERM");  // NOLINT(concurrency-mt-unsafe): one thread
  std::vector<std::string> env = {std::string("PATH=") + kPath,
                                  "HOME=/",
                                  "container=lxc",
                                  "ANDROID_ROOT=/system",
                                  "ANDROID_DATA=/data",
                                  std::string("TERM=") + (term != nullptr ? term : "dumb")};
  env.insert(env.end(), options.env.begin(), options.env.end());
  return env;
}

}  // namespace

Result<int> exec(const state::Instance& instance, const ExecOptions& options) {
  const Status status = TRY(status_of(instance));
  if (status.state != State::kRunning) {
    return fail(Error(Kind::kNotRunning, "instance " + instance.name() + " is not running")
                    .hint("`ancloud run` or `ancloud container start` starts it"));
  }
  TRY(require_root("enter"));
  std::vector<std::string> argv = options.argv;
  if (argv.empty()) argv = {"sh"};
  std::vector<std::string> env = environment(options);
  Plan plan;
  plan.candidates = candidates_for(argv[0]);
  plan.argv = pointers(argv);
  plan.env = pointers(env);
  plan.init = TRY(open_pidfd(status.init, status.init_start_time), "container's init");
  plan.user_namespace = TRY(in_user_namespace(status.init));
  TRY(confine_as_init(status.init, plan));
  const bool terminal = ::isatty(STDIN_FILENO) == 1;
  if (terminal) plan.pty = TRY(make_pty(STDIN_FILENO));

  core::FdPair report = TRY(core::make_pipe());
  core::FdPair go = TRY(core::make_pipe());
  const pid_t pid = ::fork();
  if (pid < 0) return fail_errno(errno, "fork");
  if (pid == 0) {
    char ignored;
    go.second.reset();
    (void)!::read(go.first.get(), &ignored, 1);  // until our parent has put us into the groups
    enter(plan, report.second);
  }
  report.second.reset();
  const Fd child = TRY(open_pidfd(pid));
  TRY(TRY(InstanceCgroup::find(tag_of(instance).cgroup)).add(pid), "join the container's groups");
  go.second.reset();
  if (terminal) {
    plan.pty->slave.reset();
    const RawMode raw = TRY(RawMode::enter(STDIN_FILENO));
    TRY(relay(plan.pty->master, child));
  }
  int ended = 0;
  while (::waitpid(pid, &ended, 0) < 0 && errno == EINTR) continue;
  Failure failure;
  const auto failed =
      core::read_exactly(report.first, std::as_writable_bytes(std::span(&failure, 1)));
  if (failed && *failed) {
    const std::string what = argv[0] + " in instance " + instance.name();
    if (failure.where == kExecFailed) return fail_errno(failure.error, "run " + what);
    std::fprintf(stderr, "ancloud: run %s: %s\n", what.c_str(),
                 core::errno_text(failure.error).c_str());
    return failure.where;
  }
  return WIFSIGNALED(ended) ? 128 + WTERMSIG(ended) : WEXITSTATUS(ended);
}

}  // namespace anc::container
