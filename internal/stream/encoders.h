// Which encoder a stream gets: a chip's where one works, else one in software.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "internal/core/error.h"
#include "internal/port/media.h"
#include "internal/stream/hardware.h"
#include "internal/stream/video_encoder.h"

namespace anc::stream {

/// "h264", "vp8"
std::string_view codec_name(port::Codec codec);

/// The setting stream.encoder. kAuto: the first of nvenc and vaapi that works where the host has a
/// device for it, else software.
enum class EncoderChoice { kAuto, kSoftware, kVaapi, kNvenc };
EncoderChoice encoder_choice(std::string_view name);

/// The encoders of a host. Hardware that fails while it encodes is not used again. Any thread.
class Encoders {
 public:
  /// Software only.
  Encoders() = default;
  /// What probing has found, on the render node for VA-API; a warning in the log where a wish is
  /// not met. Call from the main thread; takes as long as the drivers, at most `patience` each.
  Encoders(EncoderChoice choice, const std::string& node, std::chrono::milliseconds patience);

  /// A live stream never ends for a chip's sake: when that fails, its encoder goes on in software
  /// with a key frame, and facts() changes. A file cannot change its encoder: there the error
  /// comes out. kGraphics where nothing can encode the format.
  Result<std::unique_ptr<VideoEncoder>> open(port::Codec codec, const VideoFormat& format) const;
  /// Of the one that open() would try first.
  EncoderFacts facts(port::Codec codec) const;

 private:
  struct Chip {
    Device device;
    std::string name;
    std::atomic<bool> works = true;
  };
  class WithSubstitute;
  bool try_hardware(const Device& device, std::chrono::milliseconds patience);

  std::shared_ptr<Chip> chip_;  ///< null: none; shared with the encoders that use it
};

/// In software.
Result<std::unique_ptr<VideoEncoder>> open_software(port::Codec codec, const VideoFormat& format);

}  // namespace anc::stream
