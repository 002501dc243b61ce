// Three lines of the home screen: what was typed, the clipboard, the place.
#pragma once

#include <optional>

#include "cmd/ancloud-guest/layout.h"
#include "cmd/ancloud-guest/picture.h"
#include "cmd/ancloud-guest/screen_state.h"

namespace anc::guest {

/// A transparent layer of text; the card under it is part of the scene.
class InfoPanel {
 public:
  static Result<InfoPanel> create(GlConnection& connection, const Layout& layout, int quarters);

  const PictureBuffer& buffer() const { return buffer_; }
  /// Paints and sends it where something differs from what it shows.
  void show(GlConnection& connection, const ScreenState::Seen& seen);

 private:
  InfoPanel(const Frame& frame, float scale, PictureBuffer buffer);
  void row(int index, const char* label, const std::string& value, const char* without);

  Picture picture_;
  float scale_;
  Font label_, value_;
  PictureBuffer buffer_;
  std::optional<std::array<std::string, 3>> shown_;
};

}  // namespace anc::guest
