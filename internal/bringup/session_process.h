// The session as a child of `run`: an unprivileged process of its own, and its last words.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "internal/bringup/session_user.h"
#include "internal/core/process.h"
#include "internal/state/instance.h"

namespace anc::bringup {

/// How the session is to be started.
struct SessionOptions {
  std::vector<std::string> flags;  ///< of `session run`: --headless, --window-size …, -v
  std::string config_file;         ///< as StreamOptions have it
};

/// How a stream server beside it is to be started.
struct StreamOptions {
  std::vector<std::string> flags;        ///< of `stream serve`
  std::vector<std::string> environment;  ///< further settings, ANCLOUD_…=…
  /// Read instead of the standard files; empty: those. Its user need not be able to read it.
  std::string config_file;
};

/// A running `ancloud session run` (or `stream serve`), killed with its owner. Its lines on stderr
/// go to `on_line`; the error it ends with is kept and becomes ours.
class SessionProcess {
 public:
  using OnLine = std::function<void(const std::string& line)>;

  /// Spawns it as `account`, who must be the caller unless that is root. Call from the main thread.
  static Result<SessionProcess> start(const state::Instance& instance, const Account& account,
                                      const SessionOptions& options, OnLine on_line);

  /// The stream server of this instance, likewise. As root, its directory is made first.
  static Result<SessionProcess> start_stream(const state::Instance& instance,
                                             const Account& account, const StreamOptions& options,
                                             OnLine on_line);

  /// Waits until it listens on all its sockets; its own error when it ends before.
  Result<void> wait_ready(std::chrono::milliseconds timeout, const Fd& interrupted);

  const Fd& pidfd() const { return child_.pidfd(); }
  const Fd& output() const { return output_; }
  /// Reads what it has written since; call when output() is readable.
  void take_output();
  /// How it ended, by the kernel; then what that means. Call when pidfd() is readable.
  Result<core::ExitStatus> reap();
  Result<void> meaning_of(const core::ExitStatus& status) const;
  /// Both in one: fine (its window was closed), its own error, or what the kernel says.
  Result<void> ended();
  /// Orderly stop, then by force after `grace`.
  Result<void> stop(std::chrono::milliseconds grace);

 private:
  /// What distinguishes the two.
  struct Verb {
    std::vector<std::string> words;  ///< "session", "run"
    std::string name;                ///< for errors: "session"
    bool json = false;               ///< it tells its errors as JSON; else its lines are for people
    std::vector<std::string> flags;
    std::vector<std::string> environment;
    std::string config_file;
  };
  SessionProcess(const state::Instance& instance, std::string name, OnLine on_line)
      : instance_(instance), name_(std::move(name)), on_line_(std::move(on_line)) {}
  static Result<SessionProcess> spawn(const state::Instance& instance, const Account& account,
                                      const Verb& verb, OnLine on_line);

  state::Instance instance_;
  std::string name_;
  OnLine on_line_;
  core::Child child_;
  Fd output_;
  std::string pending_;
  std::optional<Error> last_error_;
};

/// An error as main prints it with --json, read back; empty when `line` is none.
std::optional<Error> parse_error_line(const std::string& line);

}  // namespace anc::bringup
