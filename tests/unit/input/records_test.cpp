// Bytes on the event sockets, against the worked examples of anbox-host.md 5.
#include "internal/input/records.h"

#include <cstring>
#include <linux/input-event-codes.h>
#include <string>

#include <gtest/gtest.h>

#include "internal/input/description.h"
#include "internal/input/report_queue.h"
#include "internal/input/touch_slots.h"

namespace anc::test {
namespace {
using input::Record;
using input::Report;
using port::Touch;
using enum port::Touch::Phase;

std::string hex(const std::vector<std::byte>& bytes, size_t from, size_t count) {
  std::string text;
  char two[3];
  for (size_t i = from; i < from + count; ++i) {
    std::snprintf(two, sizeof two, "%02x", std::to_integer<unsigned>(bytes.at(i)));
    text += two;
  }
  return text;
}

const std::string kStamp = "d20400000000000052aa080000000000";  // 1234.567890
constexpr std::chrono::microseconds kAt{1234567890};

std::string bytes_of(const Report& report, int& slot) {
  Report stamped = report;
  stamped.at = kAt;
  const auto bytes = input::encode(stamped, slot);
  return hex(bytes, 0, bytes.size());
}

TEST(Records, ATouchDownIsTheWorkedExample) {
  input::TouchSlots slots;
  int slot = input::kNoSlot;
  const auto report = slots.apply(1, {.phase = kDown, .finger = 0, .x = 512, .y = 384});
  ASSERT_TRUE(report);
  EXPECT_EQ(bytes_of(*report, slot), kStamp + "03002f0000000000" + kStamp + "0300390001000000" +
                                         kStamp + "0300350000020000" + kStamp + "0300360080010000" +
                                         kStamp + "0000000000000000");
}

TEST(Records, TheSlotIsNamedOnlyToAClientThatIsAtAnother) {
  input::TouchSlots slots;
  int old_client = input::kNoSlot, late_client = input::kNoSlot;
  const auto first = slots.apply(1, {.phase = kDown, .finger = 0, .x = 1, .y = 2});
  const auto second = slots.apply(1, {.phase = kDown, .finger = 1, .x = 3, .y = 4});
  const auto move = slots.apply(1, {.phase = kMove, .finger = 1, .x = 5, .y = 4});
  ASSERT_TRUE(first && second && move);
  (void)bytes_of(*first, old_client);
  EXPECT_EQ(bytes_of(*second, old_client).size(), 2u * 5 * input::kRecordSize);
  EXPECT_EQ(bytes_of(*move, old_client).size(), 2u * 3 * input::kRecordSize);
  EXPECT_EQ(bytes_of(*move, late_client).size(), 2u * 4 * input::kRecordSize);
  EXPECT_EQ(late_client, 1);
}

TEST(Descriptions, DifferFromZeroOnlyWhereTheReferenceSays) {
  struct Expected {
    input::Description description;
    std::vector<std::pair<size_t, std::string>> bytes;
  };
  const port::Display display{.width = 720, .height = 1280};
  // As the table of 5.4, but for: five buttons (286: 1f), the last slot (572: 09), the last pixel
  // (596: 719, 600: 1279) and the last tracking id (612: 65535).
  const Expected all[] = {{input::pointer_description(),
                           {{0, "616e626f782d706f696e746572"},
                            {80, "01"},
                            {84, "0600020002000200"},
                            {92, "6e6f6e65"},
                            {286, "1f"},
                            {356, "4301"},
                            {378, "01"}}},
                          {input::keyboard_description(),
                           {{0, "616e626f782d6b6579626f617264"},
                            {80, "01"},
                            {84, "0600030003000300"},
                            {92, "6e6f6e65"},
                            {284, "01"},
                            {296, "01"}}},
                          {input::touch_description(display),
                           {{0, "616e626f782d746f756368"},
                            {80, "01"},
                            {84, "0600040004000400"},
                            {92, "6e6f6e65"},
                            {353, "806302"},
                            {378, "02"},
                            {572, "09"},
                            {576, "7f"},
                            {580, "7f"},
                            {596, "cf020000"},
                            {600, "ff040000"},
                            {612, "ffff0000"}}}};
  for (const Expected& expected : all) {
    auto bytes = input::encode(expected.description);
    ASSERT_EQ(bytes.size(), 896u);
    for (const auto& [at, text] : expected.bytes) {
      EXPECT_EQ(hex(bytes, at, text.size() / 2), text) << expected.description.name << " at " << at;
      std::memset(bytes.data() + at, 0, text.size() / 2);
    }
    EXPECT_EQ(bytes, std::vector<std::byte>(896)) << expected.description.name;
  }
}

TEST(Descriptions, TheGamepadHasNegativeMinima) {
  const auto bytes = input::encode(input::gamepad_description());
  EXPECT_EQ(hex(bytes, 384, 4), "ff7f0000");
  EXPECT_EQ(hex(bytes, 640, 4), "0080ffff");
  EXPECT_EQ(hex(bytes, 640 + 4 * ABS_HAT0X, 4), "ffffffff");
  EXPECT_EQ(hex(bytes, 252 + BTN_SOUTH / 8, 2), "db7f");  // 0x130…0x13e without C and Z
}

Report motion(int slot, int x) {
  return {.records = {{EV_ABS, ABS_MT_SLOT, slot}, {EV_ABS, ABS_MT_POSITION_X, x}},
          .at = {},
          .motion = true};
}
Report press(uint16_t code) { return {.records = {{EV_KEY, code, 1}}, .at = {}, .motion = false}; }

TEST(ReportQueue, MotionTakesThePlaceOfMotionOfTheSameFinger) {
  input::ReportQueue queue;
  for (int x = 0; x < 10000; ++x) {
    ASSERT_TRUE(queue.push(motion(0, x)));
    ASSERT_TRUE(queue.push(motion(1, -x)));
  }
  ASSERT_EQ(queue.size(), 2u);
  EXPECT_EQ(queue.pop().records[1].value, 9999);
  EXPECT_EQ(queue.pop().records[1].value, -9999);
}

TEST(ReportQueue, MotionNeverPassesAPressAndNoPressIsLost) {
  input::ReportQueue queue;
  ASSERT_TRUE(queue.push(motion(0, 1)));
  ASSERT_TRUE(queue.push(press(7)));
  ASSERT_TRUE(queue.push(motion(0, 2)));
  ASSERT_TRUE(queue.push(motion(0, 3)));
  EXPECT_EQ(queue.pop().records[1].value, 1);
  EXPECT_EQ(queue.pop().records[0].code, 7);
  EXPECT_EQ(queue.pop().records[1].value, 3);
  EXPECT_TRUE(queue.empty());
  for (size_t i = 0; i < input::ReportQueue::kLimit; ++i) ASSERT_TRUE(queue.push(press(1)));
  EXPECT_FALSE(queue.push(press(1)));
  EXPECT_FALSE(queue.push(motion(0, 1)));
}

TEST(ReportQueue, RelativeMotionAddsUp) {
  Report a{.records = {{EV_ABS, ABS_X, 10}, {EV_REL, REL_X, 2}}, .at = {}, .motion = true};
  Report b{.records = {{EV_ABS, ABS_X, 13}, {EV_REL, REL_X, 3}}, .at = kAt, .motion = true};
  ASSERT_TRUE(input::merge(a, b));
  EXPECT_EQ(a.records[0].value, 13);
  EXPECT_EQ(a.records[1].value, 5);
  EXPECT_EQ(a.at, kAt);
  b.records.pop_back();
  EXPECT_FALSE(input::merge(a, b));
}

}  // namespace
}  // namespace anc::test
