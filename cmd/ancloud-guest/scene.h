// The picture of the demo guest: a turning knot, a frame counter, a bar code, a graph of its pace.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>

#include "cmd/ancloud-guest/batch.h"
#include "cmd/ancloud-guest/gl_connection.h"
#include "cmd/ancloud-guest/gl_draw.h"
#include "cmd/ancloud-guest/gl_program.h"
#include "cmd/ancloud-guest/knot.h"
#include "cmd/ancloud-guest/layout.h"

namespace anc::guest {

/// Draws into whatever surface is current on the connection, which must keep its contents over a
/// swap (Android's library promises EGL_BUFFER_PRESERVED): what stands still is drawn once. One
/// thread. GL objects live as long as the context: there is nothing to free by hand.
class Scene {
 public:
  /// For a surface of `surface_width` x `surface_height` on which the upright picture lies turned
  /// clockwise by `quarters`.
  static Result<std::unique_ptr<Scene>> create(GlConnection& connection, int surface_width,
                                               int surface_height, int quarters = 0);

  /// One whole frame; `frame` is what counter and bar code say, `seconds` moves the knot.
  void draw(uint64_t frame, double seconds);

 private:
  struct Programs {
    Program flat, text, image, knot;
  };
  /// A batch that never changes, in a buffer object.
  struct Still {
    Batch batch;
    uint32_t buffer = 0;
  };

  /// A part of the still picture that each frame draws over.
  struct Patch {
    uint32_t texture = 0;
    Vec2 from{}, to{};  ///< whole pixels of the upright picture
  };

  Scene(GlConnection& connection, const Orientation& surface);
  Result<void> build_programs();
  void build_fonts(const std::string& renderer);
  void build_still(const std::string& renderer);
  void build_tiles();
  void upload(Still& still);
  void blend(bool on);
  void image(uint32_t texture, Vec2 from, Vec2 to);
  void build_knot();
  Result<void> build_turn();
  void build_stage();
  Patch keep(Vec2 from, Vec2 to);
  Result<void> build_target();
  Result<uint32_t> make_target(int width, int height, uint32_t texture, bool depth);
  void build_counter();
  Result<void> check();

  void draw_knot(double seconds);
  void draw_stage();
  void draw_counter(uint64_t frame);
  void draw_graph();
  void draw_bar_code(uint64_t frame);
  void draw_turned();
  void use(const Program& program, float dither = 0);
  void flat(const std::array<VertexArray, 3>& arrays, int32_t count, uint32_t mode);

  Vec2 at(float x, float y) const { return layout_.at(x, y); }
  Vec2 at(Vec2 place) const { return layout_.at(place); }
  Vec2 on_card(float x, float y) const { return layout_.on_card(x, y); }
  Vec2 knot_end() const {
    return at(layout_.knot.x + layout_.knot_side, layout_.knot.y + layout_.knot_side);
  }
  float size(float units) const { return units * layout_.scale; }

  GlConnection& c_;
  Drawer drawer_;
  const Orientation surface_;
  const int width_, height_;  // upright
  const Layout layout_;
  // Where the upright picture is drawn: the surface itself, or, when it lies turned on that, a
  // texture that is then drawn turned.
  uint32_t canvas_ = 0, canvas_texture_ = 0;
  Programs programs_;
  TextAtlas atlas_;
  size_t title_ = 0, subtitle_ = 0, label_ = 0, value_ = 0, small_ = 0;
  uint32_t atlas_texture_ = 0;
  Still background_, decor_, words_;
  Patch behind_knot_, behind_numbers_;  // what those three drew there
  Batch moving_;

  KnotMesh mesh_;
  uint32_t knot_vertices_ = 0, knot_indices_ = 0;
  int target_size_ = 0;
  uint32_t target_texture_ = 0, target_ = 0;

  std::unique_ptr<Font> digits_;
  int counter_width_ = 0, counter_height_ = 0, counter_baseline_ = 0;
  uint32_t counter_texture_ = 0;
  std::vector<uint8_t> counter_pixels_;

  std::deque<float> intervals_;  // seconds between frames, newest last
  double last_ = -1;
};

}  // namespace anc::guest
