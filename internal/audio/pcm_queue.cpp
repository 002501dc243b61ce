// A ring of bytes under one short lock.
#include "internal/audio/pcm_queue.h"

#include <algorithm>
#include <utility>

#include "internal/core/error.h"

namespace anc::audio {

PcmQueue::PcmQueue(size_t capacity, size_t frame_bytes, std::function<void()> pulled)
    : frame_bytes_(frame_bytes), pulled_(std::move(pulled)), ring_(capacity) {
  CHECK(capacity > 0 && capacity % frame_bytes == 0, "a queue holds whole frames");
}

size_t PcmQueue::push(core::Bytes pcm) {
  const std::lock_guard guard(mutex_);
  return put(pcm);
}

void PcmQueue::push_newest(core::Bytes pcm) {
  pcm = pcm.first(pcm.size() / frame_bytes_ * frame_bytes_);
  const size_t fits = std::min(pcm.size(), ring_.size());
  dropped_ += pcm.size() - fits;
  const std::lock_guard guard(mutex_);
  const size_t room = ring_.size() - depth_;
  if (fits > room) dropped_ += forget(fits - room);
  put(pcm.last(fits));
}

size_t PcmQueue::put(core::Bytes pcm) {
  const size_t count = std::min(pcm.size(), ring_.size() - depth_);
  const size_t end = (begin_ + depth_) % ring_.size();
  const size_t first = std::min(count, ring_.size() - end);
  std::copy_n(pcm.begin(), first, ring_.begin() + static_cast<std::ptrdiff_t>(end));
  std::copy_n(pcm.begin() + static_cast<std::ptrdiff_t>(first), count - first, ring_.begin());
  depth_ += count;
  return count;
}

size_t PcmQueue::room() const {
  const std::lock_guard guard(mutex_);
  return ring_.size() - depth_;
}

size_t PcmQueue::depth() const {
  const std::lock_guard guard(mutex_);
  return depth_;
}

size_t PcmQueue::take(std::span<std::byte> out) {
  const size_t count = std::min(out.size(), depth_) / frame_bytes_ * frame_bytes_;
  const size_t first = std::min(count, ring_.size() - begin_);
  std::copy_n(ring_.begin() + static_cast<std::ptrdiff_t>(begin_), first, out.begin());
  std::copy_n(ring_.begin(), count - first, out.begin() + static_cast<std::ptrdiff_t>(first));
  begin_ = (begin_ + count) % ring_.size();
  depth_ -= count;
  return count;
}

void PcmQueue::pull(std::span<std::byte> out) {
  size_t got = 0;
  {
    const std::lock_guard guard(mutex_);
    got = take(out);
  }
  std::fill(out.begin() + static_cast<std::ptrdiff_t>(got), out.end(), std::byte{0});
  if (got > 0) starved_ += out.size() - got;
  pulled_at_ = Clock::now();
  if (pulled_) pulled_();
}

size_t PcmQueue::discard(size_t bytes) {
  const std::lock_guard guard(mutex_);
  return forget(bytes);
}

size_t PcmQueue::forget(size_t bytes) {
  const size_t count = std::min(bytes, depth_) / frame_bytes_ * frame_bytes_;
  begin_ = (begin_ + count) % ring_.size();
  depth_ -= count;
  return count;
}

void PcmQueue::end_of_stream() {
  const std::lock_guard guard(mutex_);
  depth_ -= depth_ % frame_bytes_;
}

}  // namespace anc::audio
