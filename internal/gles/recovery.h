// The renderer's core, and another one in its place when the driver has lost its contexts.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "internal/core/error.h"
#include "internal/gles/core.h"
#include "internal/port/frame.h"

namespace anc::gles {

/// A reset of the GPU takes all contexts of a process and all that lives in them: guests are
/// disconnected (Android restarts what drew), and the first that comes back makes a new core. Until
/// then the old one stays, as nothing else wants contexts. Any thread.
class Recovery {
 public:
  /// Makes a core whose frames are numbered after `frames_before`.
  using Make = std::function<Result<std::shared_ptr<Core>>(uint64_t frames_before)>;

  /// `shown` is what all those cores answer of the display.
  Recovery(std::shared_ptr<Core> first, std::shared_ptr<Shown> shown, Make make)
      : make_(std::move(make)), shown_(std::move(shown)), core_(std::move(first)) {}

  /// The core in use, lost or not.
  std::shared_ptr<Core> core() const;
  /// One whose contexts are there; makes it where they are lost, which takes as long as a start of
  /// the renderer. nullptr, with a line in the log, when the driver refuses, and after `stop`.
  std::shared_ptr<Core> working_core();

  /// As of Composer, whichever composer draws.
  void add_sink(port::FrameSink& sink);
  void remove_sink(port::FrameSink& sink);
  bool add_sink(port::DmaBufSink& sink);
  void remove_sink(port::DmaBufSink& sink);

  /// As of Composer, within `Limits::image_side`. What guests ask of the display is answered anew
  /// when this returns.
  Result<void> set_display(const port::Display& display);

  void set_views(std::vector<port::TaskView> views, port::TaskFrameSink* sink);

  /// Stops the composer; no core is made after this. Idempotent.
  void stop();

 private:
  const Make make_;
  const std::shared_ptr<Shown> shown_;
  std::mutex renewal_;  ///< held while a core is made: others wait for it
  mutable std::mutex mutex_;
  std::shared_ptr<Core> core_;
  std::vector<port::FrameSink*> sinks_;
  std::vector<port::DmaBufSink*> dma_buf_sinks_;
  std::vector<port::TaskView> views_;
  port::TaskFrameSink* view_sink_ = nullptr;
  bool stopped_ = false;
};

}  // namespace anc::gles
