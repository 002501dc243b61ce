// GL programs of the composer.
#pragma once

#include "internal/gles/gl_api.h"

namespace anc::gles {

/// Vertex shader of all of them: the attribute `corner` (location 0) is x, y, u, v; the varying
/// `at` is u, v.
inline constexpr const char* kQuadShader =
    "attribute vec4 corner;\n"
    "varying vec2 at;\n"
    "void main() { gl_Position = vec4(corner.xy, 0.0, 1.0); at = corner.zw; }\n";

/// kQuadShader with a fragment shader; 0 when the driver does not take it.
GLuint build_program(const GlApi& gl, const char* fragment_shader);

}  // namespace anc::gles
