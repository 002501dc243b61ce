// The tasks of the demo guest's applications: what the bridge opens and closes, the composer shows.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cmd/ancloud-guest/bridge_bytes.h"
#include "internal/core/guarded.h"

namespace anc::guest {

constexpr int32_t kSceneTask = 1;

/// Bottom first. Task 1 is the scene: always there, over the whole display, below all others. Any
/// thread.
class Tasks {
 public:
  Tasks(int display_width, int display_height);

  /// What can be launched, the scene among it, with their icons; read anew at each call.
  static std::vector<Application> applications();

  /// Opens the application of `package`, or brings its task to the front; none for an unknown one.
  std::optional<int32_t> launch(const std::string& package);
  bool focus(int32_t task);
  /// False for the scene as well: it cannot be closed.
  bool remove(int32_t task);
  bool resize(int32_t task, const Frame& frame);
  /// Puts a line of text into a task's window.
  void write(int32_t task, const std::string& text);

  std::vector<Task> in_order() const;

 private:
  const int width_, height_;
  struct State {
    std::vector<Task> tasks;
    int32_t next = 2;
  };
  core::Guarded<State> state_;
};

}  // namespace anc::guest
