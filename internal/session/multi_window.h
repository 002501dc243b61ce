// Multi-window mode: the host's windows follow the guest's tasks, and the tasks what a person does.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "internal/app/guest_state.h"
#include "internal/core/log.h"
#include "internal/port/platform.h"
#include "internal/session/task_windows.h"

namespace anc::session {

/// Net thread only.
class MultiWindow {
 public:
  /// Who shows the windows, told in this order.
  struct Shown {
    std::function<void(const std::vector<window::TaskWindow>&)> windows;
    std::function<void(std::vector<port::TaskView>)> views;
  };

  /// All of these outlive it.
  MultiWindow(const app::GuestState& state, port::PlatformCalls& calls, Shown shown);

  /// The guest's windows, its applications or the display have changed, or maybe not.
  void update(const port::Display& display);

  void focus(int32_t task);
  void close(int32_t task);
  /// A person drags an edge: one call is under way at a time, and the newest size is the last.
  void resize(int32_t task, int32_t width, int32_t height);

 private:
  struct Resize {
    std::optional<port::Rect> next;
    bool under_way = false;
  };
  void resize_next(int32_t task);
  void add_icons(std::vector<window::TaskWindow>& windows);

  const app::GuestState& state_;
  port::PlatformCalls& calls_;
  const Shown shown_;
  core::RateLimitedLog log_;
  port::Display display_;
  std::vector<window::TaskWindow> windows_;
  std::map<std::string, std::shared_ptr<const port::Frame>> icons_;  // of packages with a window
  std::map<int32_t, Resize> resizes_;
};

}  // namespace anc::session
