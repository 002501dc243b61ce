// What a decoder reads and answers: one packet, the reply bytes, and why a packet was refused.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "internal/core/bytes.h"

namespace anc::wire {

/// Bytes of opcode and size in front of every packet.
inline constexpr size_t kHeadSize = 8;

/// One complete packet. `body` is everything after the head, dead bytes included; it is borrowed
/// from the framer's buffer.
struct Packet {
  uint32_t opcode = 0;
  core::Bytes body;
};

enum class Fault : uint8_t {
  kNone,
  kUnknownOpcode,   ///< value: the opcode
  kNeverSent,       ///< value: the opcode of a known function that no guest can encode
  kPacketSize,      ///< value: the size word; below the minimum or above the limit
  kShort,           ///< value: bytes after the head, fewer than the fixed parameters need
  kArrayBeyondEnd,  ///< value: length word of `field`
  kDeadBytes,       ///< value: bytes left over, other than the sum of the out lengths
  kReplyLimit,      ///< value: bytes asked for (saturated)
};

/// The one form in which the log names a violation, whoever found it:
/// "opcode 2060 glBufferData: data = 70000: more bytes than the packet has". `field` is the
/// parameter, or "size" or "opcode" of the head; the function's name is left out for an opcode
/// without one.
std::string violation(uint32_t opcode, const char* field, uint64_t value, const char* reason);

/// Why a packet was refused; two words, so that a decoder returns it in registers. After a fault
/// the stream cannot be trusted: close the connection and log `message()`, one line.
struct [[nodiscard]] Status {
  const char* field = nullptr;
  uint32_t value = 0;
  uint16_t opcode = 0;
  Fault fault = Fault::kNone;

  bool ok() const { return fault == Fault::kNone; }
  /// In the form of `violation`.
  std::string message() const;
};

/// The answer to blocking calls. Decoders append; the connection sends `bytes()` and clears. Reused
/// from packet to packet, so that decoding does not allocate.
class Reply {
 public:
  static constexpr size_t kDefaultLimit = size_t{64} << 20;

  explicit Reply(size_t limit = kDefaultLimit) : limit_(limit) {}

  bool empty() const { return data_.empty(); }
  core::Bytes bytes() const { return data_; }
  /// Keeps a usual amount of memory for the next reply and returns what a large one needed.
  void clear() {
    data_.clear();
    if (data_.capacity() > kKept) [[unlikely]]
      data_.shrink_to_fit();
  }
  /// Most bytes that one packet may ask for.
  size_t limit() const { return limit_; }

  /// For decoders: `n` zero bytes at the end, valid until the next call.
  std::byte* extend(size_t n) {
    const size_t at = data_.size();
    data_.resize(at + n);
    return data_.data() + at;
  }

 private:
  static constexpr size_t kKept = size_t{1} << 20;

  std::vector<std::byte> data_;
  size_t limit_;
};

namespace detail {
template <class T>
inline T load(const std::byte* at) {
  T value;
  std::memcpy(&value, at, sizeof(T));
  return value;
}
inline uint32_t saturate(uint64_t value) {
  return value > UINT32_MAX ? UINT32_MAX : static_cast<uint32_t>(value);
}
/// For a function of plain values whose body is not exactly `need` bytes.
Status bad_body(uint16_t opcode, size_t size, size_t need);
/// For an opcode without a case: not in the table, or never sent.
Status unknown(uint32_t opcode);
}  // namespace detail

}  // namespace anc::wire
