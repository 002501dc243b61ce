// What a guest plays, encoded as it comes, once for all who hear it.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "internal/core/error.h"
#include "internal/port/audio.h"
#include "internal/port/media.h"
#include "internal/stream/sound_encoder.h"
#include "internal/stream/sound_timeline.h"

namespace anc::stream {

/// A thread that makes packets of 20 ms. Each has its place on a clock of 48 kHz that runs on while
/// the guest is silent: nothing is sent then, and the next packet's position tells of the gap. Two
/// seconds wait at most, then more is dropped.
class LiveSound final : public port::AudioConsumer {
 public:
  struct Options {
    uint32_t bits_per_second = 96'000;
    std::function<void(port::EncodedSoundPtr)> out;  ///< on the thread: return at once
    std::function<void(const Error&)> failed;        ///< no more comes; on the thread
  };

  /// kGraphics, which stands for encoders too, or kCapacity where it cannot run.
  static Result<std::unique_ptr<LiveSound>> start(Options options);
  LiveSound(const LiveSound&) = delete;
  LiveSound& operator=(const LiveSound&) = delete;
  ~LiveSound() override;

  void on_audio(const port::AudioChunkPtr& chunk) override;

  struct Counts {
    uint64_t packets = 0;
    uint64_t dropped = 0;  ///< pieces that came while too much waited
  };
  Counts counts() const;  ///< any thread

 private:
  using Clock = std::chrono::steady_clock;
  using Packets = std::vector<std::vector<std::byte>>;

  LiveSound(Options options, std::unique_ptr<SoundEncoder> encoder);
  void run();
  bool next(std::deque<port::AudioChunkPtr>& chunks);
  Result<void> encode(const port::AudioChunk& chunk);
  Result<void> end_segment();
  void hand_out(Packets packets);
  bool is_long_silence(core::Bytes pcm);

  const Options options_;
  const Clock::time_point begin_ = Clock::now();  ///< position 0

  // Of the thread alone. A segment is sound without a gap.
  std::unique_ptr<SoundEncoder> encoder_;
  SoundTimeline timeline_;
  size_t silent_ = 0;  ///< frames of nothing but zeros up to now
  bool in_segment_ = false;
  int64_t segment_begin_ = 0;        ///< position of its first packet, 48 kHz
  int64_t frames_ = 0;               ///< put into it, at kSoundRate
  int64_t packets_ = 0;              ///< that came of it
  int64_t end_ = 0;                  ///< position behind the last packet of all, 48 kHz
  Clock::time_point captured_at_{};  ///< of the last frame in it

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  // All guarded by mutex_.
  bool stop_ = false;
  std::deque<port::AudioChunkPtr> waiting_;
  size_t waiting_bytes_ = 0;
  Counts counts_;
  std::thread thread_;
};

}  // namespace anc::stream
