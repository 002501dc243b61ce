// The door seen from outside: strangers, copies, other addresses, TCP.
#include "internal/webrtc/port.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "internal/core/fd.h"
#include "internal/webrtc/tcp_framing.h"
#include "tests/unit/webrtc/ends.h"

namespace anc::webrtc {
namespace {

/// A plain socket of the loopback, which waits at most 20 s.
class Plain {
 public:
  explicit Plain(int type) : fd_(socket(AF_INET, type, 0)) {
    const timeval limit{20, 0};
    setsockopt(fd_.get(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
  }
  void connect_to(uint16_t port) {
    sockaddr_storage name;
    const socklen_t size = Address::parse("127.0.0.1", port)->to(name, AF_INET);
    ASSERT_EQ(connect(fd_.get(), reinterpret_cast<sockaddr*>(&name), size), 0);
  }
  std::string name() const {
    sockaddr_storage name{};
    socklen_t size = sizeof(name);
    getsockname(fd_.get(), reinterpret_cast<sockaddr*>(&name), &size);
    return Address::from(name).text();
  }
  void send(core::Bytes data) const {
    EXPECT_GE(::send(fd_.get(), data.data(), data.size(), MSG_NOSIGNAL), 0);
  }
  /// What comes next; empty: the end, or nothing within 20 s.
  std::vector<std::byte> receive() const {
    std::vector<std::byte> data(4096);
    const ssize_t n = recv(fd_.get(), data.data(), data.size(), 0);
    data.resize(n > 0 ? static_cast<size_t>(n) : 0);
    return data;
  }

 private:
  core::Fd fd_;
};

std::string field(const std::string& sdp, const std::string& name) {
  const size_t at = sdp.find("a=" + name + ":") + name.size() + 3;
  return sdp.substr(at, sdp.find("\r\n", at) - at);
}

class PortTest : public Ends {
 protected:
  /// A check of the answerer, as its peer would make it.
  std::vector<std::byte> check(uint8_t id, const std::string& password = {}) {
    StunMessage message;
    message.transaction = {id, id, id};
    message.priority = 0x7fffffff;
    message.controlling = 1;
    message.use_candidate = true;
    std::string local, remote;
    on(loop, [&] {
      local = answerer.peer->local_sdp();
      remote = offerer.peer->local_sdp();
    });
    message.username = field(local, "ice-ufrag") + ":" + field(remote, "ice-ufrag");
    return write_stun(message, password.empty() ? field(local, "ice-pwd") : password);
  }
  std::string remote_of_answerer() {
    std::string remote;
    on(loop, [&] { remote = answerer.peer->facts().remote; });
    return remote;
  }
};

TEST_F(PortTest, ANewAddressTakesTheSessionWithIt) {
  open();
  join();
  ASSERT_TRUE(connected());
  Plain other(SOCK_DGRAM);
  other.connect_to(answerer.port->number());
  const std::string before = remote_of_answerer();
  other.send(check(1, "not the password"));
  const auto refusal = parse_stun(other.receive());
  ASSERT_TRUE(refusal);
  EXPECT_EQ(refusal->error, 401);
  EXPECT_EQ(remote_of_answerer(), before);
  other.send(check(2));
  const auto answer = parse_stun(other.receive());
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->mapped->text(), other.name());
  EXPECT_EQ(remote_of_answerer(), other.name());
  EXPECT_TRUE(answerer.closed.empty());
  on(loop, [&] { answerer.peer.reset(); });
  const auto good_bye = other.receive();  // close_notify goes to where it is now
  ASSERT_FALSE(good_bye.empty());
  EXPECT_EQ(good_bye[0], std::byte{21});
}

TEST_F(PortTest, StrangersAreCountedAndGetNoMoreThanTheySent) {
  open();
  join();
  ASSERT_TRUE(connected());
  Plain stranger(SOCK_DGRAM);
  stranger.connect_to(answerer.port->number());
  const auto rubbish = std::vector<std::byte>(600, std::byte{0x80});
  uint64_t before = 0;
  on(loop, [&] { before = answerer.port->counters().strangers; });
  for (const int first : {0, 3, 22, 64, 128, 200, 255}) {
    auto packet = rubbish;
    packet[0] = static_cast<std::byte>(first);
    stranger.send(packet);
  }
  StunMessage nameless;
  auto bare = write_stun(nameless, {});
  bare.resize(20);  // shorter than any refusal: it gets none
  bare[3] = std::byte{0};
  stranger.send(bare);
  nameless.username = "x";
  stranger.send(write_stun(nameless, {}));
  EXPECT_EQ(parse_stun(stranger.receive())->error, 400);
  nameless.username = "nobody:here";
  const auto named = write_stun(nameless, "x");
  stranger.send(named);
  const auto refusal = stranger.receive();
  EXPECT_EQ(parse_stun(refusal)->error, 401);
  EXPECT_LE(refusal.size(), named.size());
  EXPECT_TRUE(eventually(loop, [&] { return answerer.port->counters().strangers == before + 10; }));
  // 1000 of them in a row get no 1000 answers.
  uint64_t out = 0;
  on(loop, [&] { out = answerer.port->counters().datagrams_out; });
  for (int i = 0; i < 1000; ++i) {
    stranger.send(named);
    if (i % 100 == 99) on(loop, [] {});
  }
  EXPECT_TRUE(eventually(loop, [&] { return answerer.port->counters().strangers > before + 900; }));
  on(loop, [&] { EXPECT_LT(answerer.port->counters().datagrams_out, out + 500); });
  EXPECT_TRUE(answerer.closed.empty());
}

TEST_F(PortTest, TcpInPiecesAndTooLong) {
  open();
  join();
  Plain client(SOCK_STREAM);
  client.connect_to(answerer.port->number());
  const auto question = check(1);
  core::ByteWriter frame;
  frame.u16be(static_cast<uint16_t>(question.size())).bytes(question);
  for (const std::byte byte : frame.view()) client.send({&byte, 1});
  auto answer = client.receive();
  ASSERT_GT(answer.size(), 2U);
  EXPECT_EQ(parse_stun(core::Bytes(answer).subspan(2))->type, StunClass::kSuccess);
  Plain rude(SOCK_STREAM);
  rude.connect_to(answerer.port->number());
  rude.send(std::vector<std::byte>(2, std::byte{0xff}));
  EXPECT_TRUE(rude.receive().empty());  // cut off
}

TEST_F(PortTest, TcpConnectionsAreBounded) {
  open({.address = "127.0.0.1"}, {.address = "127.0.0.1", .connections = 8});
  std::vector<std::unique_ptr<Plain>> many;
  for (int i = 0; i < 10; ++i) {
    many.push_back(std::make_unique<Plain>(SOCK_STREAM));
    many.back()->connect_to(answerer.port->number());
  }
  EXPECT_TRUE(many.back()->receive().empty());
  on(loop, [&] { EXPECT_EQ(answerer.port->counters().connections, 2U); });  // of one address
}

TEST_F(PortTest, OnlyWhatIsAdvertisedIsTold) {
  open({.address = "127.0.0.1"},
       {.address = "127.0.0.1", .advertise = {"192.0.2.1", "192.0.2.2:99", "203.0.113.5"}});
  std::vector<Candidate> told;
  on(loop, [&] { told = answerer.port->candidates(); });
  ASSERT_EQ(told.size(), 6U);  // each by UDP and by TCP
  EXPECT_EQ(told[0].address, "192.0.2.1");
  EXPECT_EQ(told[0].port, answerer.port->number());
  EXPECT_EQ(told[1].port, 99);
  EXPECT_FALSE(told[2].tcp);
  EXPECT_TRUE(told[3].tcp);
  for (size_t i = 1; i < told.size(); ++i) EXPECT_GT(told[i - 1].priority, told[i].priority);
  on(loop, [&] {
    const auto wrong = Port::open(loop, {.address = "127.0.0.1", .advertise = {"example.org"}});
    ASSERT_FALSE(wrong);
    EXPECT_EQ(wrong.error().kind(), Kind::kUsage);
    const auto taken = Port::open(loop, {.address = "127.0.0.1", .port = answerer.port->number()});
    ASSERT_FALSE(taken);
    EXPECT_EQ(taken.error().kind(), Kind::kBusy);
    EXPECT_EQ(Port::open(loop, {.address = "localhost"}).error().kind(), Kind::kUsage);
  });
}

TEST_F(PortTest, ARouteIsNotTakenFromWhoUsesIt) {
  open();
  on(loop, [&] {
    auto one = must(answerer.port->attach("one", {}));
    auto two = must(answerer.port->attach("two", {}));
    EXPECT_EQ(answerer.port->attach("two", {}).error().kind(), Kind::kUsage);
    const Route route{0, *Address::parse("10.0.0.1", 1), {}};
    EXPECT_TRUE(one->claim(route));
    EXPECT_TRUE(one->claim(route));
    EXPECT_FALSE(two->claim(route));
    one.reset();
    EXPECT_TRUE(two->claim(route));
  });
}

TEST(TcpFraming, PiecesOfAnySizeGiveTheSameFrames) {
  core::ByteWriter stream;
  std::vector<std::vector<std::byte>> frames;
  for (const size_t size : {1, 2, 0, 700, 4096, 3}) {
    frames.emplace_back(size, static_cast<std::byte>(size));
    stream.u16be(static_cast<uint16_t>(size)).bytes(frames.back());
  }
  std::erase_if(frames, [](const auto& frame) { return frame.empty(); });
  for (const size_t piece : {1, 2, 3, 100, 5000}) {
    FrameReader reader;
    std::vector<std::vector<std::byte>> got;
    for (size_t at = 0; at < stream.size(); at += piece) {
      const auto part = stream.view().subspan(at, std::min(piece, stream.size() - at));
      EXPECT_TRUE(reader.feed(part, [&](core::Bytes packet) {
        got.emplace_back(packet.begin(), packet.end());
        return true;
      }));
    }
    EXPECT_EQ(got, frames) << piece;
  }
  FrameReader reader;
  core::ByteWriter longer;
  longer.u16be(4097);
  EXPECT_FALSE(reader.feed(longer.view(), [](core::Bytes) { return true; }));
}

}  // namespace
}  // namespace anc::webrtc
