// Published ports as text, and their sockets on this machine's loopback.
#include "internal/container/published_port.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "internal/container/port_relay.h"
#include "internal/net/port_holder.h"

namespace anc::test {
namespace {
using container::open_published;
using container::parse_published;
using container::parse_published_list;
using container::published_text;
using container::PublishedPort;
using ::testing::HasSubstr;

TEST(PublishedPort, TextsAndBack) {
  EXPECT_EQ(*parse_published("8080:80"), (PublishedPort{0x7f000001, 8080, 80, false}));
  EXPECT_EQ(*parse_published("0.0.0.0:5353:53/udp"), (PublishedPort{0, 5353, 53, true}));
  for (const char* text : {"127.0.0.1:1:65535/tcp", "10.0.0.1:65535:1/udp"}) {
    EXPECT_EQ(published_text(*parse_published(text)), text);
  }
  for (const char* bad :
       {"", "80", "80:", ":80", "80:80:80", "0:80", "80:0", "80:65536", "80:80/sctp", "80:80/",
        "::1:80:80", "localhost:80:80", "-1:80", "80:80/tcp/udp", "80 :80"}) {
    const auto port = parse_published(bad);
    ASSERT_FALSE(port) << bad;
    EXPECT_EQ(port.error().kind(), Kind::kUsage) << bad;
    EXPECT_THAT(port.error().hint(), HasSubstr("PORT:GUESTPORT")) << bad;
  }
}

TEST(PublishedPort, TheSamePortTwiceIsRefused) {
  EXPECT_EQ(parse_published_list(" 80:80  80:80/udp 127.0.0.2:80:81 ")->size(), 3u);
  EXPECT_TRUE(parse_published_list("")->empty());
  for (const char* twice : {"80:1 80:2", "80:1 0.0.0.0:80:2", "0.0.0.0:80:1 10.0.0.1:80:1"}) {
    const auto list = parse_published_list(twice);
    ASSERT_FALSE(list) << twice;
    EXPECT_THAT(list.error().message(), HasSubstr("is published twice"));
  }
}

uint16_t port_of(const Fd& fd) {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  ::getsockname(fd.get(), reinterpret_cast<sockaddr*>(&address), &size);
  return ntohs(address.sin_port);
}

/// A socket at a free port of the loopback.
Fd free_port(int type) {
  Fd fd(::socket(AF_INET, type | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  EXPECT_EQ(::bind(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  return fd;
}

TEST(PublishedPort, ATakenPortNamesWhoHasIt) {
  for (const bool udp : {false, true}) {
    const Fd taken = free_port(udp ? SOCK_DGRAM : SOCK_STREAM);
    ASSERT_EQ(udp ? 0 : ::listen(taken.get(), 1), 0);
    for (const uint32_t address : {0x7f000001u, 0u}) {
      const auto refused = open_published({address, port_of(taken), 1, udp});
      ASSERT_FALSE(refused);
      EXPECT_EQ(refused.error().kind(), Kind::kBusy);
      EXPECT_EQ(refused.error().exit_code(), 11);
      EXPECT_THAT(refused.error().message(), HasSubstr("process " + std::to_string(::getpid())));
    }
  }
}

TEST(PublishedPort, AForeignAddressIsAUsageError) {
  const auto refused = open_published({0xcb007109, 4711, 1, false});  // 203.0.113.9, RFC 5737
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind(), Kind::kUsage);
}

TEST(PortHolder, ReadsTheKernelsTable) {
  const std::string table =
      "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout "
      "inode\n"
      "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 "
      "4711 1\n"
      "   1: 00000000:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 "
      "4712 1\n"
      "   2: 0100007F:1F91 0100007F:1F90 01 00000000:00000000 00:00000000 00000000     0        0 "
      "4713 1\n"
      "   3: 00000000000000000000000000000000:0051 00000000000000000000000000000000:0000 0A 0:0 "
      "0:0 0 0 0 4714\n"
      "garbage\n : : :\n";
  EXPECT_EQ(net::find_socket(table, false, 0x7f000001, 8080), 4711u);
  EXPECT_EQ(net::find_socket(table, false, 0, 8080), 4711u);
  EXPECT_EQ(net::find_socket(table, false, 0x0a000001, 8080), 0u);
  EXPECT_EQ(net::find_socket(table, false, 0x0a000001, 80), 4712u) << "all addresses";
  EXPECT_EQ(net::find_socket(table, false, 0x7f000001, 8081), 0u) << "does not listen";
  EXPECT_EQ(net::find_socket(table, true, 0x7f000001, 8081), 4713u);
  EXPECT_EQ(net::find_socket(table, false, 0x7f000001, 81), 4714u) << "IPv6, all addresses";
}

// The relays, from one port of the loopback to another.
class PortRelay : public ::testing::Test {
 protected:
  net::Loop loop_;

  static Fd connected(int type, uint16_t port) {
    Fd fd(::socket(AF_INET, type | SOCK_CLOEXEC, 0));
    const timeval limit{20, 0};
    ::setsockopt(fd.get(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::connect(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    return fd;
  }
  static std::string read_all(const Fd& fd) {
    std::string all;
    char piece[4096];
    for (ssize_t n; (n = ::recv(fd.get(), piece, sizeof piece, 0)) > 0;)
      all.append(piece, static_cast<size_t>(n));
    return all;
  }
};

TEST_F(PortRelay, BothHalvesEndByThemselves) {
  const Fd guest = free_port(SOCK_STREAM);
  ASSERT_EQ(::listen(guest.get(), 4), 0);
  Fd listening = free_port(SOCK_STREAM);
  ASSERT_EQ(::listen(listening.get(), 4), 0);
  const uint16_t port = port_of(listening);
  container::TcpRelay relay(loop_, std::move(listening), {INADDR_LOOPBACK, port_of(guest)});
  loop_.start();
  const Fd client = connected(SOCK_STREAM, port);
  const std::string question(300000, 'q');  // more than any buffer on the way
  std::jthread asking([&] {
    for (size_t at = 0; at < question.size();) {
      const ssize_t n = ::send(client.get(), question.data() + at, question.size() - at, 0);
      ASSERT_GT(n, 0);
      at += static_cast<size_t>(n);
    }
    ::shutdown(client.get(), SHUT_WR);
  });
  Fd served(::accept4(guest.get(), nullptr, nullptr, SOCK_CLOEXEC));
  EXPECT_EQ(read_all(served), question) << "the end of the question arrives";
  ASSERT_EQ(::send(served.get(), "answer", 6, 0), 6);
  served.reset();
  EXPECT_EQ(read_all(client), "answer");
  loop_.stop();
}

TEST_F(PortRelay, AGuestThatRefusesIsARefusalForTheCaller) {
  uint16_t closed = 0;
  closed = port_of(free_port(SOCK_STREAM));
  Fd listening = free_port(SOCK_STREAM);
  ASSERT_EQ(::listen(listening.get(), 4), 0);
  const uint16_t port = port_of(listening);
  container::TcpRelay relay(loop_, std::move(listening), {INADDR_LOOPBACK, closed});
  loop_.start();
  const Fd client = connected(SOCK_STREAM, port);
  char byte;
  EXPECT_EQ(::recv(client.get(), &byte, 1, 0), -1);
  EXPECT_EQ(errno, ECONNRESET);
  loop_.stop();
}

TEST_F(PortRelay, EachSenderOfDatagramsGetsItsOwnAnswers) {
  const Fd guest = free_port(SOCK_DGRAM);
  Fd bound = free_port(SOCK_DGRAM);
  const uint16_t port = port_of(bound);
  container::UdpRelay relay(loop_, std::move(bound), {INADDR_LOOPBACK, port_of(guest)});
  loop_.start();
  const Fd one = connected(SOCK_DGRAM, port);
  const Fd other = connected(SOCK_DGRAM, port);
  for (const auto& [sender, text] : {std::pair(&one, "one"), {&other, "two"}, {&one, "six"}}) {
    ASSERT_EQ(::send(sender->get(), text, 3, 0), 3);
    sockaddr_in from{};
    socklen_t size = sizeof from;
    char datagram[16];
    ASSERT_EQ(::recvfrom(guest.get(), datagram, sizeof datagram, 0,
                         reinterpret_cast<sockaddr*>(&from), &size),
              3);
    EXPECT_EQ(std::string(datagram, 3), text);
    ASSERT_EQ(::sendto(guest.get(), datagram, 3, 0, reinterpret_cast<sockaddr*>(&from), size), 3);
    ASSERT_EQ(::recv(sender->get(), datagram, sizeof datagram, 0), 3);
    EXPECT_EQ(std::string(datagram, 3), text);
  }
  loop_.stop();
}

}  // namespace
}  // namespace anc::test
