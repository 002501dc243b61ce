// WebSockets over real sockets: frames by hand, so that peers can be wrong.
#include <gmock/gmock.h>

#include "tests/unit/http/served.h"

namespace anc::test {
namespace {
using namespace std::chrono_literals;

constexpr std::string_view kUpgrade =
    "GET /ws HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    "Sec-WebSocket-Protocol: ancloud.v1, bearer.T\r\n\r\n";

/// A frame of a client (RFC 6455, 5.2), masked with zeros.
std::string frame(int opcode, const std::string& payload, bool last = true) {
  std::string bytes(1, static_cast<char>((last ? 0x80 : 0) | opcode));
  if (payload.size() < 126) {
    bytes += static_cast<char>(0x80 | payload.size());
  } else {
    bytes += static_cast<char>(0x80 | 127);
    for (int shift = 56; shift >= 0; shift -= 8) {
      bytes += static_cast<char>(payload.size() >> shift & 255);
    }
  }
  return bytes + std::string(4, '\0') + payload;
}

struct Frame {
  int opcode = 0;
  std::string payload;
};

std::optional<Frame> next_frame(HttpClient& client) {
  if (!client.read(2)) return std::nullopt;
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(client.seen[i]); };
  uint64_t size = byte(1) & 127;
  size_t head = 2;
  if (size >= 126) {
    const size_t more = size == 126 ? 2 : 8;
    if (!client.read(2 + more)) return std::nullopt;
    size = 0;
    for (size_t i = 0; i < more; ++i) size = size << 8 | byte(2 + i);
    head += more;
  }
  Frame got{byte(0) & 15, {}};
  if (!client.read(head + size)) return std::nullopt;
  client.take(head);
  got.payload = client.take(size);
  return got;
}

class WebSockets : public Served {
 protected:
  http::Server::Options options() {
    http::Server::Options options;
    options.upgrade =
        [this](const http::Request& request) -> std::variant<http::Response, http::Upgrade> {
      if (request.path != "/ws") return http::error_response(404, "no", "usage");
      http::Upgrade upgrade = upgrade_;
      upgrade.subprotocol = "ancloud.v1";
      upgrade.opened = [this](std::shared_ptr<http::WebSocket> socket) {
        socket_ = std::move(socket);
        http::WebSocket::Handlers handlers;
        handlers.text = [this](std::string_view text) {
          socket_->send_text("<" + std::string(text) + ">");
        };
        handlers.binary = [this](core::Bytes bytes) {
          const std::vector<std::byte> copy(bytes.begin(), bytes.end());
          socket_->send_binary({std::byte{'h'}},
                               std::make_shared<const std::vector<std::byte>>(copy));
        };
        handlers.closed = [this](const std::string& why) { why_ = why; };
        return handlers;
      };
      return upgrade;
    };
    return options;
  }
  void TearDown() override {
    on_loop(loop_, [this] { socket_.reset(); });
    Served::TearDown();
  }
  std::string why() {
    EXPECT_TRUE(wait_until(loop_, [this] { return !why_.empty(); }));
    return why_;
  }

