// Pictures that the guest paints on the CPU, in the form in which they are sent.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "cmd/ancloud-guest/bridge_bytes.h"
#include "cmd/ancloud-guest/font.h"
#include "cmd/ancloud-guest/gl_connection.h"

namespace anc::guest {

/// Premultiplied RGBA pixels, rows from the top.
struct Picture {
  int width = 0, height = 0;
  std::vector<uint8_t> rgba{};
};

/// All pixels one colour; `rgba` is premultiplied.
void fill(Picture& picture, const std::array<uint8_t, 4>& rgba);
/// A part of it, in `rgba`.
void fill(Picture& picture, const Frame& part, const std::array<uint8_t, 4>& rgba);
/// Text from `x` on, on `baseline`, white or of `ink`; what is outside is cut off.
void write_text(Picture& picture, Font& font, std::string_view text, float x, float baseline,
                const std::array<uint8_t, 3>& ink = {255, 255, 255});
/// The end of `text` that fits into `width` pixels, after a … where something is left out.
std::string fitting_end(Font& font, const std::string& text, float width);
/// Turned clockwise by quarters.
Picture turned(const Picture& picture, int quarters);

/// A gralloc buffer with a picture that is painted upright and lies turned on the framebuffer.
class PictureBuffer {
 public:
  /// `width`, `height`: upright.
  static Result<PictureBuffer> create(GlConnection& connection, int width, int height,
                                      int quarters);
  /// Sends it as gralloc does when a buffer is unlocked.
  void send(GlConnection& connection, const Picture& picture) const;
  void close(GlConnection& connection) const { connection.rc.rcCloseColorBuffer(id_); }

  uint32_t id() const { return id_; }
  int width() const { return width_; }    ///< on the framebuffer
  int height() const { return height_; }  ///< on the framebuffer

 private:
  uint32_t id_ = 0;
  int width_ = 0, height_ = 0, quarters_ = 0;
};

}  // namespace anc::guest
