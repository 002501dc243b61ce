// Strings for guests: see strings.h.
#include "internal/gles/strings.h"

namespace anc::gles {
namespace {

// Of the list that Anbox passes on, those whose calls work here. Float textures are left out: the
// guest's library sends too few bytes for them (gles-wire.md 6.5).
constexpr const char* kShown[] = {"GL_OES_EGL_image",
                                  "GL_OES_depth24",
                                  "GL_OES_depth32",
                                  "GL_OES_element_index_uint",
                                  "GL_OES_compressed_paletted_texture",
                                  "GL_OES_compressed_ETC1_RGB8_texture",
                                  "GL_OES_depth_texture",
                                  "GL_OES_packed_depth_stencil",
                                  "GL_OES_vertex_half_float",
                                  "GL_OES_standard_derivatives",
                                  "GL_OES_texture_npot",
                                  "GL_OES_rgb8_rgba8"};

}  // namespace

std::string guest_egl_string(uint32_t name) {
  switch (name) {
    case EGL_VENDOR:
      return "ancloud";
    case EGL_VERSION:
      return "1.4";
    case EGL_CLIENT_APIS:
      return "OpenGL_ES";
    case EGL_EXTENSIONS:
      return "EGL_KHR_image_base EGL_KHR_gl_texture_2D_image";
    default:
      return {};
  }
}

std::string guest_gl_extensions(std::string_view host_extensions) {
  // The guest's own library implements external images on top of 2D textures.
  std::string shown = "GL_OES_EGL_image_external";
  for (const char* word : kShown) {
    if (has_word(host_extensions, word)) (shown += ' ') += word;
  }
  return shown;
}

std::string guest_gl_string(const EglDisplay& display, int version, uint32_t name) {
  switch (name) {
    case GL_VENDOR:
      return display.vendor();
    case GL_RENDERER:
      return display.renderer();
    // Android chooses its engine by this prefix.
    case GL_VERSION:
      if (version == 3) return display.gl_version();
      return version == 1 ? "OpenGL ES-CM 1.1" : "OpenGL ES 2.0";
    case GL_SHADING_LANGUAGE_VERSION:
      return version == 3 ? display.shading_language() : "OpenGL ES GLSL ES 1.00";
    case GL_EXTENSIONS:
      return guest_gl_extensions(display.gl_extensions());
    default:
      return {};
  }
}

}  // namespace anc::gles
