// From the guest's windows to the host's: see task_windows.h.
#include "internal/session/task_windows.h"

#include <algorithm>
#include <utility>

namespace anc::session {
namespace {
constexpr int32_t kFreeform = static_cast<int32_t>(port::Stack::kFreeform);
// A guest that opens more has them in the window of the whole display.
constexpr size_t kMostWindows = 32;

port::Rect on_display(const port::Rect& frame, const port::Display& display) {
  const auto width = static_cast<int32_t>(display.width);
  const auto height = static_cast<int32_t>(display.height);
  return {std::clamp(frame.left, 0, width), std::clamp(frame.top, 0, height),
          std::clamp(frame.right, 0, width), std::clamp(frame.bottom, 0, height)};
}

int64_t area(const port::Rect& frame) {
  if (frame.right <= frame.left || frame.bottom <= frame.top) return 0;
  return (int64_t{frame.right} - frame.left) * (int64_t{frame.bottom} - frame.top);
}

/// What a guest says unchecked is no title.
std::string title_of(const port::TaskWindow& window, const app::Applications& applications) {
  const auto* application = applications.find(window.package);
  if (application != nullptr && !application->name.empty()) return application->name;
  if (app::is_package_name(window.package)) return window.package;
  return "Task " + std::to_string(window.task);
}
}  // namespace

std::vector<window::TaskWindow> task_windows(const std::vector<port::TaskWindow>& windows,
                                             const app::Applications& applications,
                                             const port::Display& display) {
  std::vector<window::TaskWindow> shown;
  for (const port::TaskWindow& window : windows) {
    if (window.stack != kFreeform || !window.has_surface || window.task <= 0) continue;
    const port::Rect frame = on_display(window.frame, display);
    if (area(frame) == 0) continue;
    const auto same = std::find_if(shown.begin(), shown.end(), [&](const window::TaskWindow& each) {
      return each.task == window.task;
    });
    if (same != shown.end()) {
      if (area(frame) >= area(same->frame)) same->frame = frame;
      continue;
    }
    if (shown.size() >= kMostWindows) continue;
    shown.push_back({.task = window.task,
                     .frame = frame,
                     .title = title_of(window, applications),
                     .package = window.package});
  }
  return shown;
}

port::Rect resized(const port::Rect& frame, int32_t width, int32_t height,
                   const port::Display& display) {
  const auto along = [](int32_t at, int32_t size, uint32_t room) {
    const auto most = static_cast<int32_t>(room);
    const int32_t length = std::clamp(size, 1, most);
    const int32_t begin = std::clamp(at, 0, most - length);
    return std::pair(begin, begin + length);
  };
  const auto [left, right] = along(frame.left, width, display.width);
  const auto [top, bottom] = along(frame.top, height, display.height);
  return {left, top, right, bottom};
}

std::vector<port::TaskView> views_of(const std::vector<window::TaskWindow>& windows,
                                     const port::Display& display) {
  std::vector<port::TaskView> views;
  for (const window::TaskWindow& window : windows) views.push_back({window.task, window.frame});
  views.push_back(
      {0, {0, 0, static_cast<int32_t>(display.width), static_cast<int32_t>(display.height)}});
  return views;
}

}  // namespace anc::session
