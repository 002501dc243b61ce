// EGL: displays, devices, configs, strings, functions by name.
#include <algorithm>
#include <cstring>
#include <dlfcn.h>
#include <utility>

#include "tests/fake_gl/driver.h"

extern "C" uintptr_t fake_gl_nothing() { return 0; }

namespace fake_gl {
namespace {

thread_local EGLint last_error = EGL_SUCCESS;

struct Displays {
  Displays() {
    for (size_t i = 0; i < devices.size(); ++i) devices[i].name = "device" + std::to_string(i);
    surfaceless.name = "surfaceless";
    standard.name = "default";
  }
  std::array<Display, 8> devices;
  Display surfaceless, standard;
};

Displays& displays() {
  static Displays all;
  return all;
}

constexpr const char* kClientExtensions =
    "EGL_EXT_client_extensions EGL_EXT_device_base EGL_EXT_device_enumeration EGL_EXT_device_query "
    "EGL_EXT_platform_base EGL_EXT_platform_device EGL_MESA_platform_surfaceless";

/// Texts outlive the call: one for each of the four ways in which words can make it differ.
const char* display_extensions(const Display& display) {
  static const std::array<std::string, 4> kTexts = [] {
    std::array<std::string, 4> texts;
    for (size_t i = 0; i < texts.size(); ++i) {
      texts[i] =
          "EGL_KHR_create_context EGL_KHR_surfaceless_context EGL_KHR_no_config_context "
          "EGL_KHR_image_base EGL_KHR_gl_texture_2D_image EGL_KHR_fence_sync";
      if ((i & 1) != 0) texts[i] += " EGL_EXT_create_context_robustness";
      if ((i & 2) != 0) texts[i] += " EGL_MESA_image_dma_buf_export";
    }
    return texts;
  }();
  return kTexts[(display.has("no-robustness") ? 0u : 1u) + (display.has("dma-buf") ? 2u : 0u)]
      .c_str();
}

struct Config {
  EGLint red, green, blue, alpha, depth, stencil;
};
constexpr std::array<Config, 6> kConfigs = {Config{8, 8, 8, 8, 24, 8}, Config{8, 8, 8, 8, 0, 0},
                                            Config{8, 8, 8, 0, 24, 8}, Config{8, 8, 8, 0, 0, 0},
                                            Config{5, 6, 5, 0, 24, 8}, Config{5, 6, 5, 0, 0, 0}};

/// -1 for an attribute that is no minimum of these configs.
EGLint channel(const Config& config, EGLint name) {
  switch (name) {
    case EGL_RED_SIZE:
      return config.red;
    case EGL_GREEN_SIZE:
      return config.green;
    case EGL_BLUE_SIZE:
      return config.blue;
    case EGL_ALPHA_SIZE:
      return config.alpha;
    case EGL_DEPTH_SIZE:
      return config.depth;
    case EGL_STENCIL_SIZE:
      return config.stencil;
    default:
      return -1;
  }
}

bool suits(const Config& config, const EGLint* wanted) {
  for (; wanted != nullptr && *wanted != EGL_NONE; wanted += 2) {
    const EGLint has = channel(config, wanted[0]);
    if (has >= 0 && has < wanted[1]) return false;
  }
  return true;
}

}  // namespace

EGLBoolean egl_error(EGLint code) {
  last_error = code;
  return EGL_FALSE;
}

}  // namespace fake_gl

using namespace fake_gl;

