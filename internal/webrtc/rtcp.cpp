// RTCP packets in a datagram, one after the other: see rtcp.h.
#include "internal/webrtc/rtcp.h"

#include <algorithm>

namespace anc::webrtc {
namespace {
constexpr uint8_t kSr = 200, kRr = 201, kSdes = 202, kBye = 203, kTransport = 205, kPayload = 206;
constexpr uint8_t kGenericNack = 1, kTransportCc = 15;    // of kTransport
constexpr uint8_t kPli = 1, kFir = 4, kApplication = 15;  // of kPayload

Error bad() { return Error(Kind::kNetwork, "no RTCP packet"); }

void take_reports(core::ByteReader& body, uint8_t count, Feedback& found) {
  for (uint8_t i = 0; i < count && body.ok(); ++i) {
    ReportBlock block;
    block.ssrc = body.u32be();
    block.lost = body.u8();
    body.skip(3 + 2);  // lost in all, rounds of the numbers
    block.highest = body.u16be();
    block.jitter = body.u32be();
    block.last_report = body.u32be();
    block.delay = body.u32be();
    if (body.ok()) found.reports.push_back(block);
  }
}

/// RFC 4585 6.2.1: a number, and which of the 16 after it.
void take_nacks(core::ByteReader& body, uint32_t ssrc, Feedback& found) {
  while (body.remaining() >= 4) {
    const uint16_t first = body.u16be();
    const uint32_t bits = uint32_t{body.u16be()} << 1 | 1;
    for (uint16_t i = 0; i <= 16; ++i) {
      if ((bits >> i & 1) != 0 && found.nacks.size() < kMostNacks) {
        found.nacks.push_back({ssrc, static_cast<uint16_t>(first + i)});
      }
    }
  }
}

/// RFC 5104 4.3.1.1.
void take_firs(core::ByteReader& body, Feedback& found) {
  while (body.remaining() >= 8) {
    found.firs.push_back(body.u32be());
    body.skip(4);
  }
}

/// draft-alvestrand-rmcat-remb-03, 2.2.
void take_remb(core::ByteReader& body, Feedback& found) {
  if (body.take_text(4) != "REMB") return;
  const uint8_t count = body.u8();
  const uint8_t high = body.u8();
  const uint64_t mantissa = uint64_t{high & 3u} << 16 | body.u16be();
  const unsigned exponent = high >> 2;
  Remb remb;
  // More than any network has, and than fits.
  remb.bits_per_second = exponent > 40 ? UINT64_MAX >> 1 : mantissa << exponent;
  for (uint8_t i = 0; i < count && body.ok(); ++i) remb.ssrcs.push_back(body.u32be());
  if (body.ok()) found.remb = std::move(remb);
}

/// 3.1.1: a chunk of two bytes says of up to 7 or 14 packets, or of a run, whether they came.
void take_transport(core::ByteReader& body, Feedback& found) {
  body.skip(2);  // base sequence
  uint32_t left = body.u16be();
  body.skip(4);  // reference time and count
  TransportFeedback sum = found.transport.value_or(TransportFeedback{});
  const auto add = [&](uint32_t symbol, uint32_t count) {
    count = std::min(count, left);
    (symbol == 0 ? sum.lost : sum.received) += count;
    left -= count;
  };
  while (left > 0 && body.ok()) {
    const uint32_t chunk = body.u16be();
    if (!body.ok()) return;
    if ((chunk & 0x8000) == 0) {
      add(chunk >> 13 & 3, chunk & 0x1fff);
      if ((chunk & 0x1fff) == 0) return;
    } else if ((chunk & 0x4000) == 0) {
      for (int i = 13; i >= 0; --i) add(chunk >> i & 1, 1);
    } else {
      for (int i = 12; i >= 0; i -= 2) add(chunk >> i & 3, 1);
    }
  }
  if (body.ok()) found.transport = sum;
}

void take_feedback(core::ByteReader& body, uint8_t type, uint8_t format, Feedback& found) {
  body.skip(4);  // who says it
  const uint32_t ssrc = body.u32be();
  if (!body.ok()) return;
  if (type == kTransport) {
    if (format == kGenericNack) take_nacks(body, ssrc, found);
    if (format == kTransportCc) take_transport(body, found);
    return;
  }
  if (format == kPli) found.plis.push_back(ssrc);
  if (format == kFir) take_firs(body, found);
  if (format == kApplication) take_remb(body, found);
}
}  // namespace

Result<Feedback> parse_rtcp(core::Bytes packet) {
  Feedback found;
  core::ByteReader reader(packet);
  while (reader.remaining() > 0) {
    const uint8_t first = reader.u8(), type = reader.u8();
    const size_t length = size_t{4} * reader.u16be();
    core::Bytes content = reader.take(length);
    if (!reader.ok() || first >> 6 != 2) return fail(bad());
    if ((first & 0x20) != 0) {  // padded
      const size_t padding = content.empty() ? 0 : std::to_integer<size_t>(content.back());
      if (padding == 0 || padding > content.size()) return fail(bad());
      content = content.first(content.size() - padding);
    }
    const uint8_t count = first & 31;
    core::ByteReader body(content);
    if (type == kSr || type == kRr) {
      body.skip(type == kSr ? 24 : 4);
      take_reports(body, count, found);
    } else if (type == kBye) {
      found.bye = true;
    } else if (type == kTransport || type == kPayload) {
      take_feedback(body, type, count, found);
    }
    if (!body.ok()) return fail(bad());
  }
  if (packet.empty()) return fail(bad());
  return found;
}

uint64_t ntp_time(std::chrono::steady_clock::time_point when) {
  using std::chrono::nanoseconds;
  const auto ns = static_cast<uint64_t>(
      std::chrono::duration_cast<nanoseconds>(when.time_since_epoch()).count());
  return (ns / 1'000'000'000) << 32 | ((ns % 1'000'000'000) << 32) / 1'000'000'000;
}

std::vector<std::byte> write_report(const SenderReport& report, std::string_view cname) {
  core::ByteWriter out;
  out.u8(0x80).u8(kSr).u16be(6).u32be(report.ssrc);
  out.u32be(static_cast<uint32_t>(report.ntp >> 32)).u32be(static_cast<uint32_t>(report.ntp));
  out.u32be(report.timestamp).u32be(report.packets).u32be(report.bytes);
  // RFC 3550 6.5: one chunk with one item, ended by zeros up to a whole word.
  const size_t chunk = (4 + 2 + cname.size() + 1 + 3) / 4;
  out.u8(0x81).u8(kSdes).u16be(static_cast<uint16_t>(chunk)).u32be(report.ssrc);
  out.u8(1).u8(static_cast<uint8_t>(cname.size())).text(cname).u8(0);
  while (out.size() % 4 != 0) out.u8(0);
  return out.take();
}

}  // namespace anc::webrtc
