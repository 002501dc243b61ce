// Heads of RTP packets: see rtp.h.
#include "internal/webrtc/rtp.h"

#include <cstring>

namespace anc::webrtc {
namespace {
constexpr size_t kFixedHead = 12;

void put_u16(std::byte* at, uint16_t value) {
  value = __builtin_bswap16(value);
  std::memcpy(at, &value, sizeof value);
}
void put_u32(std::byte* at, uint32_t value) {
  value = __builtin_bswap32(value);
  std::memcpy(at, &value, sizeof value);
}

/// Seconds with 18 bits behind the point, 24 bits in all.
uint32_t absolute_send_time(RtpStream::Time now) {
  using std::chrono::microseconds;
  const auto us = std::chrono::duration_cast<microseconds>(now.time_since_epoch()).count();
  return static_cast<uint32_t>((static_cast<uint64_t>(us) << 18) / 1'000'000) & 0xffffff;
}
}  // namespace

uint32_t video_timestamp(std::chrono::steady_clock::time_point captured_at) {
  using std::chrono::nanoseconds;
  const auto ns = std::chrono::duration_cast<nanoseconds>(captured_at.time_since_epoch()).count();
  return static_cast<uint32_t>(static_cast<uint64_t>(ns) / 1000 * 9 / 100);
}

RtpStream::RtpStream(const Options& options)
    : options_(options), sequence_(options.first_sequence) {
  core::ByteWriter out;
  // RFC 8285 4.2: four bits of id, four of the length less one.
  const auto head = [&](uint8_t id, size_t length) {
    out.u8(static_cast<uint8_t>(size_t{id} << 4 | (length - 1)));
    return out.size();
  };
  const Extensions& ids = options_.ids;
  if (ids.abs_send_time != 0) {
    send_time_at_ = kFixedHead + 4 + head(ids.abs_send_time, 3);
    out.u8(0).u16be(0);
  }
  if (ids.transport_cc != 0) {
    transport_cc_at_ = kFixedHead + 4 + head(ids.transport_cc, 2);
    out.u16be(0);
  }
  if (ids.playout_delay != 0) {  // least and most 0: show it when it has come
    head(ids.playout_delay, 3);
    out.u8(0).u16be(0);
  }
  if (ids.mid != 0 && !options_.mid.empty() && options_.mid.size() <= 16) {
    head(ids.mid, options_.mid.size());
    out.text(options_.mid);
  }
  while (out.size() % 4 != 0) out.u8(0);
  extensions_ = out.take();
}

std::vector<std::byte> RtpStream::packet(core::Bytes head, core::Bytes body, bool marker,
                                         uint32_t timestamp, Time now) {
  std::vector<std::byte> packet(head_size() + head.size() + body.size());
  std::byte* out = packet.data();
  out[0] = std::byte(extensions_.empty() ? 0x80 : 0x90);
  out[1] = std::byte((marker ? 0x80 : 0) | options_.payload_type);
  put_u16(out + 2, sequence_++);
  put_u32(out + 4, timestamp);
  put_u32(out + 8, options_.ssrc);
  if (!extensions_.empty()) {
    put_u16(out + 12, 0xbede);
    put_u16(out + 14, static_cast<uint16_t>(extensions_.size() / 4));
    std::memcpy(out + 16, extensions_.data(), extensions_.size());
    if (send_time_at_ != 0) {
      const uint32_t time = absolute_send_time(now);
      out[send_time_at_] = std::byte(time >> 16);
      put_u16(out + send_time_at_ + 1, static_cast<uint16_t>(time));
    }
    if (transport_cc_at_ != 0) put_u16(out + transport_cc_at_, transport_sequence_);
  }
  out += head_size();
  if (!head.empty()) std::memcpy(out, head.data(), head.size());
  if (!body.empty()) std::memcpy(out + head.size(), body.data(), body.size());
  return packet;
}

Result<RtpHead> parse_rtp(core::Bytes packet) {
  core::ByteReader reader(packet);
  RtpHead head;
  const uint8_t first = reader.u8(), second = reader.u8();
  head.payload_type = second & 0x7f;
  head.marker = (second & 0x80) != 0;
  head.sequence = reader.u16be();
  head.timestamp = reader.u32be();
  head.ssrc = reader.u32be();
  reader.skip(size_t{4} * (first & 15));
  if ((first & 0x10) != 0) {
    reader.skip(2);
    reader.skip(size_t{4} * reader.u16be());
  }
  size_t padding = 0;
  if ((first & 0x20) != 0 && reader.remaining() > 0) {
    padding = std::to_integer<size_t>(packet.back());
    if (padding == 0 || padding > reader.remaining()) return fail(Kind::kNetwork, "RTP: padding");
  }
  if (!reader.ok() || first >> 6 != 2) return fail(Kind::kNetwork, "no RTP packet");
  head.payload = reader.take(reader.remaining() - padding);
  return head;
}

}  // namespace anc::webrtc
