// What the demo guest makes of records.
#include "cmd/ancloud-guest/event_device.h"

#include <linux/input-event-codes.h>

#include <gtest/gtest.h>

namespace anc::test {
namespace {

/// Notes what it hears.
struct Noted : guest::InputSink {
  void touch(Touch phase, int finger, int32_t x, int32_t y) override {
    const char* const names[] = {"down", "move", "up"};
    text += std::string(names[static_cast<int>(phase)]) + " " + std::to_string(finger) + " " +
            std::to_string(x) + "," + std::to_string(y) + ";";
  }
  void letter(std::string_view utf8) override { text += utf8; }
  void erase() override { text += "<"; }
  void paste() override { text += "[paste]"; }
  void text_mark(int32_t number) override { text += "[" + std::to_string(number) + "]"; }
  void device_found() override {}
  void device_ended() override {}
  std::string text;
};

TEST(EventState, TellsFingersAtTheEndOfAReport) {
  guest::EventState state;
  guest::InputLines lines;
  Noted sink;
  state.record(EV_ABS, ABS_MT_SLOT, 3, sink, lines);
  state.record(EV_ABS, ABS_MT_TRACKING_ID, 9, sink, lines);
  state.record(EV_ABS, ABS_MT_POSITION_X, 512, sink, lines);
  state.record(EV_ABS, ABS_MT_POSITION_Y, 384, sink, lines);
  EXPECT_TRUE(lines.empty());
  state.record(EV_SYN, SYN_REPORT, 0, sink, lines);
  state.record(EV_ABS, ABS_MT_POSITION_X, 513, sink, lines);
  state.record(EV_SYN, SYN_REPORT, 0, sink, lines);
  state.record(EV_ABS, ABS_MT_TRACKING_ID, -1, sink, lines);
  state.record(EV_SYN, SYN_REPORT, 0, sink, lines);
  EXPECT_EQ(lines, (guest::InputLines{"touch down 3 at 512,384", "touch move 3 at 513,384",
                                      "touch up 3 at 513,384"}));
  EXPECT_EQ(sink.text, "down 3 512,384;move 3 513,384;up 3 513,384;");
}

TEST(EventState, ASlotThatIsNoneChangesNothing) {
  guest::EventState state;
  guest::InputLines lines;
  Noted sink;
  for (const int slot : {-1, 11, INT32_MAX}) state.record(EV_ABS, ABS_MT_SLOT, slot, sink, lines);
  state.record(EV_ABS, ABS_MT_TRACKING_ID, 1, sink, lines);
  state.record(EV_SYN, SYN_REPORT, 0, sink, lines);
  EXPECT_EQ(lines, guest::InputLines{"touch down 0 at 0,0"});
}

TEST(EventState, KeysTypeLettersAndTextHasItsPlaceAmongThem) {
  guest::EventState state;
  guest::InputLines lines;
  Noted sink;
  for (const auto& [code, value] : {std::pair{KEY_LEFTSHIFT, 1},
                                    {KEY_H, 1},
                                    {KEY_LEFTSHIFT, 0},
                                    {KEY_I, 1},
                                    {KEY_I, 2},
                                    {KEY_BACKSPACE, 1},
                                    {KEY_PASTE, 1},
                                    {KEY_PASTE, 0},
                                    {KEY_ENTER, 1}}) {
    state.record(EV_KEY, static_cast<uint16_t>(code), value, sink, lines);
  }
  state.record(EV_MSC, MSC_SERIAL, 7, sink, lines);
  state.record(EV_MSC, MSC_SCAN, 8, sink, lines);
  EXPECT_EQ(sink.text, "Hii<[paste]\n[7]");
  EXPECT_EQ(lines[4], "key repeat 23");
}

}  // namespace
}  // namespace anc::test
