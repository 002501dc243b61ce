// The client against servers of ours, over http and https, and against servers that misbehave.
#include "internal/http/client.h"

#include <gmock/gmock.h>

#include "internal/access/tls_files.h"
#include "internal/core/file.h"
#include "tests/unit/http/served.h"

namespace anc::test {
namespace {
using namespace std::chrono_literals;
using testing::HasSubstr;

/// Says `text` to the first who connects to it, and closes.
class Sayer {
 public:
  explicit Sayer(std::string text, bool close = true) {
    fd_ = core::Fd(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof at;
    EXPECT_EQ(bind(fd_.get(), reinterpret_cast<sockaddr*>(&at), size), 0);
    EXPECT_EQ(listen(fd_.get(), 1), 0);
    getsockname(fd_.get(), reinterpret_cast<sockaddr*>(&at), &size);
    port_ = ntohs(at.sin_port);
    thread_ = std::thread([this, text = std::move(text), close] {
      const core::Fd peer(accept(fd_.get(), nullptr, nullptr));
      char chunk[65536];
      (void)!recv(peer.get(), chunk, sizeof chunk, 0);
      (void)core::write_all(peer, text);
      if (!close) {
        while (recv(peer.get(), chunk, sizeof chunk, 0) > 0) continue;
      }
    });
  }
  Sayer(const Sayer&) = delete;
  Sayer& operator=(const Sayer&) = delete;
  ~Sayer() {
    shutdown(fd_.get(), SHUT_RDWR);
    thread_.join();
  }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/"; }

 private:
  core::Fd fd_;
  uint16_t port_ = 0;
  std::thread thread_;
};

class Client : public Served {
 protected:
  void SetUp() override {
    Served::SetUp();
    identity_ = *access::make_self_signed({"phone.lan"});
  }
  void secure() {
    http::Server::Options options;
    options.tls = {identity_.certificate, identity_.key};
    ASSERT_TRUE(open(options));
  }
  std::string url(const std::string& path, const std::string& scheme = "http") {
    return scheme + "://127.0.0.1:" + std::to_string(port()) + path;
  }
  Result<http::Reply> ask(http::Ask what) {
    std::promise<Result<http::Reply>> promise;
    std::unique_ptr<http::Exchange> exchange;
    on_loop(loop_, [&] {
      exchange = http::Exchange::start(loop_, std::move(what), [&](Result<http::Reply> reply) {
        promise.set_value(std::move(reply));
      });
    });
    auto result = promise.get_future().get();
    on_loop(loop_, [&] { exchange.reset(); });
    return result;
  }
  Result<http::Reply> get(const std::string& where) {
    http::Ask what;
    what.url = where;
    return ask(std::move(what));
  }
  access::TlsFiles identity_;
};

TEST_F(Client, AsksAndHears) {
  ASSERT_TRUE(open());
  http::Ask what{"POST", url("/a%20b?q=1"), {{"Content-Type", "application/sdp"}}, "v=0"};
  const auto reply = ask(what);
  ASSERT_TRUE(reply) << reply.error().message();
  EXPECT_EQ(reply->status, 200);
  EXPECT_EQ(reply->body, "POST /a b?q=1|v=0");
  EXPECT_EQ(reply->url, url("/a%20b?q=1"));
  EXPECT_EQ(last_->header("content-type"), "application/sdp");
  EXPECT_EQ(ask({"DELETE", url("/x")})->body, "DELETE /x?|");
  EXPECT_EQ(ask({"PATCH", url("/x"), {}, "p"})->body, "PATCH /x?|p");
}

TEST_F(Client, BelievesOnlyWhoItWasToldTo) {
  secure();
  http::Ask what;
  what.url = url("/echo", "https");
  const auto stranger = ask(what);
  ASSERT_FALSE(stranger);
  EXPECT_EQ(stranger.error().kind(), Kind::kPermission) << stranger.error().message();
  EXPECT_THAT(stranger.error().message(), HasSubstr("not trusted"));
  what.trust.fingerprint = identity_.fingerprint;
  const auto pinned = ask(what);
  ASSERT_TRUE(pinned) << pinned.error().message();
  EXPECT_EQ(pinned->status, 200);
  EXPECT_TRUE(last_->secure);
  what.trust.fingerprint = access::make_self_signed({})->fingerprint;
  EXPECT_EQ(ask(what).error().kind(), Kind::kPermission);
  const auto dir = *core::TempDir::make("anc-http");
  ASSERT_TRUE(core::write_whole(dir.path() + "/ca.pem", identity_.certificate));
  what.trust = {dir.path() + "/ca.pem", {}};
  const auto known = ask(what);
  ASSERT_TRUE(known) << known.error().message();
  EXPECT_EQ(known->status, 200);
  what.trust.ca_file = dir.path() + "/missing";
  EXPECT_EQ(ask(what).error().kind(), Kind::kUsage);
}

TEST_F(Client, ANameThatTheCertificateDoesNotHaveIsRefused) {
  identity_ = *access::make_self_signed({"phone.lan"});
  http::Server::Options options;
  options.listen = {"127.0.0.2", 0};
  options.tls = {identity_.certificate, identity_.key};
  ASSERT_TRUE(open(options));
  const auto dir = *core::TempDir::make("anc-http");
  ASSERT_TRUE(core::write_whole(dir.path() + "/ca.pem", identity_.certificate));
  http::Ask what;
  what.url = "https://127.0.0.2:" + std::to_string(port()) + "/";
  what.trust.ca_file = dir.path() + "/ca.pem";
  const auto reply = ask(what);
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().kind(), Kind::kPermission) << reply.error().message();
}

TEST_F(Client, PlainHttpOnATlsPortIsTold) {
  secure();
  const auto plain = get(url("/echo"));
  ASSERT_TRUE(plain);
  EXPECT_EQ(plain->status, 400);
  EXPECT_THAT(plain->body, HasSubstr("HTTPS"));
}

TEST_F(Client, TlsNonsenseEndsOnlyItsOwnConnection) {
  secure();
  for (const std::string& bad :
       {std::string("\x16\x03\x01\x00\x05hello", 10), std::string(1, '\x16'),
        "\x16\x03\x01\xff\xff" + std::string(70000, 'x'),
        std::string("\x15\x03\x01\0\x02\x02\x28", 7)}) {
    HttpClient client(port());
    client.send(bad);
    client.finish();
    while (client.more()) continue;
  }
  http::Ask what;
  what.url = url("/big", "https");
  what.trust.fingerprint = identity_.fingerprint;
  what.most_body = 9u << 20;
  const auto reply = ask(what);
  ASSERT_TRUE(reply) << reply.error().message();
  EXPECT_EQ(reply->body.size(), 8u << 20);
  EXPECT_TRUE(wait_until(loop_, [this] { return server_->connections() == 0; }));
}

TEST_F(Client, FollowsRedirectsWithTheMethod) {
  ASSERT_TRUE(open());
  for (const int status : {301, 302, 307, 308}) {
    Sayer first("HTTP/1.1 " + std::to_string(status) + " Moved\r\nLocation: " + url("/there?x") +
                "\r\nContent-Length: 0\r\n\r\n");
    const auto reply =
        ask({"POST", first.url(), {{"Authorization", "Bearer T"}, {"X-A", "b"}}, "offer"});
    ASSERT_TRUE(reply) << reply.error().message();
    EXPECT_EQ(reply->body, "POST /there?x|offer") << status;
    EXPECT_EQ(reply->url, url("/there?x"));
    EXPECT_EQ(last_->header("X-A"), "b");
    EXPECT_FALSE(last_->header("authorization")) << "that is another host";
  }
  Sayer see("HTTP/1.1 303 See\r\nLocation: " + url("/there") + "\r\n\r\n");
  EXPECT_EQ(ask({"POST", see.url(), {}, "offer"})->body, "GET /there?|");
  Sayer bad("HTTP/1.1 307 Moved\r\nLocation: ftp://x\r\n\r\n");
  EXPECT_FALSE(get(bad.url()));
}

TEST_F(Client, RedirectsHaveAnEnd) {
  ASSERT_TRUE(open());
  http::Ask what;
  Sayer first("HTTP/1.1 307 Moved\r\nLocation: " + url("/") + "\r\n\r\n");
  what.url = first.url();
  what.most_redirects = 0;
  const auto reply = ask(what);
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().kind(), Kind::kNetwork);
}

TEST_F(Client, TellsWhenToTryAgain) {
  Sayer busy("HTTP/1.1 503 Busy\r\nRetry-After: 7\r\nContent-Length: 4\r\n\r\nfull");
  const auto reply = get(busy.url());
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->status, 503);
  EXPECT_EQ(reply->retry_after, 7s);
  EXPECT_EQ(reply->body, "full");
  Sayer odd("HTTP/1.1 503 Busy\r\nRetry-After: Fri, 31 Dec 1999 23:59:59 GMT\r\n\r\nto the end");
  const auto other = get(odd.url());
  EXPECT_EQ(other->retry_after, std::nullopt);
  EXPECT_EQ(other->body, "to the end");
}

