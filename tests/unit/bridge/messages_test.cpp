// Messages of anbox_bridge: the worked bytes of the reference, and each of them cut everywhere.
#include "internal/bridge/messages.h"

#include <gtest/gtest.h>

namespace anc::test {
namespace {
using namespace std::string_literals;

// One window of com.android.settings: display 0, a surface, frame (64,48,704,528), task 7, stack 2.
const std::string kWindows =
    "\x12\x2a\x0a\x28\x08\x00\x10\x01\x1a\x14"
    "com.android.settings\x20\x40\x28\x30\x30\xc0\x05\x38\x90\x04\x40\x07\x48\x02"s;

std::string text_field(uint8_t number, const std::string& value) {
  EXPECT_LT(value.size(), 128u) << "the length is one byte here";
  return std::string{static_cast<char>(number << 3 | 2), static_cast<char>(value.size())} + value;
}

TEST(BridgeMessages, AWindowUpdateIsReadAsInTheReference) {
  const auto events = bridge::decode_events(kWindows);
  ASSERT_TRUE(events && events->windows);
  const port::TaskWindow window{0, true, "com.android.settings", {64, 48, 704, 528}, 7, 2};
  EXPECT_EQ(events->windows->windows, std::vector{window});
  EXPECT_TRUE(events->windows->removed.empty());
  EXPECT_FALSE(events->boot_finished || events->applications);
}

TEST(BridgeMessages, ApplicationsAreReadAndEntriesWithoutAPackageSkipped) {
  const std::string intent = text_field(1, "android.intent.action.MAIN") + text_field(3, "a/b") +
                             text_field(4, "org.a") + text_field(5, "org.a.Main") +
                             text_field(6, "one") + text_field(6, "two");
  const std::string entry = text_field(1, "A") + text_field(2, "org.a") + text_field(3, intent) +
                            text_field(4, "\x89PNG");
  const std::string empty = text_field(1, "") + text_field(2, "");
  const std::string update = text_field(1, entry) + text_field(1, empty) + text_field(1, "") +
                             text_field(2, text_field(1, "unknown") + text_field(2, "org.b"));
  std::string sequence = "\x1a"s + static_cast<char>((update.size() & 0x7f) | 0x80) +
                         static_cast<char>(update.size() >> 7) + update;
  const auto events = bridge::decode_events(sequence);
  ASSERT_TRUE(events && events->applications);
  const port::Application expected{.name = "A",
                                   .package = "org.a",
                                   .launch = {.action = "android.intent.action.MAIN",
                                              .type = "a/b",
                                              .package = "org.a",
                                              .component = "org.a.Main",
                                              .categories = {"one", "two"}},
                                   .icon = "\x89PNG"};
  EXPECT_EQ(events->applications->changed, std::vector{expected});
  EXPECT_EQ(events->applications->removed, std::vector<std::string>{"org.b"});
}

TEST(BridgeMessages, CutAnywhereAreReadAsNothingOrAsLess) {
  const std::string call = bridge::encode_call({5, "resize_task", bridge::encode_resize(7, {})});
  for (size_t size = 0; size < call.size(); ++size) {
    EXPECT_FALSE(bridge::decode_call(call.substr(0, size))) << size;
  }
  for (size_t size = 1; size < kWindows.size(); ++size) {
    EXPECT_FALSE(bridge::decode_events(kWindows.substr(0, size))) << size;
  }
  const std::string reply = bridge::encode_reply(300, "abc");
  for (size_t size = 0; size < reply.size(); ++size) {
    const auto cut = bridge::decode_reply(reply.substr(0, size));
    EXPECT_TRUE(!cut || cut->response.empty()) << size;
  }
}

TEST(BridgeMessages, VoidSaysSuccessOrTheErrorOfTheOtherSide) {
  EXPECT_EQ(bridge::encode_void({}), "");
  const auto refused = fail(Kind::kBusy, "Container is already running");
  EXPECT_EQ(bridge::encode_void(refused), "\xfa\x07\x1c"s + "Container is already running");
  EXPECT_TRUE(bridge::decode_void(""));
  EXPECT_EQ(bridge::decode_void("\xfa\x07\x01x").error().message(), "the guest refuses: x");
  EXPECT_FALSE(bridge::decode_void("\xfa\x07\x7fx")) << "a length beyond the end";
}

TEST(BridgeMessages, ALaunchSendsOnlyWhatIsKnown) {
  EXPECT_EQ(bridge::encode_launch({.intent = {.package = "org.a"}}), "\x0a\x07\x22\x05org.a");
  EXPECT_EQ(bridge::encode_launch({.intent = {}, .stack = port::Stack::kFreeform}),
            "\x0a\x00\x18\x02"s);
  EXPECT_EQ(bridge::encode_task(7), "\x08\x07");
}

TEST(BridgeMessages, TheClipboardCarriesAMegabyteAndEmptyIsNoText) {
  EXPECT_EQ(bridge::encode_clipboard(""), "");
  const std::string large(1u << 20, 'x');
  EXPECT_EQ(bridge::decode_clipboard(bridge::encode_clipboard(large)), large);
}
}  // namespace
}  // namespace anc::test
