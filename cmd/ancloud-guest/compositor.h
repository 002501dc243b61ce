// What SurfaceFlinger and the hwcomposer do: take finished frames, post them as layers, per frame.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>

#include "cmd/ancloud-guest/frame_queue.h"
#include "cmd/ancloud-guest/gl_connection.h"
#include "cmd/ancloud-guest/status_bar.h"
#include "cmd/ancloud-guest/task_card.h"
#include "cmd/ancloud-guest/tasks.h"

namespace anc::guest {

/// A connection of its own that never draws: it opens the buffers that another connection made.
class Compositor {
 public:
  /// `width`, `height`: of the application's buffers.
  static Result<Compositor> create(const std::string& pipe, int width, int height);

  int display_width() const { return display_width_; }
  int display_height() const { return display_height_; }

  /// Posts every frame of the queue, and a layer for each task above the scene, until `stop`; sets
  /// `first_posted` after the first one.
  Result<void> run(FrameQueue& queue, const Tasks& tasks, const std::stop_token& stop,
                   Event& first_posted);

 private:
  Compositor(std::unique_ptr<GlConnection> connection, StatusBar bar);
  Result<void> post(uint32_t color_buffer, const std::vector<Task>& tasks);
  void post_layer(const std::string& name, uint32_t buffer, int width, int height,
                  const Frame& where);
  Result<void> post_cards(const std::vector<Task>& tasks);
  void close_cards(const std::vector<Task>& tasks);

  std::unique_ptr<GlConnection> connection_;
  StatusBar bar_;
  int width_ = 0, height_ = 0;
  int display_width_ = 0, display_height_ = 0;
  std::set<uint32_t> opened_;
  std::map<int32_t, TaskCard> cards_;  // by task
};

}  // namespace anc::guest
