// Frames are large and come at display rate: their memory goes round instead of being freed.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "internal/port/frame.h"

namespace anc::gles {

/// Hands out frames of one size; the last reader's release brings them back. Any thread.
class FramePool : public std::enable_shared_from_this<FramePool> {
 public:
  static std::shared_ptr<FramePool> create(uint32_t width, uint32_t height) {
    return std::shared_ptr<FramePool>(new FramePool(width, height));
  }

  /// A frame with pixels of some earlier frame; the pool may die before it.
  std::shared_ptr<port::Frame> take();
  /// Frees what waits for reuse.
  void clear();

 private:
  /// Frames kept for reuse.
  static constexpr size_t kKept = 1;

  FramePool(uint32_t width, uint32_t height) : width_(width), height_(height) {}
  void give_back(std::unique_ptr<port::Frame> frame);

  const uint32_t width_, height_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<port::Frame>> free_;
};

}  // namespace anc::gles
