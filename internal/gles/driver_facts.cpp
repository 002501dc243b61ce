// Asking a driver for facts: see driver_facts.h.
#include "internal/gles/driver_facts.h"

#include <utility>

#include "internal/gles/dma_buf_export.h"
#include "internal/gles/strings.h"

namespace anc::gles {
namespace {

/// What the renderer needs or makes use of.
constexpr const char* kEglExtensions[] = {
    "EGL_KHR_surfaceless_context",       "EGL_KHR_no_config_context",     "EGL_KHR_image_base",
    "EGL_KHR_gl_texture_2D_image",       "EGL_KHR_gl_renderbuffer_image", "EGL_KHR_fence_sync",
    "EGL_EXT_create_context_robustness", "EGL_MESA_image_dma_buf_export"};
constexpr const char* kGlExtensions[] = {
    "GL_OES_EGL_image",         "GL_OES_EGL_image_external", "GL_KHR_robustness",
    "GL_EXT_robustness",        "GL_OES_element_index_uint", "GL_OES_packed_depth_stencil",
    "GL_OES_vertex_half_float", "GL_OES_depth_texture",      "GL_OES_compressed_ETC1_RGB8_texture"};

constexpr std::pair<const char*, GLenum> kLimits[] = {
    {"texture_size", GL_MAX_TEXTURE_SIZE},
    {"renderbuffer_size", GL_MAX_RENDERBUFFER_SIZE},
    {"vertex_attributes", GL_MAX_VERTEX_ATTRIBS},
    {"texture_units", GL_MAX_TEXTURE_IMAGE_UNITS},
    {"vertex_texture_units", GL_MAX_VERTEX_TEXTURE_IMAGE_UNITS},
    {"vertex_uniform_vectors", GL_MAX_VERTEX_UNIFORM_VECTORS},
    {"fragment_uniform_vectors", GL_MAX_FRAGMENT_UNIFORM_VECTORS},
    {"varying_vectors", GL_MAX_VARYING_VECTORS}};

core::Json extensions(const EglDisplay& display) {
  core::Json found = core::Json::object();
  for (const char* name : kEglExtensions) found[name] = has_word(display.egl_extensions(), name);
  for (const char* name : kGlExtensions) found[name] = has_word(display.gl_extensions(), name);
  return found;
}

core::Json limits(const EglDisplay& display) {
  core::Json found = core::Json::object();
  const EGLContext context = display.create_context(EGL_NO_CONTEXT);
  if (context == EGL_NO_CONTEXT) return found;
  if (display.make_current(context)) {
    for (const auto& [name, what] : kLimits) {
      GLint value = 0;
      display.gl().glGetIntegerv(what, &value);
      found[name] = value;
    }
    display.release_current();
  }
  display.egl().eglDestroyContext(display.handle(), context);
  return found;
}

core::Json guest_strings(const EglDisplay& display, const Gles1Host& gles1) {
  const auto gl = [&](int version, uint32_t name) {
    return guest_gl_string(display, gles1, version, name);
  };
  return {{"egl_vendor", guest_egl_string(EGL_VENDOR)},
          {"egl_version", guest_egl_string(EGL_VERSION)},
          {"egl_extensions", guest_egl_string(EGL_EXTENSIONS)},
          {"gl_vendor", gl(2, GL_VENDOR)},
          {"gl_renderer", gl(2, GL_RENDERER)},
          {"gl_version", gl(2, GL_VERSION)},
          {"gl1_version", gl(1, GL_VERSION)},
          {"gl_extensions", gl(2, GL_EXTENSIONS)},
          {"gl1_extensions", gl(1, GL_EXTENSIONS)}};
}

}  // namespace

core::Json driver_facts(const EglDisplay& display) {
  Gles1Host gles1(Gles1Mode::kAuto);
  const bool es1 = gles1.decide(display) && gles1.native() != nullptr;
  return {{"vendor", display.vendor()},
          {"renderer", display.renderer()},
          {"version", display.gl_version()},
          {"egl_version", std::to_string(display.major()) + "." + std::to_string(display.minor())},
          {"software", display.software()},
          {"es1", es1},
          {"es2", true},  // nothing is opened without ES 3, which draws ES 2
          {"es3", true},
          {"dma_buf_export", DmaBufExport::offered(display)},
          {"tells_losses", display.tells_losses()},
          {"extensions", extensions(display)},
          {"limits", limits(display)},
          {"guest", guest_strings(display, gles1)}};
}

}  // namespace anc::gles
