// Fractions of a picture become pixels of the framebuffer.
#include "internal/serve/input_events.h"

#include <gtest/gtest.h>

namespace anc::serve {
namespace {
using remote::Contact;

Displays of(const port::Display& display) {
  Displays displays;
  displays.set(display);
  return displays;
}

remote::Touches touch(Contact::Phase phase, uint32_t geometry, uint16_t x, uint16_t y) {
  return {.sequence = 1, .geometry = geometry, .contacts = {{phase, 3, x, y}}};
}

TEST(InputEvents, NothingIsMeantBeforeADisplayIsKnown) {
  InputEvents events;
  EXPECT_TRUE(events.of(touch(Contact::Phase::kDown, 1, 0, 0), Displays()).empty());
}

TEST(InputEvents, TheEdgesOfThePictureAreThoseOfTheFramebuffer) {
  const auto displays = of({.width = 720, .height = 1280, .version = 4});
  EXPECT_EQ(displays.place(4, 0, 0), (port::Place{0, 0}));
  EXPECT_EQ(displays.place(4, 65535, 65535), (port::Place{719, 1279}));
  const auto middle =
      displays.place(4, remote::to_fraction(360, 720), remote::to_fraction(9, 1280));
  EXPECT_EQ(middle, (port::Place{360, 9}));
}

TEST(InputEvents, ATurnedPictureIsTouchedWhereItIsSeen) {
  const auto displays =
      of({.width = 720, .height = 1280, .rotation = port::Rotation::k90, .version = 1});
  // Seen 1280 wide and 720 high: its top left is the framebuffer's top right.
  EXPECT_EQ(displays.place(1, 0, 0), (port::Place{719, 0}));
  EXPECT_EQ(displays.place(1, 65535, 0), (port::Place{719, 1279}));
  EXPECT_EQ(displays.turned(1, 5, 0), (port::Place{0, 5}));
}

TEST(InputEvents, WhatWasAimedBeforeARotationMissesButLifts) {
  Displays displays = of({.width = 720, .height = 1280, .version = 1});
  displays.set({.width = 720, .height = 1280, .rotation = port::Rotation::k90, .version = 2});
  InputEvents events;
  EXPECT_TRUE(events.of(touch(Contact::Phase::kMove, 1, 9, 9), displays).empty());
  EXPECT_EQ(events.of(touch(Contact::Phase::kUp, 1, 9, 9), displays).size(), 1u);
  EXPECT_EQ(events.of(touch(Contact::Phase::kCancel, 1, 9, 9), displays).size(), 1u);
  EXPECT_EQ(events.of(touch(Contact::Phase::kDown, 2, 9, 9), displays).size(), 1u);
}

TEST(InputEvents, AResizeInFlightMovesNoTouchOffThePicture) {
  Displays displays = of({.width = 720, .height = 1280, .version = 1});
  displays.set({.width = 100, .height = 50, .version = 2});
  const auto place = displays.place(1, 65535, 65535);
  EXPECT_EQ(place, (port::Place{99, 49}));
}

TEST(InputEvents, AnUnknownVersionIsTheNewest) {
  Displays displays = of({.width = 10, .height = 10, .version = 1});
  displays.set({.width = 20, .height = 20, .version = 2});
  EXPECT_EQ(displays.place(77, 65535, 0), (port::Place{19, 0}));
}

TEST(InputEvents, PartsOfANotchAddUp) {
  const auto displays = of({.width = 10, .height = 10, .version = 1});
  InputEvents events;
  EXPECT_TRUE(events.of(remote::Wheel{.geometry = 1, .up = -100}, displays).empty());
  const auto turned = events.of(remote::Wheel{.geometry = 1, .up = -160}, displays);
  ASSERT_EQ(turned.size(), 1u);
  EXPECT_EQ(std::get<port::Wheel>(turned[0]).up, -2);
  EXPECT_TRUE(events.of(remote::Wheel{.geometry = 1, .up = 19}, displays).empty());
}

TEST(InputEvents, KeysButtonsAndPadsKeepTheirNumbers) {
  const auto displays = of({.width = 10, .height = 10, .version = 1});
  InputEvents events;
  const auto key =
      events.of(remote::Key{.code = 30, .action = remote::Key::Action::kRepeat}, displays);
  ASSERT_EQ(key.size(), 1u);
  EXPECT_EQ(std::get<port::Key>(key[0]).code, 30);
  EXPECT_EQ(std::get<port::Key>(key[0]).action, port::Key::Action::kRepeat);
  const auto axis = events.of(remote::PadAxis{.code = 1, .value = -32768}, displays);
  ASSERT_EQ(axis.size(), 1u);
  EXPECT_EQ(std::get<port::PadAxis>(axis[0]).value, -32768);
  EXPECT_TRUE(events.of(remote::ClockPing{}, displays).empty());
}

}  // namespace
}  // namespace anc::serve
