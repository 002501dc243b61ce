// What the demo guest makes of records.
#include "cmd/ancloud-guest/event_device.h"

#include <linux/input-event-codes.h>

#include <gtest/gtest.h>

namespace anc::test {
namespace {

TEST(EventState, TellsFingersAtTheEndOfAReport) {
  guest::EventState state;
  guest::InputLines lines;
  state.record(EV_ABS, ABS_MT_SLOT, 3, lines);
  state.record(EV_ABS, ABS_MT_TRACKING_ID, 9, lines);
  state.record(EV_ABS, ABS_MT_POSITION_X, 512, lines);
  state.record(EV_ABS, ABS_MT_POSITION_Y, 384, lines);
  EXPECT_TRUE(lines.empty());
  state.record(EV_SYN, SYN_REPORT, 0, lines);
  state.record(EV_ABS, ABS_MT_POSITION_X, 513, lines);
  state.record(EV_SYN, SYN_REPORT, 0, lines);
  state.record(EV_ABS, ABS_MT_TRACKING_ID, -1, lines);
  state.record(EV_SYN, SYN_REPORT, 0, lines);
  EXPECT_EQ(lines, (guest::InputLines{"touch down 3 at 512,384", "touch move 3 at 513,384",
                                      "touch up 3 at 513,384"}));
}

TEST(EventState, ASlotThatIsNoneChangesNothing) {
  guest::EventState state;
  guest::InputLines lines;
  for (const int slot : {-1, 11, INT32_MAX}) state.record(EV_ABS, ABS_MT_SLOT, slot, lines);
  state.record(EV_ABS, ABS_MT_TRACKING_ID, 1, lines);
  state.record(EV_SYN, SYN_REPORT, 0, lines);
  EXPECT_EQ(lines, guest::InputLines{"touch down 0 at 0,0"});
}

TEST(EventState, KeysTypeALine) {
  guest::EventState state;
  guest::InputLines lines;
  for (const auto& [code, value] : {std::pair{KEY_LEFTSHIFT, 1},
                                    {KEY_H, 1},
                                    {KEY_LEFTSHIFT, 0},
                                    {KEY_I, 1},
                                    {KEY_I, 2},
                                    {KEY_BACKSPACE, 1},
                                    {KEY_ENTER, 1}}) {
    state.record(EV_KEY, static_cast<uint16_t>(code), value, lines);
  }
  EXPECT_EQ(lines.back(), "typed Hi");
  EXPECT_EQ(lines[4], "key repeat 23");
}

}  // namespace
}  // namespace anc::test
