// A guest that draws with GLES 1 over the pipe, as Android's library would send it.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <vector>

#include "internal/core/fd.h"
#include "internal/wire/stream.h"
#include "wire/gles1_encoder.h"
#include "wire/rc_encoder.h"

// Behind gl_*.h of nobody: enums only.
#include <GLES/gl.h>
#include <GLES/glext.h>

namespace anc::test {

inline constexpr int32_t kSide = 128;  ///< pixels of every scene, both ways

/// Values in the memory layout of an `in` array; the result lives to the end of the statement.
template <class T>
core::Bytes bytes(const std::vector<T>& values) {
  return std::as_bytes(std::span(values));
}
inline core::Bytes floats(const std::vector<float>& values) { return bytes(values); }
/// 16.16 fixed-point.
constexpr int32_t fix(double value) { return static_cast<int32_t>(value * 65536); }

/// One connection with a current GLES 1 context on a window of kSide x kSide with depth, stencil.
class Guest final : private wire::Transport {
  core::Fd socket_;  // before the encoders, which refer to the stream
  wire::Stream stream_;

 public:
  explicit Guest(core::Fd socket);
  Guest(const Guest&) = delete;
  Guest& operator=(const Guest&) = delete;

  wire::RcEncoder rc;
  wire::Gles1Encoder gl;

  Result<void> open_window();
  /// Flushes the window; its pixels, RGBA, first row on top.
  Result<std::vector<uint8_t>> shown();

  // What applications do with pointers; elements are packed.
  void positions(int32_t size, const std::vector<float>& values);
  void normals(const std::vector<float>& values);
  void colors(const std::vector<uint8_t>& rgba);
  void coordinates(uint32_t unit, int32_t size, const std::vector<float>& values);
  void point_sizes(const std::vector<float>& values);
  void array_off(uint32_t array) { gl.glDisableClientState(array); }
  void draw(uint32_t mode, int32_t count) { gl.glDrawArrays(mode, 0, count); }
  void draw_indexed(uint32_t mode, const std::vector<uint16_t>& indices);
  /// Two triangles with texture coordinates 0..1 in unit 0, first row of the texture at the bottom.
  void quad(float left, float bottom, float right, float top, float z = 0);

  // Vectors as calls take them.
  void light(uint32_t light, uint32_t name, const std::vector<float>& values) {
    gl.glLightfv(light, name, bytes(values));
  }
  void material(uint32_t name, const std::vector<float>& values) {
    gl.glMaterialfv(GL_FRONT_AND_BACK, name, bytes(values));
  }
  void env(uint32_t name, uint32_t value) {
    gl.glTexEnvi(GL_TEXTURE_ENV, name, static_cast<int32_t>(value));
  }
  /// A new texture, bound to the active unit: linear, as at borders between texels a last bit would
  /// choose; clamped.
  uint32_t texture(uint32_t format, uint32_t type, int32_t width, int32_t height,
                   core::Bytes pixels);
  uint32_t buffer(uint32_t target, core::Bytes data);
  void clear(float red, float green, float blue);
  void project(float left, float right, float bottom, float top, float near_z, float far_z);
  uint32_t window_buffer() const { return buffer_; }
  Result<void> status() const { return stream_.status(); }

 private:
  Result<void> write(core::Bytes data) override;
  Result<void> read(std::span<std::byte> data) override;

  uint32_t surface_ = 0, buffer_ = 0;
};

/// Connects to the pipe at `path` and asks for "opengles".
Result<std::unique_ptr<Guest>> connect(const std::string& path);

}  // namespace anc::test
