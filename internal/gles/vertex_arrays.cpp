// Extents of draws: see vertex_arrays.h.
#include "internal/gles/vertex_arrays.h"

#include <algorithm>
#include <cstring>

namespace anc::gles {
namespace {

bool holds(const VertexArray& array, uint64_t last) {
  switch (array.source) {
    case VertexArray::Source::kNone:
      return false;
    case VertexArray::Source::kClient:
      return (last + 1) * array.element_bytes <= array.client.size();
    case VertexArray::Source::kBuffer:
      return array.offset + last * array.stride + array.element_bytes <=
             array.buffer->bytes.load(std::memory_order_relaxed);
  }
  return false;
}

template <class T>
uint32_t largest(core::Bytes indices, size_t count) {
  T most = 0;
  for (size_t i = 0; i < count; ++i) {
    T value;
    std::memcpy(&value, indices.data() + i * sizeof(T), sizeof(T));
    most = std::max(most, value);
  }
  return most;
}

}  // namespace

std::optional<uint32_t> VertexArrays::too_short_for(uint64_t last) const {
  for (uint64_t left = enabled_; left != 0; left &= left - 1) {
    const auto index = static_cast<uint32_t>(std::countr_zero(left));
    if (!holds(arrays_[index], last)) return index;
  }
  return std::nullopt;
}

std::optional<uint32_t> VertexArrays::outside_buffers() const {
  for (uint64_t left = enabled_; left != 0; left &= left - 1) {
    const auto index = static_cast<uint32_t>(std::countr_zero(left));
    if (arrays_[index].source != VertexArray::Source::kBuffer) return index;
  }
  return std::nullopt;
}

void VertexArrays::forget_buffer(uint32_t name) {
  for (VertexArray& array : arrays_) {
    if (array.source != VertexArray::Source::kBuffer || array.buffer_name != name) continue;
    array.source = VertexArray::Source::kNone;
    array.buffer.reset();
  }
}

uint32_t largest_index(core::Bytes indices, size_t count, uint32_t index_bytes) {
  switch (index_bytes) {
    case 1:
      return largest<uint8_t>(indices, count);
    case 2:
      return largest<uint16_t>(indices, count);
    default:
      return largest<uint32_t>(indices, count);
  }
}

}  // namespace anc::gles
