// RTP packets are written (RFC 3550 5.1) with header extensions (RFC 8285), and their heads read.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "internal/core/bytes.h"
#include "internal/core/error.h"
#include "internal/webrtc/sdp.h"

namespace anc::webrtc {

/// What a datagram may have before IP and UDP, and what SRTP adds to it at most.
inline constexpr size_t kMostDatagram = 1200, kMostTag = 16;

/// 90 kHz, of the clock by which pictures are captured. No random offset: all of it is encrypted,
/// and a receiver can be told of a picture by this number.
uint32_t video_timestamp(std::chrono::steady_clock::time_point captured_at);

/// The packets of one SSRC, one number after the other.
class RtpStream {
 public:
  using Time = std::chrono::steady_clock::time_point;
  struct Options {
    uint32_t ssrc = 0;
    uint8_t payload_type = 0;
    Extensions ids{};
    std::string mid{};  ///< in each packet, where it has an id and at most 16 bytes
    uint16_t first_sequence = 0;
  };
  explicit RtpStream(const Options& options);

  /// A packet with `head` and `body`, numbered. `now` is for abs-send-time.
  std::vector<std::byte> packet(core::Bytes head, core::Bytes body, bool marker, uint32_t timestamp,
                                Time now);
  /// Bytes before the payload; the same in all packets.
  size_t head_size() const { return 12 + (extensions_.empty() ? 0 : 4 + extensions_.size()); }
  uint32_t ssrc() const { return options_.ssrc; }
  /// The number of the packet that comes next.
  uint16_t sequence() const { return sequence_; }
  void set_transport_sequence(uint16_t sequence) { transport_sequence_ = sequence; }

 private:
  Options options_;
  uint16_t sequence_;
  uint16_t transport_sequence_ = 0;
  std::vector<std::byte> extensions_;              ///< whole words, with gaps for what changes
  size_t send_time_at_ = 0, transport_cc_at_ = 0;  ///< 0: not in them
};

/// The head of a packet, and where its payload is.
struct RtpHead {
  uint8_t payload_type = 0;
  bool marker = false;
  uint16_t sequence = 0;
  uint32_t timestamp = 0, ssrc = 0;
  core::Bytes payload{};  ///< borrowed, without padding
};
Result<RtpHead> parse_rtp(core::Bytes packet);

}  // namespace anc::webrtc
