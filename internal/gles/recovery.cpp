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
