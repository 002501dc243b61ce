// The anbox_audio socket: what the guest plays, and what it records (anbox-host.md 6).
#pragma once

#include <list>
#include <memory>
#include <string>
#include <vector>

#include "internal/audio/device.h"
#include "internal/audio/microphone.h"
#include "internal/audio/pcm_queue.h"
#include "internal/audio/recording.h"
#include "internal/audio/sample_clock.h"
#include "internal/core/json.h"
#include "internal/core/log.h"
#include "internal/net/listener.h"
#include "internal/port/audio.h"

namespace anc::audio {

struct Options {
  std::string path{};       ///< of the socket; mode 0777, as Anbox made it
  bool device = false;      ///< else nothing is heard on this host, and sound is drained on a clock
  bool microphone = false;  ///< else recordings hear silence
  /// What waits between guest and device. When it is full the guest's write blocks: with the one
  /// write of 23 ms that then waits in its socket, about 55 ms lie before the device. More is taken
  /// whenever the device has taken some, so the least that waits is two pieces of the device.
  std::chrono::milliseconds queue{32};
  std::chrono::milliseconds hello_time{30000};  ///< for the first byte of a connection
  std::chrono::milliseconds turn{1000};  ///< a stream silent for so long gives way to an older one
  /// A guest's HAL leaves a connection behind for each stream it closed; one more closes the
  /// oldest.
  size_t connections = 64;
};

/// Sound is taken from the guest at the rate of the device, or of the host's clock where no device
/// takes any: back-pressure is the only clock a guest's player has. Of several streams at once the
/// newest is heard; the others are drained on the clock and dropped. Net thread only.
class Server {
 public:
  static Result<std::unique_ptr<Server>> start(net::Loop& loop, Options options);
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server();

  /// Gets what is heard, as it comes. Borrowed; net thread, or while the loop does not run.
  void add_consumer(port::AudioConsumer& consumer) { consumers_.push_back(&consumer); }
  void remove_consumer(port::AudioConsumer& consumer);

  /// Depth of the queue, counters of bytes and the device's state, for status and metrics.
  core::Json status() const;

 private:
  struct Connection;
  using Place = std::list<Connection>::iterator;

  Server(net::Loop& loop, Options options, core::Fd pulled, core::Fd room);
  void accept(core::Fd fd);
  void on_hello(Place at);
  void on_playback(Place at);
  void read_heard(Place at);
  void read_unheard(Place at, size_t due);
  bool claims(const Connection& connection) const;
  void publish(core::Bytes pcm);
  void wake();
  void await_room();
  void tick();
  bool device_plays(SampleClock::Clock::time_point now) const;
  void drop(Place at);

  net::Loop& loop_;
  const Options options_;
  core::RateLimitedLog log_;
  const core::Fd pulled_;  // an eventfd, written when the device has taken sound
  PcmQueue queue_;
  net::Watch room_;  // of pulled_
  SampleClock clock_;
  bool awake_ = false;  // tick() runs
  SampleClock::Clock::time_point awake_since_{};
  SampleClock::Clock::time_point last_data_{};
  uint64_t played_ = 0;   // bytes taken from heard streams
  uint64_t unheard_ = 0;  // bytes dropped, of streams that are not the newest
  uint64_t drained_ = 0;  // bytes dropped from the queue, since no device took them
  uint64_t numbers_ = 0;
  std::vector<std::byte> torn_;  // begin of a frame whose end consumers still wait for
  std::vector<port::AudioConsumer*> consumers_;
  SdlTurn sdl_;
  std::unique_ptr<Microphone> microphone_;  // empty where recordings hear silence
  std::list<Connection> connections_;       // oldest first
  Connection* heard_ = nullptr;
  net::Timer tick_;
  std::unique_ptr<Device> speaker_;  // empty without a device
  std::unique_ptr<net::Listener> listener_;
};

}  // namespace anc::audio
