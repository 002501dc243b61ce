// The tasks of the demo guest's applications: what the bridge opens and closes, the composer shows.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cmd/ancloud-guest/bridge_bytes.h"
#include "cmd/ancloud-guest/changes.h"
#include "cmd/ancloud-guest/orientation.h"
#include "internal/core/guarded.h"

namespace anc::guest {

constexpr int32_t kSceneTask = 1;

/// The topmost window of a list, bottom first, at a pixel of the upright screen; none where the
/// scene is.
std::optional<int32_t> topmost_at(const std::vector<Task>& tasks, const Point& place);

/// Bottom first. Task 1 is the scene: always there, over the whole display, below all others. Any
/// thread.
class Tasks {
 public:
  /// `changes`, borrowed, hears of all that is to be drawn differently.
  Tasks(int display_width, int display_height, Changes& changes);

  /// What can be launched, the scene among it, with their icons; read anew at each call.
  static std::vector<Application> applications();
  /// Of an application's icon and window.
  static std::array<uint8_t, 3> colour_of(const std::string& package);

  /// Opens the application of `package`, or brings its task to the front; none for an unknown one.
  std::optional<int32_t> launch(const std::string& package);
  bool focus(int32_t task);
  /// False for the scene as well: it cannot be closed.
  bool remove(int32_t task);
  bool resize(int32_t task, const Frame& frame);
  /// Puts a line of text into a task's window.
  void write(int32_t task, const std::string& text);
  /// The screen has another size from now on: the scene fills it.
  void resize_screen(int width, int height);
  /// Grows with each change that a window manager would tell.
  uint64_t version() const;

  std::vector<Task> in_order() const;

 private:
  struct State {
    int width, height;
    std::vector<Task> tasks{};
    int32_t next = 2;
    uint64_t version = 0;
  };
  template <class Change>
  auto change(Change how) {
    struct Told {
      Changes& changes;
      ~Told() { changes.happened(); }
    } const afterwards{changes_};
    return state_.with(how);
  }

  Changes& changes_;
  core::Guarded<State> state_;
};

}  // namespace anc::guest
