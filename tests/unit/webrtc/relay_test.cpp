// Peers with a bad network between them, on real sockets: they meet, messages arrive, and another
// port on the way does not part them.
#include "tests/relay/relay.h"

#include "tests/unit/webrtc/ends.h"

namespace anc::webrtc {
namespace {
using namespace std::chrono_literals;

/// The answering end is told to the offering one by the relay's port only.
class BadNetwork : public Ends {
 protected:
  void open_through(const test::Relay::Options& options) {
    relay = must(test::Relay::open(options));
    Port::Options answering_port{.address = "127.0.0.1"};
    answering_port.advertise = {"127.0.0.1:" + std::to_string(relay->port())};
    answering_port.tcp = false;
    open({.address = "127.0.0.1"}, std::move(answering_port));
    relay->to(answerer.port->number());
  }
  /// `count` messages there and back again, in order.
  void echo(size_t count) {
    answerer.on_message = [this](ChannelId id, bool text, core::Bytes message) {
      EXPECT_TRUE(answerer.peer->send_message(id, text, message));
    };
    on(loop, [&] {
      if (!channel) channel = offerer.peer->open_channel("echo", "", {});
      ASSERT_TRUE(channel);
      for (size_t i = 0; i < count; ++i) {
        const std::vector<std::byte> message(300, static_cast<std::byte>(sent++));
        EXPECT_TRUE(offerer.peer->send_message(*channel, false, message));
      }
    });
    EXPECT_TRUE(eventually(loop, [&] { return offerer.messages.size() == sent; }));
    for (size_t i = 0; i < offerer.messages.size(); ++i) {
      EXPECT_EQ(offerer.messages[i][0], static_cast<std::byte>(i));
    }
  }
  bool channels_up() {
    return eventually(loop, [this] { return offerer.channels_up && answerer.channels_up; });
  }

  std::unique_ptr<test::Relay> relay;
  std::optional<ChannelId> channel;
  size_t sent = 0;
};

TEST_F(BadNetwork, PeersMeetAndTalk) {
  for (const double loss : {0.01, 0.02, 0.05}) {
    open_through({.loss = loss, .delay = 1ms, .jitter = 50ms, .overtake = 0.1, .seed = 3});
    join_sending_both_ways();
    ASSERT_TRUE(channels_up()) << loss << offerer.closed << answerer.closed;
    EXPECT_EQ(offerer.peer->facts().remote, "127.0.0.1:" + std::to_string(relay->port()));
    echo(50);
    TearDownPeers();
    channel.reset();
    sent = 0;
  }
}

TEST_F(BadNetwork, AnotherPortOnTheWayDoesNotPartThem) {
  open_through({});
  join_sending_both_ways();
  ASSERT_TRUE(channels_up());
  echo(5);
  std::string before;
  on(loop, [&] { before = answerer.peer->facts().remote; });
  relay->rebind();
  echo(5);
  EXPECT_TRUE(eventually(loop, [&] { return answerer.peer->facts().remote != before; }));
  echo(5);
  EXPECT_EQ(answerer.closed, "");
}

}  // namespace
}  // namespace anc::webrtc
