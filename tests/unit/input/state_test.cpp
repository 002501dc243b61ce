// Slots, held keys, typed text, key names, and events as lines of JSON.
#include <linux/input-event-codes.h>

#include <gtest/gtest.h>

#include "internal/input/held_keys.h"
#include "internal/input/key_names.h"
#include "internal/input/script.h"
#include "internal/input/touch_slots.h"
#include "internal/input/typed_keys.h"

namespace anc::test {
namespace {
using port::Touch;
using enum port::Touch::Phase;
using Press = port::Key::Action;

int value_of(const input::Report& report, uint16_t code) {
  for (const auto& record : report.records) {
    if (record.type == EV_ABS && record.code == code) return record.value;
  }
  return -1000;
}

TEST(TouchSlots, TenFingersHaveSlotsTheEleventhHasNone) {
  input::TouchSlots slots;
  for (int i = 0; i < 10; ++i) {
    const auto report = slots.apply(1, {.phase = kDown, .finger = 100 + i, .x = i, .y = i});
    ASSERT_TRUE(report);
    EXPECT_EQ(value_of(*report, ABS_MT_SLOT), i);
    EXPECT_EQ(value_of(*report, ABS_MT_TRACKING_ID), i + 1);
  }
  EXPECT_FALSE(slots.apply(1, {.phase = kDown, .finger = 7}));
  EXPECT_FALSE(slots.apply(1, {.phase = kMove, .finger = 7}));
  const auto up = slots.apply(1, {.phase = kUp, .finger = 104});
  ASSERT_TRUE(up);
  EXPECT_EQ(value_of(*up, ABS_MT_SLOT), 4);
  EXPECT_EQ(value_of(*up, ABS_MT_TRACKING_ID), -1);
  const auto next = slots.apply(1, {.phase = kDown, .finger = 7});
  ASSERT_TRUE(next);
  EXPECT_EQ(value_of(*next, ABS_MT_SLOT), 4);
  EXPECT_EQ(value_of(*next, ABS_MT_TRACKING_ID), 11);
}

TEST(TouchSlots, FingersOfTwoSourcesWithTheSameNumberAreTwo) {
  input::TouchSlots slots;
  ASSERT_TRUE(slots.apply(1, {.phase = kDown, .finger = 0, .x = 1, .y = 1}));
  ASSERT_TRUE(slots.apply(2, {.phase = kDown, .finger = 0, .x = 2, .y = 2}));
  EXPECT_EQ(slots.fingers(), 2);
  EXPECT_EQ(slots.release(1).size(), 1u);
  EXPECT_EQ(slots.fingers(), 1);
  EXPECT_FALSE(slots.apply(1, {.phase = kUp, .finger = 0}));
  EXPECT_TRUE(slots.apply(2, {.phase = kUp, .finger = 0}));
}

TEST(TouchSlots, ALateClientIsToldOfTheFingersThatAreDown) {
  input::TouchSlots slots;
  EXPECT_TRUE(slots.snapshot().empty());
  (void)slots.apply(1, {.phase = kDown, .finger = 0, .x = 1, .y = 1});
  (void)slots.apply(1, {.phase = kDown, .finger = 1, .x = 2, .y = 2});
  (void)slots.apply(1, {.phase = kMove, .finger = 1, .x = 9, .y = 8});
  (void)slots.apply(1, {.phase = kUp, .finger = 0});
  const auto reports = slots.snapshot();
  ASSERT_EQ(reports.size(), 1u);
  EXPECT_EQ(value_of(reports[0], ABS_MT_SLOT), 1);
  EXPECT_EQ(value_of(reports[0], ABS_MT_POSITION_X), 9);
  EXPECT_EQ(value_of(reports[0], ABS_MT_POSITION_Y), 8);
}

TEST(TouchSlots, WhatChangesNothingIsNotSent) {
  input::TouchSlots slots;
  (void)slots.apply(1, {.phase = kDown, .finger = 0, .x = 1, .y = 1});
  EXPECT_FALSE(slots.apply(1, {.phase = kMove, .finger = 0, .x = 1, .y = 1}));
  const auto again = slots.apply(1, {.phase = kDown, .finger = 0, .x = 2, .y = 1});
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->motion);
}

TEST(HeldKeys, AKeyIsUpWhenItsLastHolderLetsGo) {
  input::HeldKeys keys;
  EXPECT_TRUE(keys.apply(1, KEY_A, Press::kDown));
  EXPECT_FALSE(keys.apply(1, KEY_A, Press::kDown));
  EXPECT_FALSE(keys.apply(2, KEY_A, Press::kDown));
  EXPECT_FALSE(keys.apply(1, KEY_A, Press::kUp));
  EXPECT_TRUE(keys.apply(2, KEY_A, Press::kUp));
  EXPECT_FALSE(keys.apply(2, KEY_A, Press::kUp));
}

TEST(HeldKeys, OnlyAHolderRepeatsAndAnEndReleasesWhatNobodyElseHolds) {
  input::HeldKeys keys;
  EXPECT_FALSE(keys.apply(1, KEY_A, Press::kRepeat));
  (void)keys.apply(1, KEY_A, Press::kDown);
  (void)keys.apply(1, KEY_B, Press::kDown);
  (void)keys.apply(2, KEY_B, Press::kDown);
  EXPECT_TRUE(keys.apply(1, KEY_A, Press::kRepeat));
  EXPECT_EQ(keys.release(1), std::vector<uint16_t>{KEY_A});
  EXPECT_EQ(keys.release(2), std::vector<uint16_t>{KEY_B});
}

TEST(TypedKeys, EveryPrintableLetterOfAsciiHasAKeyOfItsOwn) {
  std::set<std::pair<uint16_t, bool>> seen;
  for (char c = ' '; c <= '~'; ++c) {
    const auto keys = input::typed_keys(std::string(1, c));
    ASSERT_TRUE(keys) << c;
    EXPECT_TRUE(seen.insert({keys->at(0).code, keys->at(0).shift}).second) << c;
  }
  const auto keys = input::typed_keys("aZ~\n");
  ASSERT_TRUE(keys);
  EXPECT_EQ(keys->at(0).code, KEY_A);
  EXPECT_EQ(keys->at(1).code, KEY_Z);
  EXPECT_TRUE(keys->at(1).shift);
  EXPECT_EQ(keys->at(2).code, KEY_GRAVE);
  EXPECT_EQ(keys->at(3).code, KEY_ENTER);
  EXPECT_FALSE(input::typed_keys("ü"));
  EXPECT_FALSE(input::typed_keys("\x7f"));
}

TEST(KeyNames, CodesNamesAndWhatIsMeant) {
  for (const auto& [name, code] : {std::pair{"BACK", KEY_BACK},
                                   {"key_back", KEY_BACK},
                                   {"a", KEY_A},
                                   {"7", KEY_7},
                                   {"158", KEY_BACK},
                                   {"F1", KEY_F1},
                                   {"f10", KEY_F10},
                                   {"F12", KEY_F12},
                                   {"102nd", KEY_102ND},
                                   {"app_home", KEY_HOMEPAGE}}) {
    const auto found = input::key_code(name);
    ASSERT_TRUE(found) << name;
    EXPECT_EQ(*found, code) << name;
  }
  for (const char* name : {"", "768", "00", "-5", "BAKC", "KEY_", "ä"}) {
    EXPECT_FALSE(input::key_code(name)) << name;
  }
  EXPECT_EQ(input::key_code("volumup").error().hint(), "did you mean VOLUMEUP?");
}

Result<port::InputEvent> parse(const std::string& text) {
  return input::parse_event(*core::parse_json(text), 719, 1279);
}

TEST(Script, EachKindOfEventComesBackAsItWas) {
  for (const char* line :
       {R"({"touch":"down","finger":1,"x":719,"y":1279})", R"({"touch":"up","finger":1})",
        R"({"key":158,"action":"repeat"})", R"({"move":{"dx":-1,"dy":2},"x":3,"y":4})",
        R"({"button":272,"down":true})", R"({"wheel":{"right":1,"up":-1},"x":3,"y":4})",
        R"({"pad_button":304,"down":false})", R"({"pad_axis":0,"value":-32768})",
        R"({"text":"naïve 你好 🎉"})"}) {
    const auto event = parse(line);
    ASSERT_TRUE(event) << line << event.error().message();
    EXPECT_EQ(input::format_event(*event).dump(), line);
  }
}

TEST(Script, WhatDoesNotFitIsAUsageErrorThatNamesTheField) {
  for (const auto& [line, named] : {std::pair{R"({"touch":"down","x":720,"y":0})", "\"x\""},
                                    {R"({"touch":"down","x":0,"y":-1})", "\"y\""},
                                    {R"({"touch":"hover","x":0,"y":0})", "\"touch\""},
                                    {R"({"touch":"down","x":0})", "\"y\""},
                                    {R"({"touch":"down","x":1e300,"y":0})", "\"x\""},
                                    {R"({"key":"BAKC","action":"down"})", "BAKC"},
                                    {R"({"key":900,"action":"down"})", "\"key\""},
                                    {R"({"key":[],"action":"down"})", "\"key\""},
                                    {R"({"wheel":7,"x":true,"y":0})", "\"x\""},
                                    {R"({"pad_axis":64,"value":0})", "\"pad_axis\""},
                                    {R"({"text":7})", "\"text\""},
                                    {R"([])", "object"},
                                    {R"({})", "touch, key"}}) {
    const auto event = parse(line);
    ASSERT_FALSE(event) << line;
    EXPECT_EQ(event.error().kind(), Kind::kUsage) << line;
    EXPECT_NE(event.error().message().find(named), std::string::npos) << event.error().message();
  }
}

}  // namespace
}  // namespace anc::test
