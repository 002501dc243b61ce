// What turns pictures into a stream of video: one interface for recordings and for viewers.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "internal/core/error.h"
#include "internal/stream/picture.h"

namespace anc::stream {

/// Of one stream. The rates can change while it runs, the size cannot: other frames are fitted.
struct VideoFormat {
  Size size;  ///< from encoded_size()
  uint32_t frames_per_second = 30;
  uint32_t bits_per_second = 4'000'000;
  /// For people who watch now: the encoder is quick, and may leave a frame out where the rate would
  /// else be exceeded, which a network would queue. Else, for a file, it is thorough.
  bool live = false;
};

/// Which encoder that is, for people and for status.
struct EncoderFacts {
  std::string name;       ///< "OpenH264 2.3.1"
  bool hardware = false;  ///< a chip encodes, not the processor
  bool operator==(const EncoderFacts&) const = default;
};

/// One encoded picture. H.264 as in Annex B: NAL units behind start codes, SPS and PPS before each
/// IDR picture. VP8: a frame. No pictures out of order.
struct AccessUnit {
  std::vector<std::byte> bytes;  ///< empty: skipped, only where the format allows it
  bool key = false;              ///< a viewer can begin here
  std::chrono::steady_clock::time_point captured_at{};
};

/// Keeps no picture back: each one in gives its access unit out. Every one refers to the one before
/// it, so a lost one needs a key frame; these come on request, and where the encoder sees another
/// scene. One thread, except where it says otherwise.
class VideoEncoder {
 public:
  virtual ~VideoEncoder() = default;

  /// `picture` has the format's size. Takes milliseconds. `captured_at` grows; rates are kept by
  /// it, not by a count of frames, since a still screen gives none. kGraphics when the encoder
  /// fails, for good.
  virtual Result<AccessUnit> encode(const Picture& picture,
                                    std::chrono::steady_clock::time_point captured_at) = 0;
  /// The next picture is an IDR: for a viewer who came, or lost one. Any thread.
  virtual void request_key_frame() = 0;
  virtual EncoderFacts facts() const = 0;
  /// From the next picture on, without a key frame.
  virtual Result<void> set_rate(uint32_t bits_per_second, uint32_t frames_per_second) = 0;
};

/// In software, on the calling thread. Constrained baseline, which every player and browser takes.
/// kGraphics where it cannot encode the format.
Result<std::unique_ptr<VideoEncoder>> open_h264_encoder(const VideoFormat& format);
#ifdef ANC_X264
/// As that, by x264.
Result<std::unique_ptr<VideoEncoder>> open_x264_encoder(const VideoFormat& format);
std::string x264_name();  ///< "x264 164"
#endif
/// As that, for VP8.
Result<std::unique_ptr<VideoEncoder>> open_vp8_encoder(const VideoFormat& format);

std::string openh264_name();  ///< "OpenH264 2.3.1"
std::string vp8_name();       ///< "libvpx v1.12.0"

}  // namespace anc::stream
