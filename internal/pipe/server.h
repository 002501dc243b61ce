// The qemu_pipe socket: every guest program that talks to the "emulator" connects here.
#pragma once

#include <chrono>
#include <list>
#include <memory>
#include <string>
#include <vector>

#include "internal/core/log.h"
#include "internal/net/listener.h"
#include "internal/pipe/handshake.h"
#include "internal/port/boot_report.h"
#include "internal/port/pipe_service.h"

namespace anc::pipe {

struct Options {
  std::string path{};                               ///< of the socket; mode 0666
  std::chrono::milliseconds handshake_time{30000};  ///< for the whole name
  /// Half-open clients at once; one more closes the oldest of them.
  size_t handshakes = 256;
  /// Connections to services nobody offers, kept open and never answered (a refusal makes some
  /// guest programs retry for ever); one more closes the oldest of them.
  size_t parked = 128;
};

/// Accepts, reads names, and hands each connection to the service with the longest matching prefix.
/// Reports the rung `pipe` at the first complete name. Net thread only.
class Server {
 public:
  /// `services` and `report` are borrowed and outlive the server.
  static Result<std::unique_ptr<Server>> start(net::Loop& loop, Options options,
                                               std::vector<port::PipeService*> services,
                                               port::BootReport& report);
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server();

  size_t half_open() const { return pending_.size(); }
  size_t parked() const { return parked_.size(); }

 private:
  struct Pending;
  struct Parked;

  Server(net::Loop& loop, Options options, std::vector<port::PipeService*> services,
         port::BootReport& report);
  void begin(core::Fd connection);
  void give_up(std::list<Pending>::iterator pending, const std::string& why);
  void dispatch(core::Fd connection, const std::string& name);
  void park(core::Fd connection, const std::string& name);

  net::Loop& loop_;
  const Options options_;
  const std::vector<port::PipeService*> services_;
  port::BootReport& report_;
  core::RateLimitedLog log_;
  int told_ = 0;                // unknown services logged so far
  std::list<Pending> pending_;  // oldest first
  std::list<Parked> parked_;    // oldest first
  std::unique_ptr<net::Listener> listener_;
};

}  // namespace anc::pipe
