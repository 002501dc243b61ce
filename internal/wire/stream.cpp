// Stream: when the guest's calls leave its buffer.
#include "internal/wire/stream.h"

#include <algorithm>

namespace anc::wire {

void Stream::write(core::Bytes data) {
  if (error_ || data.empty()) return;
  if (auto written = transport_.write(data); !written) error_ = written.error();
}

void Stream::flush() {
  write(buffer_);
  buffer_.clear();
}

Result<void> Stream::status() const {
  if (error_) return fail(*error_);
  return {};
}

void Stream::begin(uint32_t opcode, size_t size) {
  if (buffer_.size() + size > kBufferSize) flush();
  put(opcode);
  put_length(size);
}

void Stream::put_array(core::Bytes data) {
  put_length(data.size());
  buffer_.insert(buffer_.end(), data.begin(), data.end());
}

void Stream::put_big(core::Bytes data) {
  put_length(data.size());
  flush();
  write(data);
}

void Stream::read(std::span<std::byte> data) {
  flush();
  if (!error_ && !data.empty()) {
    if (auto got = transport_.read(data); !got) error_ = got.error();
  }
  if (error_) std::ranges::fill(data, std::byte{0});
}

}  // namespace anc::wire
