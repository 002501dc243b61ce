// Packets out, feedback in, and what is due later: see media_sender.h.
#include "internal/webrtc/media_sender.h"

#include <algorithm>
#include <random>
#include <utility>

#include "internal/webrtc/packet_history.h"
#include "internal/webrtc/packetizers.h"
#include "internal/webrtc/rate_control.h"
#include "internal/webrtc/rtcp.h"
#include "internal/webrtc/rtp.h"

namespace anc::webrtc {
namespace {
using namespace std::chrono_literals;
using std::chrono::microseconds;
using Time = MediaSender::Time;

/// A receiver asks again before the first answer is there.
constexpr auto kRepeatPause = 10ms;
/// When the last packet goes out again, after it: nobody notices its loss before the next one
/// comes, which on a screen may be never. The first time only where packets have been lost of late:
/// at 30 pictures a second a twentieth of them would else be one picture late.
constexpr std::array kTail{4ms, 60ms, 200ms};
constexpr auto kOfLate = 5s;
/// When Chromium and Firefox have had no picture for 3 s, they ask for a key picture, once,
/// whatever they lack (VideoReceiveStream2::HandleFrameBufferTimeout): a still screen would be sent
/// for ever. A receiver whose decoder fails asks within a tenth of that.
constexpr auto kImpatience = 2s;
constexpr auto kReportPause = 700ms;
constexpr auto kIdleReportPause = 5s;
constexpr std::string_view kName = "ancloud";

/// Below half, as RFC 3711 advises: the first one lost must not wrap the receiver's count.
uint16_t first_sequence() { return static_cast<uint16_t>(std::random_device{}() & 0x7fff); }

/// What is sent again may not exceed what is sent at all, whatever the other end asks for.
class Allowance {
 public:
  explicit Allowance(uint32_t bits_per_second) : per_second_(bits_per_second / 8.0) {}
  bool take(size_t bytes, Time now) {
    const auto passed = std::chrono::duration<double>(now - last_).count();
    last_ = now;
    left_ = std::min(left_ + passed * per_second_, kBurst);
    if (left_ < static_cast<double>(bytes)) return false;
    left_ -= static_cast<double>(bytes);
    return true;
  }

 private:
  static constexpr double kBurst = 512e3;  // the largest key picture, all of it lost
  double per_second_, left_ = kBurst;
  Time last_{};
};

/// One SSRC with what its reports say.
struct Stream {
  explicit Stream(const RtpStream::Options& options) : rtp(options) {}
  RtpStream rtp;
  uint32_t packets = 0, bytes = 0;
  uint32_t timestamp = 0;  ///< the last one, and when that was
  Time at{};
  Time reported{};
};
}  // namespace

struct MediaSender::State {
  Options options;
  Out out;
  Counters counters{};
  Allowance allowance;
  RateControl rate;
  uint32_t told_rate;  ///< to `out`
  std::optional<Stream> video, rtx, sound;
  PacketHistory history{};
  bool begun = false;  ///< there was a key picture
  uint16_t picture_id = 0;
  uint16_t transport_sequence = 0;
  size_t tail_step = kTail.size();
  Time last_video{};
  std::optional<uint16_t> came;  ///< the newest packet of video that the receiver has told of
  Time last_nack{};
  bool passed_over = false;  ///< one request since the last picture

  State(Options given, Out functions)
      : options(std::move(given)),
        out(std::move(functions)),
        allowance(options.most_bits_per_second),
        rate(options.start_bits_per_second, options.most_bits_per_second),
        told_rate(rate.bits_per_second()) {
    if (options.video) {
      video = make(options.sent.video_ssrc, options.video->payload_type, options.video_extensions,
                   options.video_mid);
      if (options.video->rtx_payload_type != 0) {
        rtx = make(options.sent.rtx_ssrc, options.video->rtx_payload_type, options.video_extensions,
                   options.video_mid);
      }
    }
    if (options.opus_payload_type != 0) {
      sound = make(options.sent.sound_ssrc, options.opus_payload_type, options.sound_extensions,
                   options.sound_mid);
    }
  }

  static Stream make(uint32_t ssrc, uint8_t type, const Extensions& ids, const std::string& mid) {
    return Stream({.ssrc = ssrc,
                   .payload_type = type,
                   .ids = ids,
                   .mid = mid,
                   .first_sequence = first_sequence()});
  }

  std::vector<std::byte> packet(Stream& stream, const Payload& payload, uint32_t timestamp,
                                Time now) {
    stream.rtp.set_transport_sequence(transport_sequence++);
    auto made = stream.rtp.packet(payload.head, payload.body, payload.last, timestamp, now);
    ++stream.packets;
    stream.bytes += static_cast<uint32_t>(payload.head.size() + payload.body.size());
    return made;
  }

