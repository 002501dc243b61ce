// Bridge messages against the bytes that the old guest and host exchange, written out.
#include "cmd/ancloud-guest/bridge_bytes.h"

#include <gtest/gtest.h>

namespace anc::guest {
namespace {

std::string hex(std::string_view bytes) {
  std::string text;
  for (const char c : bytes) {
    char pair[4];
    std::snprintf(pair, sizeof pair, "%02x ", static_cast<unsigned char>(c));
    text += pair;
  }
  if (!text.empty()) text.pop_back();
  return text;
}

std::string bytes(std::string_view hex_text) {
  std::string out;
  for (size_t i = 0; i + 1 < hex_text.size(); i += 3) {
    out += static_cast<char>(std::stoi(std::string(hex_text.substr(i, 2)), nullptr, 16));
  }
  return out;
}

TEST(BridgeBytes, BootFinishedOnTheFirstBootAndLater) {
  //            length   type  events{ boot_finished{ first_boot_done } }
  EXPECT_EQ(hex(boot_finished_message(true)), "00 00 06 01 1a 04 0a 02 08 01");
  EXPECT_EQ(hex(boot_finished_message(false)), "00 00 04 01 1a 02 0a 00");
}

TEST(BridgeBytes, AnApplicationCarriesItsLaunchIntent) {
  const std::string message = application_list_message({{"Demo", "a.b", "a.b.C"}});
  EXPECT_EQ(hex(message),
            "00 00 3b 01 1a 39 1a 37 0a 35 "
            "0a 04 44 65 6d 6f "  // name
            "12 03 61 2e 62 "     // package
            "1a 28 0a 1a 61 6e 64 72 6f 69 64 2e 69 6e 74 65 6e 74 2e 61 63 74 69 6f 6e 2e 4d 41 "
            "49 4e "                                 // launch_intent.action
            "22 03 61 2e 62 2a 05 61 2e 62 2e 43");  // .package, .component
}

TEST(BridgeBytes, ARemovalNamesItsPackageOnly) {
  EXPECT_EQ(hex(application_list_message({}, {"a.b"})),
            "00 00 14 01 1a 12 1a 10 12 0e 0a 07 75 6e 6b 6e 6f 77 6e 12 03 61 2e 62");
}

TEST(BridgeBytes, AnswersAreThoseOfTheOldGuest) {
  EXPECT_EQ(hex(void_reply(1)), "00 00 04 01 08 01 12 00");
  EXPECT_EQ(hex(error_reply(0, "Container is already running")),
            "00 00 23 01 08 00 12 1f fa 07 1c 43 6f 6e 74 61 69 6e 65 72 20 69 73 20 61 6c 72 65 "
            "61 64 79 20 72 75 6e 6e 69 6e 67");
}

TEST(BridgeBytes, AnInvocationOfTheHostIsUnderstoodAndNoCutOfItCrashes) {
  // resize_task id 5, task 7, mode 3, (64,48,864,648), without its frame header
  const std::string payload = bytes(
      "08 05 12 0b 72 65 73 69 7a 65 5f 74 61 73 6b 1a 10 08 07 10 03 1a 0a 08 40 10 30 18 e0 06 "
      "20 88 05 20 01");
  const auto all = std::as_bytes(std::span(payload));
  const auto whole = parse_invocation(all);
  ASSERT_TRUE(whole);
  EXPECT_EQ(whole->id, 5u);
  EXPECT_EQ(whole->method, "resize_task");
  for (size_t cut = 0; cut < 15; ++cut) EXPECT_FALSE(parse_invocation(all.first(cut))) << cut;
}

TEST(BridgeBytes, ANumberWithoutEndIsRefused) {
  const std::string endless(40, '\x80');
  EXPECT_FALSE(parse_invocation(std::as_bytes(std::span(endless))));
}

TEST(BridgeBytes, WindowsAndClipboardCallsAreThoseOfTheReference) {
  const std::vector<Task> tasks = {{7, "com.android.settings", "", "", {64, 48, 704, 528}}};
  EXPECT_EQ(hex(windows_message(tasks)),
            "00 00 2e 01 1a 2c 12 2a 0a 28 08 00 10 01 1a 14 63 6f 6d 2e 61 6e 64 72 6f 69 64 2e "
            "73 65 74 74 69 6e 67 73 20 40 28 30 30 c0 05 38 90 04 40 07 48 02");
  EXPECT_EQ(hex(get_clipboard_message(3)),
            "00 00 1a 00 08 03 12 12 67 65 74 5f 63 6c 69 70 62 6f 61 72 64 5f 64 61 74 61 1a 00 "
            "20 01");
  const std::string answer = bytes("08 03 12 04 0a 02 68 69");
  const auto read = parse_answer(std::as_bytes(std::span(answer)));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->id, 3u);
  EXPECT_EQ(read->text, "hi");
}

TEST(BridgeBytes, WhatTheHostAsksOfTasksIsUnderstood) {
  const auto resize = parse_task_request(bytes("08 07 10 03 1a 0a 08 40 10 30 18 e0 06 20 88 05"));
  ASSERT_TRUE(resize);
  EXPECT_EQ(resize->id, 7);
  EXPECT_EQ(resize->frame, (Frame{64, 48, 864, 648}));
  const auto launch = parse_launch(bytes("0a 07 22 05 6f 72 67 2e 61 18 02"));
  ASSERT_TRUE(launch);
  EXPECT_EQ(*launch, "org.a");
  EXPECT_FALSE(parse_launch(bytes("0a 07 22")));
}

}  // namespace
}  // namespace anc::guest
