// Draw calls: see gl_draw.h.
#include "cmd/ancloud-guest/gl_draw.h"

#include "cmd/ancloud-guest/gl_names.h"

namespace anc::guest {

void Drawer::set(std::span<const VertexArray> arrays) {
  auto& gl = connection_.gl;
  std::bitset<16> used;
  for (const VertexArray& array : arrays) {
    used.set(array.location);
    gl.glEnableVertexAttribArray(array.location);
    gl.glBindBuffer(kGlArrayBuffer, array.buffer);
    if (array.buffer == 0) {
      gl.glVertexAttribPointerData(array.location, array.components, array.type, array.normalized,
                                   array.stride, array.data,
                                   static_cast<uint32_t>(array.data.size()));
    } else {
      gl.glVertexAttribPointerOffset(array.location, array.components, array.type, array.normalized,
                                     array.stride, array.offset);
    }
    gl.glBindBuffer(kGlArrayBuffer, 0);
  }
  for (uint32_t i = 0; i < enabled_.size(); ++i) {
    if (enabled_.test(i) && !used.test(i)) gl.glDisableVertexAttribArray(i);
  }
  enabled_ = used;
}

void Drawer::arrays(uint32_t mode, int32_t count, std::span<const VertexArray> arrays) {
  set(arrays);
  connection_.gl.glDrawArrays(mode, 0, count);
}

void Drawer::elements(uint32_t mode, int32_t count, uint32_t indices,
                      std::span<const VertexArray> arrays) {
  set(arrays);
  connection_.gl.glBindBuffer(kGlElementArrayBuffer, indices);
  connection_.gl.glDrawElementsOffset(mode, count, kGlUnsignedShort, 0);
}

void Drawer::elements(uint32_t mode, std::span<const uint16_t> indices,
                      std::span<const VertexArray> arrays) {
  connection_.gl.glBindBuffer(kGlElementArrayBuffer, 0);
  set(arrays);
  connection_.gl.glDrawElementsData(mode, static_cast<int32_t>(indices.size()), kGlUnsignedShort,
                                    std::as_bytes(indices),
                                    static_cast<uint32_t>(indices.size_bytes()));
}

}  // namespace anc::guest
