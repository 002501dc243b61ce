// The ring under each finger.
#pragma once

#include "cmd/ancloud-guest/orientation.h"
#include "cmd/ancloud-guest/picture.h"

namespace anc::guest {

/// One picture for all fingers; it looks the same from all sides.
class TouchMark {
 public:
  static Result<TouchMark> create(GlConnection& connection, float canvas_scale);

  const PictureBuffer& buffer() const { return buffer_; }
  /// Where it lies on the framebuffer for a finger there.
  Frame around(const Point& finger) const;

 private:
  explicit TouchMark(PictureBuffer buffer) : buffer_(buffer) {}
  PictureBuffer buffer_;
};

}  // namespace anc::guest
