// Reuse of frames: see frame_pool.h.
#include "internal/gles/frame_pool.h"

namespace anc::gles {

std::shared_ptr<port::Frame> FramePool::take() {
  std::unique_ptr<port::Frame> frame;
  {
    const std::lock_guard guard(mutex_);
    if (!free_.empty()) {
      frame = std::move(free_.back());
      free_.pop_back();
    }
  }
  if (frame == nullptr) {
    frame = std::make_unique<port::Frame>();
    frame->width = width_;
    frame->height = height_;
    frame->pixels.resize(size_t{width_} * height_ * 4);
  }
  return {frame.release(), [pool = weak_from_this()](port::Frame* done) {
            std::unique_ptr<port::Frame> owned(done);
            if (const auto alive = pool.lock()) alive->give_back(std::move(owned));
          }};
}

void FramePool::clear() {
  const std::lock_guard guard(mutex_);
  free_.clear();
}

void FramePool::give_back(std::unique_ptr<port::Frame> frame) {
  const std::lock_guard guard(mutex_);
  if (free_.size() < kKept) free_.push_back(std::move(frame));
}

}  // namespace anc::gles
