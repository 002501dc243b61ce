// Child processes: see process.h.
#include "internal/core/process.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "internal/core/file.h"
#include "internal/core/text.h"

namespace anc::core {
namespace {

// What the child needs between its birth and exec, prepared before: it allocates nothing.
struct Prepared {
  std::string path;
  std::vector<char*> argv;
  std::vector<char*> env;
  std::vector<int> keep;
  pid_t parent;
};

std::vector<char*> pointers(const std::vector<std::string>& words) {
  std::vector<char*> list;
  list.reserve(words.size() + 1);
  for (const std::string& word : words) list.push_back(const_cast<char*>(word.c_str()));
  list.push_back(nullptr);
  return list;
}

// 0, or the errno of what failed.
int redirect(int from, int to) {
  if (from == -1) return 0;
  if (from == Command::kNull) {
    const int null = ::open("/dev/null", O_RDWR);
    if (null < 0 || ::dup2(null, to) < 0) return errno;
    if (null > 2) ::close(null);
    return 0;
  }
  if (from == to) return ::fcntl(from, F_SETFD, 0) != 0 ? errno : 0;
  return ::dup2(from, to) < 0 ? errno : 0;
}

// For the child alone: libc's own would call up all threads of the parent, whose memory this is.
bool become_user(const RunAs& who) {
  return ::syscall(SYS_setgroups, who.groups.size(), who.groups.data()) == 0 &&
         ::syscall(SYS_setresgid, who.gid, who.gid, who.gid) == 0 &&
         ::syscall(SYS_setresuid, who.uid, who.uid, who.uid) == 0;
}

// Runs in the child, in the parent's memory: async-signal-safe calls only, nothing is changed.
// Returns the errno of what failed, and not at all otherwise.
int become(const Command& command, const Prepared& prepared) {
  for (int number : {SIGINT, SIGTERM, SIGPIPE, SIGHUP, SIGCHLD}) ::signal(number, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  if (command.new_session) ::setsid();
  for (const auto& [from, to] : {std::pair(command.in, 0), {command.out, 1}, {command.err, 2}}) {
    if (const int code = redirect(from, to); code != 0) return code;
  }
  for (const int fd : prepared.keep) {
    if (::fcntl(fd, F_SETFD, 0) != 0) return errno;
  }
  if (!command.directory.empty() && ::chdir(command.directory.c_str()) != 0) return errno;
  if (command.run_as && !become_user(*command.run_as)) return errno;
  if (command.die_with_parent) {  // after setresuid, which clears it
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != prepared.parent) return ESRCH;
  }
  ::execve(prepared.path.c_str(), prepared.argv.data(), prepared.env.data());
  return errno;
}

struct Birth {
  const Command& command;
  const Prepared& prepared;
  int* error;  // what kept the child from executing
};

int be_born(void* argument) {
  const auto& birth = *static_cast<const Birth*>(argument);
  *birth.error = become(birth.command, birth.prepared);
  return 127;  // its exit code
}

// ThreadSanitizer keeps what a thread holds in that memory, and the child's calls would change it.
#ifdef __SANITIZE_THREAD__
constexpr int kBirthFlags = CLONE_VFORK | SIGCHLD;
#else
constexpr int kBirthFlags = CLONE_VM | CLONE_VFORK | SIGCHLD;
#endif

/// The child's stack; what it has to tell lies at the other end of it.
class BirthStack {
 public:
  BirthStack()
      : memory_(::mmap(nullptr, kSize, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0)) {
  }
  BirthStack(const BirthStack&) = delete;
  BirthStack& operator=(const BirthStack&) = delete;
  ~BirthStack() {
    if (*this) ::munmap(memory_, kSize);
  }
  explicit operator bool() const { return memory_ != MAP_FAILED; }
  void* top() const { return static_cast<std::byte*>(memory_) + kSize; }
  int* word() const { return static_cast<int*>(memory_); }  // 0 at first