TEST_F(Client, InterimAnswersAreNotTheAnswer) {
  Sayer one(
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Hints\r\nLink: x\r\n\r\n"
      "HTTP/1.1 201 Created\r\nLocation: /r\r\nContent-Length: 1\r\n\r\na");
  const auto reply = get(one.url());
  ASSERT_TRUE(reply) << reply.error().message();
  EXPECT_EQ(reply->status, 201);
  EXPECT_EQ(reply->header("location"), "/r");
}

TEST_F(Client, WhatIsNoAnswerIsAnError) {
  const std::string chunks = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (const std::string& bad :
       {std::string(), std::string("nonsense\r\n\r\n"), std::string("HTTP/1.1 200 OK\r\n"),
        "HTTP/1.1 200 OK\r\nA: " + std::string(20000, 'x') + "\r\n\r\n", chunks + "zz\r\n",
        std::string("HTTP/1.1 200 OK\r\nContent-Length: 9999999999\r\n\r\n"),
        std::string("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\ncut"),
        "HTTP/1.1 200 OK\r\n\r\n" + std::string(2u << 20, 'x')}) {
    Sayer sayer(bad);
    const auto reply = get(sayer.url());
    ASSERT_FALSE(reply) << bad.substr(0, 50);
    EXPECT_EQ(reply.error().kind(), Kind::kNetwork) << reply.error().message();
  }
}

