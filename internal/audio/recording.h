// A guest that records: it hears silence or a microphone, at the rate at which it would hear sound.
#pragma once

#include <functional>
#include <string>

#include "internal/audio/sample_clock.h"
#include "internal/core/fd.h"
#include "internal/net/timer.h"
#include "internal/net/watch.h"

namespace anc::audio {

class Microphone;

/// Writes 16000 bytes a second, in pieces of 20 ms, to a guest that reads; to one that does not,
/// some 100 ms and then nothing. A read that never returns would hold the lock of the guest's HAL,
/// and its playback with it. Net thread only.
class Recording {
 public:
  /// `closed` is called once, when the guest has gone; it may destroy the Recording.
  Recording(net::Loop& loop, core::Fd connection, std::function<void()> closed);

  /// From now on the guest hears this; null: silence. Borrowed.
  void hear(Microphone* microphone) { microphone_ = microphone; }

 private:
  void wait();
  void write_due();

  net::Watch watch_;
  net::Timer pause_;
  SampleClock clock_;
  Microphone* microphone_ = nullptr;
  const std::function<void()> closed_;
};

}  // namespace anc::audio
