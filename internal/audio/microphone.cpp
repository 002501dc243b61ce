// Who hears the microphone, and when it is open.
#include "internal/audio/microphone.h"

#include <algorithm>
#include <utility>

#include "internal/audio/recording.h"

namespace anc::audio {
namespace {
using std::chrono::milliseconds;

constexpr milliseconds kQueue{60};
constexpr milliseconds kQuiet{2000};  // a guest that reads nothing for so long does not listen
constexpr milliseconds kLook{500};
}  // namespace

Microphone::Microphone(net::Loop& loop, SdlTurn& turn)
    : queue_(kRecording.bytes_in(kQueue), kRecording.frame_bytes),
      look_(loop),
      device_(kMicrophone, queue_, turn) {}

void Microphone::add(Recording& recording) {
  if (!recordings_.empty()) recordings_.back()->hear(nullptr);
  recordings_.push_back(&recording);
  recording.hear(this);
}

void Microphone::remove(Recording& recording) {
  std::erase(recordings_, &recording);
  if (!recordings_.empty()) recordings_.back()->hear(this);
}

void Microphone::read(std::span<std::byte> out) {
  read_at_ = PcmQueue::Clock::now();
  if (!std::exchange(open_, true)) {
    queue_.discard(queue_.depth());  // of the last time it was open
    device_.want(true);
    look_.start(kLook, [this] { look(); });
  }
  queue_.pull(out);
}

void Microphone::look() {
  if (PcmQueue::Clock::now() - read_at_ < kQuiet) return look_.start(kLook, [this] { look(); });
  open_ = false;
  device_.want(false);
}

core::Json Microphone::status() const {
  return {{"device", device_.state_name()},
          {"recordings", recordings_.size()},
          {"queue_ms", kRecording.milliseconds_in(queue_.depth())},
          {"queue_limit_ms", kQueue.count()},
          {"dropped_bytes", queue_.dropped_bytes()},
          {"starved_bytes", queue_.starved_bytes()}};
}

}  // namespace anc::audio
