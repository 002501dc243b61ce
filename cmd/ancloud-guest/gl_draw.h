// Draw calls with vertex arrays, as Android's GL library sends them: all pointers with every draw.
#pragma once

#include <bitset>
#include <cstdint>
#include <span>

#include "cmd/ancloud-guest/gl_connection.h"

namespace anc::guest {

/// Where one attribute of a draw comes from: an offset into `buffer`, or, when that is 0, the
/// tightly packed client memory `data`, whose element 0 is vertex 0.
struct VertexArray {
  uint32_t location;
  int32_t components;
  uint32_t type;
  bool normalized;
  int32_t stride;
  uint32_t buffer;
  uint32_t offset;
  core::Bytes data;
};

/// Remembers which arrays the last draw used, so that those no longer used are switched off.
class Drawer {
 public:
  explicit Drawer(GlConnection& connection) : connection_(connection) {}
  void arrays(uint32_t mode, int32_t count, std::span<const VertexArray> arrays);
  /// Indices (unsigned short) from the start of the buffer object `indices`; every array must be in
  /// a buffer object too.
  void elements(uint32_t mode, int32_t count, uint32_t indices,
                std::span<const VertexArray> arrays);
  /// A few indices from client memory.
  void elements(uint32_t mode, std::span<const uint16_t> indices,
                std::span<const VertexArray> arrays);

 private:
  void set(std::span<const VertexArray> arrays);
  GlConnection& connection_;
  std::bitset<16> enabled_;
};

}  // namespace anc::guest
