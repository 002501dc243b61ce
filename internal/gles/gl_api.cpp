// Finding the GL entry points: see gl_api.h.
#include "internal/gles/gl_api.h"

#include <dlfcn.h>

namespace anc::gles {
namespace {

Result<void*> open_library(const char* name) {
  void* library = ::dlopen(name, RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) {
    const char* why = ::dlerror();
    return fail(Error(Kind::kGraphics, std::string("open ") + (why != nullptr ? why : name))
                    .hint(kPackagesHint));
  }
  return library;
}

/// Finds functions in a library, then through eglGetProcAddress; remembers the first one missing.
struct Finder {
  void* library;
  decltype(&::eglGetProcAddress) proc_address;
  std::string missing{};

  template <class F>
  void find(F& function, const char* name, bool required) {
    function = reinterpret_cast<F>(::dlsym(library, name));
    if (function == nullptr && proc_address != nullptr) {
      function = reinterpret_cast<F>(proc_address(name));
    }
    if (function == nullptr && required && missing.empty()) missing = name;
  }
};

Result<void> complete(const Finder& finder) {
  if (finder.missing.empty()) return {};
  return fail(Error(Kind::kGraphics, "the host's GL libraries have no " + finder.missing)
                  .hint(kPackagesHint));
}

}  // namespace

Result<GlLibraries> GlLibraries::load() {
  void* const egl_library = TRY(open_library("libEGL.so.1"));
  void* const gl_library = TRY(open_library("libGLESv2.so.2"));
  GlLibraries libraries;
  EglApi& egl = libraries.egl;
  GlApi& gl = libraries.gl;

  Finder in_egl{egl_library, nullptr};
#define ANC_FIND(name) in_egl.find(egl.name, #name, true);
  ANC_EGL_FUNCTIONS(ANC_FIND)
  TRY(complete(in_egl));
  in_egl.proc_address = egl.eglGetProcAddress;
  ANC_EGL_EXTENSION_FUNCTIONS(ANC_FIND)
#undef ANC_FIND
#define ANC_FIND(name) in_egl.find(egl.name, #name, false);
  ANC_EGL_OPTIONAL_FUNCTIONS(ANC_FIND)
#undef ANC_FIND
  TRY(complete(in_egl));

  Finder in_gl{gl_library, egl.eglGetProcAddress};
#define ANC_FIND(name) in_gl.find(gl.name, #name, true);
  ANC_GL_HOST_FUNCTIONS(ANC_FIND)
#undef ANC_FIND
#define ANC_FIND(name) in_gl.find(gl.name, #name, false);
  ANC_GL_OPTIONAL_FUNCTIONS(ANC_FIND)
#undef ANC_FIND
#define ANC_FIND(opcode, ret, name, params, args) in_gl.find(gl.name, #name, true);
  ANC_GLES2_VALUE_FUNCTIONS(ANC_FIND)
  ANC_GLES2_POINTER_FUNCTIONS(ANC_FIND)
#undef ANC_FIND
  TRY(complete(in_gl));
  return libraries;
}

}  // namespace anc::gles
