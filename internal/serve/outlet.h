// Where the pictures, the sound and the words for one viewer go: WebRTC or a WebSocket.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "internal/core/json.h"
#include "internal/port/media.h"

namespace anc::serve {

/// Net thread only; nothing here blocks, and nothing calls back.
class Outlet {
 public:
  virtual ~Outlet() = default;

  /// The timestamp by which the viewer knows the picture (FrameTimes::rtp_timestamp); none where it
  /// was left out.
  virtual std::optional<uint32_t> send_video(const port::EncodedVideoPtr& picture) = 0;
  virtual void send_sound(const port::EncodedSoundPtr& sound) = 0;
  /// Whole messages of the control channel. With `moves` they may be lost.
  virtual void send_control(std::vector<std::byte> messages, bool moves) = 0;
  /// Ends the connection; the viewer is told in a moment.
  virtual void end(const std::string& why) = 0;
  /// "transport", "remote", and what is counted.
  virtual core::Json facts() const = 0;
};

}  // namespace anc::serve
