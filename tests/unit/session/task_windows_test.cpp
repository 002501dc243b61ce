// Which tasks have windows on the host, and which part of the display each shows.
#include "internal/session/task_windows.h"

#include <png.h>

#include <gtest/gtest.h>

#include "internal/core/file.h"
#include "internal/session/multi_window.h"
#include "internal/session/png.h"

namespace anc::test {
namespace {
using port::Rect;

constexpr port::Display kDisplay{.width = 1000, .height = 800};

port::TaskWindow window_of(int32_t task, const Rect& frame, const std::string& package = "a.b") {
  return {.has_surface = true, .package = package, .frame = frame, .task = task, .stack = 2};
}

class TaskWindows : public testing::Test {
 protected:
  core::TempDir dir_ = *core::TempDir::make("anc-tasks");
  app::Applications applications_{dir_.path()};
  std::vector<window::TaskWindow> of(const std::vector<port::TaskWindow>& windows) {
    return session::task_windows(windows, applications_, kDisplay);
  }
};

TEST_F(TaskWindows, OnlyTasksOfTheFreeformStackWithASurface) {
  auto home = window_of(1, {0, 0, 1000, 800}), hidden = window_of(3, {0, 0, 10, 10});
  home.stack = 0;
  hidden.has_surface = false;
  const auto shown = of({home, window_of(2, {10, 20, 30, 40}), hidden,
                         window_of(0, {0, 0, 1000, 30}, "com.android.systemui")});
  ASSERT_EQ(shown.size(), 1u);
  EXPECT_EQ(shown[0].task, 2);
  EXPECT_EQ(shown[0].frame, (Rect{10, 20, 30, 40}));
}

TEST_F(TaskWindows, TheLargestWindowOfATaskIsItsPlaceAndOfEqualsTheLast) {
  const auto shown = of({window_of(2, {100, 100, 200, 200}), window_of(2, {50, 50, 550, 450}),
                         window_of(2, {60, 50, 560, 450}), window_of(2, {0, 0, 10, 10})});
  ASSERT_EQ(shown.size(), 1u);
  EXPECT_EQ(shown[0].frame, (Rect{60, 50, 560, 450}));
}

TEST_F(TaskWindows, WhatLiesBesideTheDisplayIsNoPartOfAWindow) {
  const auto shown = of({window_of(2, {-50, -50, 50, 50}), window_of(3, {900, 700, 5000, 5000}),
                         window_of(4, {1000, 0, 1100, 100}), window_of(5, {50, 50, 40, 60}),
                         window_of(6, {INT32_MIN, INT32_MIN, INT32_MAX, INT32_MAX})});
  ASSERT_EQ(shown.size(), 3u);
  EXPECT_EQ(shown[0].frame, (Rect{0, 0, 50, 50}));
  EXPECT_EQ(shown[1].frame, (Rect{900, 700, 1000, 800}));
  EXPECT_EQ(shown[2].frame, (Rect{0, 0, 1000, 800}));
}

TEST_F(TaskWindows, TitlesAreNamesOfApplications) {
  ASSERT_TRUE(applications_.put({.name = "Clock", .package = "org.clock"}, 1));
  const auto shown =
      of({window_of(2, {0, 0, 10, 10}, "org.clock"), window_of(3, {0, 0, 10, 10}, "org.unknown"),
          window_of(4, {0, 0, 10, 10}, "\x1b[31m" + std::string(100000, 'x'))});
  ASSERT_EQ(shown.size(), 3u);
  EXPECT_EQ(shown[2].title, "Task 4");
  EXPECT_EQ(shown[0].title, "Clock");
  EXPECT_EQ(shown[1].title, "org.unknown");
}

TEST_F(TaskWindows, AGuestOfThousandWindowsDoesNotFillTheDesktop) {
  std::vector<port::TaskWindow> many;
  for (int32_t task = 1; task <= 1000; ++task) many.push_back(window_of(task, {0, 0, 10, 10}));
  const auto shown = of(many);
  EXPECT_EQ(shown.size(), 32u);
  const auto views = session::views_of(shown, kDisplay);
  ASSERT_EQ(views.size(), 33u);
  EXPECT_EQ(views.back(), (port::TaskView{0, {0, 0, 1000, 800}}));
}

TEST_F(TaskWindows, AWindowThatGrowsStaysOnTheDisplay) {
  EXPECT_EQ(session::resized({10, 20, 110, 120}, 300, 200, kDisplay), (Rect{10, 20, 310, 220}));
  EXPECT_EQ(session::resized({800, 20, 900, 120}, 400, 50, kDisplay), (Rect{600, 20, 1000, 70}));
  EXPECT_EQ(session::resized({10, 20, 110, 120}, 9000, 9000, kDisplay), (Rect{0, 0, 1000, 800}));
  EXPECT_EQ(session::resized({10, 20, 110, 120}, 0, -5, kDisplay), (Rect{10, 20, 11, 21}));
}

/// A guest that answers when the test says so.
struct Calls final : port::PlatformCalls {
  void launch(const port::Launch&, Done) override { FAIL(); }
  void focus_task(int32_t task, Done) override { focused.push_back(task); }
  void remove_task(int32_t task, Done) override { removed.push_back(task); }
  void resize_task(int32_t, const Rect& frame, Done done) override {
    frames.push_back(frame);
    answers.push_back(std::move(done));
  }
  std::vector<int32_t> focused, removed;
  std::vector<Rect> frames;
  std::vector<Done> answers;
};

class MultiWindows : public testing::Test {
 protected:
  core::TempDir dir_ = *core::TempDir::make("anc-multi");
  net::Loop loop_;
  app::GuestState state_{loop_, dir_.path(), [](const core::Json&) {}};
  Calls calls_;
  std::vector<std::string> told_;
  std::vector<window::TaskWindow> windows_;
  std::vector<port::TaskView> views_;
  session::MultiWindow multi_{state_,
                              calls_,
                              {.windows =
                                   [this](const auto& windows) {
                                     told_.emplace_back("windows");
                                     windows_ = windows;
                                   },
                               .views =
                                   [this](auto views) {
                                     told_.emplace_back("views");
                                     views_ = std::move(views);
                                   }}};
};

TEST_F(MultiWindows, WindowsAreToldBeforeTheirPicturesAndOnlyWhenTheyChange) {
  multi_.update(kDisplay);
  EXPECT_EQ(told_, (std::vector<std::string>{"windows", "views"}));  // the whole display
  EXPECT_EQ(views_.size(), 1u);
  state_.windows_changed({window_of(7, {0, 0, 100, 100})}, {});
  multi_.update(kDisplay);
  multi_.update(kDisplay);
  EXPECT_EQ(told_.size(), 4u);
  EXPECT_EQ(windows_.size(), 1u);
  EXPECT_EQ(views_.size(), 2u);
  state_.windows_changed({}, {});
  multi_.update(kDisplay);
  EXPECT_TRUE(windows_.empty());
}

TEST_F(MultiWindows, WhileAnEdgeIsDraggedOneCallIsUnderWayAndTheNewestSizeIsTheLast) {
  state_.windows_changed({window_of(7, {10, 10, 110, 110})}, {});
  multi_.update(kDisplay);
  for (int32_t side = 200; side <= 300; ++side) multi_.resize(7, side, side);
  ASSERT_EQ(calls_.frames, (std::vector<Rect>{{10, 10, 210, 210}}));
  calls_.answers[0]({});
  ASSERT_EQ(calls_.frames.size(), 2u);
  EXPECT_EQ(calls_.frames[1], (Rect{10, 10, 310, 310}));
  calls_.answers[1](fail(Kind::kTimeout, "the guest is busy"));
  multi_.resize(7, 50, 50);
  EXPECT_EQ(calls_.frames.size(), 3u);
  // Its window goes while the guest has not answered.
  state_.windows_changed({}, {});
  multi_.update(kDisplay);
  calls_.answers[2]({});
  multi_.resize(7, 60, 60);
  EXPECT_EQ(calls_.frames.size(), 3u);
}

TEST_F(MultiWindows, FocusAndCloseReachTheGuest) {
  multi_.focus(7);
  multi_.close(8);
  EXPECT_EQ(calls_.focused, std::vector<int32_t>{7});
  EXPECT_EQ(calls_.removed, std::vector<int32_t>{8});
}

TEST_F(MultiWindows, AnIconIsThePictureThatTheApplicationTold) {
  auto icon = std::make_shared<port::Frame>();
  icon->width = 3;
  icon->height = 2;
  for (int i = 0; i < 24; ++i) icon->pixels.push_back(std::byte(i % 4 == 3 ? 255 : 9));
  const auto png = *session::encode_png(*icon);
  ASSERT_TRUE(session::decode_png({reinterpret_cast<const char*>(png.data()), png.size()}, 512));
  state_.applications_changed({{.name = "Clock",
                                .package = "org.clock",
                                .icon = {reinterpret_cast<const char*>(png.data()), png.size()}}},
                              {});
  state_.windows_changed({window_of(7, {0, 0, 100, 100}, "org.clock")}, {});
  multi_.update(kDisplay);
  ASSERT_EQ(windows_.size(), 1u);
  ASSERT_TRUE(windows_[0].icon);
  EXPECT_EQ(windows_[0].icon->width, 3u);
  EXPECT_EQ(windows_[0].icon->pixels, icon->pixels);
}

TEST(DecodePng, WhatIsNoPictureOrTooLargeIsAnError) {
  auto wide = std::make_shared<port::Frame>();
  wide->width = 600;
  wide->height = 1;
  wide->pixels.resize(2400);
  const auto png = *session::encode_png(*wide);
  const std::string_view bytes(reinterpret_cast<const char*>(png.data()), png.size());
  EXPECT_TRUE(session::decode_png(bytes, 600));
  EXPECT_FALSE(session::decode_png(bytes, 599));
  // The last 16 bytes, a check sum and the end, are not missed: the picture is whole before them.
  for (size_t cut = 0; cut + 16 < bytes.size(); ++cut) {
    EXPECT_FALSE(session::decode_png(bytes.substr(0, cut), 600)) << cut;
  }
}

}  // namespace
}  // namespace anc::test
