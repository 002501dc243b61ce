// Which of the guest's tasks have windows of their own on the host, and what those show.
#pragma once

#include <string>
#include <vector>

#include "internal/app/applications.h"
#include "internal/port/display.h"
#include "internal/port/platform.h"
#include "internal/port/task_view.h"
#include "internal/window/task_window.h"

namespace anc::session {

/// One for each task of the freeform stack that has a window with a surface (anbox-host.md 7.4), in
/// the order in which the guest names them. It shows the largest of the task's windows, as far as
/// that lies on the display; of equals the last (7.5). Its title is the application's name, else
/// the package, where it can be one.
std::vector<window::TaskWindow> task_windows(const std::vector<port::TaskWindow>& windows,
                                             const app::Applications& applications,
                                             const port::Display& display);

/// The same window with another size, moved as far as that needs to lie on the display.
port::Rect resized(const port::Rect& frame, int32_t width, int32_t height,
                   const port::Display& display);

/// A view for each of them, and one of the whole display for all the rest.
std::vector<port::TaskView> views_of(const std::vector<window::TaskWindow>& windows,
                                     const port::Display& display);

}  // namespace anc::session
