// Cuts the guest's byte stream into packets, whatever the pieces it arrives in.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "internal/core/bytes.h"
#include "internal/wire/packet.h"
#include "wire/opcodes.h"

namespace anc::wire {

/// A growing buffer between a socket and a decoder. Read into `window()`, say how much came with
/// `filled()`, then take packets with `next()` until it has none. Packets point into the buffer:
/// they are good until the next `window()` or `feed()`. One thread.
///
/// Memory follows what has really arrived (at most doubled), never what a size word claims, and
/// returns to its usual amount after a large packet.
class Framer {
 public:
  static constexpr size_t kDefaultMaxPacket = size_t{64} << 20;
  static constexpr size_t kUsualCapacity = size_t{256} << 10;

  /// `max_packet`: largest size word accepted, head and dead bytes included.
  explicit Framer(size_t max_packet = kDefaultMaxPacket);

  /// Free room for the next read, never empty.
  std::span<std::byte> window();
  /// `n` bytes of the last window hold data now.
  void filled(size_t n) { end_ += n; }
  /// Copies `data` in: for callers that do not read into the window.
  void feed(core::Bytes data);

  /// The client flags or another bare word before the packets; nullopt until four bytes are there.
  std::optional<uint32_t> take_word();

  /// The next complete packet into `packet`. False: none is complete yet, or the stream is broken
  /// for good (`status()` tells). Opcode and size are checked as soon as the head is there.
  bool next(Packet& packet) {
    const size_t have = end_ - begin_;
    if (have < kHeadSize) return false;
    const std::byte* const at = buffer_.get() + begin_;
    const uint32_t opcode = detail::load<uint32_t>(at);
    const uint32_t size = detail::load<uint32_t>(at + 4);
    if (!acceptable(opcode, size)) [[unlikely]]
      return false;
    if (have < size) return false;
    packet.opcode = opcode;
    packet.body = core::Bytes(at + kHeadSize, size - kHeadSize);
    begin_ += size;
    return true;
  }
  /// Why the stream is broken; ok while it is not.
  const Status& status() const { return status_; }
  /// Bytes that no packet has taken yet.
  size_t buffered() const { return end_ - begin_; }
  size_t capacity() const { return capacity_; }

 private:
  bool acceptable(uint32_t opcode, uint32_t size) {
    const uint32_t least = min_size(opcode);
    if (least != 0 && size >= least && size <= max_packet_) [[likely]]
      return true;
    refuse(opcode, size);
    return false;
  }
  void refuse(uint32_t opcode, uint32_t size);
  void resize(size_t capacity);

  const size_t max_packet_;
  size_t capacity_ = 0;
  std::unique_ptr<std::byte[]> buffer_;
  size_t begin_ = 0;
  size_t end_ = 0;
  Status status_;
};

}  // namespace anc::wire
