// Names and libraries of hardware encoders.
#include "internal/stream/hardware.h"

#include <dlfcn.h>

namespace anc::stream {

std::string_view hardware_name(Hardware hardware) {
  return hardware == Hardware::kNvenc ? "nvenc" : "vaapi";
}

Result<std::unique_ptr<VideoEncoder>> open_hardware(const Device& device,
                                                    const VideoFormat& format) {
  if (device.hardware == Hardware::kNvenc) return open_nvenc_encoder(format);
  return open_vaapi_encoder(format, device.node);
}

Result<DriverLibrary> DriverLibrary::load(const char* name) {
  void* handle = ::dlopen(name, RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) return fail(Kind::kGraphics, std::string(name) + " is not installed");
  return DriverLibrary(handle, name);
}

void* DriverLibrary::address(const char* name) const { return ::dlsym(handle_, name); }

}  // namespace anc::stream
