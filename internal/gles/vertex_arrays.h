// Where a context's vertices and indices come from, and whether a draw stays inside them.
#pragma once

#include <array>
#include <atomic>
#include <bit>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "internal/core/bytes.h"
#include "internal/gles/budget.h"

namespace anc::gles {

/// Size of a GL buffer object; shared by all contexts that can name it, and kept, as GL keeps the
/// buffer, by those that have it bound or draw from it.
struct BufferSize {
  /// `budget` (null: none) is what its memory is taken from.
  explicit BufferSize(Budget* budget = nullptr) : memory(budget) {}
  std::atomic<uint64_t> bytes{0};    ///< as the driver has it
  std::atomic<bool> deleted{false};  ///< the name may stand for another buffer by now
  std::atomic<bool> exists{false};   ///< in the driver: a first bind makes it
  Charge memory;
};

/// How the elements of a vertex attribute look, as glVertexAttribPointer gets it.
struct VertexFormat {
  int32_t components = 0;
  uint32_t type = 0;
  uint8_t normalized = 0;
  int32_t stride = 0;
  bool operator==(const VertexFormat&) const = default;
};

/// One vertex attribute as it was last set; the driver knows it exactly so, unless it is kNone.
struct VertexArray {
  enum class Source : uint8_t { kNone, kClient, kBuffer };
  Source source = Source::kNone;
  VertexFormat format;
  uint32_t element_bytes = 0;          ///< components * size of one
  uint64_t stride = 0;                 ///< bytes from one element to the next, never 0
  uint64_t offset = 0;                 ///< into the buffer
  std::vector<std::byte> client;       ///< our copy of the guest's memory
  std::shared_ptr<BufferSize> buffer;  ///< for kBuffer
  uint32_t buffer_name = 0;
};

/// Arrays stay from earlier draws, so each draw is checked against what is stored (gles-wire.md 14,
/// items 8 to 11). Pure bookkeeping: no GL in here. One thread at a time.
class VertexArrays {
 public:
  static constexpr uint32_t kMost = 64;

  VertexArray& operator[](uint32_t index) { return arrays_[index]; }
  bool enabled(uint32_t index) const { return (enabled_ >> index & 1) != 0; }
  void enable(uint32_t index) { enabled_ |= uint64_t{1} << index; }
  void disable(uint32_t index) { enabled_ &= ~(uint64_t{1} << index); }
  bool any_enabled() const { return enabled_ != 0; }

  /// The index of an enabled array that does not hold the elements 0 .. `last`; nullopt if all do.
  std::optional<uint32_t> too_short_for(uint64_t last) const;
  /// An enabled array whose source is not a buffer.
  std::optional<uint32_t> outside_buffers() const;
  /// A deleted buffer is no source any more.
  void forget_buffer(uint32_t name);

 private:
  std::array<VertexArray, kMost> arrays_;
  uint64_t enabled_ = 0;
};

/// The largest of `count` indices of 1, 2 or 4 bytes each, little endian, unaligned; the caller has
/// checked that they are there. 0 for none.
uint32_t largest_index(core::Bytes indices, size_t count, uint32_t index_bytes);

}  // namespace anc::gles
