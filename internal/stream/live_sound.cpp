// The thread of live sound.
#include "internal/stream/live_sound.h"

#include <algorithm>
#include <pthread.h>
#include <system_error>
#include <utility>

namespace anc::stream {
namespace {
using std::chrono::duration_cast;
using std::chrono::microseconds;
using std::chrono::milliseconds;

constexpr size_t kFrameBytes = 4;
constexpr size_t kMostWaiting = size_t{2} * kSoundRate * kFrameBytes;
constexpr int64_t kOpusRate = 48000;
/// A guest that pauses: what is left of a packet is sent then.
constexpr milliseconds kPause{100};
/// A guest that goes on to play nothing but zeros plays nothing.
constexpr size_t kSilence = kSoundRate / 2;

int64_t frames_in(std::chrono::steady_clock::duration time) {
  return duration_cast<microseconds>(time).count() * kSoundRate / std::micro::den;
}
/// From kSoundRate to 48 kHz.
int64_t opus_samples(int64_t frames) { return frames * 160 / 147; }
}  // namespace

Result<std::unique_ptr<LiveSound>> LiveSound::start(Options options) {
  auto encoder = TRY(SoundEncoder::open(options.bits_per_second));
  std::unique_ptr<LiveSound> sound(new LiveSound(std::move(options), std::move(encoder)));
  try {
    sound->thread_ = std::thread([at = sound.get()]() noexcept { at->run(); });
  } catch (const std::system_error& error) {
    return fail_errno(error.code().value(), "start the sound encoder's thread", Kind::kCapacity);
  }
  return sound;
}

LiveSound::LiveSound(Options options, std::unique_ptr<SoundEncoder> encoder)
    : options_(std::move(options)), encoder_(std::move(encoder)) {}

LiveSound::~LiveSound() {
  {
    const std::lock_guard guard(mutex_);
    stop_ = true;
  }
  changed_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void LiveSound::on_audio(const port::AudioChunkPtr& chunk) {
  {
    const std::lock_guard guard(mutex_);
    if (waiting_bytes_ + chunk->pcm.size() > kMostWaiting) {
      ++counts_.dropped;
      return;
    }
    waiting_bytes_ += chunk->pcm.size();
    waiting_.push_back(chunk);
  }
  changed_.notify_one();
}

LiveSound::Counts LiveSound::counts() const {
  const std::lock_guard guard(mutex_);
  return counts_;
}

void LiveSound::run() {
  ::pthread_setname_np(::pthread_self(), "sound encoder");
  for (std::deque<port::AudioChunkPtr> chunks; next(chunks); chunks.clear()) {
    Result<void> encoded;
    if (chunks.empty()) encoded = end_segment();
    for (const port::AudioChunkPtr& chunk : chunks) {
      if (encoded) encoded = encode(*chunk);
    }
    if (!encoded) return options_.failed(encoded.error());
  }
}

/// Waits for sound: none when the guest pauses. False at the end.
bool LiveSound::next(std::deque<port::AudioChunkPtr>& chunks) {
  std::unique_lock lock(mutex_);
  const auto due = [this] { return stop_ || !waiting_.empty(); };
  if (in_segment_) {
    changed_.wait_for(lock, kPause, due);
  } else {
    changed_.wait(lock, due);
  }
  chunks.swap(waiting_);
  waiting_bytes_ = 0;
  return !stop_;
}

bool LiveSound::is_long_silence(core::Bytes pcm) {
  const bool zeros =
      std::all_of(pcm.begin(), pcm.end(), [](std::byte byte) { return byte == std::byte{0}; });
  silent_ = zeros ? silent_ + pcm.size() / kFrameBytes : 0;
  return silent_ > kSilence;
}

Result<void> LiveSound::encode(const port::AudioChunk& chunk) {
  if (is_long_silence(chunk.pcm)) return in_segment_ ? end_segment() : Result<void>{};
  const size_t frames = chunk.pcm.size() / kFrameBytes;
  const int64_t begin = frames_in(chunk.captured_at - begin_) - static_cast<int64_t>(frames);
  const SoundTimeline::Step step = timeline_.place(begin, frames);
  const size_t used = frames - step.skip;
  if (used == 0) return {};
  if (step.silence > 0 && in_segment_) TRY(end_segment());
  if (!std::exchange(in_segment_, true)) {
    segment_begin_ = std::max(end_, opus_samples(timeline_.end() - static_cast<int64_t>(used)));
    frames_ = packets_ = 0;
  }
  frames_ += static_cast<int64_t>(used);
  captured_at_ = chunk.captured_at;
  Packets packets;
  TRY(encoder_->add(core::Bytes(chunk.pcm).subspan(step.skip * kFrameBytes), packets));
  hand_out(std::move(packets));
  return {};
}

/// What has begun is filled with silence, and the next sound begins anew.
Result<void> LiveSound::end_segment() {
  in_segment_ = false;
  Packets packets;
  TRY(encoder_->flush(packets));
  hand_out(std::move(packets));
  return {};
}

void LiveSound::hand_out(Packets packets) {
  for (auto& opus : packets) {
    port::EncodedSound sound;
    sound.position = static_cast<uint64_t>(segment_begin_ + packets_ * kOpusFrame);
    ++packets_;
    end_ = segment_begin_ + packets_ * kOpusFrame;
    const int64_t behind = std::max<int64_t>(0, opus_samples(frames_) - packets_ * kOpusFrame);
    sound.captured_at = captured_at_ - microseconds(behind * std::micro::den / kOpusRate);
    sound.opus = std::move(opus);
    {
      const std::lock_guard guard(mutex_);
      ++counts_.packets;
    }
    options_.out(std::make_shared<const port::EncodedSound>(std::move(sound)));
  }
}

}  // namespace anc::stream
