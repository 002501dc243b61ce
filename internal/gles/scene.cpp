// Geometry of composition: see scene.h.
#include "internal/gles/scene.h"

#include <algorithm>

#include "internal/core/text.h"
#include "internal/gles/color_buffer.h"

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

bool differs(const KnownScene& now, const KnownScene& then) {
  return !std::equal(now.begin(), now.end(), then.begin(), then.end(),
                     [](const Known& a, const Known& b) {
                       return a.layer.buffer == b.layer.buffer && a.layer.alpha == b.layer.alpha &&
                              a.layer.crop == b.layer.crop && a.layer.frame == b.layer.frame &&
                              a.layer.task == b.layer.task && a.changes == b.changes &&
                              !a.layer.buffer->may_change_unseen();
                     });
}

Scene layers_of(const KnownScene& scene) {
  Scene layers;
  for (const Known& known : scene) layers.push_back(known.layer);
  return layers;
}

KnownScene view_scene(const KnownScene& scene, const port::TaskView& view,
                      const std::vector<port::TaskView>& all) {
  const auto shown_elsewhere = [&](int32_t task) {
    return task != 0 && std::any_of(all.begin(), all.end(),
                                    [&](const port::TaskView& each) { return each.task == task; });
  };
  const auto moved = [](int32_t edge, int32_t by) {
    return static_cast<int32_t>(std::clamp<int64_t>(int64_t{edge} - by, INT32_MIN, INT32_MAX));
  };
  KnownScene shown;
  bool begun = view.task == 0;
  for (const Known& known : scene) {
    const int32_t task = known.layer.task;
    if (view.task != 0 && task == view.task) begun = true;
    const bool ours = view.task == 0 ? !shown_elsewhere(task) : task == view.task || task == 0;
    if (!begun || !ours) continue;
    shown.push_back(known);
    Edges& frame = shown.back().layer.frame;
    frame = {moved(frame.left, view.frame.left), moved(frame.top, view.frame.top),
             moved(frame.right, view.frame.left), moved(frame.bottom, view.frame.top)};
  }
  return shown;
}

int32_t task_of_layer(std::string_view name) {
  constexpr std::string_view kPrefix = "org.anbox.surface.";
  if (!name.starts_with(kPrefix)) return 0;
  return static_cast<int32_t>(
      core::parse_int(name.substr(kPrefix.size()), 1, INT32_MAX).value_or(0));
}

bool covers(const Edges& frame, const port::Display& display) {
  return frame.left <= 0 && frame.top <= 0 && frame.right >= int64_t{display.width} &&
         frame.bottom >= int64_t{display.height};
}

std::optional<Place> copied_from(const Edges& crop, const Edges& frame, uint32_t buffer_width,
                                 uint32_t buffer_height, const port::Display& display) {
  const bool inside = crop.left >= 0 && crop.top >= 0 && crop.right <= int64_t{buffer_width} &&
                      crop.bottom <= int64_t{buffer_height};
  // Offsets on both sides: 64 bits, as a guest may write any edges.
  const int64_t x = int64_t{crop.left} - frame.left, y = int64_t{crop.top} - frame.top;
  const bool same_size =
      x == int64_t{crop.right} - frame.right && y == int64_t{crop.bottom} - frame.bottom;
  if (!inside || !same_size || !covers(frame, display)) return std::nullopt;
  return Place{static_cast<int32_t>(x), static_cast<int32_t>(y)};
}

float clean_alpha(float alpha) {
  if (!(alpha > 0)) return 0;
  return alpha < 1 ? alpha : 1;
}

bool hidden_layer(std::string_view name) { return name == "Sprite"; }

}  // namespace anc::gles