  void send(core::Bytes packet, Time now) {
    ++counters.packets;
    counters.bytes += packet.size();
    rate.sent(packet.size(), now);
    out.rtp(packet);
  }

  void repeat(uint16_t sequence, PacketHistory::Entry& entry, Time now);
  void repeat_lost(const std::vector<Nack>& nacks, Time now, bool& hopeless);
  void heed(const ReportBlock& block, Time now);
  bool lacks_nothing(Time now) const;
  void tell_rate();
  void report(Stream& stream, uint32_t clock_rate, Time now);
};

MediaSender::Options MediaSender::Options::agreed(const Offer& theirs,
                                                  const std::optional<VideoChoice>& video,
                                                  bool sound, const Sent& sent) {
  using enum MediaSection::Kind;
  Options options{.video = video, .sent = sent};
  if (const MediaSection* section = theirs.first(kVideo)) {
    options.video_extensions = answered(section->extensions);
    options.video_mid = section->mid;
  }
  if (const MediaSection* section = theirs.first(kSound); section != nullptr && sound) {
    options.opus_payload_type = section->opus_payload_type;
    options.sound_extensions = answered(section->extensions);
    options.sound_extensions.playout_delay = 0;
    options.sound_mid = section->mid;
  }
  return options;
}

MediaSender::MediaSender(Options options, Out out)
    : state_(std::make_unique<State>(std::move(options), std::move(out))) {}
MediaSender::~MediaSender() = default;

bool MediaSender::send_video(const port::EncodedVideo& picture, Time now) {
  State& state = *state_;
  if (!state.video || picture.codec != state.options.video->codec) return false;
  if (!state.begun && !picture.key) {
    state.out.key_frame_wanted();
    return false;
  }
  state.begun = true;
  Stream& stream = *state.video;
  stream.timestamp = video_timestamp(picture.at.drawn);
  stream.at = picture.at.drawn;
  const auto sink = [&](const Payload& payload) {
    const uint16_t sequence = stream.rtp.sequence();
    const auto& entry =
        state.history.add(sequence, state.packet(stream, payload, stream.timestamp, now), now);
    state.send(entry.packet, now);
  };
  // A packet of rtx is longer by the number of the one that it repeats.
  const size_t most = kMostDatagram - kMostTag - stream.rtp.head_size() - 2;
  if (picture.codec == port::Codec::kH264) {
    packetize_h264(picture.bytes, most, sink);
  } else {
    packetize_vp8(picture.bytes, state.picture_id++, most, sink);
  }
  state.last_video = now;
  state.tail_step = now - state.last_nack < kOfLate ? 0 : 1;
  state.passed_over = false;
  if (now - stream.reported >= kReportPause) state.report(stream, 90'000, now);
  return true;
}

void MediaSender::send_sound(const port::EncodedSound& sound, Time now) {
  State& state = *state_;
  const size_t most = state.sound ? kMostDatagram - kMostTag - state.sound->rtp.head_size() : 0;
  if (sound.opus.empty() || sound.opus.size() > most) return;
  Stream& stream = *state.sound;
  const auto timestamp = static_cast<uint32_t>(sound.position);
  state.send(state.packet(stream, {{}, sound.opus, false}, timestamp, now), now);
  stream.timestamp = timestamp + 960;  // captured_at is of its end
  stream.at = sound.captured_at;
  if (now - stream.reported >= kReportPause) state.report(stream, 48'000, now);
}

void MediaSender::State::report(Stream& stream, uint32_t clock_rate, Time now) {
  const auto since = std::chrono::duration<double>(now - stream.at).count();
  const auto ticks = static_cast<int64_t>(since * clock_rate);
  stream.reported = now;
  out.rtcp(write_report({.ssrc = stream.rtp.ssrc(),
                         .ntp = ntp_time(now),
                         .timestamp = stream.timestamp + static_cast<uint32_t>(ticks),
                         .packets = stream.packets,
                         .bytes = stream.bytes},
                        kName));
}

void MediaSender::State::repeat(uint16_t sequence, PacketHistory::Entry& entry, Time now) {
  entry.repeated = now;
  ++counters.retransmitted;
  if (!rtx) {  // as it was, bit by bit: another text under the same number would break its cipher
    send(entry.packet, now);
    return;
  }
  // RFC 4588 4.
  const std::array original{std::byte(sequence >> 8), std::byte(sequence & 0xff)};
  core::ByteReader head(core::Bytes(entry.packet).subspan(1));
  const bool marker = (head.u8() & 0x80) != 0;
  head.skip(2);
  const uint32_t timestamp = head.u32be();
  const core::Bytes payload = core::Bytes(entry.packet).subspan(video->rtp.head_size());
  rtx->timestamp = timestamp;
  send(packet(*rtx, {original, payload, marker}, timestamp, now), now);
}

void MediaSender::State::repeat_lost(const std::vector<Nack>& nacks, Time now, bool& hopeless) {
  for (const Nack& nack : nacks) {
    if (!video || nack.ssrc != video->rtp.ssrc() || !history.was_sent(nack.sequence)) continue;
    ++counters.nacks;
    last_nack = now;
    auto* entry = history.find(nack.sequence);
    // Without rtx SRTP gets the number again, and would take one from before zero for a new one.
    const bool wrapped = !rtx && nack.sequence >= video->rtp.sequence();
    if (entry == nullptr || wrapped) {
      hopeless = true;
    } else if (now - entry->repeated >= kRepeatPause && allowance.take(entry->packet.size(), now)) {
      repeat(nack.sequence, *entry, now);
    }
  }
}

void MediaSender::State::heed(const ReportBlock& block, Time now) {
  if (!video || block.ssrc != video->rtp.ssrc()) return;
  counters.lost = block.lost / 256.0;
  came = block.highest;
  std::optional<microseconds> round_trip;
  const uint32_t units =
      static_cast<uint32_t>(ntp_time(now) >> 16) - block.last_report - block.delay;
  // A minute and more: nonsense, or the other end's clock is a bit fast.
  if (block.last_report != 0 && units < 60u << 16) {
    round_trip = microseconds(uint64_t{units} * 1'000'000 >> 16);
    counters.round_trip = *round_trip;
  }
  rate.reported(counters.lost, round_trip, now);
}

/// All of a picture that has long been still has come, by the receiver's own word.
bool MediaSender::State::lacks_nothing(Time now) const {
  return begun && now - last_video >= kImpatience && now - last_nack >= kImpatience &&
         came == static_cast<uint16_t>(video->rtp.sequence() - 1);
}

void MediaSender::State::tell_rate() {
  const uint32_t now = rate.bits_per_second();
  // An encoder need not hear of each step up.
  if (now >= told_rate && now < told_rate / 100 * 103 && now != options.most_bits_per_second)
    return;
  if (now == told_rate) return;
  told_rate = now;
  out.rate(now);
}

void MediaSender::take_rtcp(core::Bytes packet, Time now) {
  State& state = *state_;
  const auto feedback = parse_rtcp(packet);
  if (!feedback) return;  // authentic, but nothing that we understand
  for (const ReportBlock& block : feedback->reports) state.heed(block, now);
  if (feedback->remb) state.rate.estimated(feedback->remb->bits_per_second, now);
  state.tell_rate();
  state.counters.plis += feedback->plis.size();
  state.counters.firs += feedback->firs.size();
  bool wanted = !feedback->plis.empty() || !feedback->firs.empty();
  // The second one is heeded: whoever asks again may have begun to decode only now.
  if (wanted && state.lacks_nothing(now) && !std::exchange(state.passed_over, true)) wanted = false;
  state.repeat_lost(feedback->nacks, now, wanted);
  if (wanted) state.out.key_frame_wanted();
}

std::optional<Time> MediaSender::next() const {
  const State& state = *state_;
  std::optional<Time> first;
  const auto add = [&](Time when) { first = first ? std::min(*first, when) : when; };
  if (state.tail_step < kTail.size()) add(state.last_video + kTail[state.tail_step]);
  for (const auto* stream : {&state.video, &state.sound}) {
    if (*stream && (*stream)->packets > 0) add((*stream)->reported + kIdleReportPause);
  }
  return first;
}

void MediaSender::tick(Time now) {
  State& state = *state_;
  if (state.tail_step < kTail.size() && now >= state.last_video + kTail[state.tail_step]) {
    ++state.tail_step;
    const auto sequence = static_cast<uint16_t>(state.video->rtp.sequence() - 1);
    if (auto* entry = state.history.last()) state.repeat(sequence, *entry, now);
  }
  const auto due = [&](const std::optional<Stream>& stream) {
    return stream && stream->packets > 0 && now - stream->reported >= kIdleReportPause;
  };
  if (due(state.video)) state.report(*state.video, 90'000, now);
  if (due(state.sound)) state.report(*state.sound, 48'000, now);
}

MediaSender::Counters MediaSender::counters() const {
  Counters now = state_->counters;
  now.bits_per_second = state_->rate.bits_per_second();
  return now;
}

}  // namespace anc::webrtc
