// TCP for ICE (RFC 6544): accepts connections, makes some, and never waits for one.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>

#include "internal/core/bytes.h"
#include "internal/core/error.h"
#include "internal/core/log.h"
#include "internal/net/listener.h"
#include "internal/net/loop.h"
#include "internal/webrtc/address.h"

namespace anc::webrtc {

/// Net thread only.
class TcpDoor {
 public:
  struct Options {
    size_t connections = 512;
    /// Within which a stranger must be kept(), or it is cut off.
    std::chrono::milliseconds patience{10'000};
  };
  struct Handlers {
    std::function<void(core::Bytes packet, const Route& from)> packet;  ///< not the door's end
    std::function<void(const Route&)> broken;
  };
  TcpDoor(net::Loop& loop, Options options, Handlers handlers);
  TcpDoor(const TcpDoor&) = delete;
  TcpDoor& operator=(const TcpDoor&) = delete;
  ~TcpDoor();

  /// Accepts on this address. kBusy where the port is taken.
  Result<void> listen(const Address& at);
  /// A connection that somebody else has accepted.
  void adopt(core::Fd fd);
  /// Packets sent by the route wait until it is connected; `broken` where that fails.
  Result<Route> connect(const Address& to);
  /// False where the packet was dropped: no such connection, or too much waits for it.
  bool send(const Route& to, core::Bytes packet);
  bool congested(const Route& route) const;
  /// It belongs to somebody: not cut off for idleness.
  void keep(const Route& route);
  void close(const Route& route);
  size_t size() const { return connections_.size(); }

 private:
  struct Connection;
  Route add(core::Fd fd, const Address& remote, const Address& local, bool connected);
  void read(uint64_t number);
  void push(uint64_t number);
  void drop(uint64_t number);
  Connection* find(const Route& route) const;

  net::Loop& loop_;
  const Options options_;
  const Handlers handlers_;
  std::unique_ptr<net::Listener> listener_;
  std::map<uint64_t, std::shared_ptr<Connection>> connections_;
  uint64_t numbers_ = 0;
  core::RateLimitedLog log_;
};

}  // namespace anc::webrtc
