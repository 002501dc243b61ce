// Offers and answers (RFC 8829, 8839, 8842): what is in them for us, and what we say.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "internal/core/error.h"
#include "internal/port/media.h"

namespace anc::webrtc {

/// Who speaks first in DTLS.
enum class Setup { kActpass, kActive, kPassive };

struct Candidate {
  std::string address{};  ///< IPv4 or IPv6, never a name: those are left out when parsed
  uint16_t port = 0;
  bool tcp = false;  ///< passive
  uint32_t priority = 0;

  bool operator==(const Candidate&) const = default;
};

/// How one end is reached and known by. From the session level or the first m-line in use.
struct Transport {
  std::string ufrag{}, pwd{};
  std::array<uint8_t, 32> fingerprint{};  ///< SHA-256 of its certificate; others are refused
  Setup setup = Setup::kActpass;
  bool ice_lite = false;
  std::vector<Candidate> candidates{};
};

/// Ids of header extensions as the offer has them; 0: not offered.
struct Extensions {
  uint8_t mid = 0, abs_send_time = 0, transport_cc = 0, playout_delay = 0;
};

inline constexpr std::string_view kMidUri = "urn:ietf:params:rtp-hdrext:sdes:mid";
inline constexpr std::string_view kAbsSendTimeUri =
    "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time";
inline constexpr std::string_view kTransportCcUri =
    "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01";
inline constexpr std::string_view kPlayoutDelayUri =
    "http://www.webrtc.org/experiments/rtp-hdrext/playout-delay";

/// Those of them that our answer takes; MediaSender must use these ids.
Extensions answered(const Extensions& offered);

/// One payload type that we could send.
struct VideoChoice {
  port::Codec codec = port::Codec::kH264;
  uint8_t payload_type = 0;
  uint8_t rtx_payload_type = 0;  ///< 0: no rtx
  std::string fmtp{};            ///< of the offer, to be echoed
  /// Of the offer, those that we heed: "nack", "nack pli", "ccm fir", "goog-remb".
  std::vector<std::string> feedback{};
};

/// An m-line of the offer. Its place in the list is its place in the answer.
struct MediaSection {
  enum class Kind { kVideo, kSound, kChannels, kOther };
  Kind kind = Kind::kOther;
  std::string mid{};
  std::string type{}, protocol{}, formats{};  ///< "video", "UDP/TLS/RTP/SAVPF", "96 97"
  /// Its direction lets us send (or it has channels), it has a codec of ours, and it shares the
  /// transport of all.
  bool wanted = false;
  bool reduced_size = false;         ///< rtcp-rsize
  std::vector<VideoChoice> video{};  ///< in the offer's order; H.264 with packetization-mode=1 only
  uint8_t opus_payload_type = 0;
  std::string opus_fmtp{};  ///< of the offer, to be echoed
  Extensions extensions{};
  uint16_t sctp_port = 0;
  uint32_t max_message_size = 65536;
};

struct Offer {
  Transport transport{};  ///< of the first section that is wanted; empty where none is
  bool bundled = false;   ///< all that is wanted shares it by name (RFC 9143)
  std::vector<MediaSection> sections{};

  /// The first one of that kind that is wanted; null: none. The one that is answered.
  const MediaSection* first(MediaSection::Kind kind) const;
};

/// Bounds: 64 KiB, 16 sections, 64 payload types. kUsage, in words for whoever made it.
Result<Offer> parse_offer(std::string_view sdp);

/// What to send to whoever made the offer: `codec` where it is offered (of H.264 the profile
/// 42e01f first, which everything decodes), else the other one; nullopt: neither.
std::optional<VideoChoice> choose_video(const Offer& offer, port::Codec codec);

/// What we send, and under which numbers.
struct Sent {
  uint32_t video_ssrc = 0, rtx_ssrc = 0, sound_ssrc = 0;
};

struct Answer {
  Transport transport{};  ///< ours
  Sent sent{};
  std::optional<VideoChoice> video{};  ///< chosen; none: refused
  bool sound = false;
  bool channels = true;
};
/// The whole answer text; `offer` is what is answered. One section of each kind is taken.
std::string write_answer(const Offer& offer, const Answer& answer);

/// Payload types of our own offers; an answer may give others.
inline constexpr uint8_t kPushVideo = 96, kPushRtx = 97, kPushOpus = 111;

/// An offer to a WHIP server: sendonly, actpass, bundled.
struct PushOffer {
  Transport transport{};
  Sent sent{};
  port::Codec codec = port::Codec::kH264;
  bool sound = true;
  bool channels = false;  ///< a server that is given one more section may refuse the whole
};
std::string write_push_offer(const PushOffer& offer);

/// The answer to it: as an offer is read; payload types are ours, those refused are not `wanted`.
Result<Offer> parse_push_answer(std::string_view sdp, const PushOffer& offer);

}  // namespace anc::webrtc
