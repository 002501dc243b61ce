// Asking a container manager, ours or Anbox's, for a container.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "internal/core/fd.h"
#include "internal/manager/messages.h"
#include "internal/rpc/envelope.h"
#include "internal/rpc/framing.h"

namespace anc::manager {

/// One connection, so one container, which ends with this object. Blocking; one thread.
class Client {
 public:
  /// kPermission with what to do where nobody listens or the user may not connect.
  static Result<Client> connect(const std::string& path);

  Result<void> start(const StartRequest& request);
  /// Waits without limit, as Anbox's sessions do, for the answer to start(); fails with EINTR once
  /// `interrupted` is readable.
  Result<StartedContainer> await_started(const Fd& interrupted);

  /// Readable when there is news: nothing but the container's end is to be expected.
  const Fd& fd() const { return fd_; }
  /// Hears the manager out until it closes the connection, which is the container's end.
  Result<void> await_end();
  /// The guest's, where the manager has told it.
  std::optional<int> exit_code() const { return exit_code_; }

  /// Asks for an orderly end and waits for it; kTimeout after `patience`. A container that has
  /// ended meanwhile is no error.
  Result<void> stop(std::chrono::milliseconds patience);
  /// Ends a stop() that waits. Any thread.
  void hang_up();

 private:
  explicit Client(Fd fd) : fd_(std::move(fd)) {}
  Result<void> send(std::string_view method, std::string parameters);
  Result<void> receive();
  Result<std::string> await_answer(const Fd& interrupted, std::optional<int> patience_ms);

  Fd fd_;
  rpc::FrameReader reader_{kMessageLimit};
  uint32_t last_id_ = 0;
  uint32_t next_id_ = 0;
  bool closed_ = false;
  std::optional<std::string> answer_;  // to the last call
  std::optional<int> exit_code_;
};

}  // namespace anc::manager
