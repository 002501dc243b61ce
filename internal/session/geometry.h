// The one owner of the display's geometry: who changes it asks here, who depends on it is told.
#pragma once

#include <functional>
#include <vector>

#include "internal/core/error.h"
#include "internal/core/json.h"
#include "internal/port/display.h"

namespace anc::session {

/// Net thread only. Each change has a version of its own; what changes nothing has none.
class Geometry {
 public:
  using Listener = std::function<Result<void>(const port::Display&)>;

  /// `accept` is told first; its error is the answer, and nothing has changed.
  Geometry(const port::Display& start, Listener accept);

  const port::Display& now() const { return now_; }
  /// Told after `accept`, in the order of these calls. An error does not keep the others from being
  /// told, as the change stands; the first one is the answer to whoever changed it.
  void when_changed(Listener listener) { listeners_.push_back(std::move(listener)); }

  Result<void> rotate(port::Rotation rotation);
  /// The framebuffer's size, in pixels, and density; the rotation stays.
  Result<void> resize(uint32_t width, uint32_t height, uint32_t density_dpi);

 private:
  Result<void> become(port::Display next);

  port::Display now_;
  const Listener accept_;
  std::vector<Listener> listeners_;
};

/// Fields "width", "height" and "density" of the framebuffer, "rotation", "version", and
/// "seen_width" and "seen_height" of the picture as it is seen.
core::Json to_json(const port::Display& display);

/// 0, 90, 180 or 270; kUsage for everything else.
Result<port::Rotation> rotation_of(int64_t degrees);

}  // namespace anc::session
