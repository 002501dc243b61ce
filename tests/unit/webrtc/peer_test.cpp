// Peers against each other, over the loopback's UDP and TCP.
#include <set>

#include "internal/webrtc/sctp.h"
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

TEST_F(Ends, ChannelsOfEveryReliabilityAndTheirEnd) {
  open();
  join();
  ASSERT_TRUE(eventually(loop, [&] { return offerer.channels_up && answerer.channels_up; }));
  using Limit = Reliability::Limit;
  const std::vector<Reliability> kinds{
      {}, {false}, {false, Limit::kRetransmits, 0}, {true, Limit::kLifetime, 500}};
  std::vector<ChannelId> ids;
  on(loop, [&] {
    for (const Reliability& kind : kinds) {
      ids.push_back(*offerer.peer->open_channel("of the offerer", "", kind));
      EXPECT_TRUE(offerer.peer->send_message(ids.back(), false, bytes(100)));
    }
    ids.push_back(*answerer.peer->open_channel("of the answerer", "", {}));
    EXPECT_TRUE(answerer.peer->send_message(ids.back(), true, bytes(7)));
    EXPECT_FALSE(offerer.peer->send_message(ids[0], false, bytes(Sctp::kMaxMessage + 1)));
    EXPECT_FALSE(offerer.peer->send_message(200, false, bytes(1)));
  });
  ASSERT_TRUE(eventually(loop, [&] {
    return answerer.messages.size() == kinds.size() && offerer.messages.size() == 1;
  }));
  EXPECT_EQ(std::set(ids.begin(), ids.end()).size(), ids.size());
  on(loop, [&] {
    for (size_t i = 0; i < kinds.size(); ++i) offerer.peer->close_channel(ids[i]);
    answerer.peer->close_channel(ids.back());
  });
  EXPECT_TRUE(
      eventually(loop, [&] { return answerer.channels.empty() && offerer.channels.empty(); }));
}

TEST_F(Ends, TooMuchForAChannelIsRefusedNotKept) {
  open();
  join();
  ASSERT_TRUE(eventually(loop, [&] { return offerer.channels_up && answerer.channels_up; }));
  size_t sent = 0;
  on(loop, [&] {
    const auto id = offerer.peer->open_channel("full", "", {});
    while (sent < 1000 && offerer.peer->send_message(*id, false, bytes(50'000))) ++sent;
  });
  EXPECT_GT(sent, 5U);
  EXPECT_LT(sent, 100U);
  EXPECT_TRUE(eventually(loop, [&] { return answerer.messages.size() == sent; }));
}

TEST_F(Ends, AnotherFingerprintThanNamedEndsIt) {
  open();
  join([](std::string& offer) {
    for (size_t at = 0; (at = offer.find("sha-256 ", at)) != std::string::npos; ++at) {
      char& digit = offer[at + 8];
      digit = digit == '0' ? '1' : '0';
    }
  });
  ASSERT_TRUE(eventually(loop, [&] { return !answerer.closed.empty(); }));
  EXPECT_NE(answerer.closed.find("certificate"), std::string::npos) << answerer.closed;
  ASSERT_TRUE(eventually(loop, [&] { return !offerer.closed.empty(); }));
  EXPECT_FALSE(answerer.connected);
}

TEST_F(Ends, WhoeverGoesSaysSo) {
  open();
  join();
  ASSERT_TRUE(connected());
  on(loop, [&] { answerer.peer.reset(); });
  ASSERT_TRUE(eventually(loop, [&] { return !offerer.closed.empty(); }));
  EXPECT_EQ(offerer.closed, "the other end has ended the connection");
}

TEST_F(Ends, ACallbackMayEndThePeer) {
  for (int which = 0; which < 5; ++which) {
    open();
    const auto end = [&](int of) {
      if (which == of) answerer.peer.reset();
    };
    bool ended = false;
    on(loop, [&] {
      Peer::Events events;
      events.connected = [&] { end(0); };
      events.channels_up = [&] { end(1); };
      events.channel_opened = [&](ChannelId, const std::string&, const std::string&) { end(2); };
      events.message = [&](ChannelId, bool, core::Bytes) { end(3); };
      events.closed = [&](const std::string&) {
        answerer.peer.reset();
        ended = true;
      };
      offerer.peer = must(Peer::offer(loop, *offerer.port, ours, offering, offerer.events()));
      answerer.peer = must(Peer::answer(loop, *answerer.port, theirs, offerer.peer->local_sdp(),
                                        answering, std::move(events)));
      ASSERT_TRUE(offerer.peer->accept(answerer.peer->local_sdp()));
    });
    if (which > 1) {
      ASSERT_TRUE(eventually(loop, [&] { return offerer.channels_up; }));
      on(loop, [&] {
        const auto id = offerer.peer->open_channel("x", "", {});
        for (int i = 0; i < 10; ++i) offerer.peer->send_message(*id, true, bytes(10));
        if (which == 4) offerer.peer.reset();
      });
    }
    EXPECT_TRUE(eventually(loop, [&] { return !answerer.peer; })) << which;
    EXPECT_EQ(ended, which == 4);
    TearDownPeers();
  }
}

TEST_F(Ends, AThousandHalfOpenOnesHinderNobody) {
  open();
  std::vector<std::unique_ptr<Peer>> half;
  on(loop, [&] {
    offerer.peer = must(Peer::offer(loop, *offerer.port, ours, offering, {}));
    for (int i = 0; i < 1000; ++i) {
      half.push_back(must(
          Peer::answer(loop, *answerer.port, theirs, offerer.peer->local_sdp(), answering, {})));
    }
    EXPECT_EQ(answerer.port->counters().peers, 1000U);
  });
  join();
  EXPECT_TRUE(connected());
  on(loop, [&] {
    half.clear();
    EXPECT_EQ(answerer.port->counters().peers, 1U);
  });
}

TEST_F(Ends, ThereIsALimit) {
  open({.address = "127.0.0.1"}, {.address = "127.0.0.1", .peers = 1});
  join();
  on(loop, [&] {
    const auto more =
        Peer::answer(loop, *answerer.port, theirs, offerer.peer->local_sdp(), answering, {});
    ASSERT_FALSE(more);
    EXPECT_EQ(more.error().kind(), Kind::kCapacity);
  });
  EXPECT_TRUE(connected());
}

TEST_F(Ends, AnOfferOfNothingIsRefusedInWords) {
  open();
  on(loop, [&] {
    offering.channels = false;
    offerer.peer = must(Peer::offer(loop, *offerer.port, ours, offering, {}));
    const auto answer =  // sendonly: it takes nothing
        Peer::answer(loop, *answerer.port, theirs, offerer.peer->local_sdp(), answering, {});
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().kind(), Kind::kUsage);
  });
}

TEST_F(Ends, ATcpConnectionThatIsFullGetsWholePicturesOrNone) {
  open({.address = "127.0.0.1"}, {.address = "127.0.0.1", .udp = false});
  join_sending_both_ways();
  ASSERT_TRUE(connected());
  on(loop, [&] {  // the loop is busy here, so the other end reads nothing
    for (int i = 0; i < 100; ++i) answerer.peer->send_video(picture(50'000, i == 0));
    EXPECT_LT(answerer.peer->facts().media.packets, 3000U);  // of 4500
  });
  // Once there is room, a key picture is asked for, even when no picture comes.
  EXPECT_TRUE(eventually(loop, [&] { return answerer.key_frames_wanted > 0; }));
}

}  // namespace
}  // namespace anc::webrtc
