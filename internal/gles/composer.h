// Draws posted layers into display frames, on a thread of its own.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "internal/gles/color_buffer.h"
#include "internal/gles/frame_pool.h"
#include "internal/gles/helper_contexts.h"
#include "internal/gles/reducer.h"
#include "internal/gles/scene.h"
#include "internal/port/boot_report.h"
#include "internal/port/display.h"
#include "internal/port/frame.h"

namespace anc::gles {

/// Rules of gles-wire.md 10, single-window mode. Posting is a mailbox of one: a scene that was not
/// drawn yet is replaced by the next. Scenes in which nothing changed make no frame.
class Composer {
 public:
  /// `housekeeping` runs on the composer's thread about once a second.
  static Result<std::unique_ptr<Composer>> create(HelperContexts& helpers,
                                                  const port::Display& display,
                                                  port::BootReport& report,
                                                  std::function<void()> housekeeping);
  ~Composer();

  /// Hands a scene over and waits until it has been drawn, so that its buffers may be reused, but
  /// never longer than a display period. Any thread.
  void post(Scene scene);

  /// A sink is called on the composer's thread until `remove_sink` has returned.
  void add_sink(port::FrameSink& sink);
  void remove_sink(port::FrameSink& sink);
  /// The newest frame; null before the first one. May wait while the next one is drawn. Without
  /// sinks it is read from GL only now. Any thread without a helper's scope.
  port::FramePtr last_frame() const;

  /// No frame is made after this. Idempotent.
  void stop();

 private:
  struct Drawn {  ///< what a frame was made of
    Layer layer;
    uint64_t changes;
  };

  Composer(HelperContexts& helpers, const port::Display& display, port::BootReport& report,
           std::function<void()> housekeeping);
  Result<void> prepare();
  void run();
  bool changed(const Scene& scene) const;
  void compose(const Scene& scene);
  /// Leaves the target bound as framebuffer.
  void draw(const HelperContexts::Scope& scope, const Scene& scene);
  void attach_target(const HelperContexts::Scope& scope);
  void draw_layer(const Layer& layer, GLuint picture);
  bool is_watched();
  void publish(const port::FramePtr& frame);
  port::FramePtr read_target() const;

  HelperContexts& helpers_;
  const GlApi& gl_;
  const port::Display display_;
  port::BootReport& report_;
  const std::function<void()> housekeeping_;

  // Used by the composer's thread alone.
  GLuint program_ = 0;
  GLint alpha_location_ = -1;
  Reducer reducer_;
  std::optional<std::vector<Drawn>> drawn_;
  const std::shared_ptr<FramePool> frame_pool_;

  std::mutex mutex_;
  std::condition_variable wake_, finished_;
  std::optional<Scene> mail_;
  uint64_t posted_ = 0, done_ = 0;  ///< numbers of scenes
  bool stopping_ = false;

  mutable std::mutex last_mutex_;  ///< taken inside a helper's scope; guards these
  GLuint target_ = 0;              ///< 0 until there is something to draw
  uint64_t frames_ = 0;
  std::chrono::steady_clock::time_point composed_at_;
  mutable port::FramePtr last_;  ///< null while the newest frame was not asked for
  std::mutex sinks_mutex_;
  std::vector<port::FrameSink*> sinks_;
  std::thread thread_;
};

}  // namespace anc::gles