TEST_F(Client, SilenceTimesOut) {
  Sayer silent("", false);
  http::Ask what;
  what.url = silent.url();
  what.answer_time = 50ms;
  const auto reply = ask(what);
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().kind(), Kind::kTimeout) << reply.error().message();
}

TEST_F(Client, NobodyThere) {
  uint16_t unused = 0;
  {
    Sayer gone("");
    unused = http::parse_url(gone.url())->port;
  }
  const auto refused = get("http://127.0.0.1:" + std::to_string(unused) + "/");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind(), Kind::kNetwork);
  EXPECT_EQ(get("ftp://x").error().kind(), Kind::kUsage);
  EXPECT_EQ(get("http://no.such.host.invalid/").error().kind(), Kind::kNetwork);
}

TEST_F(Client, ADroppedExchangeCallsNobody) {
  ASSERT_TRUE(open());
  bool called = false;
  for (int i = 0; i < 20; ++i) {
    on_loop(loop_, [&] {
      const auto dropped =
          http::Exchange::start(loop_, {"GET", url("/keep")}, [&](const auto&) { called = true; });
    });
    std::unique_ptr<http::Exchange> kept;
    on_loop(loop_, [&] {
      kept =
          http::Exchange::start(loop_, {"GET", url("/keep")}, [&](const auto&) { called = true; });
    });
    const bool late = i % 2 == 0;
    EXPECT_TRUE(wait_until(loop_, [&] { return !late || !kept_.empty(); }));
    on_loop(loop_, [&] { kept.reset(); });
    on_loop(loop_, [&] { kept_.clear(); });
  }
  EXPECT_TRUE(lives());
  EXPECT_FALSE(called);
}

}  // namespace
}  // namespace anc::test
