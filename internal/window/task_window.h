// What one window of the multi-window mode is, as the session tells it.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "internal/port/frame.h"
#include "internal/port/platform.h"

namespace anc::window {

struct TaskWindow {
  int32_t task = 0;
  port::Rect frame{};  ///< what of the framebuffer it shows, in its pixels
  std::string title{};
  std::string package{};
  std::shared_ptr<const port::Frame> icon{};  ///< null: none
  bool resizing = false;  ///< a person does, and the guest follows: the window is not to follow it
  bool operator==(const TaskWindow&) const = default;
};

/// What a person does to such windows. Called on the main thread; must not block.
struct TaskActions {
  std::function<void(int32_t task)> focused{};
  std::function<void(int32_t task)> closed{};
  /// Its new size, in pixels of the framebuffer.
  std::function<void(int32_t task, int32_t width, int32_t height)> resized{};
};

}  // namespace anc::window
