// Opening channels, and what is a message of one.
#include "internal/webrtc/dcep.h"

#include <span>

#include <gtest/gtest.h>

namespace anc::webrtc {
namespace {

ChannelOpen named(const std::string& label) {
  ChannelOpen open;
  open.label = label;
  return open;
}

core::Bytes bytes(const std::string& text) { return std::as_bytes(std::span(text)); }

TEST(Dcep, WhatIsWrittenIsRead) {
  ChannelOpen open = named("ancloud-move");
  open.protocol = "v1";
  open.reliability = {false, Reliability::Limit::kRetransmits, 3};
  const auto message = write_channel_open(open);
  EXPECT_EQ(message[0], std::byte{0x03});
  EXPECT_EQ(message[1], std::byte{0x81});  // unordered, with a limit of repeats
  const auto read = parse_channel_open(message);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->label, open.label);
  EXPECT_EQ(read->protocol, "v1");
  EXPECT_FALSE(read->reliability.ordered);
  EXPECT_EQ(read->reliability.limit, Reliability::Limit::kRetransmits);
  EXPECT_EQ(read->reliability.value, 3U);
}

TEST(Dcep, CutAnywhereOrLongerItIsNone) {
  const auto message = write_channel_open(named("label"));
  for (size_t size = 0; size < message.size(); ++size) {
    EXPECT_FALSE(parse_channel_open(core::Bytes(message).first(size)));
  }
  auto longer = message;
  longer.push_back({});
  EXPECT_FALSE(parse_channel_open(longer));
  EXPECT_FALSE(parse_channel_open(write_channel_open(named(std::string(257, 'x')))));
  auto odd = message;
  odd[1] = std::byte{0x03};
  EXPECT_FALSE(parse_channel_open(odd));
}

class Channels : public testing::Test {
 protected:
  struct Packet {
    uint16_t stream;
    uint32_t ppid;
    std::string data;
    Reliability how;
  };
  DataChannels channels{{
      [this](uint16_t stream, uint32_t ppid, core::Bytes data, const Reliability& how) {
        sent.push_back(
            {stream, ppid, {reinterpret_cast<const char*>(data.data()), data.size()}, how});
        return takes;
      },
      [this](uint16_t stream) { resets.push_back(stream); },
      [this](uint16_t stream, const ChannelOpen&) { opened.push_back(stream); },
      [this](uint16_t, bool text, core::Bytes data) {
        got.push_back((text ? "T" : "B") +
                      std::string(reinterpret_cast<const char*>(data.data()), data.size()));
      },
      [this](uint16_t stream) { closed.push_back(stream); },
  }};
  bool takes = true;
  std::vector<Packet> sent;
  std::vector<uint16_t> resets, opened, closed;
  std::vector<std::string> got;
};

TEST_F(Channels, AreTakenWhateverTheirNumber) {
  channels.up(true, 100);
  for (const uint16_t stream : std::vector<uint16_t>{1, 2, 0, 99}) {
    channels.take(stream, 50, write_channel_open(named("x")));
    EXPECT_EQ(sent.back().data, "\x02");
    EXPECT_EQ(sent.back().ppid, 50U);
    EXPECT_EQ(sent.back().stream, stream);
  }
  EXPECT_EQ(opened, (std::vector<uint16_t>{1, 2, 0, 99}));
  channels.take(100, 50, write_channel_open(named("x")));  // we have no such stream
  EXPECT_EQ(resets, std::vector<uint16_t>{100});
  channels.take(1, 50, write_channel_open(named("x")));  // twice
  EXPECT_EQ(opened.size(), 4U);
  // Ours are even as the DTLS client's, and none that is in use.
  EXPECT_EQ(channels.open(named("y")), 4);
}

TEST_F(Channels, MessagesHaveKindsAndMayBeEmpty) {
  channels.up(true, 100);
  channels.take(1, 50, write_channel_open(named("x")));
  channels.take(1, 51, bytes("text"));
  channels.take(1, 53, bytes("data"));
  channels.take(1, 56, bytes(std::string(1, '\0')));
  channels.take(1, 57, bytes(std::string(1, '\0')));
  channels.take(1, 52, bytes("old"));  // of drafts
  channels.take(2, 51, bytes("nobody's"));
  EXPECT_EQ(got, (std::vector<std::string>{"Ttext", "Bdata", "T", "B"}));
  EXPECT_TRUE(channels.send(1, true, {}));
  EXPECT_EQ(sent.back().ppid, 56U);
  EXPECT_EQ(sent.back().data.size(), 1U);
  EXPECT_TRUE(channels.send(1, false, bytes("z")));
  EXPECT_EQ(sent.back().ppid, 53U);
  EXPECT_FALSE(channels.send(2, false, bytes("z")));
}

TEST_F(Channels, AreOrderedUntilTheOtherEndHasThem) {
  channels.up(false, 100);
  ChannelOpen open = named("x");
  open.reliability.ordered = false;
  EXPECT_EQ(channels.open(open), 1);
  channels.send(1, true, bytes("a"));
  EXPECT_TRUE(sent.back().how.ordered);
  channels.take(1, 50, bytes("\x02"));
  channels.send(1, true, bytes("a"));
  EXPECT_FALSE(sent.back().how.ordered);
}

TEST_F(Channels, CloseOnBothSides) {
  channels.up(true, 100);
  channels.take(1, 50, write_channel_open(named("x")));
  channels.take(3, 50, write_channel_open(named("x")));
  channels.close(1);
  EXPECT_EQ(resets, std::vector<uint16_t>{1});
  EXPECT_FALSE(channels.send(1, true, bytes("a")));
  EXPECT_TRUE(closed.empty());
  channels.reset_by_other(1);
  channels.reset_by_other(3);
  channels.reset_by_other(5);
  EXPECT_EQ(closed, (std::vector<uint16_t>{1, 3}));
  EXPECT_EQ(resets, (std::vector<uint16_t>{1, 3}));
  channels.take(1, 50, write_channel_open(named("again")));
  EXPECT_EQ(opened, (std::vector<uint16_t>{1, 3, 1}));
}

TEST_F(Channels, AreBounded) {
  EXPECT_FALSE(channels.open(named("early")));
  channels.up(true, 1000);
  for (size_t i = 0; i < DataChannels::kMaxChannels; ++i) EXPECT_TRUE(channels.open(named("x")));
  EXPECT_FALSE(channels.open(named("x")));
  channels.take(1, 50, write_channel_open(named("x")));
  EXPECT_TRUE(opened.empty());
  EXPECT_EQ(resets, std::vector<uint16_t>{1});
}

}  // namespace
}  // namespace anc::webrtc
