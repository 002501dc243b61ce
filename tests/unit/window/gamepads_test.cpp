// Gamepads that SDL makes up: plugged in, moved, pulled out.
#include "internal/window/gamepads.h"

#include <cstdlib>
#include <linux/input-event-codes.h>
#include <vector>

#include <SDL2/SDL.h>
#include <gtest/gtest.h>

namespace anc::test {
namespace {

struct Hub final : port::InputHub {
  struct Source final : port::InputSource {
    explicit Source(Hub& to) : hub(to) { ++hub.sources; }
    ~Source() override { --hub.sources; }
    void send(port::InputEvent event) override { hub.events.push_back(std::move(event)); }
    void release_all() override {}
    Hub& hub;
  };
  std::unique_ptr<port::InputSource> add_source() override {
    return std::make_unique<Source>(*this);
  }
  std::vector<port::InputEvent> events;
  int sources = 0;
};

class WindowGamepads : public testing::Test {
 protected:
  void SetUp() override {
    setenv("SDL_VIDEODRIVER", "dummy", 1);
    SDL_SetHint(SDL_HINT_JOYSTICK_ALLOW_BACKGROUND_EVENTS, "1");
    ASSERT_EQ(SDL_Init(SDL_INIT_VIDEO | SDL_INIT_GAMECONTROLLER), 0) << SDL_GetError();
    plug();
  }
  void TearDown() override {
    SDL_Quit();
    unsetenv("SDL_VIDEODRIVER");
  }
  void plug() {
    device_ = SDL_JoystickAttachVirtual(SDL_JOYSTICK_TYPE_GAMECONTROLLER, SDL_CONTROLLER_AXIS_MAX,
                                        SDL_CONTROLLER_BUTTON_MAX, 0);
    ASSERT_GE(device_, 0) << SDL_GetError();
    take_events();
  }
  /// Another opening of the same joystick, to move it by.
  SDL_Joystick* hand() {
    return SDL_JoystickFromInstanceID(SDL_JoystickGetDeviceInstanceID(device_));
  }
  void take_events() {
    SDL_GameControllerUpdate();
    SDL_Event event{};
    while (SDL_PollEvent(&event) != 0) gamepads_.handle(event);
  }
  template <class T>
  T only() {
    take_events();
    EXPECT_EQ(hub_.events.size(), 1u);
    const T event = hub_.events.empty() ? T{} : std::get<T>(hub_.events.front());
    hub_.events.clear();
    return event;
  }
  Hub hub_;
  window::Gamepads gamepads_{hub_};
  int device_ = -1;
};

TEST_F(WindowGamepads, ButtonsGoByTheirLabels) {
  ASSERT_EQ(hub_.sources, 1);
  hub_.events.clear();  // where the axes are at the start
  for (const auto& [button, code] : {std::pair{SDL_CONTROLLER_BUTTON_A, BTN_SOUTH},
                                     {SDL_CONTROLLER_BUTTON_B, BTN_EAST},
                                     {SDL_CONTROLLER_BUTTON_X, BTN_X},
                                     {SDL_CONTROLLER_BUTTON_Y, BTN_Y},
                                     {SDL_CONTROLLER_BUTTON_START, BTN_START},
                                     {SDL_CONTROLLER_BUTTON_LEFTSHOULDER, BTN_TL}}) {
    for (const bool down : {true, false}) {
      SDL_JoystickSetVirtualButton(hand(), button, down ? SDL_PRESSED : SDL_RELEASED);
      const auto event = only<port::PadButton>();
      EXPECT_EQ(event.code, code);
      EXPECT_EQ(event.down, down);
    }
  }
}

TEST_F(WindowGamepads, TheCrossIsTwoAxesAndTriggersHaveTheirOwnRange) {
  hub_.events.clear();
  SDL_JoystickSetVirtualButton(hand(), SDL_CONTROLLER_BUTTON_DPAD_LEFT, SDL_PRESSED);
  auto axis = only<port::PadAxis>();
  EXPECT_EQ(axis.code, ABS_HAT0X);
  EXPECT_EQ(axis.value, -1);
  SDL_JoystickSetVirtualButton(hand(), SDL_CONTROLLER_BUTTON_DPAD_LEFT, SDL_RELEASED);
  EXPECT_EQ(only<port::PadAxis>().value, 0);
  SDL_JoystickSetVirtualAxis(hand(), SDL_CONTROLLER_AXIS_RIGHTY, -32768);
  axis = only<port::PadAxis>();
  EXPECT_EQ(axis.code, ABS_RY);
  EXPECT_EQ(axis.value, -32768);
  EXPECT_EQ(window::pad_axis(SDL_CONTROLLER_AXIS_TRIGGERLEFT, 32767)->value, 255);
  EXPECT_EQ(window::pad_axis(SDL_CONTROLLER_AXIS_TRIGGERRIGHT, 0)->value, 0);
  EXPECT_EQ(window::pad_axis(SDL_CONTROLLER_AXIS_TRIGGERRIGHT, 0)->code, ABS_RZ);
}

TEST_F(WindowGamepads, APadThatIsPulledOutTakesItsSourceAlong) {
  ASSERT_EQ(hub_.sources, 1);
  ASSERT_EQ(SDL_JoystickDetachVirtual(device_), 0);
  take_events();
  EXPECT_EQ(hub_.sources, 0);
  plug();
  EXPECT_EQ(hub_.sources, 1);
}

}  // namespace
}  // namespace anc::test
