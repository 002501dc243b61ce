// The GL client against a host that counts: the protocol it speaks, and how it ends.
#include <sys/socket.h>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cmd/ancloud-guest/bridge_bytes.h"
#include "cmd/ancloud-guest/scene_run.h"
#include "tests/unit/guest/fake_host.h"

namespace anc::guest {
namespace {

using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;

constexpr uint64_t kFrames = 6;

SceneOptions fast(const FakeHost& host) {
  SceneOptions options;
  options.pipe = host.pipe();
  options.bridge = host.bridge();
  options.data = host.data();
  options.frames = kFrames;
  options.fps = 0;
  return options;
}

// One whole run, looked at by several tests.
const Heard& whole_run() {
  static const Heard heard = [] {
    FakeHost host;
    const std::atomic<bool> never{false};
    const auto ran = run_scene(fast(host), never);
    EXPECT_TRUE(ran) << ran.error().message();
    EXPECT_TRUE(host.wait_for_bridges(1));
    return host.finish();
  }();
  return heard;
}

TEST(SceneOnTheWire, IsWellFormedAndUsesSixtyFunctions) {
  EXPECT_THAT(whole_run().faults, IsEmpty());
  const auto functions = whole_run().functions();
  RecordProperty("functions", static_cast<int>(functions.size()));
  EXPECT_GE(functions.size(), 60u) << testing::PrintToString(functions);
}

TEST(SceneOnTheWire, StartsInTheOrderOfARealGuest) {
  ASSERT_THAT(whole_run().calls, SizeIs(2));  // one connection draws, one composes
  const auto& first = whole_run().calls[0];
  const auto& calls = first[1] == "rcGetEGLVersion" ? first : whole_run().calls[1];
  std::vector<std::string> start;  // without repetitions: strings are asked for twice
  for (const std::string& call : calls) {
    if (start.empty() || start.back() != call) start.push_back(call);
    if (call == "rcMakeCurrent") break;
  }
  EXPECT_THAT(start, ElementsAre("rcGetRendererVersion", "rcGetEGLVersion", "rcGetNumConfigs",
                                 "rcGetConfigs", "rcQueryEGLString", "rcGetFBParam",
                                 "rcChooseConfig", "rcCreateColorBuffer", "rcCreateWindowSurface",
                                 "rcSetWindowColorBuffer", "rcCreateContext", "rcMakeCurrent"));
}

TEST(SceneOnTheWire, EveryFrameIsTheSceneItsPanelAndTheStatusBar) {
  EXPECT_THAT(whole_run().frames, SizeIs(kFrames));
  EXPECT_THAT(whole_run().frames,
              Each(ElementsAre("org.anbox.surface.1", "org.anbox.surface.1", "StatusBar")));
}

TEST(SceneOnTheWire, UsesEachKindOfDrawingInEveryFrame) {
  const Heard& heard = whole_run();
  for (const char* each : {"glTexSubImage2D", "rcFlushWindowColorBuffer", "glDrawElementsOffset",
                           "glDrawElementsData"}) {
    EXPECT_EQ(heard.count(each), kFrames) << each;
  }
  EXPECT_GE(heard.count("glVertexAttribPointerData"), 2 * kFrames);    // client arrays
  EXPECT_GE(heard.count("glVertexAttribPointerOffset"), 2 * kFrames);  // buffer objects
  EXPECT_GE(heard.count("glBindFramebuffer"), 2 * kFrames);            // into a texture and back
  EXPECT_GE(heard.count("glLinkProgram"), 2u);
  EXPECT_THAT(heard.functions(), Contains("glBlendFuncSeparate"));
  EXPECT_THAT(heard.functions(), Contains("rcUpdateColorBuffer"));
}

TEST(SceneOnTheWire, GivesBackWhatItTook) {
  const Heard& heard = whole_run();
  EXPECT_EQ(heard.count("rcCloseColorBuffer"),
            heard.count("rcCreateColorBuffer") + heard.count("rcOpenColorBuffer2"));
  EXPECT_EQ(heard.count("rcDestroyContext"), heard.count("rcCreateContext"));
  EXPECT_EQ(heard.count("rcDestroyWindowSurface"), heard.count("rcCreateWindowSurface"));
}

TEST(SceneOnTheBridge, TellsOfTheFirstBootOnceAndOfItsApplication) {
  EXPECT_THAT(whole_run().bridge, StartsWith(boot_finished_message(true)));
  EXPECT_NE(whole_run().bridge.find("org.ancloud.demo"), std::string::npos);
}

TEST(SceneOnTheBridge, ASecondBootIsNotTheFirst) {
  FakeHost host;
  const std::atomic<bool> never{false};
  for (int boot = 1; boot <= 2; ++boot) {
    ASSERT_TRUE(run_scene(fast(host), never));
    ASSERT_TRUE(host.wait_for_bridges(boot));
  }
  const std::string heard = host.finish().bridge;
  EXPECT_THAT(heard, StartsWith(boot_finished_message(true)));
  EXPECT_NE(heard.find(boot_finished_message(false)), std::string::npos);
}

TEST(SceneRun, EndsWithAnErrorWhereverTheHostHangsUp) {
  const std::atomic<bool> never{false};
  const size_t calls = std::max(whole_run().calls[0].size(), whole_run().calls[1].size());
  for (size_t after = 1; after < calls; after += 1 + after / 3) {
    FakeHost host(after);
    EXPECT_FALSE(run_scene(fast(host), never)) << after;
  }
}

TEST(SceneRun, EndsInOrderWhenItIsAskedTo) {
  FakeHost host;
  SceneOptions endless = fast(host);
  endless.frames = 0;
  const std::atomic<bool> asked{true};
  EXPECT_TRUE(run_scene(endless, asked));
  EXPECT_EQ(host.finish().count("rcDestroyContext"), 1u);
}

// The host closes its input devices when the display's size has changed.
TEST(SceneRun, AsksForTheSizeAgainWhenItsInputDevicesEnd) {
  FakeHost host;
  const core::TempDir input = *core::TempDir::make("guest-input");
  const core::Fd device = listen_on(input.path() + "/event0");
  SceneOptions options = fast(host);
  options.frames = 0;
  options.input = input.path();
  std::atomic<bool> enough{false};
  std::thread running([&] { EXPECT_TRUE(run_scene(options, enough)); });
  core::Fd reader(::accept4(device.get(), nullptr, nullptr, SOCK_CLOEXEC));
  EXPECT_TRUE(core::write_all(reader, std::string(896, 'x')));
  EXPECT_TRUE(host.wait_for_surfaces(1)) << "else it would see the new size at once";
  host.widen(360);
  reader.reset();
  EXPECT_TRUE(host.wait_for_surfaces(2));
  enough = true;
  running.join();
  EXPECT_THAT(host.finish().surfaces, ElementsAre(180, 360));
}

TEST(SceneRun, WithoutAHostItSaysWhereItLooked) {
  const std::atomic<bool> never{false};
  SceneOptions nowhere;
  nowhere.pipe = "/nonexistent/pipe";
  const auto ran = run_scene(nowhere, never);
  ASSERT_FALSE(ran);
  EXPECT_THAT(ran.error().message(), testing::HasSubstr("/nonexistent/pipe"));
}

}  // namespace
}  // namespace anc::guest
