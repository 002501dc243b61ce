// A sound device of the host, opened while there is something to hear.
#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "internal/audio/pcm_queue.h"
#include "internal/audio/sample_clock.h"

namespace anc::audio {

/// What a device is opened for.
struct Role {
  bool capture;              ///< it fills the queue, dropping the oldest; else it empties it
  Format format;             ///< SDL converts where the device wants another
  uint16_t frames;           ///< that it takes or gives at once
  std::string_view running;  ///< name of its state while it is open
  std::string_view works;    ///< line of the log; the name of the driver follows
  std::string_view missing;  ///< likewise; the reason follows
};
/// 11.6 ms: half of what the guest writes at once.
inline constexpr Role kSpeaker{
    false, kPlayback, 512, "playing", "the guest is heard through ", "the guest is not heard: "};
/// 20 ms: what the guest's HAL reads at once.
inline constexpr Role kMicrophone{true,
                                  kRecording,
                                  160,
                                  "recording",
                                  "the guest hears the microphone through ",
                                  "the guest hears no microphone: "};

/// SDL may be begun and ended by one thread at a time: devices share this.
struct SdlTurn {
  std::mutex mutex;
};

/// SDL's audio part on a thread of its own, because to open a device can take as long as its sound
/// server likes. A device that cannot be opened, or goes away, is one line in the log and is tried
/// again every two seconds for as long as it is wanted.
class Device {
 public:
  enum class State { kIdle, kOpening, kRunning, kUnavailable };

  /// `queue` and `turn` are borrowed; the device's callback uses the queue.
  Device(const Role& role, PcmQueue& queue, SdlTurn& turn);
  Device(const Device&) = delete;
  Device& operator=(const Device&) = delete;
  ~Device();  ///< closes the device and waits for the thread

  /// Asks for an open device, or for a closed one. Returns at once. Any thread.
  void want(bool wanted);
  State state() const { return state_; }  ///< any thread
  /// "idle", "opening", "playing" or "recording", "unavailable". Any thread.
  std::string_view state_name() const;

 private:
  struct Open;
  void work();
  std::unique_ptr<Open> open();
  bool pause(std::chrono::milliseconds time);  // false when nothing is wanted any more

  const Role role_;
  PcmQueue& queue_;
  SdlTurn& turn_;
  std::atomic<State> state_ = State::kIdle;
  bool told_ = false;  // of a failure that has not ended; own thread
  std::mutex mutex_;
  std::condition_variable changed_;
  bool wanted_ = false;  // guarded by mutex_
  bool stop_ = false;    // guarded by mutex_
  std::thread thread_;
};

}  // namespace anc::audio
