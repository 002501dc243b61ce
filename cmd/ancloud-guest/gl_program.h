// Shader programs, buffers and textures, made with the calls that Android's GL library makes.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "cmd/ancloud-guest/gl_connection.h"

namespace anc::guest {

/// A linked program and where its uniforms are.
class Program {
 public:
  /// Attribute locations are the positions in `attributes`. kGraphics with the host's compiler
  /// message when it does not compile or link.
  static Result<Program> build(GlConnection& connection, const std::string& vertex,
                               const std::string& fragment,
                               const std::vector<std::string>& attributes);
  uint32_t id() const { return id_; }
  /// -1, which GL ignores, for a name that the linker dropped.
  int32_t uniform(std::string_view name) const;

 private:
  uint32_t id_ = 0;
  std::map<std::string, int32_t, std::less<>> uniforms_;
};

/// A buffer object with `data`, unbound again.
uint32_t make_buffer(GlConnection& connection, uint32_t target, core::Bytes data);
/// A 2D texture of one level, clamped at its edges; `pixels` may be empty. Rows are not padded.
struct TextureShape {
  int width, height;
  uint32_t format;  ///< kGlAlpha or kGlRgba
  int32_t filter;   ///< kGlNearest or kGlLinear
};
uint32_t make_texture(GlConnection& connection, const TextureShape& shape, core::Bytes pixels);

}  // namespace anc::guest
