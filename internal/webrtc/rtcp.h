// RTCP: what receivers say of what they get (RFC 3550 6, 4585, 5104, 5506, REMB), and our reports.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "internal/core/bytes.h"
#include "internal/core/error.h"

namespace anc::webrtc {

/// What came of one SSRC (RFC 3550 6.4.1).
struct ReportBlock {
  uint32_t ssrc = 0;
  uint8_t lost = 0;          ///< of 256, since the report before it
  uint16_t highest = 0;      ///< number of the newest packet that came
  uint32_t jitter = 0;       ///< in units of the timestamp
  uint32_t last_report = 0;  ///< the middle of the NTP time in our last SR; 0: none came
  uint32_t delay = 0;        ///< since then, 1/65536 s
};

struct Nack {
  uint32_t ssrc = 0;
  uint16_t sequence = 0;
};

struct Remb {
  uint64_t bits_per_second = 0;
  std::vector<uint32_t> ssrcs{};
};

/// How packets of the transport fared (draft-holmer-rmcat-transport-wide-cc-extensions-01).
struct TransportFeedback {
  uint32_t received = 0, lost = 0;
};

/// All that is in one datagram. What we have no use for (SDES, APP, XR) is passed over.
struct Feedback {
  std::vector<ReportBlock> reports{};
  std::vector<Nack> nacks{};     ///< at most kMostNacks
  std::vector<uint32_t> plis{};  ///< SSRCs
  std::vector<uint32_t> firs{};
  std::optional<Remb> remb{};
  std::optional<TransportFeedback> transport{};
  bool bye = false;
};
inline constexpr size_t kMostNacks = 4096;

/// A compound packet or one of reduced size. An error when a length in it is wrong: nothing of it
/// is heeded then.
Result<Feedback> parse_rtcp(core::Bytes packet);

/// The time as in reports: 32 bits of seconds, 32 behind the point. Of the host's steady clock,
/// which RFC 3550 6.4.1 allows: receivers compare our streams with each other only.
uint64_t ntp_time(std::chrono::steady_clock::time_point when);

struct SenderReport {
  uint32_t ssrc = 0;
  uint64_t ntp = 0;
  uint32_t timestamp = 0;  ///< of RTP, at that time
  uint32_t packets = 0, bytes = 0;
};
/// SR and SDES with the name.
std::vector<std::byte> write_report(const SenderReport& report, std::string_view cname);

}  // namespace anc::webrtc
