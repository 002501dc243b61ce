// A WebSocket over TLS, by a blocking client of OpenSSL's.
#include <memory>

#include <gmock/gmock.h>
#include <openssl/ssl.h>

#include "internal/access/tls_files.h"
#include "tests/unit/http/served.h"

namespace anc::test {
namespace {

class TlsClient {
 public:
  explicit TlsClient(uint16_t port, int newest = TLS1_3_VERSION) : plain_(port) {
    SSL_CTX_set_max_proto_version(context_.get(), newest);
    SSL_CTX_set_security_level(context_.get(), 0);  // so that old versions can be tried at all
    ssl_.reset(SSL_new(context_.get()));
    SSL_set_fd(ssl_.get(), plain_.fd().get());
    timeval patience{10, 0};
    setsockopt(plain_.fd().get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  }
  bool connect() { return SSL_connect(ssl_.get()) == 1; }
  bool send(const std::string& text) {
    return SSL_write(ssl_.get(), text.data(), static_cast<int>(text.size())) ==
           static_cast<int>(text.size());
  }
  bool read(size_t bytes) {
    char chunk[16384];
    while (seen.size() < bytes) {
      const int n = SSL_read(ssl_.get(), chunk, sizeof chunk);
      if (n <= 0) return false;
      seen.append(chunk, static_cast<size_t>(n));
    }
    return true;
  }
  bool read_until(const std::string& mark) {
    while (seen.find(mark) == std::string::npos) {
      if (!read(seen.size() + 1)) return false;
    }
    return true;
  }
  std::string seen;

 private:
  HttpClient plain_;
  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_{SSL_CTX_new(TLS_client_method()),
                                                             SSL_CTX_free};
  std::unique_ptr<SSL, decltype(&SSL_free)> ssl_{nullptr, SSL_free};
};

class SecureWebSockets : public Served {
 protected:
  void SetUp() override {
    Served::SetUp();
    const auto identity = *access::make_self_signed({});
    http::Server::Options options;
    options.tls = {identity.certificate, identity.key};
    options.upgrade = [this](const http::Request&) -> std::variant<http::Response, http::Upgrade> {
      http::Upgrade upgrade;
      upgrade.opened = [this](std::shared_ptr<http::WebSocket> socket) {
        socket_ = std::move(socket);
        http::WebSocket::Handlers handlers;
        handlers.binary = [this](core::Bytes bytes) {
          const auto big = std::make_shared<const std::vector<std::byte>>(3u << 20, bytes[0]);
          socket_->send_binary({std::byte{'h'}}, big);
        };
        handlers.closed = [this](const std::string& why) { why_ = why; };
        return handlers;
      };
      return upgrade;
    };
    ASSERT_TRUE(open(std::move(options)));
  }
  void TearDown() override {
    on_loop(loop_, [this] { socket_.reset(); });
    Served::TearDown();
  }
  std::shared_ptr<http::WebSocket> socket_;
  std::string why_;
};

TEST_F(SecureWebSockets, CarryBigMessages) {
  TlsClient client(port());
  ASSERT_TRUE(client.connect());
  ASSERT_TRUE(client.send(
      "GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"));
  ASSERT_TRUE(client.read_until("\r\n\r\n"));
  EXPECT_THAT(client.seen, testing::StartsWith("HTTP/1.1 101"));
  client.seen.erase(0, client.seen.find("\r\n\r\n") + 4);
  ASSERT_TRUE(client.send(std::string("\x82\x81\0\0\0\0x", 7)));
  const size_t size = (3u << 20) + 1;
  ASSERT_TRUE(client.read(10 + size));
  EXPECT_EQ(client.seen.substr(0, 2), std::string("\x82\x7f"));
  EXPECT_EQ(client.seen[10], 'h');
  EXPECT_EQ(client.seen.substr(11), std::string(size - 1, 'x'));
  ASSERT_TRUE(client.send(std::string("\x88\x82\0\0\0\0\x03\xe8", 8)));
  EXPECT_TRUE(wait_until(loop_, [this] { return !why_.empty(); }));
  EXPECT_TRUE(wait_until(loop_, [this] { return server_->connections() == 0; }));
}

TEST_F(SecureWebSockets, OldTlsIsRefused) {
  EXPECT_FALSE(TlsClient(port(), TLS1_1_VERSION).connect());
  EXPECT_TRUE(TlsClient(port(), TLS1_2_VERSION).connect());
  EXPECT_TRUE(wait_until(loop_, [this] { return server_->connections() == 0; }));
}

}  // namespace
}  // namespace anc::test