 private:
  static constexpr size_t kSize = 64 << 10;
  void* const memory_;
};

struct Born {
  pid_t pid;
  int error;
};

// As fork, but the child has the parent's memory until it executes, and the parent waits for that:
// no page tables are copied, and no page is when it is next written, which took half a millisecond.
// Signals wait too, since a handler would run in the parent's memory.
Born spawn_in_place(const Command& command, const Prepared& prepared) {
  const BirthStack stack;
  if (!stack) return {-1, errno};
  Birth birth{command, prepared, stack.word()};
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  const pid_t pid = ::clone(be_born, stack.top(), kBirthFlags, &birth);
  const int error = pid < 0 ? errno : *stack.word();
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return {pid, error};
}

ExitStatus from_wait(int status) {
  if (WIFSIGNALED(status)) return {0, WTERMSIG(status)};
  return {WEXITSTATUS(status), 0};
}

}  // namespace

std::string ExitStatus::text() const {
  return signal != 0 ? "signal " + std::to_string(signal) : "exit code " + std::to_string(code);
}

std::optional<std::string> find_program(const std::string& name) {
  if (name.find('/') != std::string::npos) return name;
  const char* path = std::getenv("PATH");  // NOLINT(concurrency-mt-unsafe): nobody sets it
  const std::string search =
      std::string(path != nullptr ? path : "/usr/bin:/bin") + ":/usr/sbin:/sbin";
  for (const std::string& directory : split(search, ':')) {
    const std::string candidate = directory + "/" + name;
    if (!directory.empty() && ::access(candidate.c_str(), X_OK) == 0 && !is_directory(candidate)) {
      return candidate;
    }
  }
  return std::nullopt;
}

Child::Child(Child&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)), pidfd_(std::move(other.pidfd_)) {}

Child& Child::operator=(Child&& other) noexcept {
  std::swap(pid_, other.pid_);
  std::swap(pidfd_, other.pidfd_);
  return *this;
}

Child::~Child() {
  if (pid_ <= 0) return;
  (void)signal(SIGKILL);
  (void)wait();
}

void Child::detach() {
  pid_ = -1;
  pidfd_.reset();
}

Result<Child> Child::spawn(const Command& command) {
  CHECK(!command.argv.empty(), "a command needs a program");
  const auto path = find_program(command.argv[0]);
  if (!path) return fail_errno(ENOENT, "run " + command.argv[0]);
  Prepared prepared{*path, pointers(command.argv), {}, command.keep, ::getpid()};
  if (command.env) {
    prepared.env = pointers(*command.env);
  } else {
    for (char** entry = environ; *entry != nullptr; ++entry) prepared.env.push_back(*entry);
    prepared.env.push_back(nullptr);
  }
  Child child;
  const Born born = spawn_in_place(command, prepared);
  child.pid_ = born.pid;
  if (child.pid_ < 0) return fail_errno(born.error, "fork for " + command.argv[0]);
  if (born.error != 0) {
    (void)child.wait();
    return fail_errno(born.error, "run " + *path);
  }
  const long pidfd = ::syscall(SYS_pidfd_open, child.pid_, 0);
  if (pidfd < 0) return fail_errno(errno, "follow process " + std::to_string(child.pid_));
  child.pidfd_ = Fd(static_cast<int>(pidfd));
  return child;
}

Result<void> Child::signal(int number) const {
  if (pid_ <= 0) return fail_errno(ESRCH, "signal a child");
  if (::kill(pid_, number) != 0) {
    return fail_errno(errno, "signal process " + std::to_string(pid_));
  }
  return {};
}

Result<ExitStatus> Child::wait() {
  if (pid_ <= 0) return fail_errno(ECHILD, "wait for a child");
  int status = 0;
  while (::waitpid(pid_, &status, 0) < 0) {
    if (errno != EINTR) return fail_errno(errno, "wait for process " + std::to_string(pid_));
  }
  pid_ = -1;
  pidfd_.reset();
  return from_wait(status);
}

Result<std::optional<ExitStatus>> Child::wait_for(std::chrono::milliseconds timeout) {
  if (!TRY(wait_readable(pidfd_, static_cast<int>(timeout.count())))) {
    return std::optional<ExitStatus>();
  }
  return std::optional(TRY(wait()));
}

Result<ExitStatus> Child::stop(std::chrono::milliseconds grace) {
  TRY(signal(SIGTERM));
  if (auto ended = TRY(wait_for(grace))) return *ended;
  TRY(signal(SIGKILL));
  return wait();
}

