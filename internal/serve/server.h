// The stream server: the one process that the network talks to.
#pragma once

#include <memory>
#include <string>

#include "internal/net/loop.h"
#include "internal/serve/options.h"

namespace anc::serve {

/// Serves until it is destroyed. Built before the loop starts, or on its thread; destroyed when the
/// loop has stopped.
class Server {
 public:
  /// kBusy where a port is taken, kUsage for addresses and certificates that are none.
  static Result<std::unique_ptr<Server>> start(net::Loop& loop, const Options& options);
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server();

  uint16_t port() const;        ///< of HTTP
  uint16_t media_port() const;  ///< of WebRTC
  /// Tells all viewers that the server ends. Net thread.
  void say_bye();

 private:
  struct State;
  explicit Server(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace anc::serve
