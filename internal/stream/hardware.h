// Encoders in chips, by the libraries of their drivers, which are opened at run time.
//
// Not tried on hardware: proven with the driver libraries of tests/fake_encoder, which follow the
// drivers' interfaces.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "internal/core/error.h"
#include "internal/stream/video_encoder.h"

namespace anc::stream {

enum class Hardware { kVaapi, kNvenc };

/// A chip, and for VA-API its render node ("/dev/dri/renderD128").
struct Device {
  Hardware hardware = Hardware::kVaapi;
  std::string node{};
};

/// "vaapi", "nvenc"
std::string_view hardware_name(Hardware hardware);

/// H.264 by the chip. A driver may hang or crash in here: probe it first (encoder_probe.h).
/// kGraphics where there is none, or where it does not take the format.
Result<std::unique_ptr<VideoEncoder>> open_hardware(const Device& device,
                                                    const VideoFormat& format);

/// NVIDIA's, by CUDA (libcuda.so.1, libnvidia-encode.so.1), interface 11.1 or newer.
Result<std::unique_ptr<VideoEncoder>> open_nvenc_encoder(const VideoFormat& format);
/// Intel's, AMD's and others', by libva.so.2 and libva-drm.so.2.
Result<std::unique_ptr<VideoEncoder>> open_vaapi_encoder(const VideoFormat& format,
                                                         const std::string& node);

/// A library of a driver. It stays loaded for good: drivers leave threads behind.
class DriverLibrary {
 public:
  static Result<DriverLibrary> load(const char* name);
  /// kGraphics where the library has none of that name.
  template <class Function>
  Result<void> find(const char* name, Function*& function) const {
    function = reinterpret_cast<Function*>(address(name));
    if (function != nullptr) return {};
    return fail(Kind::kGraphics, name_ + " has no " + name);
  }

 private:
  DriverLibrary(void* handle, std::string name) : handle_(handle), name_(std::move(name)) {}
  void* address(const char* name) const;

  void* handle_;
  std::string name_;
};

}  // namespace anc::stream
