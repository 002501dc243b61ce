// Draws posted layers into display frames, on a thread of its own.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "internal/gles/color_buffer.h"
#include "internal/gles/dma_buf_export.h"
#include "internal/gles/frame_pool.h"
#include "internal/gles/helper_contexts.h"
#include "internal/gles/layer_painter.h"
#include "internal/gles/read_back.h"
#include "internal/gles/scene.h"
#include "internal/gles/task_pictures.h"
#include "internal/port/boot_report.h"
#include "internal/port/display.h"
#include "internal/port/frame.h"

namespace anc::gles {

/// Rules of gles-wire.md 10, single-window mode. Posting is a mailbox of one: a scene that was not
/// taken yet is replaced by the next, and a guest never waits for the drawing. Scenes in which
/// nothing changed make no frame. A frame that nobody watches is counted and not drawn; one who
/// asks for it later gets its layers as they are then (the first is drawn, to know that it can be).
/// The root context of the share group stays current on its thread.
class Composer {
 public:
  /// `housekeeping` runs on the composer's thread, with its context current, about a second after a
  /// post or `tidy_up`, and again as long as it returns true: an idle guest wakes nobody.
  /// Frames are numbered after `frames_before`, what an earlier composer has made.
  static Result<std::unique_ptr<Composer>> create(HelperContexts& helpers,
                                                  const port::Display& display,
                                                  ReadBackWay read_back, port::BootReport& report,
                                                  std::function<bool()> housekeeping,
                                                  uint64_t frames_before);
  ~Composer();

  /// Something ended that housekeeping looks after. Any thread.
  void tidy_up();

  /// Hands a scene over. Any thread; as long as a few words take to copy.
  void post(Scene scene);

  /// The display is another from now on: what the newest frame shows becomes a new frame of the new
  /// size, and whoever asks after this gets that. kUsage, and nothing changes, for a size that the
  /// driver cannot draw. Any thread; does not wait.
  Result<void> set_display(const port::Display& display);

  /// A sink is called on the composer's thread until `remove_sink` has returned.
  void add_sink(port::FrameSink& sink);
  void remove_sink(port::FrameSink& sink);
  /// As these, for frames that stay in the GPU's memory; a sink comes to nothing, false, where the
  /// driver cannot export them.
  bool add_sink(port::DmaBufSink& sink);
  void remove_sink(port::DmaBufSink& sink) { dma_bufs_.remove_sink(sink); }
  /// The newest frame; null before the first one. Without sinks it is drawn and read only now, by
  /// the composer's thread: waits for that. Any other thread.
  port::FramePtr last_frame();
  /// Of the newest frame, drawn or not. Any thread; does not wait.
  port::FrameStamp newest();

  /// Multi-window mode: each new frame is drawn for each of these views, too, whose frames are
  /// smaller than the driver's largest picture. Null ends it. `sink` is called on the composer's
  /// thread until that was looked at, or until `stop`. Any thread; does not wait.
  void set_views(std::vector<port::TaskView> views, port::TaskFrameSink* sink);

  /// No frame is made or read after this. Idempotent.
  void stop();

 private:
  using Clock = std::chrono::steady_clock;
  struct Views {
    std::vector<port::TaskView> all;
    port::TaskFrameSink* sink;
  };
  struct Mail {
    Scene scene;
    Clock::time_point posted_at;
  };
  struct Work {
    std::optional<port::Display> display;
    std::optional<Mail> mail;
    std::optional<Views> views;
    bool asked = false;  ///< somebody wants a picture
    uint64_t post = 0;   ///< all posts up to this one are in it
  };

  Composer(HelperContexts& helpers, const port::Display& display, ReadBackWay read_back,
           port::BootReport& report, std::function<bool()> housekeeping, uint64_t frames_before);
  Result<void> prepare();
  void run();
  /// Under the lock: somebody asked for a frame that was not read yet.
  bool wanted() const;
  /// Waits for something to do; false at the end.
  bool next(Work& work);
  void keep_house();
  bool changed(const Scene& scene) const;
  void look_at(Work work);
  void turn_to(const port::Display& display);
  /// Makes a scene the newest frame.
  void accept(Mail mail);
  /// What is known is to be drawn, as a frame of its own.
  void begin_frame(Clock::time_point posted_at);
  void compose();
  /// Begins to read the newest picture; takes and publishes those that are complete.
  void start_reading();
  void finish_reading(std::chrono::nanoseconds patience);
  void draw();
  void attach_target();
  void drop_target();
  bool is_watched();
  void publish(const port::FramePtr& frame);

  HelperContexts& helpers_;
  const GlApi& gl_;
  const ReadBackWay read_back_way_;
  port::BootReport& report_;
  const std::function<bool()> housekeeping_;

  uint32_t largest_ = 0;  ///< side of a picture that the driver can draw

  // Used by the composer's thread alone.
  port::Display display_;
  GLuint framebuffer_ = 0;
  GLuint target_ = 0;  ///< 0 until there is something to draw
  LayerPainter painter_;
  TaskPictures task_pictures_;
  std::optional<KnownScene> known_;  ///< what the newest frame is made of
  bool drawn_ = false;               ///< the newest frame is in the target
  bool views_drawn_ = false;         ///< and was drawn for the views
  std::unique_ptr<ReadBack> read_back_;
  DmaBufExport dma_bufs_;
  port::Frame newest_;  ///< stamps of the picture in the target; number 0 before the first
  Clock::time_point swept_at_{};

  std::mutex mutex_;
  std::condition_variable wake_, answered_;
  std::optional<Mail> mail_;
  std::optional<port::Display> next_display_;
  std::optional<Views> next_views_;
  uint64_t posts_ = 0, looked_at_ = 0;  ///< scenes and displays
  bool chores_ = true;                  ///< housekeeping is to run
  port::FramePtr last_;                 ///< the newest frame, if it was read
  port::FramePtr answer_;  ///< what those who asked get; stays until all of them have it
  size_t askers_ = 0;
  uint64_t reading_ = 0;          ///< number of the newest frame whose read has begun
  port::FrameStamp known_stamp_;  ///< of the newest frame, read or not; number 0: none yet
  bool stopping_ = false;

  std::mutex sinks_mutex_;
  std::vector<port::FrameSink*> sinks_;
  std::thread thread_;
};

}  // namespace anc::gles