  http::Upgrade upgrade_;
  std::shared_ptr<http::WebSocket> socket_;
  std::string why_;
};

TEST_F(WebSockets, EchoesTheSubprotocolAndMessages) {
  ASSERT_TRUE(open(options()));
  HttpClient client(port());
  const auto answer = client.ask(kUpgrade);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 101);
  EXPECT_EQ(answer->header("Sec-WebSocket-Accept"), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
  EXPECT_EQ(answer->header("Sec-WebSocket-Protocol"), "ancloud.v1");
  client.send(frame(1, "hello") + frame(2, "bytes") + frame(1, "in ", false) + frame(0, "two"));
  EXPECT_EQ(next_frame(client)->payload, "<hello>");
  const auto binary = next_frame(client);
  EXPECT_EQ(binary->opcode, 2);
  EXPECT_EQ(binary->payload, "hbytes");
  EXPECT_EQ(next_frame(client)->payload, "<in two>");
  client.send(frame(9, "ping"));
  const auto pong = next_frame(client);
  EXPECT_EQ(pong->opcode, 10);
  EXPECT_EQ(pong->payload, "ping");
  client.send(frame(8, std::string("\x03\xe8", 2)));
  EXPECT_EQ(next_frame(client)->opcode, 8);
  EXPECT_EQ(why(), "the peer closed the connection (1000)");
  EXPECT_TRUE(wait_until(loop_, [this] { return server_->connections() == 0; }));
}

TEST_F(WebSockets, OtherPathsAndWrongHandshakesAreAnswered) {
  ASSERT_TRUE(open(options()));
  std::string wrong(kUpgrade);
  wrong.replace(wrong.find("/ws"), 3, "/no");
  HttpClient client(port());
  EXPECT_EQ(client.ask(wrong)->status, 404);
  EXPECT_EQ(client.ask("GET /echo HTTP/1.1\r\nHost: a\r\n\r\n")->status, 200);
  std::string old(kUpgrade);
  old.replace(old.find("Version: 13"), 11, "Version: 12");
  EXPECT_EQ(HttpClient(port()).ask(old)->status, 426);
  EXPECT_EQ(HttpClient(port()).ask(std::string(kUpgrade) + "early")->status, 400);
  EXPECT_TRUE(wait_until(loop_, [this] { return server_->connections() <= 1; }));
}

TEST_F(WebSockets, WrongFramesEndTheConnection) {
  upgrade_.most_message = 1000;
  ASSERT_TRUE(open(options()));
  const std::string unmasked("\x81\x02hi", 4);
  for (const std::string& bad :
       {unmasked, frame(3, "x"), frame(1, "\xff\xfe"), frame(2, std::string(1001, 'x')),
        frame(2, std::string(800, 'x'), false) + frame(0, std::string(800, 'x')),
        std::string("\x82\xff\x7f\xff\xff\xff\xff\xff\xff\xff\0\0\0\0", 14), frame(0, "x")}) {
    why_.clear();
    HttpClient client(port());
    ASSERT_EQ(client.ask(kUpgrade)->status, 101);
    client.send(bad);
    while (client.more()) continue;
    EXPECT_NE(why(), "");
  }
  EXPECT_TRUE(lives());
}

TEST_F(WebSockets, WhoNeverReadsIsCutOff) {
  upgrade_.most_queued = 4u << 20;
  ASSERT_TRUE(open(options()));
  HttpClient client(port());
  ASSERT_EQ(client.ask(kUpgrade)->status, 101);
  EXPECT_TRUE(wait_until(loop_, [this] { return socket_ != nullptr; }));
  const auto shared = std::make_shared<const std::vector<std::byte>>(64u << 10);
  size_t most = 0;
  EXPECT_TRUE(wait_until(loop_, [&] {
    if (why_.empty()) socket_->send_binary({}, shared);
    most = std::max(most, socket_->queued());
    return !why_.empty();
  }));
  EXPECT_EQ(why_, "the peer does not read what is sent to it");
  EXPECT_GT(most, 4u << 20);
  EXPECT_EQ(socket_->queued(), 0u);
  EXPECT_TRUE(wait_until(loop_, [&] { return shared.use_count() == 1; })) << "nothing is kept";
  on_loop(loop_, [this] { socket_->send_text("into the void"); });
  EXPECT_TRUE(lives());
}

TEST_F(WebSockets, WhoDoesNotAnswerPingsIsGone) {
  upgrade_.idle = 100ms;
  ASSERT_TRUE(open(options()));
  HttpClient client(port());
  ASSERT_EQ(client.ask(kUpgrade)->status, 101);
  EXPECT_EQ(next_frame(client)->opcode, 9);
  EXPECT_EQ(why(), "the peer does not answer any more");
}

TEST_F(WebSockets, CloseSaysItsCodeAfterWhatWasQueued) {
  ASSERT_TRUE(open(options()));
  HttpClient client(port());
  ASSERT_EQ(client.ask(kUpgrade)->status, 101);
  EXPECT_TRUE(wait_until(loop_, [this] { return socket_ != nullptr; }));
  on_loop(loop_, [this] {
    socket_->send_text("first");
    socket_->close(4001, "replaced");
    socket_->send_text("never");
  });
  EXPECT_EQ(next_frame(client)->payload, "first");
  const auto last = next_frame(client);
  EXPECT_EQ(last->opcode, 8);
  EXPECT_EQ(last->payload, std::string("\x0f\xa1", 2) + "replaced");
  client.send(frame(8, last->payload));
  EXPECT_NE(why(), "");
  EXPECT_TRUE(client.closed());
}

TEST_F(WebSockets, TheServerGoesWithoutACallToAnyone) {
  ASSERT_TRUE(open(options()));
  HttpClient client(port());
  ASSERT_EQ(client.ask(kUpgrade)->status, 101);
  EXPECT_TRUE(wait_until(loop_, [this] { return socket_ != nullptr; }));
  on_loop(loop_, [this] { server_.reset(); });
  EXPECT_TRUE(client.closed());
  on_loop(loop_, [this] { socket_->send_text("nobody there"); });
  EXPECT_EQ(why_, "");
}

}  // namespace
}  // namespace anc::test
