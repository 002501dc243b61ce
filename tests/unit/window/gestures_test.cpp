// SDL's events as input for the guest, without a window.
#include "internal/window/gestures.h"

#include <cstring>
#include <linux/input-event-codes.h>
#include <vector>

#include <SDL2/SDL.h>
#include <gtest/gtest.h>

#include "internal/window/scancodes.h"

namespace anc::test {
namespace {
using Phase = port::Touch::Phase;
using Press = port::Key::Action;

struct Log {
  std::vector<port::InputEvent> events;
  int releases = 0;
};
struct Source final : port::InputSource {
  explicit Source(Log& to) : log(to) {}
  void send(port::InputEvent event) override { log.events.push_back(std::move(event)); }
  void release_all() override { ++log.releases; }
  Log& log;
};

class WindowGestures : public testing::Test {
 protected:
  WindowGestures() : gestures_(std::make_unique<Source>(log_), {.width = 720, .height = 1280}) {
    gestures_.resize(360, 640);
  }
  void button(uint32_t type, uint8_t which, int x, int y) {
    SDL_Event event{};
    event.type = type;
    event.button.button = which;
    event.button.x = x;
    event.button.y = y;
    gestures_.handle(event);
  }
  void motion(int x, int y) {
    SDL_Event event{};
    event.type = SDL_MOUSEMOTION;
    event.motion.x = x;
    event.motion.y = y;
    gestures_.handle(event);
  }
  void key(uint32_t type, SDL_Scancode scancode, uint8_t repeat = 0) {
    SDL_Event event{};
    event.type = type;
    event.key.keysym.scancode = scancode;
    event.key.repeat = repeat;
    gestures_.handle(event);
  }
  void text(const char* utf8) {
    SDL_Event event{};
    event.type = SDL_TEXTINPUT;
    std::strcpy(event.text.text, utf8);
    gestures_.handle(event);
  }
  /// The only event since the last call.
  template <class T>
  T only() {
    EXPECT_EQ(log_.events.size(), 1u);
    const T event = log_.events.empty() ? T{} : std::get<T>(log_.events.front());
    log_.events.clear();
    return event;
  }
  Log log_;
  window::Gestures gestures_;
};

TEST_F(WindowGestures, TheMouseIsAFingerInPixelsOfTheDisplay) {
  motion(10, 10);
  EXPECT_TRUE(log_.events.empty());
  button(SDL_MOUSEBUTTONDOWN, SDL_BUTTON_LEFT, 100, 200);
  const auto down = only<port::Touch>();
  EXPECT_EQ(down.phase, Phase::kDown);
  EXPECT_EQ(down.x, 201);
  EXPECT_EQ(down.y, 401);
  motion(359, 639);
  EXPECT_EQ(only<port::Touch>().x, 719);
  button(SDL_MOUSEBUTTONUP, SDL_BUTTON_LEFT, 359, 639);
  EXPECT_EQ(only<port::Touch>().phase, Phase::kUp);
}

TEST_F(WindowGestures, BesideTheDisplayNothingBegins) {
  gestures_.resize(1000, 640);  // 320 empty on both sides
  button(SDL_MOUSEBUTTONDOWN, SDL_BUTTON_LEFT, 319, 100);
  button(SDL_MOUSEBUTTONDOWN, SDL_BUTTON_LEFT, 680, 100);
  EXPECT_TRUE(log_.events.empty());
  button(SDL_MOUSEBUTTONDOWN, SDL_BUTTON_LEFT, 320, 0);
  EXPECT_EQ(only<port::Touch>().x, 1);
}

TEST_F(WindowGestures, FingersAreFingersAndNotTheMouse) {
  SDL_Event event{};
  event.type = SDL_FINGERDOWN;
  event.tfinger.fingerId = 7;
  event.tfinger.x = 0.5f;
  event.tfinger.y = 0.25f;
  gestures_.handle(event);
  const auto finger = only<port::Touch>();
  EXPECT_EQ(finger.finger, 7);
  EXPECT_EQ(finger.x, 360);
  EXPECT_EQ(finger.y, 320);
  button(SDL_MOUSEBUTTONDOWN, SDL_BUTTON_LEFT, 1, 1);
  EXPECT_NE(only<port::Touch>().finger, 7);
}

TEST_F(WindowGestures, KeysGoByPlaceAndRepeatsAreRepeats) {
  key(SDL_KEYDOWN, SDL_SCANCODE_NONUSBACKSLASH);
  EXPECT_EQ(only<port::Key>().code, KEY_102ND);
  key(SDL_KEYDOWN, SDL_SCANCODE_NONUSBACKSLASH, 1);
  EXPECT_EQ(only<port::Key>().action, Press::kRepeat);
  key(SDL_KEYUP, SDL_SCANCODE_NONUSBACKSLASH);
  EXPECT_EQ(only<port::Key>().action, Press::kUp);
  key(SDL_KEYDOWN, SDL_SCANCODE_UNKNOWN);
  EXPECT_TRUE(log_.events.empty());
}

TEST_F(WindowGestures, OnlyTextThatNoKeyTypedIsText) {
  key(SDL_KEYDOWN, SDL_SCANCODE_A);
  text("a");
  EXPECT_EQ(only<port::Key>().code, KEY_A);
  key(SDL_KEYUP, SDL_SCANCODE_A);
  log_.events.clear();
  text("你好");
  EXPECT_EQ(only<port::Text>().utf8, "你好");
  text("🎉");
  EXPECT_EQ(only<port::Text>().utf8, "🎉");
}

TEST_F(WindowGestures, AKeyWhoseTextNoKeyOfTheGuestTypesIsThatText) {
  ASSERT_EQ(SDL_InitSubSystem(SDL_INIT_EVENTS), 0);
  SDL_Event follows{};
  follows.type = SDL_TEXTINPUT;
  std::strcpy(follows.text.text, "é");
  for (const SDL_Scancode which : {SDL_SCANCODE_E, SDL_SCANCODE_UNKNOWN}) {
    ASSERT_EQ(SDL_PushEvent(&follows), 1);
    key(SDL_KEYDOWN, which);
    EXPECT_TRUE(log_.events.empty());
    ASSERT_EQ(SDL_PeepEvents(&follows, 1, SDL_GETEVENT, SDL_FIRSTEVENT, SDL_LASTEVENT), 1);
    gestures_.handle(follows);
    EXPECT_EQ(only<port::Text>().utf8, "é");
  }
  std::strcpy(follows.text.text, "e");
  ASSERT_EQ(SDL_PushEvent(&follows), 1);
  key(SDL_KEYDOWN, SDL_SCANCODE_E);
  EXPECT_EQ(only<port::Key>().code, KEY_E);
  ASSERT_EQ(SDL_PeepEvents(&follows, 1, SDL_GETEVENT, SDL_FIRSTEVENT, SDL_LASTEVENT), 1);
  gestures_.handle(follows);
  EXPECT_TRUE(log_.events.empty());
  SDL_QuitSubSystem(SDL_INIT_EVENTS);
}

TEST_F(WindowGestures, AWindowThatLosesTheFocusReleasesEverything) {
  SDL_Event event{};
  event.type = SDL_WINDOWEVENT;
  event.window.event = SDL_WINDOWEVENT_FOCUS_LOST;
  gestures_.handle(event);
  EXPECT_EQ(log_.releases, 1);
}

TEST(Scancodes, TheKeyMapOfTheReference) {
  for (const auto& [scancode, code] : {std::pair{SDL_SCANCODE_ESCAPE, 1},
                                       {SDL_SCANCODE_1, 2},
                                       {SDL_SCANCODE_0, 11},
                                       {SDL_SCANCODE_Q, 16},
                                       {SDL_SCANCODE_P, 25},
                                       {SDL_SCANCODE_L, 38},
                                       {SDL_SCANCODE_M, 50},
                                       {SDL_SCANCODE_F1, 59},
                                       {SDL_SCANCODE_F10, 68},
                                       {SDL_SCANCODE_F11, 87},
                                       {SDL_SCANCODE_F24, 194},
                                       {SDL_SCANCODE_KP_5, 76},
                                       {SDL_SCANCODE_KP_ENTER, 96},
                                       {SDL_SCANCODE_RGUI, 126},
                                       {SDL_SCANCODE_AC_BACK, 158},
                                       {SDL_SCANCODE_PRINTSCREEN, 99},
                                       {SDL_SCANCODE_NONUSHASH, 43}}) {
    EXPECT_EQ(window::linux_key(scancode), code) << scancode;
  }
  EXPECT_EQ(window::linux_key(-1), 0);
  EXPECT_EQ(window::linux_key(100000), 0);
}

}  // namespace
}  // namespace anc::test
