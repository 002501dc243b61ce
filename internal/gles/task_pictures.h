// Pictures of parts of a scene, for windows that each show one: multi-window mode.
#pragma once

#include <map>
#include <memory>
#include <vector>

#include "internal/gles/frame_pool.h"
#include "internal/gles/layer_painter.h"
#include "internal/gles/scene.h"
#include "internal/port/task_view.h"

namespace anc::gles {

/// Draws and reads a picture for each view in which something has changed. Reads at once, so a GPU
/// is waited for. On one thread, on which one context is current throughout.
class TaskPictures {
 public:
  TaskPictures(const GlApi& gl, LayerPainter& painter) : gl_(gl), painter_(painter) {}
  TaskPictures(const TaskPictures&) = delete;
  TaskPictures& operator=(const TaskPictures&) = delete;

  /// What to draw from now on, and for whom; null: nothing, and all memory is given back. Each view
  /// is drawn anew.
  void set(std::vector<port::TaskView> views, port::TaskFrameSink* sink);
  bool wanted() const { return sink_ != nullptr; }
  /// Number, times and geometry are those of `stamps`. Leaves another framebuffer bound.
  void draw(const KnownScene& scene, const port::Frame& stamps);

 private:
  struct Picture {
    GLuint texture = 0;
    std::shared_ptr<FramePool> pool{};
    bool is_drawn = false;
    KnownScene drawn{};
    uint64_t geometry = 0;
  };
  void draw(const port::TaskView& view, const KnownScene& scene, const port::Frame& stamps);
  void attach(Picture& picture, uint32_t width, uint32_t height);
  void drop(Picture& picture);

  const GlApi& gl_;
  LayerPainter& painter_;
  GLuint framebuffer_ = 0;
  std::vector<port::TaskView> views_;
  port::TaskFrameSink* sink_ = nullptr;
  std::map<int32_t, Picture> pictures_;  // by task
};

}  // namespace anc::gles
