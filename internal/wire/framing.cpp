// Framer: the room for reads, and the faults of a head.
#include "internal/wire/framing.h"

#include <algorithm>

namespace anc::wire {

Framer::Framer(size_t max_packet) : max_packet_(max_packet) { resize(kUsualCapacity); }

void Framer::resize(size_t capacity) {
  auto larger = std::make_unique_for_overwrite<std::byte[]>(capacity);
  if (end_ > begin_) std::memcpy(larger.get(), buffer_.get() + begin_, end_ - begin_);
  end_ -= begin_;
  begin_ = 0;
  buffer_ = std::move(larger);
  capacity_ = capacity;
}

std::span<std::byte> Framer::window() {
  const size_t have = end_ - begin_;
  if (have == 0) {
    begin_ = end_ = 0;
    if (capacity_ > kUsualCapacity) resize(kUsualCapacity);
  } else if (have > capacity_ / 2) {
    resize(capacity_ * 2);
  } else if (end_ > capacity_ / 2) {
    std::memmove(buffer_.get(), buffer_.get() + begin_, have);
    begin_ = 0;
    end_ = have;
  }
  return {buffer_.get() + end_, capacity_ - end_};
}

void Framer::feed(core::Bytes data) {
  while (!data.empty()) {
    const std::span<std::byte> room = window();
    const size_t n = std::min(room.size(), data.size());
    std::memcpy(room.data(), data.data(), n);
    filled(n);
    data = data.subspan(n);
  }
}

std::optional<uint32_t> Framer::take_word() {
  if (buffered() < sizeof(uint32_t)) return std::nullopt;
  const uint32_t word = detail::load<uint32_t>(buffer_.get() + begin_);
  begin_ += sizeof(uint32_t);
  return word;
}

void Framer::refuse(uint32_t opcode, uint32_t size) {
  status_ = min_size(opcode) == 0
                ? detail::unknown(opcode)
                : Status{nullptr, size, static_cast<uint16_t>(opcode), Fault::kPacketSize};
}

}  // namespace anc::wire
