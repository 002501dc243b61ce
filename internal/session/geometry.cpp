// Changing the display and telling of it: see geometry.h.
#include "internal/session/geometry.h"

#include <optional>
#include <utility>

namespace anc::session {

Geometry::Geometry(const port::Display& start, Listener accept)
    : now_(start), accept_(std::move(accept)) {}

Result<void> Geometry::rotate(port::Rotation rotation) {
  port::Display next = now_;
  next.rotation = rotation;
  return become(next);
}

Result<void> Geometry::resize(uint32_t width, uint32_t height, uint32_t density_dpi) {
  port::Display next = now_;
  next.width = width;
  next.height = height;
  next.density_dpi = density_dpi;
  return become(next);
}

Result<void> Geometry::become(port::Display next) {
  if (next == now_) return {};
  ++next.version;
  TRY(accept_(next));
  now_ = next;
  std::optional<Error> first;
  for (const Listener& listener : listeners_) {
    auto told = listener(next);
    if (!told && !first) first = std::move(told.error());
  }
  if (first) return fail(std::move(*first));
  return {};
}

core::Json to_json(const port::Display& display) {
  return {{"width", display.width},
          {"height", display.height},
          {"density", display.density_dpi},
          {"rotation", port::degrees(display.rotation)},
          {"version", display.version},
          {"seen_width", display.seen_width()},
          {"seen_height", display.seen_height()}};
}

Result<port::Rotation> rotation_of(int64_t degrees) {
  for (const port::Rotation rotation :
       {port::Rotation::k0, port::Rotation::k90, port::Rotation::k180, port::Rotation::k270}) {
    if (degrees == static_cast<int64_t>(port::degrees(rotation))) return rotation;
  }
  return fail(Error(Kind::kUsage, std::to_string(degrees) + " is no rotation of a display")
                  .hint("0, 90, 180 or 270: degrees counter-clockwise from upright"));
}

}  // namespace anc::session
