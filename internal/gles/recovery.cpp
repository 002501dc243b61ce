// Replacing a core that was lost: see recovery.h.
#include "internal/gles/recovery.h"

namespace anc::gles {

std::shared_ptr<Core> Recovery::core() const {
  const std::lock_guard guard(mutex_);
  return core_;
}

std::shared_ptr<Core> Recovery::working_core() {
  const std::lock_guard one_at_a_time(renewal_);
  const std::shared_ptr<Core> old = core();
  if (!old->lost) return old;
  // Before its successor is made: it reaps connections, and the last of those may be what holds it.
  old->composer->stop();
  auto made = make_(old->composer->newest().number);
  if (!made) {
    old->log.warning("a guest is disconnected: no new GL contexts: " + made.error().message());
    return nullptr;
  }
  const std::lock_guard guard(mutex_);
  if (stopped_) return nullptr;
  for (port::FrameSink* sink : sinks_) (*made)->composer->add_sink(*sink);
  for (port::DmaBufSink* sink : dma_buf_sinks_) (*made)->composer->add_sink(*sink);
  // It may have changed while the core was made; a driver that drew this size still does.
  (void)(*made)->composer->set_display((*made)->display());
  if (view_sink_ != nullptr) (*made)->composer->set_views(views_, view_sink_);
  core_ = *made;
  core::log_info("guests draw again, in new GL contexts");
  return core_;
}

void Recovery::add_sink(port::FrameSink& sink) {
  const std::lock_guard guard(mutex_);
  sinks_.push_back(&sink);
  core_->composer->add_sink(sink);
}

void Recovery::remove_sink(port::FrameSink& sink) {
  const std::lock_guard guard(mutex_);
  std::erase(sinks_, &sink);
  core_->composer->remove_sink(sink);
}

bool Recovery::add_sink(port::DmaBufSink& sink) {
  const std::lock_guard guard(mutex_);
  if (!core_->composer->add_sink(sink)) return false;
  dma_buf_sinks_.push_back(&sink);
  return true;
}

void Recovery::remove_sink(port::DmaBufSink& sink) {
  const std::lock_guard guard(mutex_);
  std::erase(dma_buf_sinks_, &sink);
  core_->composer->remove_sink(sink);
}

Result<void> Recovery::set_display(const port::Display& display) {
  const std::lock_guard guard(mutex_);
  const uint32_t side = core_->limits.image_side;
  if (display.width > side || display.height > side) {
    return fail(Error(Kind::kUsage, "the guest may make pictures of at most " +
                                        std::to_string(side) + "x" + std::to_string(side) +
                                        " pixels")
                    .hint("the setting gl.max_size says so"));
  }
  TRY(core_->composer->set_display(display));
  shown_->with([&](port::Display& shown) { shown = display; });
  return {};
}

void Recovery::set_views(std::vector<port::TaskView> views, port::TaskFrameSink* sink) {
  const std::lock_guard guard(mutex_);
  views_ = std::move(views);
  view_sink_ = sink;
  core_->composer->set_views(views_, view_sink_);
}

void Recovery::stop() {
  std::shared_ptr<Core> last;
  {
    const std::lock_guard guard(mutex_);
    stopped_ = true;
    last = core_;
  }
  last->composer->stop();
}

}  // namespace anc::gles
