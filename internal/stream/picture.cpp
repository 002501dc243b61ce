// libyuv converts and scales; here stands what goes where.
#include "internal/stream/picture.h"

#include <algorithm>
#include <cmath>
#include <libyuv.h>
#include <utility>

#include "internal/core/error.h"

namespace anc::stream {
namespace {
constexpr uint32_t kLeastSide = 16;
constexpr uint32_t kLongSide = 3840, kShortSide = 2160;  // OpenH264 takes no more
constexpr uint8_t kBlackY = 16, kGrey = 128;

uint32_t even_up(uint32_t value) { return value + value % 2; }
uint32_t even_down(double value) { return static_cast<uint32_t>(value) / 2 * 2; }

/// The frame at the top left of a picture that is at least as large, and its last odd column and
/// row once more.
void convert(const port::Frame& frame, Picture& to) {
  const int width = static_cast<int>(frame.width), height = static_cast<int>(frame.height);
  const int stride = static_cast<int>(to.width), half = stride / 2;
  libyuv::ABGRToI420(reinterpret_cast<const uint8_t*>(frame.pixels.data()), width * 4, to.y.data(),
                     stride, to.u.data(), half, to.v.data(), half, width, height);
  if (frame.width < to.width) {
    for (size_t row = 0; row < frame.height; ++row) {
      uint8_t* end = to.y.data() + row * to.width + frame.width;
      *end = end[-1];
    }
  }
  if (frame.height < to.height) {
    const auto last = to.y.begin() + static_cast<std::ptrdiff_t>((frame.height - 1) * to.width);
    std::copy_n(last, to.width, last + static_cast<std::ptrdiff_t>(to.width));
  }
}

/// What is left of `to` when `from` has been scaled into it in proportion.
Size scaled(Size from, Size to) {
  const double scale = std::min(static_cast<double>(to.width) / from.width,
                                static_cast<double>(to.height) / from.height);
  return {std::clamp(even_down(std::round(from.width * scale)), 2u, to.width),
          std::clamp(even_down(std::round(from.height * scale)), 2u, to.height)};
}

/// libyuv turns clockwise; a display is seen turned counter-clockwise.
libyuv::RotationMode clockwise(port::Rotation rotation) {
  switch (rotation) {
    case port::Rotation::k0:
      break;
    case port::Rotation::k90:
      return libyuv::kRotate270;
    case port::Rotation::k180:
      return libyuv::kRotate180;
    case port::Rotation::k270:
      return libyuv::kRotate90;
  }
  return libyuv::kRotate0;
}

/// As large as asked, whatever is in it.
void resize(Picture& picture, Size size) {
  if (Size{picture.width, picture.height} != size) picture = Picture(size.width, size.height);
}

void turn_upright(const Picture& from, Picture& to, port::Rotation rotation) {
  resize(to,
         port::sideways(rotation) ? Size{from.height, from.width} : Size{from.width, from.height});
  const int from_stride = static_cast<int>(from.width), to_stride = static_cast<int>(to.width);
  libyuv::I420Rotate(from.y.data(), from_stride, from.u.data(), from_stride / 2, from.v.data(),
                     from_stride / 2, to.y.data(), to_stride, to.u.data(), to_stride / 2,
                     to.v.data(), to_stride / 2, from_stride, static_cast<int>(from.height),
                     clockwise(rotation));
}

void blacken(Picture& picture) {
  std::fill(picture.y.begin(), picture.y.end(), kBlackY);
  std::fill(picture.u.begin(), picture.u.end(), kGrey);
  std::fill(picture.v.begin(), picture.v.end(), kGrey);
}

void scale_into(const Picture& from, Picture& to, Size part) {
  // At an even place, because a sample of colour covers two pixels.
  const size_t left = (to.width - part.width) / 4 * 2, top = (to.height - part.height) / 4 * 2;
  const size_t colour = top / 2 * (to.width / 2) + left / 2;
  const int from_stride = static_cast<int>(from.width), to_stride = static_cast<int>(to.width);
  libyuv::I420Scale(
      from.y.data(), from_stride, from.u.data(), from_stride / 2, from.v.data(), from_stride / 2,
      from_stride, static_cast<int>(from.height), to.y.data() + top * to.width + left, to_stride,
      to.u.data() + colour, to_stride / 2, to.v.data() + colour, to_stride / 2,
      static_cast<int>(part.width), static_cast<int>(part.height), libyuv::kFilterBox);
}
}  // namespace

Picture::Picture(uint32_t picture_width, uint32_t picture_height)
    : width(picture_width), height(picture_height) {
  CHECK(width % 2 == 0 && height % 2 == 0, "colour has half the resolution");
  y.resize(size_t{width} * height);
  u.resize(y.size() / 4);
  v.resize(y.size() / 4);
}

Size encoded_size(uint32_t width, uint32_t height, port::Rotation rotation) {
  if (port::sideways(rotation)) std::swap(width, height);
  const Size whole{even_up(std::max(width, kLeastSide)), even_up(std::max(height, kLeastSide))};
  const bool upright = whole.height > whole.width;
  const Size most{upright ? kShortSide : kLongSide, upright ? kLongSide : kShortSide};
  if (whole.width <= most.width && whole.height <= most.height) return whole;
  const Size less = scaled(whole, most);
  return {std::max(less.width, kLeastSide), std::max(less.height, kLeastSide)};
}

const Picture& Fitter::fit(const port::Frame& frame) {
  const Size even{even_up(frame.width), even_up(frame.height)};
  const Size whole{picture_.width, picture_.height};
  const bool turned = frame.rotation != port::Rotation::k0;
  if (even == whole && !turned) {
    convert(frame, picture_);
    filled_ = whole;
    return picture_;
  }
  resize(scratch_, even);
  convert(frame, scratch_);
  if (turned) turn_upright(scratch_, turned_, frame.rotation);
  const Picture& upright = turned ? turned_ : scratch_;
  const Size part = scaled({upright.width, upright.height}, whole);
  if (part != filled_) blacken(picture_);
  scale_into(upright, picture_, part);
  filled_ = part;
  return picture_;
}

}  // namespace anc::stream
