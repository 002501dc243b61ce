// One frame of the scene: see scene.h.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdio>

#include "cmd/ancloud-guest/gl_names.h"
#include "cmd/ancloud-guest/scene.h"

namespace anc::guest {
namespace {

constexpr size_t kGraphPoints = 96;
constexpr float kGraphSeconds = 0.1f;  // the top of the graph
constexpr size_t kPaceFrames = 30;     // frames behind the figure "per second"

constexpr Color kWhite{236, 242, 255}, kTeal{45, 212, 191}, kBlue{96, 165, 250};

}  // namespace

void Scene::draw(uint64_t frame, double seconds) {
  if (last_ >= 0) intervals_.push_back(static_cast<float>(seconds - last_));
  if (intervals_.size() > kGraphPoints) intervals_.pop_front();
  last_ = seconds;

  draw_knot(seconds);
  draw_stage();
  draw_counter(frame);
  draw_graph();
  draw_bar_code(frame);
  if (canvas_ != 0) draw_turned();
}

void Scene::use(const Program& program, float dither) {
  c_.gl.glUseProgram(program.id());
  c_.gl.glUniform1f(program.uniform("uDither"), dither);
}

// The program of flat shapes has no use for places in a texture.
void Scene::flat(const std::array<VertexArray, 3>& arrays, int32_t count, uint32_t mode) {
  const VertexArray used[] = {arrays[0], arrays[2]};
  drawer_.arrays(mode, count, used);
}

// Everything here is premultiplied.
void Scene::blend(bool on) {
  if (!on) return c_.gl.glDisable(kGlBlend);
  c_.gl.glEnable(kGlBlend);
  c_.gl.glBlendEquation(kGlFuncAdd);
  c_.gl.glBlendFuncSeparate(kGlOne, kGlOneMinusSrcAlpha, kGlOne, kGlOneMinusSrcAlpha);
}

// A texture that GL has drawn: its bottom row came first, so v runs upwards.
void Scene::image(uint32_t texture, Vec2 from, Vec2 to) {
  c_.gl.glBindTexture(kGlTexture2D, texture);
  moving_.clear();
  moving_.textured(from, to, {0, 1}, {1, 0}, kWhite);
  drawer_.arrays(kGlTriangles, moving_.size(), moving_.arrays());
}

// Pass one: the knot alone, into its texture, on nothing.
void Scene::draw_knot(double seconds) {
  auto& gl = c_.gl;
  gl.glBindFramebuffer(kGlFramebuffer, target_);
  gl.glViewport(0, 0, target_size_, target_size_);
  gl.glDisable(kGlBlend);
  gl.glEnable(kGlDepthTest);
  gl.glDepthFunc(kGlLess);
  gl.glDepthMask(1);
  gl.glEnable(kGlCullFace);
  gl.glCullFace(kGlBack);
  gl.glFrontFace(kGlCcw);
  gl.glClearColor(0, 0, 0, 0);
  gl.glClearDepthf(1);
  gl.glClear(kGlColorBufferBit | kGlDepthBufferBit);

  const auto t = static_cast<float>(std::fmod(seconds, 3600.0));
  const Matrix model =
      multiply(rotation(0.55f * t, 0.15f, 1, 0.1f), rotation(0.35f + 0.21f * t, 1, 0.2f, 0));
  const Matrix mvp = multiply(perspective(0.70f, 1, 10), multiply(translation(0, 0, -5), model));
  gl.glUseProgram(programs_.knot.id());
  gl.glUniformMatrix4fv(programs_.knot.uniform("uMvp"), 1, 0, bytes_of(mvp));
  gl.glUniformMatrix4fv(programs_.knot.uniform("uModel"), 1, 0, bytes_of(model));
  gl.glUniform1f(programs_.knot.uniform("uPhase"), 0.8f * t);
  constexpr int32_t kStride = sizeof(KnotVertex);
  const VertexArray arrays[] = {
      {0, 3, kGlFloat, false, kStride, knot_vertices_, offsetof(KnotVertex, position), {}},
      {1, 3, kGlFloat, false, kStride, knot_vertices_, offsetof(KnotVertex, normal), {}},
      {2, 1, kGlFloat, false, kStride, knot_vertices_, offsetof(KnotVertex, along), {}}};
  drawer_.elements(kGlTriangles, static_cast<int32_t>(mesh_.indices.size()), knot_indices_, arrays);

  gl.glDisable(kGlCullFace);
  gl.glDisable(kGlDepthTest);
  gl.glBindFramebuffer(kGlFramebuffer, canvas_);
}

// Pass two: what stands still, where it was drawn over, then the knot over it.
void Scene::draw_stage() {
  auto& gl = c_.gl;
  gl.glViewport(0, 0, width_, height_);
  gl.glUseProgram(programs_.image.id());
  gl.glActiveTexture(kGlTexture0);
  blend(false);
  for (const Patch* patch : {&behind_knot_, &behind_numbers_}) {
    image(patch->texture, patch->from, patch->to);
  }
  blend(true);
  image(target_texture_, at(layout_.knot), knot_end());
  gl.glUseProgram(programs_.text.id());
}

// The number is drawn on the CPU and sent as a part of a texture, each frame.
void Scene::draw_counter(uint64_t frame) {
  auto& gl = c_.gl;
  char text[24];
  std::snprintf(text, sizeof text, "%07llu", static_cast<unsigned long long>(frame % 10'000'000));
  std::fill(counter_pixels_.begin(), counter_pixels_.end(), uint8_t{0});
  float pen = 0;
  for (const char* digit = text; *digit != '\0'; ++digit) {
    const GlyphBitmap& glyph = digits_->glyph(static_cast<char32_t>(*digit));
    const int x = static_cast<int>(std::lround(pen)) + glyph.left + 3;
    for (int y = 0; y < glyph.height; ++y) {
      for (int i = 0; i < glyph.width && x + i < counter_width_; ++i) {
        uint8_t& pixel = counter_pixels_[static_cast<size_t>(y * counter_width_ + x + i)];
        pixel = std::max(pixel, glyph.coverage[static_cast<size_t>(y * glyph.width + i)]);
      }
    }
    pen += glyph.advance;
  }
  gl.glBindTexture(kGlTexture2D, counter_texture_);
  gl.glTexSubImage2D(kGlTexture2D, 0, 0, 0, counter_width_, counter_height_, kGlAlpha,
                     kGlUnsignedByte, std::as_bytes(std::span(counter_pixels_)));
  gl.glBindTexture(kGlTexture2D, counter_texture_);  // as Android's library does after an upload

  const Vec2 base = on_card(72, 968);
  const Vec2 from{std::round(base.x) - 3,
                  std::round(base.y) - static_cast<float>(counter_baseline_)};
  const Vec2 to{from.x + static_cast<float>(counter_width_),
                from.y + static_cast<float>(counter_height_)};
  moving_.clear();
  moving_.vertex(from, {0, 0}, kWhite);
  moving_.vertex({from.x, to.y}, {0, 1}, kWhite);
  moving_.vertex({to.x, from.y}, {1, 0}, kWhite);
  moving_.vertex(to, {1, 1}, kWhite);
  constexpr std::array<uint16_t, 6> kTwoTriangles = {0, 1, 2, 2, 1, 3};
  drawer_.elements(kGlTriangles, kTwoTriangles, moving_.arrays());
}

void Scene::draw_graph() {
  auto& gl = c_.gl;
  float sum = 0;
  const size_t count = std::min(intervals_.size(), kPaceFrames);
  for (size_t i = intervals_.size() - count; i < intervals_.size(); ++i) sum += intervals_[i];
  char pace[24] = "0.0";
  if (sum > 0) std::snprintf(pace, sizeof pace, "%.1f", static_cast<double>(count) / sum);
  gl.glBindTexture(kGlTexture2D, atlas_texture_);
  moving_.clear();
  atlas_.draw(moving_, value_, pace, on_card(648, 962), kWhite, TextAtlas::Align::kRight);
  drawer_.arrays(kGlTriangles, moving_.size(), moving_.arrays());

  // Time between frames, newest at the right; what is too slow for it stays at the top.
  Batch area, line;
  for (size_t i = 0; i < intervals_.size(); ++i) {
    const size_t slot = kGraphPoints - intervals_.size() + i;
    const float x = 72 + 576 * static_cast<float>(slot) / (kGraphPoints - 1);
    const float y = 1080 - 70 * std::min(intervals_[i] / kGraphSeconds, 1.f);
    area.vertex(on_card(x, y), {0, 0}, faded(kBlue, 0.35f));
    area.vertex(on_card(x, 1080), {0, 0}, faded(kBlue, 0.02f));
    line.vertex(on_card(x, y - 1), {0, 0}, kTeal);
    line.vertex(on_card(x, y + 1), {0, 0}, kTeal);
  }
  use(programs_.flat);
  if (area.size() < 4) return;
  gl.glEnable(kGlScissorTest);
  const Vec2 low = on_card(72, 1080), high = on_card(648, 1004);
  gl.glScissor(static_cast<int>(low.x), height_ - static_cast<int>(low.y),
               static_cast<int>(high.x - low.x), static_cast<int>(low.y - high.y));
  flat(area.arrays(), area.size(), kGlTriangleStrip);
  flat(line.arrays(), line.size(), kGlTriangleStrip);
  gl.glDisable(kGlScissorTest);
}

void Scene::draw_bar_code(uint64_t frame) {
  const BarCodeShape shape = bar_code_shape(width_, height_);
  moving_.clear();
  moving_.rect(shape.border, {kBarCodeGrey, kBarCodeGrey, kBarCodeGrey});
  for (int i = 0; i < 16; ++i) {
    const uint8_t shade = bar_code_bit(frame, i) ? 255 : 0;
    moving_.rect(shape.blocks[static_cast<size_t>(i)], {shade, shade, shade});
  }
  use(programs_.flat);
  flat(moving_.arrays(), moving_.size(), kGlTriangles);
}

// The last pass: the finished upright picture onto the surface, its corners a quarter further each.
void Scene::draw_turned() {
  auto& gl = c_.gl;
  gl.glBindFramebuffer(kGlFramebuffer, 0);
  gl.glViewport(0, 0, surface_.width, surface_.height);
  gl.glUseProgram(programs_.image.id());
  blend(false);
  gl.glBindTexture(kGlTexture2D, canvas_texture_);
  // Corners in the order top left, top right, bottom right, bottom left; clip space of the surface
  // is what the view of the upright size makes of these pixels.
  const auto w = static_cast<float>(width_), h = static_cast<float>(height_);
  const std::array<Vec2, 4> corners = {Vec2{0, 0}, {w, 0}, {w, h}, {0, h}};
  constexpr std::array<Vec2, 4> kPlaces = {Vec2{0, 1}, {1, 1}, {1, 0}, {0, 0}};
  const auto further = static_cast<size_t>(surface_.quarters);
  moving_.clear();
  for (const size_t corner : {0u, 1u, 2u, 2u, 3u, 0u}) {
    moving_.vertex(corners[(corner + further) % 4], kPlaces[corner], kWhite);
  }
  drawer_.arrays(kGlTriangles, moving_.size(), moving_.arrays());
}

}  // namespace anc::guest
