// STUN messages as ICE uses them (RFC 8489; attributes of RFC 8445 section 16.1).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "internal/core/bytes.h"
#include "internal/webrtc/address.h"

namespace anc::webrtc {

enum class StunClass : uint8_t { kRequest = 0, kIndication = 1, kSuccess = 2, kError = 3 };
using TransactionId = std::array<uint8_t, 12>;

/// A Binding message that is well formed. Whether its sender knows the password is another
/// question: is_authentic(). Attributes after MESSAGE-INTEGRITY are left out.
struct StunMessage {
  StunClass type = StunClass::kRequest;
  TransactionId transaction{};
  std::string username;
  std::optional<Address> mapped;  ///< XOR-MAPPED-ADDRESS
  std::optional<uint32_t> priority;
  std::optional<uint64_t> controlling, controlled;  ///< tie breakers
  bool use_candidate = false;
  int error = 0;                      ///< 300 to 699, 0: none
  bool unknown = false;               ///< an attribute that must be understood is not
  std::optional<size_t> integrity{};  ///< where MESSAGE-INTEGRITY begins in the packet
};

/// Whether a datagram is STUN by its first byte (RFC 9443 section 2).
bool looks_like_stun(core::Bytes packet);

/// None for what is no Binding message, is cut, or has a wrong FINGERPRINT.
std::optional<StunMessage> parse_stun(core::Bytes packet);

/// MESSAGE-INTEGRITY is there and made with `password` (short-term: HMAC-SHA1 under it).
bool is_authentic(core::Bytes packet, const StunMessage& message, std::string_view password);

/// The packet of a message: what it holds, then MESSAGE-INTEGRITY under `password` (unless empty)
/// and FINGERPRINT.
std::vector<std::byte> write_stun(const StunMessage& message, std::string_view password);

}  // namespace anc::webrtc
