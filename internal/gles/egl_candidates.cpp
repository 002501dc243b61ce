// Listing EGL displays: see egl_candidates.h.
#include "internal/gles/egl_candidates.h"

#include <array>
#include <cstring>

namespace anc::gles {
namespace {

#ifndef EGL_PLATFORM_SURFACELESS_MESA
constexpr EGLenum kSurfacelessPlatform = 0x31DD;
#else
constexpr EGLenum kSurfacelessPlatform = EGL_PLATFORM_SURFACELESS_MESA;
#endif

bool client_has(const EglApi& egl, const char* extension) {
  const char* list = egl.eglQueryString(EGL_NO_DISPLAY, EGL_EXTENSIONS);
  return list != nullptr && std::strstr(list, extension) != nullptr;
}

}  // namespace

std::vector<EglCandidate> egl_candidates(const EglApi& egl) {
  std::vector<EglCandidate> hardware, software;
  std::array<EGLDeviceEXT, 16> devices{};
  EGLint count = 0;
  if (egl.eglQueryDevicesEXT != nullptr && egl.eglQueryDeviceStringEXT != nullptr &&
      client_has(egl, "EGL_EXT_platform_device")) {
    egl.eglQueryDevicesEXT(static_cast<EGLint>(devices.size()), devices.data(), &count);
  }
  for (EGLint i = 0; i < count; ++i) {
    const EGLDeviceEXT device = devices[static_cast<size_t>(i)];
    const char* kind = egl.eglQueryDeviceStringEXT(device, EGL_EXTENSIONS);
    const bool by_processor = kind != nullptr && std::strstr(kind, "EGL_MESA_device_software");
    (by_processor ? software : hardware)
        .push_back({"device " + std::to_string(i),
                    egl.eglGetPlatformDisplayEXT(EGL_PLATFORM_DEVICE_EXT, device, nullptr)});
  }
  std::vector<EglCandidate> all = std::move(hardware);
  if (client_has(egl, "EGL_MESA_platform_surfaceless")) {
    all.push_back({"surfaceless", egl.eglGetPlatformDisplayEXT(kSurfacelessPlatform,
                                                               EGL_DEFAULT_DISPLAY, nullptr)});
  }
  all.insert(all.end(), software.begin(), software.end());
  all.push_back({"default display", egl.eglGetDisplay(EGL_DEFAULT_DISPLAY)});
  return all;
}

}  // namespace anc::gles
