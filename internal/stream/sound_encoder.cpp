// SpeexDSP's resampler before Opus.
#include "internal/stream/sound_encoder.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <string>

#include <opus/opus.h>
#include <speex/speex_resampler.h>

#include "internal/stream/sound_timeline.h"

namespace anc::stream {
namespace {
constexpr int kChannels = 2;
constexpr int kOpusRate = 48000;
constexpr int kResampleQuality = 5;   // of 10; its noise lies below that of 16 bits
constexpr size_t kPiece = 1024;       // frames resampled at once
constexpr size_t kMostPacket = 4000;  // bytes, as libopus recommends

struct Destroy {
  void operator()(OpusEncoder* encoder) const { opus_encoder_destroy(encoder); }
  void operator()(SpeexResamplerState* state) const { speex_resampler_destroy(state); }
};

Error failed(const std::string& what, const char* why) {
  return Error(Kind::kGraphics, "sound encoder: " + what + ": " + why);
}
}  // namespace

struct SoundEncoder::State {
  std::unique_ptr<OpusEncoder, Destroy> opus;
  std::unique_ptr<SpeexResamplerState, Destroy> resampler;
  opus_int32 lookahead = 0;
  std::vector<opus_int16> waiting;  // samples of 48 kHz, less than a packet's between calls

  Result<void> encode_whole(std::vector<std::vector<std::byte>>& packets) {
    constexpr size_t kSamples = kOpusFrame * kChannels;
    size_t at = 0;
    for (; waiting.size() - at >= kSamples; at += kSamples) {
      std::array<unsigned char, kMostPacket> packet;
      const opus_int32 size = opus_encode(opus.get(), waiting.data() + at, kOpusFrame,
                                          packet.data(), static_cast<opus_int32>(packet.size()));
      if (size < 0) return fail(failed("encode", opus_strerror(size)));
      const core::Bytes bytes = std::as_bytes(std::span(packet)).first(static_cast<size_t>(size));
      packets.emplace_back(bytes.begin(), bytes.end());
    }
    waiting.erase(waiting.begin(), waiting.begin() + static_cast<std::ptrdiff_t>(at));
    return {};
  }

  /// `frames` at most kPiece.
  void resample(const opus_int16* samples, size_t frames) {
    std::array<opus_int16, (kPiece + 64) * kOpusRate / kSoundRate * kChannels> out;
    size_t done = 0;
    while (done < frames) {
      auto in_frames = static_cast<spx_uint32_t>(frames - done);
      auto out_frames = static_cast<spx_uint32_t>(out.size() / kChannels);
      speex_resampler_process_interleaved_int(resampler.get(), samples + done * kChannels,
                                              &in_frames, out.data(), &out_frames);
      waiting.insert(waiting.end(), out.begin(), out.begin() + out_frames * kChannels);
      done += in_frames;
    }
  }
};

Result<std::unique_ptr<SoundEncoder>> SoundEncoder::open(uint32_t bits_per_second) {
  auto state = std::make_unique<State>();
  int code = 0;
  state->opus.reset(opus_encoder_create(kOpusRate, kChannels, OPUS_APPLICATION_AUDIO, &code));
  if (!state->opus) return fail(failed("open Opus", opus_strerror(code)));
  opus_encoder_ctl(state->opus.get(), OPUS_SET_BITRATE(static_cast<opus_int32>(bits_per_second)));
  opus_encoder_ctl(state->opus.get(), OPUS_GET_LOOKAHEAD(&state->lookahead));
  state->resampler.reset(
      speex_resampler_init(kChannels, kSoundRate, kOpusRate, kResampleQuality, &code));
  if (!state->resampler) return fail(failed("open the resampler", speex_resampler_strerror(code)));
  speex_resampler_skip_zeros(state->resampler.get());
  return std::unique_ptr<SoundEncoder>(new SoundEncoder(std::move(state)));
}

SoundEncoder::SoundEncoder(std::unique_ptr<State> state) : state_(std::move(state)) {}

SoundEncoder::~SoundEncoder() = default;

uint16_t SoundEncoder::pre_skip() const { return static_cast<uint16_t>(state_->lookahead); }

Result<void> SoundEncoder::add(core::Bytes pcm, std::vector<std::vector<std::byte>>& packets) {
  std::array<opus_int16, kPiece * kChannels> piece;
  while (!pcm.empty()) {
    const size_t bytes = std::min(pcm.size(), sizeof piece);
    std::memcpy(piece.data(), pcm.data(), bytes);  // little endian, as we are
    state_->resample(piece.data(), bytes / (sizeof piece[0] * kChannels));
    pcm = pcm.subspan(bytes);
    TRY(state_->encode_whole(packets));
  }
  return {};
}

Result<void> SoundEncoder::add_silence(size_t frames,
                                       std::vector<std::vector<std::byte>>& packets) {
  constexpr std::array<opus_int16, kPiece * kChannels> kSilence{};
  while (frames > 0) {
    const size_t now = std::min(frames, kPiece);
    state_->resample(kSilence.data(), now);
    frames -= now;
    TRY(state_->encode_whole(packets));
  }
  return {};
}

Result<void> SoundEncoder::flush(std::vector<std::vector<std::byte>>& packets) {
  if (state_->waiting.empty()) return {};
  state_->waiting.resize(kOpusFrame * kChannels);
  return state_->encode_whole(packets);
}

}  // namespace anc::stream
