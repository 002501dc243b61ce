// Asking for the display's geometry, and for another one, on the control socket.
#pragma once

#include "internal/session/control.h"
#include "internal/session/geometry.h"

namespace anc::session {

/// Adds display_show, display_rotate {rotation} and display_resize {width, height, density, 0 to
/// keep it}. Each answers with what holds then, as of to_json(). Both arguments outlive the
/// control's use.
void add_display_commands(Control& control, Geometry& geometry);

}  // namespace anc::session
