// The window on SDL's dummy driver: hand-over of frames, ending, and no desktop at all.
#include "internal/window/window.h"

#include <algorithm>
#include <cstdlib>
#include <thread>

#include <SDL2/SDL.h>
#include <gtest/gtest.h>

namespace anc::test {
namespace {

std::shared_ptr<port::Frame> frame_of(uint32_t width, uint32_t height) {
  auto frame = std::make_shared<port::Frame>();
  frame->width = width;
  frame->height = height;
  frame->pixels.resize(size_t{width} * height * 4);
  return frame;
}

TEST(Window, WithoutADesktopIsAGraphicsErrorThatNamesTheWayOut) {
  for (const char* name : {"DISPLAY", "WAYLAND_DISPLAY", "SDL_VIDEODRIVER"}) unsetenv(name);
  const auto window = window::Window::open({.title = "test", .display = {}});
  ASSERT_FALSE(window);
  EXPECT_EQ(window.error().kind(), Kind::kGraphics);
  EXPECT_NE(window.error().hint().find("--headless"), std::string::npos);

  setenv("DISPLAY", ":65000", 1);
  const auto unreachable = window::Window::open({.title = "test", .display = {}});
  unsetenv("DISPLAY");
  ASSERT_FALSE(unreachable);
  EXPECT_EQ(unreachable.error().kind(), Kind::kGraphics);
}

class DummyWindow : public testing::Test {
 protected:
  void SetUp() override {
    setenv("SDL_VIDEODRIVER", "dummy", 1);
    auto made = window::Window::open({.title = "test", .display = {.width = 72, .height = 128}});
    ASSERT_TRUE(made) << made.error().message();
    window_ = std::move(*made);
  }
  void TearDown() override {
    window_.reset();
    unsetenv("SDL_VIDEODRIVER");
  }
  std::unique_ptr<window::Window> window_;
};

TEST_F(DummyWindow, AQuitBeforeRunIsNotLost) {
  window_->quit();
  window_->run();
}

TEST_F(DummyWindow, TheCloseButtonEndsRun) {
  SDL_Event event{};
  event.type = SDL_QUIT;  // what SDL makes of the last window's close button
  ASSERT_EQ(SDL_PushEvent(&event), 1);
  window_->run();
}

TEST_F(DummyWindow, TakesFramesOfAnySizeFromAnotherThreadAndKeepsOnlyTheLast) {
  std::vector<std::weak_ptr<const port::Frame>> seen;
  std::thread composer([&] {
    for (uint32_t i = 1; i <= 200; ++i) {
      const auto frame = frame_of(i, 2 * i);
      seen.push_back(frame);
      window_->on_frame(frame);
    }
    // Once the last one is shown, nobody holds an earlier one.
    const auto gone = [](const auto& frame) { return frame.expired(); };
    while (!std::all_of(seen.begin(), seen.end() - 1, gone)) std::this_thread::yield();
    window_->quit();
  });
  window_->run();
  composer.join();
  EXPECT_FALSE(seen.back().expired());
  window_.reset();
  EXPECT_TRUE(seen.back().expired());
}

}  // namespace
}  // namespace anc::test
