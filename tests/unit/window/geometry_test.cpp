// Random lives of a window: the display is turned and resized, the window is resized, fingers and
// keys go up and down. Every touch lands where a person sees it, and nothing stays held.
#include <cmath>
#include <linux/input-event-codes.h>
#include <random>
#include <set>

#include <SDL2/SDL.h>
#include <gtest/gtest.h>

#include "internal/window/gestures.h"
#include "internal/window/shape.h"

namespace anc::test {
namespace {
using Phase = port::Touch::Phase;

constexpr int kLives = 10000;
constexpr int kStepsOfALife = 24;

/// What the guest would hold, by what it was sent.
struct Held final : port::InputSource {
  void send(port::InputEvent event) override {
    if (const auto* touch = std::get_if<port::Touch>(&event)) {
      last = *touch;
      ++touches;
      if (touch->phase == Phase::kDown) fingers.insert(touch->finger);
      if (touch->phase == Phase::kUp) fingers.erase(touch->finger);
    } else if (const auto* key = std::get_if<port::Key>(&event)) {
      if (key->action == port::Key::Action::kUp) keys.erase(key->code);
      if (key->action == port::Key::Action::kDown) keys.insert(key->code);
    }
  }
  void release_all() override {
    fingers.clear();
    keys.clear();
  }
  port::Touch last;
  int touches = 0;
  std::set<int64_t> fingers;
  std::set<uint16_t> keys;
};

/// The source that a window owns, seen by the test.
struct Borrowed final : port::InputSource {
  explicit Borrowed(Held& to) : held(to) {}
  void send(port::InputEvent event) override { held.send(std::move(event)); }
  void release_all() override { held.release_all(); }
  Held& held;
};

/// Where the middle of a window's pixel falls on the framebuffer, by plane geometry: around the
/// middles of both, scaled, and turned back clockwise.
std::pair<double, double> expected(const port::Display& display, window::Size window, int x,
                                   int y) {
  const double scale = std::min(static_cast<double>(window.width) / display.seen_width(),
                                static_cast<double>(window.height) / display.seen_height());
  const double right = (x + 0.5 - window.width / 2.0) / scale;
  const double down = (y + 0.5 - window.height / 2.0) / scale;
  const double turn = port::degrees(display.rotation) * std::acos(-1.0) / 180;
  return {right * std::cos(turn) - down * std::sin(turn) + display.width / 2.0,
          right * std::sin(turn) + down * std::cos(turn) + display.height / 2.0};
}

class Life {
 public:
  explicit Life(uint32_t seed)
      : random_(seed), gestures_(std::make_unique<Borrowed>(held_), display_) {
    resize_window();
  }

  void step() {
    switch (pick(0, 5)) {
      case 0:
        display_.rotation = static_cast<port::Rotation>(90 * pick(0, 3));
        return change_display();
      case 1:
        display_.width = static_cast<uint32_t>(pick(1, 901));
        display_.height = static_cast<uint32_t>(pick(1, 1601));
        return change_display();
      case 2:
        return resize_window();
      case 3:
        return key(pick(0, 1) != 0);
      default:
        return click();
    }
  }
  void end() {
    mouse(SDL_MOUSEBUTTONUP, 0, 0);
    key(false);
    EXPECT_TRUE(held_.fingers.empty());
    EXPECT_TRUE(held_.keys.empty());
  }

