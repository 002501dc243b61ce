// The scene's objects on the host: see scene.h. What never changes is sent once, here.
#include <algorithm>
#include <cmath>
#include <cstddef>

#include "cmd/ancloud-guest/gl_names.h"
#include "cmd/ancloud-guest/scene.h"
#include "cmd/ancloud-guest/shaders.h"
#include "cmd/ancloud-guest/tasks.h"

namespace anc::guest {
namespace {

constexpr const char* kTitle = "ancloud";
constexpr const char* kSubtitle = "demo guest \u2014 not Android";
constexpr int kKnotSegments = 120, kKnotSides = 16;
constexpr float kSupersample = 1.2f;
constexpr const char* kDigits = "0123456789.";
constexpr const char* kInitials = "DCN";  // of the applications
constexpr int kCounterDigits = 7;

constexpr float kOneStep = 1.f / 255;

constexpr Color kWhite{236, 242, 255}, kSoft{148, 163, 196}, kTeal{45, 212, 191};
constexpr Color kInk{10, 14, 30};

}  // namespace

Scene::Scene(GlConnection& connection, const Orientation& surface)
    : c_(connection),
      drawer_(connection),
      surface_(surface),
      width_(surface.upright_width()),
      height_(surface.upright_height()),
      layout_(Layout::of(width_, height_)) {}

Result<std::unique_ptr<Scene>> Scene::create(GlConnection& connection, int surface_width,
                                             int surface_height, int quarters) {
  std::unique_ptr<Scene> scene(new Scene(connection, {surface_width, surface_height, quarters}));
  TRY(scene->build_programs());
  (void)connection.gl_string(kGlVendor);
  (void)connection.gl_string(kGlExtensions);
  const std::string renderer = connection.gl_string(kGlRenderer);
  scene->build_fonts(renderer);
  (void)connection.gl_string(kGlVersion);
  scene->build_still(renderer);
  TRY(scene->build_turn());
  scene->build_stage();
  scene->build_knot();
  TRY(scene->build_target());
  scene->build_counter();
  TRY(scene->check());
  return scene;
}

// After the set-up GL must have no complaint: a picture would be missing something.
Result<void> Scene::check() {
  const uint32_t error = c_.gl.glGetError();
  TRY(c_.status());
  if (error == 0) return {};
  return fail(Kind::kGraphics, "the host's GL reports error " + std::to_string(error) +
                                   " after the scene was built");
}

Result<void> Scene::build_programs() {
  const std::vector<std::string> flat = {"aPos", "aUv", "aColor"};
  programs_.flat = TRY(Program::build(c_, kFlatVertex, kFlatFragment, flat));
  programs_.text = TRY(Program::build(c_, kFlatVertex, kTextFragment, flat));
  programs_.image = TRY(Program::build(c_, kFlatVertex, kImageFragment, flat));
  programs_.knot =
      TRY(Program::build(c_, kKnotVertex, kKnotFragment, {"aPos", "aNormal", "aAlong"}));
  // Pixels from the top left to clip space, the same for every program of flat things.
  const float x = 2 / static_cast<float>(width_), y = 2 / static_cast<float>(height_);
  for (const Program* program : {&programs_.flat, &programs_.text, &programs_.image}) {
    c_.gl.glUseProgram(program->id());
    c_.gl.glUniform4f(program->uniform("uView"), x, -y, -1, 1);
    c_.gl.glUniform1i(program->uniform("uTexture"), 0);
  }
  const float light[] = {0.42f, 0.72f, 0.55f};
  c_.gl.glUseProgram(programs_.knot.id());
  c_.gl.glUniform3f(programs_.knot.uniform("uEye"), 0, 0, 5);
  c_.gl.glUniform3fv(programs_.knot.uniform("uLight"), 1, bytes_of(light));
  return c_.status();
}

void Scene::build_fonts(const std::string& renderer) {
  title_ = atlas_.add({size(62), size(5.6f), 4.4f}, kTitle);
  subtitle_ = atlas_.add({size(22), size(2.3f), 4.5f}, kSubtitle);
  label_ = atlas_.add({size(13), size(1.7f), 6}, "FRAMES PER SECOND");
  value_ = atlas_.add({size(40), size(3.4f), 4}, std::string(kDigits) + kInitials);
  std::string small = "0123456789 \u00d7\u00b7 pixels GL over qemu_pipe" + renderer;
  for (const Application& application : Tasks::applications()) small += application.name;
  small_ = atlas_.add({size(14), size(1.6f), 4.2f}, small);
}

void Scene::upload(Still& still) {
  still.buffer = make_buffer(c_, kGlArrayBuffer, still.batch.packed());
}

void Scene::build_still(const std::string& renderer) {
  const auto w = static_cast<float>(width_), h = static_cast<float>(height_);
  const Color top{13, 17, 38}, middle{16, 26, 54}, bottom{6, 8, 18};
  background_.batch.rect({0, 0}, {w, h * 0.45f}, top, middle);
  background_.batch.rect({0, h * 0.45f}, {w, h}, middle, bottom);
  upload(background_);

  const float half = layout_.knot_side / 2;
  const Vec2 middle_of_knot = at(layout_.knot.x + half, layout_.knot.y + half);
  decor_.batch.disc(middle_of_knot, size(half * 1.6f), {56, 120, 190, 82}, {20, 60, 120, 0});
  decor_.batch.disc(middle_of_knot, size(half * 0.9f), {60, 180, 200, 46}, {60, 180, 200, 0});
  const Vec2 panel = layout_.panel;
  decor_.batch.rounded(at(panel), at(panel.x + Layout::kPanelWidth, panel.y + Layout::kPanelHeight),
                       size(22), {150, 180, 255, 22});
  decor_.batch.rounded(on_card(40, 846), on_card(680, 1166), size(26), {150, 180, 255, 22});
  decor_.batch.rect(on_card(72, 996), on_card(648, 997), {150, 180, 255, 36}, {150, 180, 255, 36});
  build_tiles();
  upload(decor_);

  Batch& words = words_.batch;
  using Align = TextAtlas::Align;
  atlas_.draw(words, title_, kTitle, at(layout_.title), kWhite, Align::kCenter);
  atlas_.draw(words, subtitle_, kSubtitle, at(layout_.title.x, layout_.title.y + 52), kTeal,
              Align::kCenter);
  atlas_.draw(words, label_, "FRAME", on_card(72, 894), kSoft);
  atlas_.draw(words, label_, "FRAMES PER SECOND", on_card(648, 894), kSoft, Align::kRight);
  atlas_.draw(words, small_, renderer, on_card(72, 1112), kSoft);
  atlas_.draw(words, small_,
              std::to_string(width_) + " \u00d7 " + std::to_string(height_) +
                  " pixels \u00b7 GL over qemu_pipe",
              on_card(72, 1142), kSoft);
  upload(words_);

  atlas_texture_ = make_texture(c_, {TextAtlas::kWidth, atlas_.height(), kGlAlpha, kGlNearest},
                                std::as_bytes(std::span(atlas_.pixels())));
}

// A tile for each application, its first letter on its colour, its name below.
void Scene::build_tiles() {
  using Align = TextAtlas::Align;
  const auto applications = Tasks::applications();
  for (int i = 0; i < Layout::kTiles; ++i) {
    const Application& application = applications[static_cast<size_t>(i)];
    const auto [red, green, blue] = Tasks::colour_of(application.package);
    const Vec2 top = layout_.tile(i);
    const float half = Layout::kTile / 2;
    decor_.batch.rounded(at(top.x - half, top.y), at(top.x + half, top.y + Layout::kTile), size(16),
                         {red, green, blue});
    atlas_.draw(words_.batch, value_, application.name.substr(0, 1), at(top.x, top.y + 50), kInk,
                Align::kCenter);
    atlas_.draw(words_.batch, small_, application.name, at(top.x, top.y + 90), kWhite,
                Align::kCenter);
  }
}

void Scene::build_knot() {
  mesh_ = make_knot(kKnotSegments, kKnotSides);
  knot_vertices_ = make_buffer(c_, kGlArrayBuffer, std::as_bytes(std::span(mesh_.vertices)));
  knot_indices_ = make_buffer(c_, kGlElementArrayBuffer, std::as_bytes(std::span(mesh_.indices)));
}

// A framebuffer object that draws into `texture`; bound when this returns.
Result<uint32_t> Scene::make_target(int width, int height, uint32_t texture, bool depth) {
  auto& gl = c_.gl;
  uint32_t target = 0;
  gl.glGenFramebuffers(1, bytes_into(target));
  gl.glBindFramebuffer(kGlFramebuffer, target);
  gl.glFramebufferTexture2D(kGlFramebuffer, kGlColorAttachment0, kGlTexture2D, texture, 0);
  if (depth) {
    uint32_t buffer = 0;
    gl.glGenRenderbuffers(1, bytes_into(buffer));
    gl.glBindRenderbuffer(kGlRenderbuffer, buffer);
    gl.glRenderbufferStorage(kGlRenderbuffer, kGlDepthComponent16, width, height);
    gl.glFramebufferRenderbuffer(kGlFramebuffer, kGlDepthAttachment, kGlRenderbuffer, buffer);
    gl.glBindRenderbuffer(kGlRenderbuffer, 0);
  }
  const uint32_t status = gl.glCheckFramebufferStatus(kGlFramebuffer);
  TRY(c_.status());
  if (status == kGlFramebufferComplete) return target;
  return fail(Kind::kGraphics, "the host cannot render into a texture of " + std::to_string(width) +
                                   "x" + std::to_string(height) + " (status " +
                                   std::to_string(status) + ")");
}

// Turned, the upright picture is drawn into a texture first. Its first user is bound later.
Result<void> Scene::build_turn() {
  if (surface_.quarters == 0) return {};
  canvas_texture_ = make_texture(c_, {width_, height_, kGlRgba, kGlNearest}, {});
  canvas_ = TRY(make_target(width_, height_, canvas_texture_, false));
  return {};
}

// Gradient, glow, card and words cost much and never change: they are drawn once.
void Scene::build_stage() {
  auto& gl = c_.gl;
  gl.glBindFramebuffer(kGlFramebuffer, canvas_);
  gl.glViewport(0, 0, width_, height_);
  gl.glClearColor(0, 0, 0, 1);
  gl.glClear(kGlColorBufferBit);
  use(programs_.flat, kOneStep);
  blend(false);
  flat(background_.batch.arrays_in(background_.buffer), background_.batch.size(), kGlTriangles);
  blend(true);
  flat(decor_.batch.arrays_in(decor_.buffer), decor_.batch.size(), kGlTriangles);
  c_.gl.glUseProgram(programs_.text.id());
  gl.glBindTexture(kGlTexture2D, atlas_texture_);
  drawer_.arrays(kGlTriangles, words_.batch.size(), words_.batch.arrays_in(words_.buffer));
  for (const Still* still : {&background_, &decor_, &words_}) {
    gl.glDeleteBuffers(1, std::as_bytes(std::span(&still->buffer, 1)));
  }
  behind_knot_ = keep(at(layout_.knot), knot_end());
  behind_numbers_ = keep(on_card(66, 900), on_card(654, 1084));
}

Scene::Patch Scene::keep(Vec2 from, Vec2 to) {
  Patch patch{0, {std::floor(from.x), std::floor(from.y)}, {std::ceil(to.x), std::ceil(to.y)}};
  const auto width = static_cast<int>(patch.to.x - patch.from.x);
  const auto height = static_cast<int>(patch.to.y - patch.from.y);
  patch.texture = make_texture(c_, {width, height, kGlRgba, kGlNearest}, {});
  c_.gl.glCopyTexSubImage2D(kGlTexture2D, 0, 0, 0, static_cast<int>(patch.from.x),
                            height_ - static_cast<int>(patch.to.y), width, height);
  return patch;
}

// The knot is drawn larger than it is shown: that smooths its edges.
Result<void> Scene::build_target() {
  int32_t largest = 0;
  c_.gl.glGetIntegerv(kGlMaxTextureSize, bytes_into(largest));
  target_size_ = std::clamp(static_cast<int>(size(layout_.knot_side) * kSupersample), 16,
                            std::max(largest, 16));
  target_texture_ = make_texture(c_, {target_size_, target_size_, kGlRgba, kGlLinear}, {});
  target_ = TRY(make_target(target_size_, target_size_, target_texture_, true));
  c_.gl.glBindFramebuffer(kGlFramebuffer, canvas_);
  return {};
}

void Scene::build_counter() {
  digits_ = std::make_unique<Font>(Face{size(56), size(4.4f), 4});
  const GlyphBitmap& zero = digits_->glyph(U'0');
  counter_width_ = static_cast<int>(std::ceil(zero.advance * kCounterDigits)) + 4;
  counter_height_ = zero.height;
  counter_baseline_ = zero.top;
  counter_pixels_.resize(static_cast<size_t>(counter_width_) *
                         static_cast<size_t>(counter_height_));
  counter_texture_ = make_texture(c_, {counter_width_, counter_height_, kGlAlpha, kGlNearest},
                                  std::as_bytes(std::span(counter_pixels_)));
}

}  // namespace anc::guest
