// One timeline of two: see movie.h.
#include "internal/stream/movie.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "internal/stream/h264.h"

namespace anc::stream {
namespace {
using std::chrono::duration_cast;
using std::chrono::microseconds;
using std::chrono::milliseconds;

constexpr milliseconds kNextIsNear{250};       // a picture so young will be ended by another one
constexpr milliseconds kSoundIsLate{200};      // silence is known to be silence after this
constexpr std::chrono::seconds kKeyFrames{5};  // where a player can begin
constexpr uint32_t kSoundBits = 128'000;
}  // namespace

Result<std::unique_ptr<Movie>> Movie::start(const port::Frame& first, Clock::time_point begin,
                                            const Options& options, Out out) {
  const Size size = encoded_size(first.width, first.height, first.rotation);
  std::unique_ptr<Movie> movie(new Movie(size, begin, std::move(out)));
  const Encoders software;
  const Encoders& encoders = options.encoders != nullptr ? *options.encoders : software;
  movie->encoder_ =
      TRY(encoders.open(port::Codec::kH264, {.size = size,
                                             .frames_per_second = options.frames_per_second,
                                             .bits_per_second = options.bits_per_second,
                                             .live = false}));
  if (options.sound) movie->sound_encoder_ = TRY(SoundEncoder::open(kSoundBits));
  TRY(movie->add(first));
  return movie;
}

Movie::Movie(Size size, Clock::time_point begin, Out out)
    : size_(size), begin_(begin), out_(std::move(out)), fitter_(size), written_(begin) {}

Result<void> Movie::add(const port::Frame& frame) {
  if (newest_ != nullptr && frame.number <= number_) return {};
  number_ = frame.number;
  newest_ = &fitter_.fit(frame);
  return encode(*newest_, std::max(frame.posted_at, begin_));
}

Result<void> Movie::encode(const Picture& picture, Clock::time_point at) {
  if (at - key_at_ >= kKeyFrames) encoder_->request_key_frame();
  AccessUnit unit = TRY(encoder_->encode(picture, at));
  if (unit.bytes.empty()) return {};
  if (unit.key) key_at_ = at;
  if (frames_++ == 0) TRY(write_header(unit.bytes));
  video_.add(ticks(at), with_lengths(unit.bytes), unit.key);
  return {};
}

Result<void> Movie::write_header(core::Bytes first_unit) {
  VideoTrack video{.size = size_, .sps = {}, .pps = {}};
  for (const core::Bytes nal : nal_units(first_unit)) {
    if (nal_type(nal) == NalType::kSps) video.sps.assign(nal.begin(), nal.end());
    if (nal_type(nal) == NalType::kPps) video.pps.assign(nal.begin(), nal.end());
  }
  std::optional<SoundTrack> sound;
  if (sound_encoder_) sound = SoundTrack{.pre_skip = sound_encoder_->pre_skip()};
  return out_(mp4_header(video, sound));
}

Result<void> Movie::add(const port::AudioChunk& chunk) {
  if (!sound_encoder_) return {};
  const core::Bytes pcm = chunk.pcm;
  const size_t frames = pcm.size() / 4;
  const int64_t begin = sound_frames(chunk.captured_at) - static_cast<int64_t>(frames);
  const auto step = sound_.place(begin, frames);
  TRY(sound_encoder_->add_silence(step.silence, packets_));
  return sound_encoder_->add(pcm.subspan(step.skip * 4), packets_);
}

Result<void> Movie::fill_sound(Clock::time_point until) {
  if (!sound_encoder_) return {};
  return sound_encoder_->add_silence(sound_.fill(sound_frames(until)), packets_);
}

Result<void> Movie::cut(Clock::time_point now) {
  TRY(fill_sound(now - kSoundIsLate));
  return write(now, kNextIsNear);
}

Result<void> Movie::end(Clock::time_point now) {
  if (!video_.pending() && ticks(now) > video_.end()) {
    TRY(encode(*newest_, begin_ + microseconds{video_.end() * std::micro::den / kVideoTimescale}));
  }
  TRY(fill_sound(now));
  if (sound_encoder_) TRY(sound_encoder_->flush(packets_));
  return write(now, milliseconds{0});
}

/// One fragment, if there is something.
Result<void> Movie::write(Clock::time_point until, milliseconds patience) {
  const auto ticks_of_patience = static_cast<uint64_t>(patience.count()) * kVideoTimescale / 1000;
  const Run video = video_.take(ticks(until), ticks_of_patience);
  Run sound{.begin = packets_written_ * kOpusFrame, .samples = {}};
  for (auto& packet : std::exchange(packets_, {})) {
    sound.samples.push_back({.data = std::move(packet), .duration = kOpusFrame, .key = true});
  }
  packets_written_ += sound.samples.size();
  if (video.samples.empty() && sound.samples.empty()) return {};
  written_ = until;
  return out_(mp4_fragment(++fragments_, video, sound));
}

milliseconds Movie::length() const { return duration_cast<milliseconds>(written_ - begin_); }

uint64_t Movie::ticks(Clock::time_point at) const {
  const auto passed = duration_cast<microseconds>(std::max(at, begin_) - begin_);
  return static_cast<uint64_t>(passed.count()) * kVideoTimescale / std::micro::den;
}

int64_t Movie::sound_frames(Clock::time_point at) const {
  return duration_cast<microseconds>(at - begin_).count() * kSoundRate / std::micro::den;
}

}  // namespace anc::stream
