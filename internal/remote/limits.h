// Names, versions and limits of the control channel (docs/control-channel.md).
#pragma once

#include <cstddef>
#include <cstdint>

namespace anc::remote {

inline constexpr uint8_t kVersion = 1;
inline constexpr const char* kChannel = "ancloud-input";      ///< reliable, ordered
inline constexpr const char* kMoveChannel = "ancloud-move";   ///< unordered, never sent again
inline constexpr const char* kProtocol = "ancloud-input.v1";  ///< of both, as DCEP has it

/// Bytes before a message's fields: u8 type, u24 length of what follows.
inline constexpr size_t kHead = 4;
/// A message with its head. What SCTP takes at once where an offer says nothing (RFC 8841).
inline constexpr size_t kMostMessage = 65536;
/// A message of the move channel, so that it travels in one datagram.
inline constexpr size_t kMostMoveMessage = 1024;

inline constexpr size_t kMostText = kMostMessage - 64;     ///< bytes of UTF-8
inline constexpr size_t kMostPart = 16384;                 ///< bytes of a part of a clipboard
inline constexpr size_t kMostClipboard = size_t{1} << 20;  ///< bytes of UTF-8
inline constexpr size_t kMostName = 256;                   ///< bytes of UTF-8
inline constexpr size_t kMostReason = 1024;                ///< bytes of UTF-8
inline constexpr size_t kMostContacts = 10;                ///< fingers

/// Bits of Hello::wants and Welcome::can. Unknown ones are ignored.
enum class Capability : uint32_t {
  kClipboard = 1,   ///< both ways
  kFrameTimes = 2,  ///< a FrameTimes for each picture
  kGamepad = 4,
  kResize = 8,
};

/// The pixel that `fraction` (0 to 65535) of an edge of `size` pixels means. 0 where size is 0.
constexpr int32_t to_pixel(uint16_t fraction, uint32_t size) {
  return static_cast<int32_t>(uint64_t{fraction} * size >> 16);
}
/// A fraction in the middle of that pixel: to_pixel() gives it back.
constexpr uint16_t to_fraction(uint32_t pixel, uint32_t size) {
  return static_cast<uint16_t>(((uint64_t{pixel} * 2 + 1) << 16) / (uint64_t{size} * 2));
}

}  // namespace anc::remote
