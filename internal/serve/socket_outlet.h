// A viewer over a WebSocket, where neither UDP nor ICE gets through (docs/control-channel.md).
#pragma once

#include <memory>
#include <optional>

#include "internal/http/websocket.h"
#include "internal/net/timer.h"
#include "internal/serve/outlet.h"
#include "internal/serve/seat.h"

namespace anc::serve {

class Instance;

/// Net thread only. A line that is slow loses pictures up to the next key picture, so that what it
/// gets is never old.
class SocketOutlet final : public Outlet {
 public:
  SocketOutlet(Instance& instance, ViewerId id, std::shared_ptr<http::WebSocket> socket);
  ~SocketOutlet() override;

  std::optional<uint32_t> send_video(const port::EncodedVideoPtr& picture) override;
  void send_sound(const port::EncodedSoundPtr& sound) override;
  void send_control(std::vector<std::byte> messages, bool moves) override;
  void end(const std::string& why) override;
  core::Json facts() const override;

  /// A frame of the viewer's: those of kind 3 are its control channel.
  static void on_frame(Instance& instance, ViewerId id, core::Bytes frame);

 private:
  void ask_for_key();

  Instance& instance_;
  const ViewerId id_;
  const std::shared_ptr<http::WebSocket> socket_;
  net::Timer asking_;
  bool waits_for_key_ = true;
  uint64_t bytes_ = 0;
};

}  // namespace anc::serve
