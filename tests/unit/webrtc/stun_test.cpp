// STUN messages: the vectors of RFC 5769, ours back and forth, damage.
#include "internal/webrtc/stun.h"

#include <string>

#include <gtest/gtest.h>

namespace anc::webrtc {
namespace {

std::vector<std::byte> hex(std::string_view text) {
  std::vector<std::byte> data;
  std::string digits;
  for (const char c : text) {
    if (c != ' ' && c != '\n') digits += c;
  }
  for (size_t i = 0; i + 1 < digits.size(); i += 2) {
    data.push_back(static_cast<std::byte>(std::stoi(digits.substr(i, 2), nullptr, 16)));
  }
  return data;
}

constexpr std::string_view kPassword = "VOkJxbRl1RmTxUk/WvJxBt";

// RFC 5769 section 2.1
const auto kRequest = hex(R"(00010058 2112a442 b7e7a701bc34d686fa87dfae
  80220010 5354554e207465737420636c69656e74  00240004 6e0001ff  80290008 932ff9b151263b36
  00060009 6576746a3a68367659202020  00080014 9aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a2
  80280004 e57a3bcf)");
// Section 2.2
const auto kResponse4 = hex(R"(0101003c 2112a442 b7e7a701bc34d686fa87dfae
  8022000b 7465737420766563746f7220  00200008 0001a147e112a643
  00080014 2b91f599fd9e90c38c7489f92af9ba53f06be7d7  80280004 c07d4c96)");
// Section 2.3
const auto kResponse6 = hex(R"(01010048 2112a442 b7e7a701bc34d686fa87dfae
  8022000b 7465737420766563746f7220  00200014 0002a1470113a9faa5d3f179bc25f4b5bed2b9d9
  00080014 a382954e4be67bf11784c97c8292c275bfe3ed41  80280004 c8fb0b4c)");

TEST(Stun, ReadsTheRequestOfRfc5769) {
  const auto message = parse_stun(kRequest);
  ASSERT_TRUE(message);
  EXPECT_EQ(message->type, StunClass::kRequest);
  EXPECT_EQ(message->username, "evtj:h6vY");
  EXPECT_EQ(message->priority, 0x6e0001ffU);
  EXPECT_EQ(message->controlled, 0x932ff9b151263b36U);
  EXPECT_FALSE(message->controlling);
  EXPECT_FALSE(message->use_candidate);
  EXPECT_FALSE(message->unknown);
  EXPECT_TRUE(is_authentic(kRequest, *message, kPassword));
  EXPECT_FALSE(is_authentic(kRequest, *message, "VOkJxbRl1RmTxUk/WvJxBu"));
}

TEST(Stun, ReadsTheResponsesOfRfc5769) {
  const auto v4 = parse_stun(kResponse4), v6 = parse_stun(kResponse6);
  ASSERT_TRUE(v4 && v6);
  EXPECT_EQ(v4->type, StunClass::kSuccess);
  EXPECT_EQ(v4->mapped->text(), "192.0.2.1:32853");
  EXPECT_EQ(v6->mapped->text(), "[2001:db8:1234:5678:11:2233:4455:6677]:32853");
  EXPECT_TRUE(is_authentic(kResponse4, *v4, kPassword));
  EXPECT_TRUE(is_authentic(kResponse6, *v6, kPassword));
}

TEST(Stun, WhatIsWrittenIsRead) {
  for (const char* ip : {"10.1.2.3", "2001:db8::7"}) {
    StunMessage message;
    message.type = StunClass::kSuccess;
    message.transaction = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
    message.username = "abc:de";
    message.mapped = Address::parse(ip, 4711);
    message.priority = 77;
    message.controlling = 0x0102030405060708;
    message.use_candidate = true;
    message.error = 487;
    const auto packet = write_stun(message, "secret");
    const auto read = parse_stun(packet);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->type, StunClass::kSuccess);
    EXPECT_EQ(read->transaction, message.transaction);
    EXPECT_EQ(read->username, "abc:de");
    EXPECT_EQ(read->mapped, message.mapped);
    EXPECT_EQ(read->priority, 77U);
    EXPECT_EQ(read->controlling, message.controlling);
    EXPECT_TRUE(read->use_candidate);
    EXPECT_EQ(read->error, 487);
    EXPECT_TRUE(is_authentic(packet, *read, "secret"));
  }
}

TEST(Stun, CutAnywhereItIsNone) {
  for (const auto& whole : {kRequest, kResponse4, kResponse6}) {
    for (size_t size = 0; size < whole.size(); ++size) {
      EXPECT_FALSE(parse_stun(core::Bytes(whole).first(size))) << size;
    }
  }
}

TEST(Stun, EachChangedBitIsNoticed) {
  // Up to the FINGERPRINT, without which the integrity still holds.
  for (size_t i = 0; i < (kRequest.size() - 8) * 8; ++i) {
    auto changed = kRequest;
    changed[i / 8] ^= std::byte{1} << (i % 8);
    const auto message = parse_stun(changed);
    EXPECT_TRUE(!message || !is_authentic(changed, *message, kPassword)) << i;
  }
}

TEST(Stun, NothingCountsAfterTheIntegrity) {
  // Without its FINGERPRINT, and with USE-CANDIDATE behind the integrity.
  auto packet = std::vector<std::byte>(kRequest.begin(), kRequest.end() - 8);
  for (const int byte : {0, 0x25, 0, 0}) packet.push_back(static_cast<std::byte>(byte));
  packet[3] = static_cast<std::byte>(packet.size() - 20);
  const auto message = parse_stun(packet);
  ASSERT_TRUE(message);
  EXPECT_FALSE(message->use_candidate);
  EXPECT_TRUE(is_authentic(packet, *message, kPassword));
}

TEST(Stun, AttributesThatMustBeUnderstoodAreTold) {
  StunMessage message;
  auto packet = write_stun(message, {});
  packet.resize(packet.size() - 8);
  for (const int byte : {0x7f, 0x01, 0, 0}) packet.push_back(static_cast<std::byte>(byte));
  packet[3] = std::byte{4};
  ASSERT_TRUE(parse_stun(packet));
  EXPECT_TRUE(parse_stun(packet)->unknown);
}

TEST(Address, IsTextAndBack) {
  EXPECT_EQ(Address::parse("127.0.0.1", 80)->text(), "127.0.0.1:80");
  EXPECT_EQ(Address::parse("::1", 80)->text(), "[::1]:80");
  EXPECT_TRUE(Address::parse("127.8.0.1", 0)->is_loopback());
  EXPECT_TRUE(Address::parse("::1", 0)->is_loopback());
  EXPECT_TRUE(Address::parse("fe80::1", 0)->is_link_local());
  EXPECT_TRUE(Address::parse("0.0.0.0", 0)->is_any());
  EXPECT_TRUE(Address::parse("::", 0)->is_any());
  EXPECT_FALSE(Address::parse("localhost", 0));
  EXPECT_FALSE(Address::parse("", 0));
}

}  // namespace
}  // namespace anc::webrtc
