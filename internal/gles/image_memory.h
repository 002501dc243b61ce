// What a texture's or a renderbuffer's images take of an instance's memory. No GL in here.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>

#include "internal/gles/budget.h"

namespace anc::gles {

class ColorBuffer;

/// Bytes that a host keeps for an image of GL `format` and `type`. Saturates, as do the others; 0
/// without an area.
uint64_t texture_bytes(uint32_t format, uint32_t type, int32_t width, int32_t height);
/// For compressed and copied images: where hardware lacks a format, the driver unpacks it to this.
uint64_t unpacked_bytes(int32_t width, int32_t height);
/// For glRenderbufferStorage.
uint64_t renderbuffer_bytes(uint32_t format, int32_t width, int32_t height);

/// The images of one GL object, by part: of a texture face * kLevels + level, where a 2D texture is
/// face 0 and a cube has 1 to 6; of a renderbuffer 0.
/// Lives as long as GL keeps the storage: while the object has its name, and while a framebuffer or
/// an EGL image holds on to it. Any thread.
class ImageMemory {
 public:
  static constexpr uint32_t kLevels = 32;
  static constexpr uint32_t kMipmaps =
      7 * kLevels;  ///< levels that GL generates; one more: of a cube
  static constexpr uint32_t kObject = kMipmaps + 2;  ///< the object itself, for each name
  static constexpr uint64_t kObjectBytes = 1024;     ///< about what Mesa takes for an empty one

  explicit ImageMemory(Budget* budget) : budget_(budget), own_(std::make_shared<Own>(budget)) {}

  /// `part` takes `bytes` instead of what it took; where an EGL image holds the old storage, beside
  /// it. False, with nothing changed, when the budget has not that much left.
  bool resize(uint32_t part, uint64_t bytes);
  uint64_t bytes(uint32_t part) const;
  /// Of all parts.
  uint64_t total() const;

  /// What an EGL image of the object holds: its storage as it is now, not the object, which may
  /// come to use an image of itself.
  std::shared_ptr<const void> storage() const;

  /// Its storage is that of a colour buffer (rcBindTexture) or what an EGL image holds from now on,
  /// which stays alive with this object; its own images are gone.
  void share(std::shared_ptr<ColorBuffer> buffer);
  void share(std::shared_ptr<const void> storage);
  /// It has storage of its own again.
  void unshare() { replace(nullptr, nullptr, false); }
  bool shared() const;
  /// The colour buffer whose storage it is, or null.
  std::shared_ptr<ColorBuffer> color_buffer() const;
  /// A framebuffer or an EGL image has it from now on: the colour buffer whose storage it is, or
  /// comes to be, may be drawn into without telling.
  void may_be_drawn_into();

 private:
  void replace(std::shared_ptr<ColorBuffer> buffer, std::shared_ptr<const void> image, bool empty);

  /// Refers to nothing, so that what holds it cannot hold itself.
  struct Own {
    explicit Own(Budget* budget) : charge(budget) {}
    std::map<uint32_t, uint64_t> parts;
    Charge charge;
  };

  Budget* const budget_;
  mutable std::mutex mutex_;
  std::shared_ptr<Own> own_;
  std::shared_ptr<ColorBuffer> buffer_;
  std::shared_ptr<const void> image_;
  bool target_ = false;
};

}  // namespace anc::gles