 private:
  int pick(int low, int high) { return std::uniform_int_distribution(low, high)(random_); }
  void change_display() {
    ++display_.version;
    gestures_.set_display(display_);
    EXPECT_TRUE(held_.fingers.empty() && held_.keys.empty()) << "nothing is held over a change";
  }
  void resize_window() {
    window_ = {pick(1, 1999), pick(1, 1999)};
    gestures_.resize(window_.width, window_.height);
  }
  void mouse(uint32_t type, int x, int y) {
    SDL_Event event{};
    event.type = type;
    event.button.button = SDL_BUTTON_LEFT;
    event.button.x = x;
    event.button.y = y;
    gestures_.handle(event);
  }
  void key(bool down) {
    SDL_Event event{};
    event.type = down ? SDL_KEYDOWN : SDL_KEYUP;
    event.key.keysym.scancode = SDL_SCANCODE_A;
    gestures_.handle(event);
    EXPECT_EQ(held_.keys.count(KEY_A), down ? 1u : 0u);
  }
  /// Presses anywhere, maybe keeps it down; the next one is another press all the same.
  void click() {
    const int x = pick(0, window_.width - 1), y = pick(0, window_.height - 1);
    const auto [want_x, want_y] = expected(display_, window_, x, y);
    constexpr double kDoubt = 1e-6;  // where the edge itself is met, either side may have it
    const bool clear = std::fabs(want_x - std::round(want_x)) > kDoubt &&
                       std::fabs(want_y - std::round(want_y)) > kDoubt;
    const bool inside =
        want_x > 0 && want_y > 0 && want_x < display_.width && want_y < display_.height;
    mouse(SDL_MOUSEBUTTONUP, x, y);
    const int before = held_.touches;
    mouse(SDL_MOUSEBUTTONDOWN, x, y);
    if (!clear) return;
    ASSERT_EQ(held_.touches - before, inside ? 1 : 0);
    if (!inside) return;
    ASSERT_EQ(held_.last.phase, Phase::kDown);
    ASSERT_EQ(held_.last.x, static_cast<int>(std::floor(want_x)));
    ASSERT_EQ(held_.last.y, static_cast<int>(std::floor(want_y)));
    ASSERT_EQ(held_.fingers.size(), 1u);
    if (pick(0, 2) > 0) mouse(SDL_MOUSEBUTTONUP, x, y);
  }

  std::mt19937 random_;
  port::Display display_;
  window::Size window_;
  Held held_;
  window::Gestures gestures_;
};

TEST(WindowGeometry, TouchesLandWhereTheyAreSeenAfterAnyTurnsAndSizes) {
  for (uint32_t seed = 0; seed < kLives; ++seed) {
    Life life(seed);
    for (int i = 0; i < kStepsOfALife; ++i) life.step();
    life.end();
    ASSERT_FALSE(testing::Test::HasFailure()) << "seed " << seed;
  }
}

TEST(WindowShape, ATurnedDisplayTurnsItsWindowAndKeepsItsScale) {
  const port::Display upright{.width = 720, .height = 1280};
  port::Display turned = upright;
  turned.rotation = port::Rotation::k90;
  EXPECT_EQ(window::next_size({360, 640}, upright, turned, {1920, 1080}), (window::Size{640, 360}));
  // Letterboxed before: the picture's scale counts, not the empty borders.
  EXPECT_EQ(window::next_size({800, 640}, upright, turned, {1920, 1080}), (window::Size{640, 360}));
  port::Display larger = upright;
  larger.width = 1440;
  EXPECT_EQ(window::next_size({360, 640}, upright, larger, {1920, 1080}), (window::Size{720, 640}));
}

TEST(WindowShape, AWindowThatIsTurnedKeepsItsMiddleAndStaysOnTheDesktop) {
  const window::Desktop desktop{{0, 30}, {1300, 1470}};
  EXPECT_EQ(window::next_place({400, 200}, {400, 800}, {800, 400}, desktop),
            (window::Point{200, 400}));
  EXPECT_EQ(window::next_place({290, 110}, {720, 1280}, {1280, 720}, desktop),
            (window::Point{10, 390}));
  EXPECT_EQ(window::next_place({0, 30}, {800, 400}, {400, 800}, desktop), (window::Point{200, 30}));
  EXPECT_EQ(window::next_place({1000, 700}, {300, 600}, {600, 300}, desktop),
            (window::Point{700, 850}));
  EXPECT_EQ(window::next_place({5, 5}, {10, 20}, {20, 10}, {}), (window::Point{0, 10}));
}

TEST(WindowShape, NoWindowIsLargerThanTheDesktopOrOfNothing) {
  const port::Display large{.width = 4000, .height = 1000, .rotation = port::Rotation::k270};
  EXPECT_EQ(window::first_size(large, {1000, 1000}), (window::Size{225, 900}));
  EXPECT_EQ(window::first_size(large, {0, 0}), (window::Size{1000, 4000}));
  const port::Display line{.width = 16384, .height = 1};
  EXPECT_EQ(window::first_size(line, {1000, 1000}), (window::Size{900, 1}));
}

}  // namespace
}  // namespace anc::test
