// Child processes: spawned by exec, followed by pidfd, never left behind by accident.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

#include "internal/core/fd.h"

namespace anc::core {

/// How a process ended.
struct ExitStatus {
  int code = 0;    ///< exit code, when `signal` is 0
  int signal = 0;  ///< the signal that ended it, or 0
  bool ok() const { return code == 0 && signal == 0; }
  /// As a shell says it: code, or 128 + signal.
  int shell_code() const { return signal != 0 ? 128 + signal : code; }
  std::string text() const;  ///< "exit code 1", "signal 9"
};

/// Who a child runs as; unset fields keep the caller's.
struct RunAs {
  uid_t uid = 0;
  gid_t gid = 0;
  std::vector<gid_t> groups;  ///< supplementary groups, replaced
};

/// What to start and what it inherits. Everything not named here is closed on exec.
struct Command {
  std::vector<std::string> argv;  ///< argv[0] is looked up on PATH when it has no '/'
  std::optional<std::vector<std::string>> env{};  ///< "KEY=value"; unset inherits all
  std::vector<int> keep{};                        ///< descriptors the child keeps, same numbers
  int in = -1, out = -1, err = -1;                ///< become 0/1/2; -1 inherits; kNull is /dev/null
  bool new_session = false;                       ///< setsid()
  bool die_with_parent = false;  ///< SIGKILL when the spawning *thread* ends: spawn from main
  std::optional<RunAs> run_as{};
  std::string directory{};  ///< chdir before exec, when not empty
  static constexpr int kNull = -2;
};

/// A running child. Move-only. The destructor kills (SIGKILL) and reaps a child that still runs.
class Child {
 public:
  Child() = default;
  Child(Child&& other) noexcept;
  Child& operator=(Child&& other) noexcept;
  ~Child();

  /// Fork and exec; an exec that fails is an error here (127-like), not a silent exit.
  static Result<Child> spawn(const Command& command);

  pid_t pid() const { return pid_; }
  /// Readable when the child has ended.
  const Fd& pidfd() const { return pidfd_; }
  Result<void> signal(int number) const;
  /// Waits for the end; empty when `timeout` passed first.
  Result<std::optional<ExitStatus>> wait_for(std::chrono::milliseconds timeout);
  Result<ExitStatus> wait();
  /// SIGTERM, then SIGKILL after `grace`.
  Result<ExitStatus> stop(std::chrono::milliseconds grace);
  /// Lets it run on by itself; the caller must not care about its end any more.
  void detach();

 private:
  pid_t pid_ = -1;
  Fd pidfd_;
};

/// Output of a command that was run to its end.
struct Output {
  ExitStatus status;
  std::string out;
  std::string err;
};

/// Runs to the end with stdin from `input`, collecting both outputs (each at most 16 MiB).
Result<Output> run_command(Command command, const std::string& input = {});
/// Gives the next bytes for a command's stdin, at most `most`; none at the end.
using NextInput = std::function<Result<std::string>(size_t most)>;
/// As above, with stdin piece by piece as the command takes it. Where `next` fails the command is
/// killed, so that it cannot take a part for the whole.
Result<Output> run_command(Command command, const NextInput& next);
/// run_command that turns a non-zero end into an error quoting the command and its last words.
Result<std::string> run_checked(Command command, const std::string& input = {});

/// Where `name` is on PATH (plus /usr/sbin and /sbin, which users often lack).
std::optional<std::string> find_program(const std::string& name);

/// Starts counting from boot in clock ticks: a pid and this name one process for good.
Result<uint64_t> process_start_time(pid_t pid);

}  // namespace anc::core
