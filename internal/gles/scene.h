// What is composed: layers, and where each of them lands on the display.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "internal/port/display.h"
#include "internal/port/task_view.h"

namespace anc::gles {

class ColorBuffer;

/// Edges in pixels, top-left origin, as the guest wrote them: any order, any size.
struct Edges {
  int32_t left = 0, top = 0, right = 0, bottom = 0;
  bool operator==(const Edges&) const = default;
};

/// One rcPostLayer.
struct Layer {
  std::shared_ptr<ColorBuffer> buffer;
  float alpha = 1;
  Edges crop;        ///< in pixels of the buffer
  Edges frame;       ///< in pixels of the display
  int32_t task = 0;  ///< Android's; 0: belongs to none
};

/// The layers of one frame, bottom to top.
using Scene = std::vector<Layer>;

/// A layer, and how often its buffer had changed when it was looked at.
struct Known {
  Layer layer;
  uint64_t changes = 0;
};
using KnownScene = std::vector<Known>;

/// Both must be looked at to know that nothing has changed.
bool differs(const KnownScene& now, const KnownScene& then);
Scene layers_of(const KnownScene& scene);

/// The layers that a view shows, in pixels of its own: those of its task and, where they lie above
/// the lowest of these, those of no task: on-screen keyboard, toasts, status bar. Android gives
/// touches in that order, too. View 0 has all layers whose task has no view.
KnownScene view_scene(const KnownScene& scene, const port::TaskView& view,
                      const std::vector<port::TaskView>& all);

/// N of "org.anbox.surface.N" (anbox-host.md 7.5); 0 for every other name.
int32_t task_of_layer(std::string_view name);

/// Corners of a layer's rectangle in clip space (y grows downwards: the picture is drawn with its
/// first row first) with texture coordinates; a triangle strip of x, y, u, v.
using Quad = std::array<float, 16>;

/// nullopt for a layer of which nothing can show: no area, or wholly outside the display.
std::optional<Quad> layer_quad(const Edges& crop, const Edges& frame, uint32_t buffer_width,
                               uint32_t buffer_height, const port::Display& display);

/// A pixel.
struct Place {
  int32_t x = 0, y = 0;
  bool operator==(const Place&) const = default;
};

/// Whether a layer of this frame leaves nothing of the display beside it.
bool covers(const Edges& frame, const port::Display& display);

/// The pixel of the buffer that lands on the display's top left, where a layer covers the display
/// pixel for pixel, so that moving memory shows it; nullopt where it is to be drawn.
std::optional<Place> copied_from(const Edges& crop, const Edges& frame, uint32_t buffer_width,
                                 uint32_t buffer_height, const port::Display& display);

/// 0..1; not a number counts as 0.
float clean_alpha(float alpha);

/// The mouse pointer, which single-window mode leaves to the host (gles-wire.md 10).
bool hidden_layer(std::string_view name);

}  // namespace anc::gles
