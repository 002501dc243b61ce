// The guest's end of anbox_bridge: tells the host that it has booted, answers what it is asked.
#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "cmd/ancloud-guest/bridge_bytes.h"
#include "internal/core/fd.h"

namespace anc::guest {

/// One connection, as Android's anboxd keeps it for its whole life. Used by one thread.
class BridgeClient {
 public:
  static Result<BridgeClient> connect(const std::string& path);

  Result<void> boot_finished(bool first_boot);
  Result<void> applications(const std::vector<Application>& list);
  /// Answers invocations until the host closes or `stop` is asked for (looked at ten times a
  /// second). A launch of an application always succeeds: the one there is, is on the screen.
  Result<void> serve(const std::stop_token& stop);

 private:
  explicit BridgeClient(Fd socket) : socket_(std::move(socket)) {}
  Result<bool> answer_one();
  Fd socket_;
};

}  // namespace anc::guest
