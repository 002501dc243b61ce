// Peers against each other, over the loopback's UDP and TCP.
#include <algorithm>

#include "tests/unit/webrtc/ends.h"

namespace anc::webrtc {
namespace {

std::vector<std::byte> bytes(size_t size, uint8_t seed = 1) {
  std::vector<std::byte> data(size);
  for (size_t i = 0; i < size; ++i) data[i] = static_cast<std::byte>(i * 7 + seed);
  return data;
}

/// A key picture as OpenH264 makes one: SPS, PPS and a slice of `size` bytes.
port::EncodedVideo picture(size_t size, bool key) {
  port::EncodedVideo video;
  video.key = key;
  video.width = 720;
  video.height = 1280;
  const auto nal = [&](uint8_t type, size_t length) {
    for (const int byte : {0, 0, 0, 1}) video.bytes.push_back(static_cast<std::byte>(byte));
    video.bytes.push_back(std::byte{type});
    video.bytes.insert(video.bytes.end(), length, std::byte{0x55});
  };
  if (key) {
    nal(0x67, 10);
    nal(0x68, 4);
  }
  nal(key ? 0x65 : 0x41, size);
  video.at.posted = video.at.encoded = std::chrono::steady_clock::now();
  return video;
}

TEST_F(Ends, MeetOverUdp) {
  open();
  join_sending_both_ways();
  ASSERT_TRUE(connected()) << offerer.closed << answerer.closed;
  on(loop, [&] {
    EXPECT_EQ(offerer.peer->facts().transport, "udp");
    EXPECT_EQ(answerer.peer->facts().transport, "udp");
    const uint64_t before = answerer.port->counters().datagrams_in;
    offerer.peer->send_video(picture(50'000, true));
    offerer.peer->send_video(picture(3'000, false));
    answerer.peer->send_video(picture(3'000, true));
    EXPECT_GT(offerer.peer->facts().media.packets, 40U);
    EXPECT_GE(answerer.peer->facts().media.packets, 3U);
    arrived = before + offerer.peer->facts().media.packets;
  });
  EXPECT_TRUE(eventually(loop, [&] { return answerer.port->counters().datagrams_in >= arrived; }));
}

TEST_F(Ends, MeetOverTcp) {
  open({.address = "127.0.0.1"}, {.address = "127.0.0.1", .udp = false});
  join_sending_both_ways();
  ASSERT_TRUE(connected()) << offerer.closed << answerer.closed;
  on(loop, [&] {
    EXPECT_EQ(offerer.peer->facts().transport, "tcp");
    EXPECT_EQ(answerer.peer->facts().transport, "tcp");
    answerer.peer->send_video(picture(100'000, true));
    EXPECT_GE(answerer.peer->facts().media.packets, 80U);
  });
}

TEST_F(Ends, MeetOverIpv6) {
  open({.address = "::1"}, {.address = "::1"});
  join();
  ASSERT_TRUE(connected()) << offerer.closed << answerer.closed;
}

TEST_F(Ends, ChannelsCarryMessagesOfAllSizesBothWays) {
  open();
  join();
  ASSERT_TRUE(eventually(loop, [&] { return offerer.channels_up && answerer.channels_up; }));
  answerer.on_message = [&](ChannelId id, bool text, core::Bytes message) {
    EXPECT_TRUE(answerer.peer->send_message(id, text, message));
  };
  const std::vector<size_t> sizes{0, 1, 2, 1000, 1150, 1200, 20'000, 60'000};
  on(loop, [&] {
    const auto id = offerer.peer->open_channel("echo", "test.v1", {});
    ASSERT_TRUE(id);
    for (const size_t size : sizes) {
      EXPECT_TRUE(offerer.peer->send_message(*id, size % 2 == 0, bytes(size)));
    }
  });
  ASSERT_TRUE(eventually(loop, [&] { return offerer.messages.size() == sizes.size(); }));
  for (size_t i = 0; i < sizes.size(); ++i) {
    EXPECT_EQ(offerer.messages[i], bytes(sizes[i]));
    EXPECT_EQ(offerer.text[i], sizes[i] % 2 == 0);
  }
  EXPECT_EQ(answerer.channels.begin()->second, "echo");
}

}  // namespace
}  // namespace anc::webrtc
