// Geometry of composition: see scene.h.
#include "internal/gles/scene.h"

namespace anc::gles {

std::optional<Quad> layer_quad(const Edges& crop, const Edges& frame, uint32_t buffer_width,
                               uint32_t buffer_height, const port::Display& display) {
  if (frame.right <= frame.left || frame.bottom <= frame.top) return std::nullopt;
  if (buffer_width == 0 || buffer_height == 0) return std::nullopt;
  const double width = display.width, height = display.height;
  if (frame.right <= 0 || frame.bottom <= 0 || frame.left >= width || frame.top >= height) {
    return std::nullopt;
  }
  const auto x = [&](int32_t edge) { return static_cast<float>(2.0 * edge / width - 1.0); };
  const auto y = [&](int32_t edge) { return static_cast<float>(2.0 * edge / height - 1.0); };
  const auto u = [&](int32_t edge) {
    return static_cast<float>(edge / static_cast<double>(buffer_width));
  };
  const auto v = [&](int32_t edge) {
    return static_cast<float>(edge / static_cast<double>(buffer_height));
  };
  return Quad{x(frame.left),  y(frame.top),    u(crop.left),  v(crop.top),
              x(frame.right), y(frame.top),    u(crop.right), v(crop.top),
              x(frame.left),  y(frame.bottom), u(crop.left),  v(crop.bottom),
              x(frame.right), y(frame.bottom), u(crop.right), v(crop.bottom)};
}

float clean_alpha(float alpha) {
  if (!(alpha > 0)) return 0;
  return alpha < 1 ? alpha : 1;
}

bool hidden_layer(std::string_view name) { return name == "Sprite"; }

}  // namespace anc::gles
