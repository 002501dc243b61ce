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

// What both ways of drawing GLES 1 have (gles1_emulation.h).
constexpr const char* kShownOfGles1[] = {"GL_OES_EGL_image",
                                         "GL_OES_blend_equation_separate",
                                         "GL_OES_blend_func_separate",
                                         "GL_OES_blend_subtract",
                                         "GL_OES_byte_coordinates",
                                         "GL_OES_draw_texture",
                                         "GL_OES_fixed_point",
                                         "GL_OES_framebuffer_object",
                                         "GL_OES_matrix_get",
                                         "GL_OES_point_size_array",
                                         "GL_OES_point_sprite",
                                         "GL_OES_query_matrix",
                                         "GL_OES_read_format",
                                         "GL_OES_rgb8_rgba8",
                                         "GL_OES_single_precision",
                                         "GL_OES_stencil8",
                                         "GL_OES_stencil_wrap",
                                         "GL_OES_texture_env_crossbar",
                                         "GL_OES_texture_mirrored_repeat",
                                         "GL_OES_texture_npot"};
// Those of them that a context of GLES 3 has or not, where GLES 1 is emulated in one.
constexpr const char* kAlsoShownOfGles1[] = {"GL_OES_compressed_ETC1_RGB8_texture",
                                             "GL_OES_depth24", "GL_OES_element_index_uint",
                                             "GL_OES_packed_depth_stencil"};

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

std::string guest_gles1_extensions(std::string_view host_gles, const std::string* host_gles1) {
  std::string shown = "GL_OES_EGL_image_external";
  for (const char* word : kShownOfGles1) {
    if (host_gles1 == nullptr || has_word(*host_gles1, word)) (shown += ' ') += word;
  }
  for (const char* word : kAlsoShownOfGles1) {
    if (has_word(host_gles1 == nullptr ? host_gles : *host_gles1, word)) (shown += ' ') += word;
  }
  return shown;
}

std::string guest_gl_string(const EglDisplay& display, const Gles1Host& gles1, int version,
                            uint32_t name) {
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
      if (version == 1) return {};
      return version == 3 ? display.shading_language() : "OpenGL ES GLSL ES 1.00";
    case GL_EXTENSIONS: {
      if (version != 1) return guest_gl_extensions(display.gl_extensions());
      const NativeGles1* native = gles1.native();
      return guest_gles1_extensions(display.gl_extensions(),
                                    native != nullptr ? &native->extensions : nullptr);
    }
    default:
      return {};
  }
}

}  // namespace anc::gles
