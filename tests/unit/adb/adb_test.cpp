// The guest's adbd behind a TCP port: hand-shake, parked guests, relay, bad peers.
#include <arpa/inet.h>
#include <netinet/in.h>

#include <gtest/gtest.h>

#include "internal/adb/server.h"
#include "internal/adb/tcp.h"
#include "tests/unit/net/guest_end.h"

namespace anc::test {
namespace {
using namespace std::chrono_literals;

class Adb : public testing::Test {
 protected:
  void SetUp() override {
    loop_.start();
    start({});
  }
  void TearDown() override {
    on_loop(loop_, [this] { server_.reset(); });
    loop_.stop();
  }
  void start(adb::Options options) {
    on_loop(loop_, [&] {
      server_.reset();
      auto made = adb::Server::start(loop_, options);
      ASSERT_TRUE(made) << made.error().message();
      server_ = std::move(*made);
    });
  }
  GuestEnd guest(std::string_view says = "accept") {
    auto pair = *core::make_socket_pair();
    on_loop(loop_, [&] { server_->accept(std::move(pair.first), "qemud:adb:5555"); });
    GuestEnd end(std::move(pair.second));
    EXPECT_TRUE(end.send(says));
    return end;
  }
  GuestEnd host() {
    core::Fd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(server_->port());
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::connect(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    return GuestEnd(std::move(fd));
  }
  bool wait_ready() {
    return wait_until(loop_, [&] { return server_->guest_ready(); });
  }

  net::Loop loop_;
  std::unique_ptr<adb::Server> server_;
};

TEST_F(Adb, AcceptOkStartThenBytesBothWays) {
  GuestEnd adbd = guest();
  ASSERT_TRUE(wait_ready());
  EXPECT_FALSE(adbd.readable(0));  // nothing before somebody connects
  GuestEnd adb = host();
  EXPECT_EQ(adbd.receive(2), "ok");
  ASSERT_TRUE(adb.send("CNXN"));  // early: waits until the guest has said start
  ASSERT_TRUE(adbd.send("startAUTH"));
  EXPECT_EQ(adbd.receive(4), "CNXN");
  EXPECT_EQ(adb.receive(4), "AUTH");
}

TEST_F(Adb, WordsMayComeByteByByte) {
  GuestEnd adbd = guest("");
  for (const char c : std::string("accept")) ASSERT_TRUE(adbd.send(std::string(1, c)));
  GuestEnd adb = host();
  EXPECT_EQ(adbd.receive(2), "ok");
  for (const char c : std::string("starthello")) ASSERT_TRUE(adbd.send(std::string(1, c)));
  EXPECT_EQ(adb.receive(5), "hello");
}

TEST_F(Adb, ASecondAcceptIsParkedUntilTheFirstConnectionEnds) {
  GuestEnd first = guest();
  GuestEnd adb = host();
  EXPECT_EQ(first.receive(2), "ok");
  ASSERT_TRUE(first.send("start"));
  GuestEnd second = guest();
  ASSERT_TRUE(wait_ready());
  EXPECT_FALSE(second.readable(0));
  adb.close();
  EXPECT_TRUE(first.closed());  // adbd learns that its host has gone
  EXPECT_FALSE(second.readable(0));
  GuestEnd again = host();
  EXPECT_EQ(second.receive(2), "ok");
  ASSERT_TRUE(second.send("startB"));
  EXPECT_EQ(again.receive(1), "B");
}

TEST_F(Adb, AHostThatIsEarlyWaitsAndASecondOneIsClosed) {
  GuestEnd early = host();
  GuestEnd other = host();
  EXPECT_TRUE(other.closed());
  GuestEnd adbd = guest();
  EXPECT_EQ(adbd.receive(2), "ok");
  ASSERT_TRUE(adbd.send("startx"));
  EXPECT_EQ(early.receive(1), "x");
}

TEST_F(Adb, WithoutAGuestAHostIsClosedInTime) {
  start({.patience = 50ms});
  EXPECT_TRUE(host().closed());
  EXPECT_TRUE(guest("acc").closed());  // and so is a guest that does not end its word
}

TEST_F(Adb, AGuestWithAnotherWordIsClosedAndDisturbsNobody) {
  EXPECT_TRUE(guest("accepx").closed());
  GuestEnd chatty = guest("accept!");  // says more than its word before it is answered
  EXPECT_TRUE(chatty.closed());
  GuestEnd wrong = guest();
  ASSERT_TRUE(wait_ready());
  GuestEnd adb = host();
  EXPECT_EQ(wrong.receive(2), "ok");
  ASSERT_TRUE(wrong.send("stars"));
  EXPECT_TRUE(wrong.closed());
  EXPECT_TRUE(adb.closed());
  GuestEnd good = guest();
  GuestEnd next = host();
  EXPECT_EQ(good.receive(2), "ok");
}

TEST_F(Adb, MegabytesPassWholeAndASlowReaderStopsTheOther) {
  GuestEnd adbd = guest();
  GuestEnd adb = host();
  EXPECT_EQ(adbd.receive(2), "ok");
  ASSERT_TRUE(adbd.send("start"));
  std::string data(8u << 20, '\0');
  for (size_t i = 0; i < data.size(); ++i) data[i] = static_cast<char>(i * 7 + i / 251);
  std::thread writer([&] {
    EXPECT_TRUE(adb.send(data));  // blocks while the guest does not read
    adb.close();
  });
  EXPECT_TRUE(adbd.receive(data.size()) == data);  // the last bytes too, after the end
  writer.join();
  EXPECT_TRUE(adbd.closed());
}

/// With a token of its own.
class AdbToken : public Adb {
 protected:
  void SetUp() override {
    loop_.start();
    token_ = *adb::make_token();
    start({.token = token_, .patience = 30s});
  }
  std::string token_;
};

TEST_F(AdbToken, WhoSaysItIsLetIn) {
  GuestEnd adbd = guest();
  GuestEnd adb = host();
  ASSERT_TRUE(adb.send(adb::greeting(token_) + "CNXN"));
  EXPECT_EQ(adbd.receive(2), "ok");
  ASSERT_TRUE(adbd.send("startAUTH"));
  EXPECT_EQ(adbd.receive(4), "CNXN") << "not a byte of it is lost";
  EXPECT_EQ(adb.receive(4), "AUTH") << "the greeting is not answered";
}

TEST_F(AdbToken, ItMayComeByteByByte) {
  GuestEnd adbd = guest();
  GuestEnd adb = host();
  for (const char c : adb::greeting(token_)) ASSERT_TRUE(adb.send(std::string(1, c)));
  EXPECT_EQ(adbd.receive(2), "ok");
}

TEST_F(AdbToken, WhoSaysSomethingElseIsClosedAndTheGuestHearsNothing) {
  GuestEnd adbd = guest();
  ASSERT_TRUE(wait_ready());
  std::string wrong = adb::greeting(token_);
  wrong[20] = wrong[20] == 'a' ? 'b' : 'a';
  for (const std::string& says :
       {wrong, "CNXN" + std::string(200, '\0'), std::string(300000, 'x')}) {
    GuestEnd adb = host();
    (void)adb.send(says);  // it may be closed before all is sent
    EXPECT_TRUE(adb.closed());
  }
  GuestEnd half = host();
  ASSERT_TRUE(half.send("ANCLOUD-ADB "));
  ::shutdown(half.fd().get(), SHUT_WR);
  EXPECT_TRUE(half.closed());
  EXPECT_FALSE(adbd.readable(0));
  GuestEnd good = host();
  ASSERT_TRUE(good.send(adb::greeting(token_)));
  EXPECT_EQ(adbd.receive(2), "ok");
}

TEST_F(AdbToken, SilentOnesKeepNobodyOut) {
  std::vector<GuestEnd> silent;
  for (size_t i = 0; i <= adb::Door::kMostVisitors; ++i) silent.push_back(host());
  EXPECT_TRUE(silent.front().closed()) << "one too many";
  GuestEnd adbd = guest();
  GuestEnd good = host();
  ASSERT_TRUE(good.send(adb::greeting(token_)));
  EXPECT_EQ(adbd.receive(2), "ok");
}

TEST_F(AdbToken, WhoIsSlowIsClosedInTime) {
  start({.token = token_, .patience = 50ms});
  GuestEnd adb = host();
  ASSERT_TRUE(adb.send("ANCLOUD-ADB "));
  EXPECT_TRUE(adb.closed());
}

TEST(AdbTokens, AreLongAndNeverTheSame) {
  const auto first = adb::make_token(), second = adb::make_token();
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->size(), 64u);
  EXPECT_EQ(first->find_first_not_of("0123456789abcdef"), std::string::npos);
  EXPECT_NE(*first, *second);
}

TEST(AdbPort, ATakenPortIsBusyAndZeroFindsAnother) {
  const auto first = adb::listen_loopback(0);
  ASSERT_TRUE(first) << first.error().message();
  const auto second = adb::listen_loopback(0);
  ASSERT_TRUE(second);
  EXPECT_NE(first->port, second->port);
  EXPECT_GE(first->port, 5601);
  const auto taken = adb::listen_loopback(first->port);
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().kind(), Kind::kBusy);
}

}  // namespace
}  // namespace anc::test
