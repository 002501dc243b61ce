// Following and asking the guest: see multi_window.h.
#include "internal/session/multi_window.h"

#include <algorithm>
#include <utility>

#include "internal/core/file.h"
#include "internal/session/png.h"

namespace anc::session {
namespace {
constexpr uint32_t kLargestIcon = 512;  // pixels of a side
}

MultiWindow::MultiWindow(const app::GuestState& state, port::PlatformCalls& calls, Shown shown)
    : state_(state), calls_(calls), shown_(std::move(shown)) {}

void MultiWindow::update(const port::Display& display) {
  auto windows = task_windows(state_.windows(), state_.applications(), display);
  add_icons(windows);
  for (window::TaskWindow& window : windows) {
    const auto resize = resizes_.find(window.task);
    window.resizing = resize != resizes_.end() && resize->second.under_way;
  }
  if (windows == windows_ && display == display_) return;
  display_ = display;
  windows_ = std::move(windows);
  std::erase_if(resizes_, [&](const auto& entry) {
    return std::none_of(windows_.begin(), windows_.end(),
                        [&](const window::TaskWindow& each) { return each.task == entry.first; });
  });
  shown_.windows(windows_);
  shown_.views(views_of(windows_, display_));
}

void MultiWindow::add_icons(std::vector<window::TaskWindow>& windows) {
  std::map<std::string, std::shared_ptr<const port::Frame>> icons;
  for (window::TaskWindow& window : windows) {
    const auto* application = state_.applications().find(window.package);
    if (application == nullptr || !application->has_icon) continue;
    const auto known = icons_.find(window.package);
    if (known != icons_.end()) {
      window.icon = known->second;
    } else {
      const auto png = core::read_file(state_.applications().icon_path(window.package));
      auto picture = png ? decode_png(*png, kLargestIcon) : fail(png.error());
      if (picture) {
        window.icon = std::make_shared<port::Frame>(std::move(*picture));
      } else {
        log_.warning("the icon of " + window.package + ": " + picture.error().message());
      }
    }
    icons[window.package] = window.icon;
  }
  icons_ = std::move(icons);
}

void MultiWindow::focus(int32_t task) {
  calls_.focus_task(task, [this, task](const Result<void>& done) {
    if (!done) log_.warning("focus task " + std::to_string(task) + ": " + done.error().message());
  });
}

void MultiWindow::close(int32_t task) {
  calls_.remove_task(task, [this, task](const Result<void>& done) {
    if (!done) log_.warning("close task " + std::to_string(task) + ": " + done.error().message());
  });
}

void MultiWindow::resize(int32_t task, int32_t width, int32_t height) {
  const auto window =
      std::find_if(windows_.begin(), windows_.end(),
                   [&](const window::TaskWindow& each) { return each.task == task; });
  if (window == windows_.end()) return;
  const port::Rect frame = resized(window->frame, width, height, display_);
  if (frame == window->frame) return;
  Resize& resize = resizes_[task];
  resize.next = frame;
  if (!resize.under_way) resize_next(task);
}

void MultiWindow::resize_next(int32_t task) {
  Resize& resize = resizes_[task];
  const port::Rect frame = *std::exchange(resize.next, std::nullopt);
  resize.under_way = true;
  calls_.resize_task(task, frame, [this, task](const Result<void>& done) {
    if (!done) log_.warning("resize task " + std::to_string(task) + ": " + done.error().message());
    const auto found = resizes_.find(task);
    if (found == resizes_.end()) return;  // its window has gone meanwhile
    found->second.under_way = false;
    if (found->second.next) resize_next(task);
  });
}

}  // namespace anc::session
