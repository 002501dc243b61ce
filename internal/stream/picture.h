// A picture as encoders want it: planes of brightness and colour, of even size.
#pragma once

#include <cstdint>
#include <vector>

#include "internal/port/frame.h"

namespace anc::stream {

/// I420 with rows without gaps. Its colours are those of a screen (sRGB) by the matrix of BT.601 in
/// the limited range, which is what libyuv makes; encoders say so in the stream (kColours).
struct Picture {
  Picture(uint32_t picture_width, uint32_t picture_height);

  uint32_t width = 0, height = 0;  ///< pixels, even
  std::vector<uint8_t> y, u, v;    ///< u and v: half of both sides
};

/// Code points of ITU-T H.273, for the SPS and for MP4's `colr`.
struct Colours {
  uint8_t primaries = 1;  ///< BT.709, which are those of sRGB
  uint8_t transfer = 13;  ///< sRGB
  uint8_t matrix = 6;     ///< BT.601
  bool full_range = false;
};
inline constexpr Colours kColours{};

/// Width and height of an encoded picture.
struct Size {
  uint32_t width = 0, height = 0;
  bool operator==(const Size&) const = default;
};

/// Of the picture in which frames of that size are encoded: as they are seen, even, at least 16 a
/// side, and shrunk in proportion where it is more than an encoder takes (3840 by 2160 either way).
Size encoded_size(uint32_t width, uint32_t height, port::Rotation rotation);

/// Brings frames into one picture. A frame that is seen in another size than the picture's (the
/// display was resized, or turned) is scaled in proportion, centred, and black beside it; one
/// column or row of an odd size is repeated. One thread.
class Fitter {
 public:
  explicit Fitter(Size size) : picture_(size.width, size.height) {}

  /// Valid until the next call.
  const Picture& fit(const port::Frame& frame);

 private:
  Picture picture_;
  Picture scratch_{2, 2};  ///< a frame that does not go straight into the picture
  Picture turned_{2, 2};   ///< the same, upright
  Size filled_{};          ///< the part of the picture that the last frame took
};

}  // namespace anc::stream
