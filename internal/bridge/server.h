// The anbox_bridge socket: remote calls between Android's platform service and the host.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "internal/bridge/messages.h"
#include "internal/bridge/pending_calls.h"
#include "internal/core/log.h"
#include "internal/net/listener.h"
#include "internal/net/stream.h"
#include "internal/port/boot_report.h"
#include "internal/port/platform.h"
#include "internal/rpc/framing.h"

namespace anc::bridge {

struct Options {
  std::string path{};               ///< of the socket; mode 0666
  size_t message_limit = 4u << 20;  ///< bytes of payload; icons are the largest
  /// Bytes that may wait for a guest that does not read; above three answers of 1 MB of clipboard.
  size_t queue_limit = 4u << 20;
  std::chrono::milliseconds call_time{30000};  ///< for the guest to answer one call
  size_t call_limit = 64;                      ///< calls that may wait for answers
};

/// One guest at a time; a second connection is closed at once. What the guest sends is always read
/// and every call is answered at once, since Android waits for some answers without a limit while
/// it holds its main locks. Reports the rungs `bridge` (connected) and `booted`. Net thread only.
class Server final : public port::PlatformCalls {
 public:
  /// `report` and `events` are borrowed and outlive the server.
  static Result<std::unique_ptr<Server>> start(net::Loop& loop, Options options,
                                               port::BootReport& report,
                                               port::PlatformEvents& events);
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  bool connected() const { return guest_ != nullptr; }

  void launch(const port::Launch& launch, Done done) override;
  void focus_task(int32_t task, Done done) override;
  void remove_task(int32_t task, Done done) override;
  void resize_task(int32_t task, const port::Rect& frame, Done done) override;

 private:
  Server(net::Loop& loop, Options options, port::BootReport& report, port::PlatformEvents& events);
  void accept(core::Fd connection);
  void drop(const std::string& why);
  void call(const std::string& method, std::string parameters, Done done);
  void on_data(core::Bytes chunk);
  void on_frame(uint8_t type, std::string_view payload);
  void on_call(std::string_view payload);
  std::string answer_to(const Call& call);
  Result<void> take_clipboard(const Call& call);
  void on_reply(std::string_view payload);
  void on_events(std::string_view payload);

  net::Loop& loop_;
  const Options options_;
  port::BootReport& report_;
  port::PlatformEvents& events_;
  core::RateLimitedLog log_;
  rpc::FrameReader reader_;
  PendingCalls pending_;
  std::unique_ptr<net::Stream> guest_;
  std::unique_ptr<net::Listener> listener_;
};

}  // namespace anc::bridge
