// What SurfaceFlinger and the hwcomposer do: take finished frames, post them as layers, per frame.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "cmd/ancloud-guest/frame_queue.h"
#include "cmd/ancloud-guest/gl_connection.h"
#include "cmd/ancloud-guest/info_panel.h"
#include "cmd/ancloud-guest/status_bar.h"
#include "cmd/ancloud-guest/task_card.h"
#include "cmd/ancloud-guest/tasks.h"
#include "cmd/ancloud-guest/touch_mark.h"

namespace anc::guest {

/// A connection of its own that never draws: it opens the buffers that another connection made.
class Compositor {
 public:
  static Result<Compositor> create(const std::string& pipe);

  int display_width() const { return display_width_; }
  int display_height() const { return display_height_; }

  /// Posts every frame of the queue, until `stop`: the scene and its panel, a layer for each task
  /// above it, the status bar, and a mark under each finger. Sets `first_posted` after the first.
  Result<void> run(FrameQueue& queue, Tasks& tasks, const ScreenState& state,
                   const std::stop_token& stop, Event& first_posted);

 private:
  /// What is painted for one size and way up of the screen.
  struct Decor {
    Layout layout;
    StatusBar bar;
    InfoPanel panel;
    TouchMark mark;
    std::map<int32_t, TaskCard> cards;  // by task
  };
  explicit Compositor(std::unique_ptr<GlConnection> connection)
      : connection_(std::move(connection)) {}
  Result<void> dress(const Orientation& screen);
  void undress();
  Result<void> post(const FinishedFrame& frame, const std::vector<Task>& tasks,
                    const ScreenState::Seen& seen);
  void post_layer(const std::string& name, const PictureBuffer& picture, const Frame& where);
  void post_scene(const FinishedFrame& frame);
  Result<void> post_cards(const std::vector<Task>& tasks);
  void post_marks(const std::vector<Task>& tasks, const ScreenState::Seen& seen);
  void close_cards(const std::vector<Task>& tasks);

  std::unique_ptr<GlConnection> connection_;
  int display_width_ = 0, display_height_ = 0;
  Orientation screen_;
  std::optional<Decor> decor_;
  std::set<uint32_t> opened_;
};

}  // namespace anc::guest
