// Accounting of images: see image_memory.h.
#include "internal/gles/image_memory.h"

#include <utility>

#include "internal/gles/color_buffer.h"
#include "internal/gles/gl_api.h"
#include "internal/wire/lengths.h"

namespace anc::gles {
namespace {

uint64_t area_bytes(uint64_t each, int32_t width, int32_t height) {
  if (width <= 0 || height <= 0) return 0;
  const auto bytes = static_cast<unsigned __int128>(each) * static_cast<uint64_t>(width) *
                     static_cast<uint64_t>(height);
  // Half of the range, so that a sum of two does not wrap.
  return bytes > INT64_MAX ? INT64_MAX : static_cast<uint64_t>(bytes);
}

/// Bytes of a renderbuffer's pixel. Formats of ES 3 that no guest is told of count as the widest.
uint64_t renderbuffer_pixel(uint32_t format) {
  switch (format) {
    case GL_STENCIL_INDEX8:
      return 1;
    case GL_RGBA4:
    case GL_RGB5_A1:
    case GL_RGB565:
    case GL_DEPTH_COMPONENT16:
      return 2;
    case GL_RGB8_OES:
    case GL_RGBA8_OES:
    case GL_DEPTH_COMPONENT24_OES:
    case GL_DEPTH_COMPONENT32_OES:
    case GL_DEPTH24_STENCIL8_OES:
      return 4;
    default:
      return 16;
  }
}

}  // namespace

uint64_t texture_bytes(uint32_t format, uint32_t type, int32_t width, int32_t height) {
  // Three bytes are kept in four.
  const bool padded = format == GL_RGB && type == GL_UNSIGNED_BYTE;
  const uint64_t each =
      padded ? 4 : wire::gl_image_bytes(format, type, 1, 1, 1, 1).value_or(uint64_t{16});
  return area_bytes(each, width, height);
}

uint64_t unpacked_bytes(int32_t width, int32_t height) { return area_bytes(4, width, height); }

uint64_t renderbuffer_bytes(uint32_t format, int32_t width, int32_t height) {
  return area_bytes(renderbuffer_pixel(format), width, height);
}

bool ImageMemory::resize(uint32_t part, uint64_t bytes) {
  const std::lock_guard guard(mutex_);
  const auto found = own_->parts.find(part);
  const uint64_t had = found != own_->parts.end() ? found->second : 0;
  const uint64_t total = own_->charge.bytes() - had + bytes;
  if (own_.use_count() > 1) {
    auto next = std::make_shared<Own>(budget_);
    if (!next->charge.resize(total)) return false;
    next->parts = own_->parts;
    own_ = std::move(next);
  } else if (!own_->charge.resize(total)) {
    return false;
  }
  own_->parts[part] = bytes;
  return true;
}

uint64_t ImageMemory::bytes(uint32_t part) const {
  const std::lock_guard guard(mutex_);
  const auto found = own_->parts.find(part);
  return found != own_->parts.end() ? found->second : 0;
}

uint64_t ImageMemory::total() const {
  const std::lock_guard guard(mutex_);
  return own_->charge.bytes();
}

std::shared_ptr<const void> ImageMemory::storage() const {
  const std::lock_guard guard(mutex_);
  if (buffer_ != nullptr) return buffer_;
  if (image_ != nullptr) return image_;
  return own_;
}

void ImageMemory::share(std::shared_ptr<ColorBuffer> buffer) {
  replace(std::move(buffer), nullptr, true);
}

void ImageMemory::share(std::shared_ptr<const void> storage) {
  replace(nullptr, std::move(storage), true);
}

void ImageMemory::replace(std::shared_ptr<ColorBuffer> buffer, std::shared_ptr<const void> image,
                          bool empty) {
  // What was held until now ends with the parameters, after the lock.
  const std::lock_guard guard(mutex_);
  buffer_.swap(buffer);
  image_.swap(image);
  if (target_ && buffer_ != nullptr) buffer_->draws_unseen();
  if (!empty) return;
  const auto object = own_->parts.find(kObject);
  const uint64_t bytes = object != own_->parts.end() ? object->second : 0;
  if (own_.use_count() > 1) own_ = std::make_shared<Own>(budget_);  // an EGL image holds the other
  own_->parts.clear();
  if (own_->charge.resize(bytes)) own_->parts[kObject] = bytes;
}

bool ImageMemory::shared() const {
  const std::lock_guard guard(mutex_);
  return buffer_ != nullptr || image_ != nullptr;
}

std::shared_ptr<ColorBuffer> ImageMemory::color_buffer() const {
  const std::lock_guard guard(mutex_);
  return buffer_;
}

void ImageMemory::may_be_drawn_into() {
  const std::lock_guard guard(mutex_);
  target_ = true;
  if (buffer_ != nullptr) buffer_->draws_unseen();
}

}  // namespace anc::gles
