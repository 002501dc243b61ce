// The anbox_bridge socket: remote calls between Android's platform service and the host.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "internal/bridge/framing.h"
#include "internal/core/log.h"
#include "internal/net/listener.h"
#include "internal/net/stream.h"
#include "internal/port/boot_report.h"

namespace anc::bridge {

struct Options {
  std::string path{};               ///< of the socket; mode 0666
  size_t message_limit = 4u << 20;  ///< bytes of payload; icons are the largest
  size_t queue_limit = 1u << 20;    ///< bytes that may wait for a guest that does not read
};

/// One guest at a time; a second connection is closed at once. What the guest sends is always read
/// and every call is answered at once, since Android waits for some answers without a limit while
/// it holds its main locks. Reports the rungs `bridge` (connected) and `booted`. Net thread only.
class Server {
 public:
  /// `report` is borrowed and outlives the server.
  static Result<std::unique_ptr<Server>> start(net::Loop& loop, Options options,
                                               port::BootReport& report);
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  bool connected() const { return guest_ != nullptr; }

 private:
  Server(net::Loop& loop, Options options, port::BootReport& report);
  void accept(core::Fd connection);
  void on_data(core::Bytes chunk);
  void on_frame(uint8_t type, std::string_view payload);
  void on_call(std::string_view payload);
  void on_response(std::string_view payload);
  void on_event(const std::string& payload);

  net::Loop& loop_;
  const Options options_;
  port::BootReport& report_;
  core::RateLimitedLog log_;
  FrameReader reader_;
  std::unique_ptr<net::Stream> guest_;
  std::unique_ptr<net::Listener> listener_;
};

}  // namespace anc::bridge
