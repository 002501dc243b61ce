// STUN from and to bytes.
#include "internal/webrtc/stun.h"

#include <algorithm>
#include <cstring>
#include <span>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

namespace anc::webrtc {
namespace {
constexpr uint32_t kCookie = 0x2112A442;
constexpr size_t kHeader = 20, kIntegrity = 20, kAttributeHead = 4;
constexpr size_t kMaxUsername = 513;  // RFC 8489 section 14.3
constexpr uint32_t kFingerprintXor = 0x5354554e;
constexpr uint16_t kBinding = 0x0001;

enum Attribute : uint16_t {
  kUsername = 0x0006,
  kMessageIntegrity = 0x0008,
  kErrorCode = 0x0009,
  kXorMappedAddress = 0x0020,
  kPriority = 0x0024,
  kUseCandidate = 0x0025,
  kFingerprint = 0x8028,
  kIceControlled = 0x8029,
  kIceControlling = 0x802a,
};

/// CRC-32 of ISO 3309, as Ethernet and zlib have it.
uint32_t crc32(core::Bytes data) {
  uint32_t crc = 0xffffffff;
  for (const std::byte byte : data) {
    crc ^= std::to_integer<uint32_t>(byte);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ (0xedb88320 & (0 - (crc & 1)));
  }
  return ~crc;
}

using Mac = std::array<std::byte, kIntegrity>;

/// Over the packet up to `end`, with a length in the header that counts MESSAGE-INTEGRITY too.
Mac integrity_of(core::Bytes packet, size_t end, std::string_view password) {
  std::vector<std::byte> data(packet.begin(), packet.begin() + static_cast<std::ptrdiff_t>(end));
  const size_t length = end - kHeader + kAttributeHead + kIntegrity;
  data[2] = static_cast<std::byte>(length >> 8);
  data[3] = static_cast<std::byte>(length);
  Mac mac{};
  unsigned size = mac.size();
  HMAC(EVP_sha1(), password.data(), static_cast<int>(password.size()),
       reinterpret_cast<const unsigned char*>(data.data()), data.size(),
       reinterpret_cast<unsigned char*>(mac.data()), &size);
  return mac;
}

void put_type(core::ByteWriter& out, StunClass type) {
  const auto c = static_cast<unsigned>(type);
  out.u16be(static_cast<uint16_t>(kBinding | (c & 1) << 4 | (c & 2) << 7));
}

uint64_t u64be(core::ByteReader& in) {
  const uint64_t high = in.u32be();
  return high << 32 | in.u32be();
}

/// RFC 8489 section 14.2: the port under the cookie's upper half, the address under cookie and id.
std::array<uint8_t, 16> mask_of(const TransactionId& id) {
  std::array<uint8_t, 16> mask{0x21, 0x12, 0xa4, 0x42};
  std::ranges::copy(id, mask.begin() + 4);
  return mask;
}

std::optional<Address> read_mapped(core::Bytes value, const TransactionId& id) {
  core::ByteReader in(value);
  in.skip(1);
  const uint8_t family = in.u8();
  Address address;
  address.port = static_cast<uint16_t>(in.u16be() ^ (kCookie >> 16));
  if (family != 1 && family != 2) return std::nullopt;
  const size_t size = family == 1 ? 4 : 16, at = 16 - size;
  const core::Bytes raw = in.take(size);
  if (!in.ok()) return std::nullopt;
  if (family == 1) address.ip[10] = address.ip[11] = 0xff;
  const auto mask = mask_of(id);
  for (size_t i = 0; i < size; ++i) {
    address.ip[at + i] = std::to_integer<uint8_t>(raw[i]) ^ mask[i];
  }
  return address;
}

void put_attribute(core::ByteWriter& out, uint16_t type, core::Bytes value) {
  out.u16be(type).u16be(static_cast<uint16_t>(value.size())).bytes(value);
  for (size_t n = value.size(); n % 4 != 0; ++n) out.u8(0);
}

void put_number(core::ByteWriter& out, uint16_t type, uint64_t value) {
  out.u16be(type)
      .u16be(8)
      .u32be(static_cast<uint32_t>(value >> 32))
      .u32be(static_cast<uint32_t>(value));
}

void put_mapped(core::ByteWriter& out, const Address& address, const TransactionId& id) {
  const bool v4 = address.is_v4();
  const size_t size = v4 ? 4 : 16, at = 16 - size;
  core::ByteWriter value;
  value.u8(0).u8(v4 ? 1 : 2).u16be(static_cast<uint16_t>(address.port ^ (kCookie >> 16)));
  const auto mask = mask_of(id);
  for (size_t i = 0; i < size; ++i) value.u8(address.ip[at + i] ^ mask[i]);
  put_attribute(out, kXorMappedAddress, value.view());
}

/// One attribute before MESSAGE-INTEGRITY. False where its value cannot be.
bool read_attribute(StunMessage& message, uint16_t type, core::Bytes value) {
  core::ByteReader in(value);
  switch (type) {
    case kUsername:
      if (value.size() > kMaxUsername) return false;
      message.username = in.take_text(value.size());
      break;
    case kErrorCode: {
      in.skip(2);
      const int hundreds = in.u8() & 7;
      message.error = hundreds * 100 + in.u8();
      break;
    }
    case kXorMappedAddress:
      message.mapped = read_mapped(value, message.transaction);
      return message.mapped.has_value();
    case kPriority:
      message.priority = in.u32be();
      break;
    case kUseCandidate:
      message.use_candidate = true;
      break;
    case kIceControlled:
      message.controlled = u64be(in);
      break;
    case kIceControlling:
      message.controlling = u64be(in);
      break;
    default:
      if (type < 0x8000) message.unknown = true;
  }
  return in.ok();
}

/// FINGERPRINT is the last attribute, over all before it (RFC 8489 section 14.7).
bool fingerprint_holds(core::Bytes packet, size_t at, core::Bytes value) {
  core::ByteReader in(value);
  const uint32_t said = in.u32be();
  return in.ok() && in.remaining() == 0 && at + kAttributeHead + 4 == packet.size() &&
         said == (crc32(packet.first(at)) ^ kFingerprintXor);
}
}  // namespace

bool looks_like_stun(core::Bytes packet) {
  return !packet.empty() && std::to_integer<uint8_t>(packet[0]) < 4;
}

std::optional<StunMessage> parse_stun(core::Bytes packet) {
  core::ByteReader in(packet);
  const uint16_t type = in.u16be();
  const size_t length = in.u16be();
  if (in.u32be() != kCookie || (type & ~0x0110) != kBinding) return std::nullopt;
  const core::Bytes id = in.take(12);
  if (!in.ok() || length != in.remaining() || length % 4 != 0) return std::nullopt;
  StunMessage message;
  message.type = static_cast<StunClass>((type >> 4 & 1) | (type >> 7 & 2));
  std::memcpy(message.transaction.data(), id.data(), id.size());
  while (in.remaining() > 0) {
    const size_t at = in.offset();
    const uint16_t attribute = in.u16be();
    const size_t size = in.u16be();
    const core::Bytes value = in.take(size);
    in.skip((4 - size % 4) % 4);
    if (!in.ok()) return std::nullopt;
    if (attribute == kFingerprint) {
      if (!fingerprint_holds(packet, at, value)) return std::nullopt;
    } else if (message.integrity) {
      continue;  // not covered by it, so to be ignored
    } else if (attribute == kMessageIntegrity) {
      if (size != kIntegrity) return std::nullopt;
      message.integrity = at;
    } else if (!read_attribute(message, attribute, value)) {
      return std::nullopt;
    }
  }
  return message;
}

bool is_authentic(core::Bytes packet, const StunMessage& message, std::string_view password) {
  if (!message.integrity) return false;
  const Mac mac = integrity_of(packet, *message.integrity, password);
  const core::Bytes said = packet.subspan(*message.integrity + kAttributeHead, kIntegrity);
  return CRYPTO_memcmp(mac.data(), said.data(), mac.size()) == 0;
}

std::vector<std::byte> write_stun(const StunMessage& message, std::string_view password) {
  core::ByteWriter out;
  put_type(out, message.type);
  out.u16be(0).u32be(kCookie).bytes(std::as_bytes(std::span(message.transaction)));
  if (!message.username.empty()) {
    put_attribute(out, kUsername, std::as_bytes(std::span(message.username)));
  }
  if (message.mapped) put_mapped(out, *message.mapped, message.transaction);
  if (message.priority) out.u16be(kPriority).u16be(4).u32be(*message.priority);
  if (message.controlling) put_number(out, kIceControlling, *message.controlling);
  if (message.controlled) put_number(out, kIceControlled, *message.controlled);
  if (message.use_candidate) put_attribute(out, kUseCandidate, {});
  if (message.error != 0) {
    out.u16be(kErrorCode).u16be(4).u16be(0);
    out.u8(static_cast<uint8_t>(message.error / 100));
    out.u8(static_cast<uint8_t>(message.error % 100));
  }
  if (!password.empty()) {
    const Mac mac = integrity_of(out.view(), out.size(), password);
    put_attribute(out, kMessageIntegrity, mac);
  }
  const size_t length = out.size() - kHeader + kAttributeHead + 4;
  std::vector<std::byte> packet = out.take();
  packet[2] = static_cast<std::byte>(length >> 8);
  packet[3] = static_cast<std::byte>(length);
  core::ByteWriter fingerprint;
  fingerprint.u16be(kFingerprint).u16be(4).u32be(crc32(packet) ^ kFingerprintXor);
  packet.insert(packet.end(), fingerprint.view().begin(), fingerprint.view().end());
  return packet;
}

}  // namespace anc::webrtc
