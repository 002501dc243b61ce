// Reading composed pictures: see read_back.h.
#include "internal/gles/read_back.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

namespace anc::gles {
namespace {

void stamp(port::Frame& frame, const port::Frame& stamps) {
  frame.number = stamps.number;
  frame.posted_at = stamps.posted_at;
  frame.composed_at = stamps.composed_at;
  frame.rotation = stamps.rotation;
  frame.geometry = stamps.geometry;
}

/// The picture was drawn with its first row first, so GL's first row is the top one.
void read_pixels(const GlApi& gl, uint32_t width, uint32_t height, void* to) {
  gl.glPixelStorei(GL_PACK_ALIGNMENT, 1);
  gl.glReadPixels(0, 0, static_cast<GLsizei>(width), static_cast<GLsizei>(height), GL_RGBA,
                  GL_UNSIGNED_BYTE, to);
}

class Direct final : public ReadBack {
 public:
  Direct(const GlApi& gl, std::shared_ptr<FramePool> pool) : gl_(gl), pool_(std::move(pool)) {}

  void start(const port::Frame& stamps) override {
    const std::shared_ptr<port::Frame> frame = pool_->take();
    stamp(*frame, stamps);
    // A driver on the processor draws only now. To wait for that first, by itself, costs one more
    // change of threads: now and then, to know what the copy takes, which is always of one size.
    const bool measured = reads_++ % kMeasureEach == 0;
    if (measured) gl_.glFinish();
    const auto begun = std::chrono::steady_clock::now();
    read_pixels(gl_, frame->width, frame->height, frame->pixels.data());
    frame->read_back_at = std::chrono::steady_clock::now();
    if (measured) copying_ = frame->read_back_at - begun;
    frame->drawn_at = std::max(frame->composed_at, frame->read_back_at - copying_);
    done_ = frame;
  }
  size_t free() const override { return done_ == nullptr ? 1 : 0; }
  bool pending() const override { return done_ != nullptr; }
  port::FramePtr take(std::chrono::nanoseconds) override { return std::exchange(done_, nullptr); }
  void rest() override { pool_->clear(); }

 private:
  static constexpr unsigned kMeasureEach = 64;  // reads
  const GlApi& gl_;
  const std::shared_ptr<FramePool> pool_;
  port::FramePtr done_;
  unsigned reads_ = 0;
  std::chrono::steady_clock::duration copying_{};
};

class Buffered final : public ReadBack {
 public:
  Buffered(const GlApi& gl, std::shared_ptr<FramePool> pool) : gl_(gl), pool_(std::move(pool)) {}

  void start(const port::Frame& stamps) override {
    Slot& slot = slots_[(first_ + used_) % slots_.size()];
    ++used_;
    const std::shared_ptr<port::Frame> frame = pool_->take();
    stamp(*frame, stamps);
    slot.frame = frame;
    if (slot.buffer == 0) {
      gl_.glGenBuffers(1, &slot.buffer);
      gl_.glBindBuffer(GL_PIXEL_PACK_BUFFER, slot.buffer);
      gl_.glBufferData(GL_PIXEL_PACK_BUFFER, static_cast<GLsizeiptr>(frame->pixels.size()), nullptr,
                       GL_STREAM_READ);
    }
    slot.drawn = gl_.glFenceSync(GL_SYNC_GPU_COMMANDS_COMPLETE, 0);
    gl_.glBindBuffer(GL_PIXEL_PACK_BUFFER, slot.buffer);
    read_pixels(gl_, frame->width, frame->height, nullptr);
    gl_.glBindBuffer(GL_PIXEL_PACK_BUFFER, 0);
    slot.read = gl_.glFenceSync(GL_SYNC_GPU_COMMANDS_COMPLETE, 0);
    gl_.glFlush();
  }
  size_t free() const override { return slots_.size() - used_; }
  bool pending() const override { return used_ > 0; }

  port::FramePtr take(std::chrono::nanoseconds patience) override {
    if (used_ == 0) return nullptr;
    Slot& slot = slots_[first_];
    const auto until = std::chrono::steady_clock::now() + patience;
    if (slot.drawn != nullptr) {
      if (wait(slot.drawn, patience) == GL_TIMEOUT_EXPIRED) return nullptr;
      slot.frame->drawn_at = std::chrono::steady_clock::now();
      gl_.glDeleteSync(std::exchange(slot.drawn, nullptr));
    }
    const GLenum state = wait(slot.read, until - std::chrono::steady_clock::now());
    if (state == GL_TIMEOUT_EXPIRED) return nullptr;
    gl_.glDeleteSync(slot.read);
    first_ = (first_ + 1) % slots_.size();
    --used_;
    const std::shared_ptr<port::Frame> frame = std::move(slot.frame);
    if (state == GL_WAIT_FAILED) return nullptr;
    gl_.glBindBuffer(GL_PIXEL_PACK_BUFFER, slot.buffer);
    const auto bytes = static_cast<GLsizeiptr>(frame->pixels.size());
    const void* pixels = gl_.glMapBufferRange(GL_PIXEL_PACK_BUFFER, 0, bytes, GL_MAP_READ_BIT);
    if (pixels != nullptr) {
      std::memcpy(frame->pixels.data(), pixels, frame->pixels.size());
      gl_.glUnmapBuffer(GL_PIXEL_PACK_BUFFER);
      frame->read_back_at = std::chrono::steady_clock::now();
    }
    gl_.glBindBuffer(GL_PIXEL_PACK_BUFFER, 0);
    return pixels != nullptr ? frame : nullptr;
  }

  void rest() override {
    pool_->clear();
    for (Slot& slot : slots_) {
      if (slot.buffer == 0 || used_ > 0) continue;
      gl_.glDeleteBuffers(1, &slot.buffer);
      slot.buffer = 0;
    }
  }

 private:
  struct Slot {
    GLuint buffer = 0;
    GLsync drawn = nullptr;  ///< null: that was seen
    GLsync read = nullptr;
    std::shared_ptr<port::Frame> frame;
  };

  GLenum wait(GLsync fence, std::chrono::nanoseconds patience) {
    const auto time = std::max(patience, std::chrono::nanoseconds{0}).count();
    return gl_.glClientWaitSync(fence, GL_SYNC_FLUSH_COMMANDS_BIT, static_cast<GLuint64>(time));
  }

  const GlApi& gl_;
  const std::shared_ptr<FramePool> pool_;
  std::array<Slot, 2> slots_;
  size_t first_ = 0, used_ = 0;
};

}  // namespace

std::unique_ptr<ReadBack> direct_read_back(const GlApi& gl, std::shared_ptr<FramePool> pool) {
  return std::make_unique<Direct>(gl, std::move(pool));
}

std::unique_ptr<ReadBack> buffered_read_back(const GlApi& gl, std::shared_ptr<FramePool> pool) {
  return std::make_unique<Buffered>(gl, std::move(pool));
}

}  // namespace anc::gles
