// The host's microphone, for the guest that records.
#pragma once

#include <span>
#include <vector>

#include "internal/audio/device.h"
#include "internal/audio/pcm_queue.h"
#include "internal/core/json.h"
#include "internal/net/timer.h"

namespace anc::audio {

class Recording;

/// Of several recordings the newest hears it, the others silence: a guest leaves old ones behind.
/// The device is open only while that one is read. Sound that waits is 60 ms at most, the oldest is
/// dropped; a lost device is silence. Net thread only.
class Microphone {
 public:
  Microphone(net::Loop& loop, SdlTurn& turn);

  /// Borrowed until it is removed.
  void add(Recording& recording);
  void remove(Recording& recording);

  /// For the recording that hears it: sound, and silence where there is too little. Opens the
  /// device.
  void read(std::span<std::byte> out);

  core::Json status() const;

 private:
  void look();

  std::vector<Recording*> recordings_;  // oldest first
  PcmQueue queue_;
  net::Timer look_;
  bool open_ = false;  // look() runs
  PcmQueue::Clock::time_point read_at_{};
  Device device_;
};

}  // namespace anc::audio
