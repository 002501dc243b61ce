// Parts of the display that windows of the host show by themselves, in multi-window mode.
#pragma once

#include <cstdint>

#include "internal/port/frame.h"
#include "internal/port/platform.h"

namespace anc::port {

/// What one window shows. Task 0 is all that no other view shows: with it, no layer is lost.
struct TaskView {
  int32_t task = 0;
  Rect frame{};  ///< pixels of the framebuffer
  bool operator==(const TaskView&) const = default;
};

/// Whoever shows them. Called on the composer's thread: take the pointer and return at once.
class TaskFrameSink {
 public:
  virtual ~TaskFrameSink() = default;
  /// `frame` has the size of the view's frame; its number is that of the whole display's.
  virtual void on_task_frame(int32_t task, const FramePtr& frame) = 0;
};

}  // namespace anc::port
