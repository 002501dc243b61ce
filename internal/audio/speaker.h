// The host's audio device, opened while there is something to hear.
#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "internal/audio/pcm_queue.h"

namespace anc::audio {

/// SDL's audio part on a thread of its own, because to open a device can take as long as its sound
/// server likes. A device that cannot be opened, or goes away, is one line in the log and is tried
/// again every two seconds for as long as it is wanted.
class Speaker {
 public:
  enum class State { kIdle, kOpening, kPlaying, kUnavailable };

  /// `queue` is borrowed; the device's callback takes from it.
  explicit Speaker(PcmQueue& queue);
  Speaker(const Speaker&) = delete;
  Speaker& operator=(const Speaker&) = delete;
  ~Speaker();  ///< closes the device and waits for the thread

  /// Asks for an open device, or for a closed one. Returns at once. Any thread.
  void want(bool wanted);
  State state() const { return state_; }  ///< any thread

 private:
  struct Device;
  void work();
  std::unique_ptr<Device> open();
  bool pause(std::chrono::milliseconds time);  // false when nothing is wanted any more

  PcmQueue& queue_;
  std::atomic<State> state_ = State::kIdle;
  bool told_ = false;  // of a failure that has not ended; own thread
  std::mutex mutex_;
  std::condition_variable changed_;
  bool wanted_ = false;  // guarded by mutex_
  bool stop_ = false;    // guarded by mutex_
  std::thread thread_;
};

/// "idle", "opening", "playing" or "unavailable".
std::string_view state_name(Speaker::State state);

}  // namespace anc::audio
