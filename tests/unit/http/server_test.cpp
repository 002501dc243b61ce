// A real server on the loopback, and clients that behave, and that do not.
#include <filesystem>
#include <future>
#include <unistd.h>

#include <gmock/gmock.h>

#include "internal/core/file.h"
#include "tests/unit/http/served.h"

namespace anc::test {
namespace {
using namespace std::chrono_literals;
using testing::HasSubstr;

constexpr std::string_view kGet = "GET /echo?q HTTP/1.1\r\nHost: a\r\n\r\n";

TEST_F(Served, AnswersAndKeepsTheConnection) {
  ASSERT_TRUE(open());
  HttpClient client(port());
  for (int i = 0; i < 3; ++i) {
    const auto answer = client.ask(kGet);
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 200);
    EXPECT_EQ(answer->body, "GET /echo?q|");
    EXPECT_EQ(answer->header("Connection"), "keep-alive");
    EXPECT_THAT(answer->header("Date"), testing::EndsWith(" GMT"));
  }
  EXPECT_EQ(last_->peer, "127.0.0.1");
  EXPECT_FALSE(last_->secure);
  const auto last = client.ask("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(last->header("Connection"), "close");
  EXPECT_TRUE(client.closed());
}

TEST_F(Served, AnswersInOrderWhatCameAtOnce) {
  ASSERT_TRUE(open());
  HttpClient client(port());
  std::string requests;
  for (const char* path : {"/a", "/later", "/c", "/fixed"}) {
    requests += "GET " + std::string(path) + " HTTP/1.1\r\nHost: a\r\n\r\n";
  }
  ASSERT_TRUE(client.send(requests));
  EXPECT_EQ(client.answer()->body, "GET /a?|");
  EXPECT_EQ(client.answer()->body, "later");
  EXPECT_EQ(client.answer()->body, "GET /c?|");
  EXPECT_EQ(client.answer()->body, "from the program");
}

TEST_F(Served, HeadIsTheAnswerWithoutItsBody) {
  ASSERT_TRUE(open());
  HttpClient client(port());
  ASSERT_TRUE(client.send("HEAD /big HTTP/1.1\r\nHost: a\r\n\r\n"));
  EXPECT_EQ(client.answer(true)->header("Content-Length"), "8388608");
  EXPECT_EQ(client.ask(kGet)->body, "GET /echo?q|");
  EXPECT_EQ(client.ask("GET /big HTTP/1.1\r\nHost: a\r\n\r\n")->body.size(), 8u << 20);
}

TEST_F(Served, WhoIsForgottenGets500) {
  ASSERT_TRUE(open());
  HttpClient client(port());
  EXPECT_EQ(client.ask("GET /drop HTTP/1.1\r\nHost: a\r\n\r\n")->status, 500);
  const auto split = client.ask("GET /split HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(split->status, 204);
  EXPECT_EQ(split->header("X-Evil"), "");
}

TEST_F(Served, AddsHeadersToEveryAnswer) {
  http::Server::Options options;
  options.always = {{"X-Always", "yes"}, {"Content-Type", "no"}};
  ASSERT_TRUE(open(options));
  HttpClient client(port());
  const auto answer = client.ask(kGet);
  EXPECT_EQ(answer->header("X-Always"), "yes");
  EXPECT_EQ(answer->header("Content-Type"), "text/plain");
  EXPECT_EQ(HttpClient(port()).ask("nonsense\r\n\r\n")->header("X-Always"), "yes");
}

TEST_F(Served, TakesBodiesUpToTheirLimit) {
  http::Server::Options options;
  options.admit = [](const http::Request& head) {
    http::Admission admission;
    if (head.path == "/echo") admission.most_body = 10;
    if (head.path == "/no") admission.refusal = http::error_response(401, "no", "permission");
    return admission;
  };
  ASSERT_TRUE(open(options));
  HttpClient client(port());
  EXPECT_EQ(
      client.ask("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n0123456789")->body,
      "POST /echo?|0123456789");
  // Nobody reads a body that is not wanted, and who asks first need not send it.
  const auto refused = client.ask(
      "POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 11\r\n\r\n");
  EXPECT_EQ(refused->status, 413);
  EXPECT_THAT(refused->body, HasSubstr("10 bytes"));
  EXPECT_TRUE(client.closed());
  HttpClient second(port());
  EXPECT_EQ(second.ask("GET /no HTTP/1.1\r\nHost: a\r\n\r\n")->status, 401);
  EXPECT_EQ(second.ask(kGet)->status, 200) << "a refusal without a body costs no connection";
  EXPECT_EQ(second.ask("POST /no HTTP/1.1\r\nHost: a\r\nContent-Length: 99\r\n\r\n")->status, 401);
  EXPECT_TRUE(second.closed());
}

TEST_F(Served, SaysContinueToWhoAsks) {
  ASSERT_TRUE(open());
  HttpClient client(port());
  const auto go_on = client.ask(
      "POST /x HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  ASSERT_TRUE(go_on);
  EXPECT_EQ(go_on->status, 100);
  EXPECT_EQ(client.ask("ok")->body, "POST /x?|ok");
}

TEST_F(Served, AnUploadGoesIntoAFileThatLeavesNothing) {
  const auto dir = *core::TempDir::make("anc-http");
  http::Server::Options options;
  options.admit = [&](const http::Request&) { return http::Admission{20u << 20, dir.path(), {}}; };
  ASSERT_TRUE(open(options));
  HttpClient client(port());
  const size_t size = 10u << 20;
  ASSERT_TRUE(client.send(
      "POST /file HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(size) + "\r\n\r\n"));
  ASSERT_TRUE(client.send(std::string(size, 'u')));
  EXPECT_EQ(client.answer()->body, std::to_string(size) + "uuuuuuuuuu");
  EXPECT_TRUE(last_->body.empty());
  const auto chunked = client.ask(
      "POST /file HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
  EXPECT_EQ(chunked->body, "3abc");
  EXPECT_TRUE(std::filesystem::is_empty(dir.path()));
}

TEST_F(Served, AnUploadWithoutItsPlaceIsRefused) {
  http::Server::Options options;
  options.admit = [](const http::Request&) { return http::Admission{100, "/nowhere/at/all", {}}; };
  ASSERT_TRUE(open(options));
  EXPECT_EQ(HttpClient(port())
                .ask("POST /file HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n1")
                ->status,
            500);
  EXPECT_TRUE(lives());
}

TEST_F(Served, NonsenseEndsOnlyItsOwnConnection) {
  ASSERT_TRUE(open());
  for (const std::string& bad :
       {std::string("\x16\x03\x01\x00\xff", 5), std::string("GET / HTTP/1.1\r\n\r\n"),
        std::string("\0\0\0\0\r\n\r\n", 8), std::string(20000, 'x')}) {
    HttpClient client(port());
    const auto answer = client.ask(bad);
    ASSERT_TRUE(answer);
    EXPECT_THAT(answer->status, testing::AnyOf(400, 431));
    EXPECT_TRUE(client.closed());
  }
  HttpClient giant(port());
  giant.send("GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(300000, 'x'));
  EXPECT_EQ(giant.answer()->status, 431);
  EXPECT_TRUE(lives());
}

TEST_F(Served, SlowHeadsAndSlowBodiesAreCut) {
  http::Server::Options options;
  options.head_time = 50ms;
  options.idle_time = 100ms;
  ASSERT_TRUE(open(options));
  HttpClient silent(port());
  EXPECT_TRUE(silent.closed()) << "says nothing at all";
  HttpClient slow(port());
  slow.send("GET / HT");
  EXPECT_EQ(slow.answer()->status, 408);
  HttpClient body(port());
  body.send("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n1");
  EXPECT_EQ(body.answer()->status, 408);
  HttpClient idle(port());
  EXPECT_EQ(idle.ask(kGet)->status, 200);
  EXPECT_TRUE(idle.closed()) << "an idle connection ends without a word";
  HttpClient deaf(port());
  deaf.send("GET /big HTTP/1.1\r\nHost: a\r\n\r\n");  // and never reads
  EXPECT_TRUE(wait_until(loop_, [this] { return server_->connections() == 0; }));
  EXPECT_TRUE(lives());
}

TEST_F(Served, WhatIsFramedIsHandedOverFromItsFirstByteOn) {
  std::promise<core::Fd> handed;
  http::Server::Options options;
  options.head_time = 50ms;
  options.framed = [&](core::Fd fd) { handed.set_value(std::move(fd)); };
  ASSERT_TRUE(open(options));
  HttpClient framed(port());
  const std::string packet("\0\3abc", 5);
  framed.send(packet);
  auto future = handed.get_future();
  ASSERT_EQ(future.wait_for(10s), std::future_status::ready);
  const core::Fd fd = future.get();
  std::string read(packet.size(), ' ');
  ASSERT_EQ(::recv(fd.get(), read.data(), read.size(), MSG_WAITALL), std::ssize(read));
  EXPECT_EQ(read, packet);
  EXPECT_TRUE(lives()) << "HTTP is served beside it";
  HttpClient silent(port());
  EXPECT_TRUE(silent.closed());
  EXPECT_TRUE(wait_until(loop_, [this] { return server_->connections() == 0; }));
}

TEST_F(Served, AServerEndsWhileAClientHasSaidNothing) {
  http::Server::Options options;
  options.framed = [](core::Fd) { ADD_FAILURE() << "nothing was framed"; };
  ASSERT_TRUE(open(options));
  HttpClient silent(port());
  ASSERT_TRUE(wait_until(loop_, [this] { return server_->connections() == 1; }));
  on_loop(loop_, [this] { server_.reset(); });
  EXPECT_TRUE(silent.closed());
}

TEST_F(Served, ASlowHeadDribbledIsCutAsWell) {
  http::Server::Options options;
  options.head_time = 100ms;
  ASSERT_TRUE(open(options));
  HttpClient slow(port());
  bool sent = slow.send("GET / HTTP/1.1\r\nHost: a\r\n");
  const auto end = std::chrono::steady_clock::now() + 10s;
  while (sent && std::chrono::steady_clock::now() < end) {
    sent = slow.send("A: b\r\n");
    std::this_thread::sleep_for(20ms);
    pollfd wait{slow.fd().get(), POLLIN, 0};
    if (poll(&wait, 1, 0) == 1) break;
  }
  EXPECT_EQ(slow.answer()->status, 408);
}

TEST_F(Served, OneAddressCannotTakeAllConnections) {
  http::Server::Options options;
  options.connections_of_one = 5;
  options.connections = 8;
  ASSERT_TRUE(open(options));
  std::vector<std::unique_ptr<HttpClient>> open_ones;
  for (int i = 0; i < 5; ++i) open_ones.push_back(std::make_unique<HttpClient>(port()));
  EXPECT_TRUE(wait_until(loop_, [this] { return server_->connections() == 5; }));
  HttpClient refused(port());
  const auto answer = refused.answer();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 429);
  EXPECT_EQ(answer->header("Retry-After"), "5");
  open_ones.pop_back();
  EXPECT_TRUE(wait_until(loop_, [this] { return server_->connections() == 4; }));
  EXPECT_TRUE(lives());
}

TEST_F(Served, ManyHalfOpenConnectionsLeaveRoomForWhoSpeaks) {
  http::Server::Options options;
  options.connections = 600;
  options.connections_of_one = 500;
  ASSERT_TRUE(open(options));
  std::vector<std::unique_ptr<HttpClient>> crowd;
  for (int i = 0; i < 400; ++i) {
    crowd.push_back(std::make_unique<HttpClient>(port()));
    ASSERT_TRUE(*crowd.back());
    crowd.back()->send("GET / HTTP/1.1\r\n");
  }
  EXPECT_TRUE(lives());
  crowd.clear();
  EXPECT_TRUE(wait_until(loop_, [this] { return server_->connections() == 0; }));
}

TEST_F(Served, AThousandConnectionsComeAndGo) {
  ASSERT_TRUE(open());
  for (int i = 0; i < 1000; ++i) {
    HttpClient client(port());
    ASSERT_TRUE(client);
    if (i % 2 == 0) client.send("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n");
  }
  EXPECT_TRUE(wait_until(loop_, [this] { return server_->connections() == 0; }));
  EXPECT_TRUE(lives());
}

TEST_F(Served, GoesWhileClientsWait) {
  ASSERT_TRUE(open());
  HttpClient client(port());
  client.send("GET /keep HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_TRUE(wait_until(loop_, [this] { return kept_.size() == 1; }));
  on_loop(loop_, [this] { server_.reset(); });
  EXPECT_TRUE(client.closed());
  on_loop(loop_, [this] { kept_[0]({200, {}, "too late"}); });
}

TEST_F(Served, AClientThatLeavesWhileItsHandlerThinksIsNoHarm) {
  ASSERT_TRUE(open());
  {
    HttpClient client(port());
    client.send("GET /keep HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_TRUE(wait_until(loop_, [this] { return kept_.size() == 1; }));
  }
  on_loop(loop_, [this] { kept_[0]({200, {}, std::string(1u << 20, 'x')}); });
  EXPECT_TRUE(wait_until(loop_, [this] { return server_->connections() == 0; }));
}

TEST_F(Served, ListensWhereItIsTold) {
  http::Server::Options options;
  options.listen = {"::1", 0};
  ASSERT_TRUE(open(options));
  EXPECT_EQ(HttpClient(port(), "::1").ask(kGet)->status, 200);
  EXPECT_EQ(last_->peer, "::1");
  const auto taken = [&] {
    http::Server::Options again;
    again.listen = {"::1", port()};
    return http::Server::open(loop_, again, {});
  }();
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().kind(), Kind::kBusy);
  EXPECT_THAT(taken.error().message(), HasSubstr("[::1]:"));
}

TEST_F(Served, ANameAndEveryAddressWorkToo) {
  http::Server::Options options;
  options.listen = {"localhost", 0};
  ASSERT_TRUE(open(options));
  EXPECT_TRUE(lives());
  on_loop(loop_, [this] { server_.reset(); });
  options.listen = {"::", 0};
  ASSERT_TRUE(open(options));
  EXPECT_TRUE(lives());
  EXPECT_EQ(last_->peer, "127.0.0.1") << "v4 over a v6 socket";
  for (const char* bad : {"198.51.100.1", "no.such.host.invalid"}) {
    http::Server::Options wrong;
    wrong.listen = {bad, 0};
    const auto made = http::Server::open(loop_, wrong, {});
    ASSERT_FALSE(made) << bad;
    EXPECT_EQ(made.error().kind(), Kind::kUsage) << made.error().message();
  }
}

}  // namespace
}  // namespace anc::test