extern "C" {

EGLint eglGetError() { return std::exchange(last_error, EGL_SUCCESS); }
EGLBoolean eglBindAPI(EGLenum api) {
  return api == EGL_OPENGL_ES_API ? EGL_TRUE : egl_error(EGL_BAD_PARAMETER);
}
EGLenum eglQueryAPI() { return EGL_OPENGL_ES_API; }

EGLBoolean eglQueryDevicesEXT(EGLint most, EGLDeviceEXT* devices, EGLint* count) {
  *count = devices != nullptr ? std::min(most, words().devices) : words().devices;
  for (EGLint i = 0; devices != nullptr && i < *count; ++i) {
    devices[i] = &displays().devices[static_cast<size_t>(i)];
  }
  return EGL_TRUE;
}
const char* eglQueryDeviceStringEXT(EGLDeviceEXT, EGLint name) {
  return name == EGL_EXTENSIONS ? "EGL_EXT_device_drm" : nullptr;
}

EGLDisplay eglGetDisplay(EGLNativeDisplayType) { return &displays().standard; }
EGLDisplay eglGetPlatformDisplayEXT(EGLenum platform, void* native, const EGLint*) {
  if (platform == EGL_PLATFORM_DEVICE_EXT) return native;
  return platform == EGL_PLATFORM_SURFACELESS_MESA ? &displays().surfaceless : nullptr;
}
EGLDisplay eglGetPlatformDisplay(EGLenum platform, void* native, const EGLAttrib*) {
  return eglGetPlatformDisplayEXT(platform, native, nullptr);
}

EGLBoolean eglInitialize(EGLDisplay handle, EGLint* major, EGLint* minor) {
  auto* display = static_cast<Display*>(handle);
  if (display == nullptr) return egl_error(EGL_BAD_DISPLAY);
  if (!behave(*display, "init")) return egl_error(EGL_NOT_INITIALIZED);
  display->initialised = true;
  if (major != nullptr) *major = 1;
  if (minor != nullptr) *minor = 5;
  return EGL_TRUE;
}
EGLBoolean eglTerminate(EGLDisplay handle) {
  static_cast<Display*>(handle)->initialised = false;
  return EGL_TRUE;
}

const char* eglQueryString(EGLDisplay handle, EGLint name) {
  if (handle == EGL_NO_DISPLAY) return name == EGL_EXTENSIONS ? kClientExtensions : nullptr;
  const auto& display = *static_cast<Display*>(handle);
  if (!display.initialised) return egl_error(EGL_NOT_INITIALIZED), nullptr;
  switch (name) {
    case EGL_VENDOR:
      return "ancloud tests";
    case EGL_VERSION:
      return "1.5 fake";
    case EGL_CLIENT_APIS:
      return "OpenGL_ES";
    case EGL_EXTENSIONS:
      return display_extensions(display);
    default:
      return nullptr;
  }
}

EGLBoolean eglChooseConfig(EGLDisplay, const EGLint* wanted, EGLConfig* configs, EGLint most,
                           EGLint* count) {
  *count = 0;
  for (const Config& config : kConfigs) {
    if (!suits(config, wanted) || (configs != nullptr && *count >= most)) continue;
    if (configs != nullptr) configs[*count] = const_cast<Config*>(&config);
    ++*count;
  }
  return EGL_TRUE;
}
EGLBoolean eglGetConfigAttrib(EGLDisplay, EGLConfig config, EGLint name, EGLint* value) {
  *value = std::max(channel(*static_cast<Config*>(config), name), 0);
  return EGL_TRUE;
}

/// Functions of GL that are in no list do nothing either; what EGL lacks is missing.
__eglMustCastToProperFunctionPointerType eglGetProcAddress(const char* name) {
  // This library alone: the program may have a driver of the host's loaded as well.
  static void* const kSelf = [] {
    Dl_info self{};
    ::dladdr(reinterpret_cast<void*>(&fake_gl_nothing), &self);
    return ::dlopen(self.dli_fname, RTLD_NOW | RTLD_NOLOAD);
  }();
  void* found = kSelf != nullptr ? ::dlsym(kSelf, name) : nullptr;
  if (found == nullptr && std::strncmp(name, "gl", 2) == 0) {
    found = reinterpret_cast<void*>(&fake_gl_nothing);
  }
  return reinterpret_cast<__eglMustCastToProperFunctionPointerType>(found);
}

}  // extern "C"
