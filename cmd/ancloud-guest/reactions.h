// What touches and keys do to the demo's screen.
#pragma once

#include "cmd/ancloud-guest/chime.h"
#include "cmd/ancloud-guest/input_sink.h"
#include "cmd/ancloud-guest/screen_state.h"
#include "cmd/ancloud-guest/tasks.h"

namespace anc::guest {

/// A tap plays a tone, higher the higher it is, and opens the application of a tile, or brings a
/// window to the front. Whatever is typed goes into the text field, in the order in which it was
/// typed. All of it is said on the console as well.
class Reactions final : public InputSink {
 public:
  /// All are borrowed.
  Reactions(ScreenState& screen, Tasks& tasks, Chime& chime, CommittedTexts& texts,
            PasteRequest& pasting)
      : screen_(screen), tasks_(tasks), chime_(chime), texts_(texts), pasting_(pasting) {}

  void touch(Touch phase, int finger, int32_t x, int32_t y) override;
  void letter(std::string_view utf8) override { type(std::string(utf8)); }
  void erase() override { screen_.erase(); }
  void paste() override;
  void text_mark(int32_t number) override;
  void device_found() override { screen_.doubt_size(); }
  void device_ended() override;

 private:
  void tap(const Point& framebuffer);
  void type(const std::string& utf8);
  void commit(const std::string& utf8);

  ScreenState& screen_;
  Tasks& tasks_;
  Chime& chime_;
  CommittedTexts& texts_;
  PasteRequest& pasting_;
};

}  // namespace anc::guest
