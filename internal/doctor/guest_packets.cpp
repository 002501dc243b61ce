// The packets that guests' networks are asked by: see guest.h.
#include "internal/core/bytes.h"
#include "internal/doctor/guest.h"

namespace anc::doctor {
namespace {

constexpr uint8_t kEchoRequest = 8, kEchoReply = 0;

void put16(std::vector<std::byte>& out, unsigned value) {
  out.push_back(static_cast<std::byte>(value >> 8));
  out.push_back(static_cast<std::byte>(value & 0xff));
}

unsigned at16(std::span<const std::byte> bytes, size_t at) {
  return std::to_integer<unsigned>(bytes[at]) << 8 | std::to_integer<unsigned>(bytes[at + 1]);
}

/// RFC 1071, of an even number of bytes.
unsigned checksum(const std::vector<std::byte>& bytes) {
  unsigned sum = 0;
  for (size_t i = 0; i + 1 < bytes.size(); i += 2) sum += at16(bytes, i);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
  return ~sum & 0xffff;
}

}  // namespace

std::vector<std::byte> dns_question(uint16_t id) {
  std::vector<std::byte> out;
  put16(out, id);
  put16(out, 0x0100);  // a query, recursion wished for
  put16(out, 1);       // one question
  for (int i = 0; i < 3; ++i) put16(out, 0);
  out.push_back(std::byte{0});  // the root
  put16(out, 2);                // NS
  put16(out, 1);                // IN
  return out;
}

bool is_dns_answer(std::span<const std::byte> packet, uint16_t id) {
  constexpr size_t kHeader = 12;
  return packet.size() >= kHeader && at16(packet, 0) == id &&
         (std::to_integer<unsigned>(packet[2]) & 0x80) != 0;
}

std::vector<std::byte> echo_request(uint16_t id, uint16_t sequence) {
  std::vector<std::byte> out;
  put16(out, kEchoRequest << 8);
  put16(out, 0);
  put16(out, id);
  put16(out, sequence);
  const unsigned sum = checksum(out);
  out[2] = static_cast<std::byte>(sum >> 8);
  out[3] = static_cast<std::byte>(sum & 0xff);
  return out;
}

bool is_echo_reply(std::span<const std::byte> packet, uint16_t id, uint16_t sequence) {
  if (packet.empty()) return false;
  const size_t header = (std::to_integer<size_t>(packet[0]) & 0x0f) * 4;  // of IPv4
  if (header < 20 || packet.size() < header + 8) return false;
  const auto icmp = packet.subspan(header);
  return std::to_integer<uint8_t>(icmp[0]) == kEchoReply && at16(icmp, 4) == id &&
         at16(icmp, 6) == sequence;
}

}  // namespace anc::doctor