namespace {
constexpr size_t kMostOutput = 16u << 20;  // bytes kept of each
constexpr size_t kPiece = 64u << 10;       // a pipe's size

// The writing end of a command's stdin, never blocking.
class Feeder {
 public:
  static Result<Feeder> make(Fd end, const NextInput& next) {
    if (::fcntl(end.get(), F_SETFL, O_NONBLOCK) != 0) return fail_errno(errno, "fcntl");
    return Feeder(std::move(end), next);
  }
  int fd() const { return end_.get(); }  // -1 once all is written, or nobody reads
  void stop() { end_.reset(); }
  Result<void> feed() {
    if (piece_.empty()) piece_ = TRY(next_(kPiece));
    const ssize_t n = piece_.empty() ? 0 : ::write(end_.get(), piece_.data(), piece_.size());
    if (n > 0) piece_.erase(0, static_cast<size_t>(n));
    if (n < 0 && errno != EINTR && errno != EAGAIN && errno != EPIPE) {
      return fail_errno(errno, "write to a command");
    }
    const bool gone = n < 0 && errno == EPIPE;
    if (n == 0 || gone) end_.reset();
    return {};
  }

 private:
  Feeder(Fd end, const NextInput& next) : end_(std::move(end)), next_(next) {}
  Fd end_;
  const NextInput& next_;
  std::string piece_;
};

// What is there now; the end is closed once it is reached.
void take(Fd& end, std::string& into) {
  char buffer[16384];
  const ssize_t n = ::read(end.get(), buffer, sizeof buffer);
  if (n <= 0) {
    if (n == 0 || errno != EINTR) end.reset();
  } else if (into.size() < kMostOutput) {
    into.append(buffer, static_cast<size_t>(n));
  }
}
}  // namespace

Result<Output> run_command(Command command, const NextInput& next) {
  FdPair in = TRY(make_pipe());
  FdPair out = TRY(make_pipe());
  FdPair err = TRY(make_pipe());
  command.in = in.first.get();
  command.out = out.second.get();
  command.err = err.second.get();
  Child child = TRY(Child::spawn(command));
  in.first.reset();
  out.second.reset();
  err.second.reset();
  Feeder feeder = TRY(Feeder::make(std::move(in.second), next));

  Output output;
  while (out.first || err.first) {
    pollfd waits[3] = {
        {out.first.get(), POLLIN, 0}, {err.first.get(), POLLIN, 0}, {feeder.fd(), POLLOUT, 0}};
    if (::poll(waits, 3, -1) < 0) {
      if (errno == EINTR) continue;
      return fail_errno(errno, "poll");
    }
    if (out.first && waits[0].revents != 0) take(out.first, output.out);
    if (err.first && waits[1].revents != 0) take(err.first, output.err);
    if ((waits[2].revents & POLLERR) != 0) {
      feeder.stop();  // nobody reads any more; a write would be SIGPIPE
    } else if (waits[2].revents != 0) {
      // Killed before its stdin ends: see NextInput.
      if (auto fed = feeder.feed(); !fed) {
        (void)child.stop(std::chrono::milliseconds(0));
        return fail(std::move(fed.error()));
      }
    }
  }
  output.status = TRY(child.wait());
  return output;
}

Result<Output> run_command(Command command, const std::string& input) {
  size_t given = 0;
  return run_command(std::move(command), [&](size_t most) -> Result<std::string> {
    const std::string piece = input.substr(given, most);
    given += piece.size();
    return piece;
  });
}

Result<std::string> run_checked(Command command, const std::string& input) {
  std::string said;
  for (const std::string& word : command.argv)
    said += (said.empty() ? "" : " ") + shell_quote(word);
  Output output = TRY(run_command(std::move(command), input));
  if (!output.status.ok()) {
    std::string last(trim(output.err));
    if (last.size() > 400) last = "…" + last.substr(last.size() - 400);
    return fail(Kind::kFailure,
                "`" + said + "`: " + output.status.text() + (last.empty() ? "" : ": " + last));
  }
  return std::move(output.out);
}

Result<uint64_t> process_start_time(pid_t pid) {
  const std::string path = "/proc/" + std::to_string(pid) + "/stat";
  const std::string stat = TRY(read_file(path));
  // The command name may hold blanks and parentheses: fields count from the last ')'.
  const size_t close = stat.rfind(')');
  if (close == std::string::npos) return fail(Kind::kFailure, path + ": not understood");
  const auto fields = split(trim(std::string_view(stat).substr(close + 1)), ' ');
  if (fields.size() < 20) return fail(Kind::kFailure, path + ": not understood");
  return static_cast<uint64_t>(TRY(parse_int(fields[19], 0, INT64_MAX)));
}

}  // namespace anc::core
