// SRTP: the vectors of the RFCs, round trips, and what is refused.
#include "internal/webrtc/srtp.h"

#include <algorithm>
#include <array>
#include <string>

#include <gtest/gtest.h>

namespace anc::test {
namespace {
using webrtc::Srtp;
using webrtc::SrtpKeys;
using webrtc::SrtpProfile;
using Packet = std::vector<std::byte>;

Packet hex(std::string_view text) {
  Packet bytes;
  std::string digits;
  for (const char c : text) {
    if (c == ' ') continue;
    digits += c;
    if (digits.size() == 2) {
      bytes.push_back(std::byte(std::stoi(digits, nullptr, 16)));
      digits.clear();
    }
  }
  return bytes;
}

template <size_t N>
std::array<uint8_t, N> array(std::string_view text) {
  std::array<uint8_t, N> all{};
  const Packet bytes = hex(text);
  for (size_t i = 0; i < bytes.size(); ++i) all[i] = std::to_integer<uint8_t>(bytes[i]);
  return all;
}

SrtpKeys keys(SrtpProfile profile) {
  return {.profile = profile,
          .local_key = array<16>("E1F97A0D3E018BE0D64FA32C06DE4139"),
          .remote_key = array<16>("000102030405060708090a0b0c0d0e0f"),
          .local_salt = array<14>("0EC675AD498AFEEBB6960B3AABE6"),
          .remote_salt = array<14>("517569642070726f2071756f3132")};
}

struct Pair {
  std::unique_ptr<Srtp> here, there;
};
Pair pair(SrtpProfile profile) {
  const SrtpKeys ours = keys(profile);
  SrtpKeys theirs = ours;
  std::swap(theirs.local_key, theirs.remote_key);
  std::swap(theirs.local_salt, theirs.remote_salt);
  return {*Srtp::make(ours), *Srtp::make(theirs)};
}

Packet rtp(uint16_t sequence, uint32_t ssrc = 0xcafebabe) {
  core::ByteWriter out;
  out.u8(0x90).u8(0x60).u16be(sequence).u32be(1).u32be(ssrc).u16be(0xbede).u16be(1);
  out.u8(0x10).u8('0').u16be(0).text("some picture");
  return out.take();
}
Packet rtcp(uint32_t ssrc) {
  core::ByteWriter out;
  out.u8(0x81).u8(206).u16be(2).u32be(ssrc).u32be(0xcafebabe);
  return out.take();
}

class SrtpOf : public testing::TestWithParam<SrtpProfile> {
 protected:
  size_t tag() const { return GetParam() == SrtpProfile::kAeadAes128Gcm ? 16 : 10; }
};
INSTANTIATE_TEST_SUITE_P(Profiles, SrtpOf,
                         testing::Values(SrtpProfile::kAes128CmSha1_80,
                                         SrtpProfile::kAeadAes128Gcm));

TEST_P(SrtpOf, WhatGoesInComesOut) {
  auto [here, there] = pair(GetParam());
  for (uint16_t i = 0; i < 100; ++i) {
    Packet packet = rtp(i);
    ASSERT_TRUE(here->protect_rtp(packet));
    EXPECT_EQ(packet.size(), rtp(i).size() + tag());
    const Packet clear = rtp(i);
    EXPECT_EQ(std::search(packet.begin(), packet.end(), clear.begin() + 20, clear.end()),
              packet.end());
    ASSERT_TRUE(there->unprotect_rtp(packet));
    EXPECT_EQ(packet, rtp(i));
  }
}

TEST_P(SrtpOf, NumbersGoRound) {
  auto [here, there] = pair(GetParam());
  for (uint32_t i = 30'000; i < 300'000; i += 9'999) {
    Packet packet = rtp(static_cast<uint16_t>(i));
    ASSERT_TRUE(here->protect_rtp(packet));
    ASSERT_TRUE(there->unprotect_rtp(packet)) << i;
  }
}

TEST_P(SrtpOf, TheSameGoesOutTheSame) {  // a packet that is repeated without rtx
  auto [here, there] = pair(GetParam());
  Packet first = rtp(7), next = rtp(8), again = rtp(7);
  ASSERT_TRUE(here->protect_rtp(first));
  ASSERT_TRUE(here->protect_rtp(next));
  ASSERT_TRUE(here->protect_rtp(again));
  EXPECT_EQ(first, again);
}

TEST_P(SrtpOf, ReportsHaveAnIndexAndATag) {
  auto [here, there] = pair(GetParam());
  for (uint32_t i = 1; i < 100; ++i) {
    Packet packet = rtcp(5);
    ASSERT_TRUE(here->protect_rtcp(packet));
    ASSERT_EQ(packet.size(), rtcp(5).size() + 4 + tag());
    // With GCM the index is last (RFC 7714 9.2), else the tag (RFC 3711 3.4).
    const size_t behind = GetParam() == SrtpProfile::kAeadAes128Gcm ? 0 : tag();
    core::ByteReader index(core::Bytes(packet).subspan(packet.size() - behind - 4));
    EXPECT_EQ(index.u32be(), 0x80000000 | i);
    ASSERT_TRUE(there->unprotect_rtcp(packet));
    EXPECT_EQ(packet, rtcp(5));
  }
}

TEST_P(SrtpOf, PlayedAgainIsRefused) {
  auto [here, there] = pair(GetParam());
  Packet packet = rtp(1), report = rtcp(5), late = rtcp(5), later = rtcp(5);
  ASSERT_TRUE(here->protect_rtp(packet));
  ASSERT_TRUE(here->protect_rtcp(report));
  ASSERT_TRUE(here->protect_rtcp(late));
  ASSERT_TRUE(here->protect_rtcp(later));
  for (const Packet& one : {report, later, late}) {  // another order is none
    Packet copy = one;
    EXPECT_TRUE(there->unprotect_rtcp(copy));
    copy = one;
    const auto again = there->unprotect_rtcp(copy);
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().message(), "an RTCP packet: played again");
  }
  Packet copy = packet;
  EXPECT_TRUE(there->unprotect_rtp(copy));
  EXPECT_FALSE(there->unprotect_rtp(packet));
}

TEST_P(SrtpOf, DamagedAtAnyByteIsRefused) {
  auto [here, there] = pair(GetParam());
  Packet report = rtcp(5);
  ASSERT_TRUE(here->protect_rtcp(report));
  for (size_t at = 0; at < report.size(); ++at) {
    Packet damaged = report;
    damaged[at] ^= std::byte{1};
    EXPECT_FALSE(there->unprotect_rtcp(damaged)) << at;
  }
  EXPECT_TRUE(there->unprotect_rtcp(report)) << "what was forged changed something";
  for (size_t at = 0; at < rtp(1).size(); ++at) {
    auto [sender, receiver] = pair(GetParam());
    Packet packet = rtp(1);
    ASSERT_TRUE(sender->protect_rtp(packet));
    packet[at] ^= std::byte{1};
    EXPECT_FALSE(receiver->unprotect_rtp(packet)) << at;
  }
}

TEST_P(SrtpOf, CutAnywhereIsRefused) {
  auto [here, there] = pair(GetParam());
  Packet packet = rtp(1), report = rtcp(5);
  ASSERT_TRUE(here->protect_rtp(packet));
  ASSERT_TRUE(here->protect_rtcp(report));
  for (size_t size = 0; size < packet.size(); ++size) {
    Packet piece(packet.begin(), packet.begin() + static_cast<long>(size));
    EXPECT_FALSE(there->unprotect_rtp(piece)) << size;
  }
  for (size_t size = 0; size < report.size(); ++size) {
    Packet piece(report.begin(), report.begin() + static_cast<long>(size));
    EXPECT_FALSE(there->unprotect_rtcp(piece)) << size;
  }
  for (size_t size = 0; size < 12; ++size) {
    Packet nothing(size);
    EXPECT_FALSE(here->protect_rtp(nothing)) << size;
  }
}

TEST_P(SrtpOf, InClearIsRefused) {  // nobody of WebRTC does it, and libre takes it unseen
  auto [here, there] = pair(GetParam());
  Packet report = rtcp(5);
  report.resize(60);
  EXPECT_FALSE(there->unprotect_rtcp(report));
}

TEST_P(SrtpOf, ForgedSourcesTakeNoPlaces) {
  auto [here, there] = pair(GetParam());
  Packet first = rtcp(5), next = rtcp(5);
  ASSERT_TRUE(here->protect_rtcp(first));
  ASSERT_TRUE(here->protect_rtcp(next));
  const Packet played = first;
  ASSERT_TRUE(there->unprotect_rtcp(first));
  for (uint32_t ssrc = 100; ssrc < 200; ++ssrc) {
    Packet forged(60, std::byte{0x55});
    const Packet head = rtcp(ssrc);
    std::ranges::copy(head, forged.begin());
    EXPECT_FALSE(there->unprotect_rtcp(forged));
  }
  EXPECT_TRUE(there->unprotect_rtcp(next));
  Packet again = played;
  EXPECT_FALSE(there->unprotect_rtcp(again)) << "replays are forgotten";
}

// The session keys of RFC 3711 B.3, which come of this master key; the key stream of number 0 with
// SSRC 0, and the tag, were calculated apart from libre.
TEST(Srtp, KeysOfRfc3711) {
  auto srtp = *Srtp::make(keys(SrtpProfile::kAes128CmSha1_80));
  Packet packet = hex("80 60 0000 00000000 00000000");
  packet.resize(12 + 32);
  ASSERT_TRUE(srtp->protect_rtp(packet));
  EXPECT_EQ(packet, hex("80 60 0000 00000000 00000000"
                        "fa63bc4668685b65f8fa1ce3909cead54dfb05f154b623dde2bb3dd717dfc3fb"
                        "eb16cfa8921834172e58"));
}

// The texts of RFC 7714 16 and 17 (their keys there are the session's: with a master key,
// calculated apart from libre).
constexpr std::string_view kSenderReport =
    "81c8000d4d6172734e5450314e545032525450200000042a0000e9304c756e61"
    "deadbeefdeadbeefdeadbeefdeadbeefdeadbeef";

TEST(Srtp, PacketsOfRfc7714) {
  SrtpKeys ours = keys(SrtpProfile::kAeadAes128Gcm);
  ours.local_key = ours.remote_key;
  ours.local_salt = ours.remote_salt;
  auto srtp = *Srtp::make(ours);
  Packet packet =
      hex("8040f17b 8041f8d3 5501a0b2 47616c6c696120657374206f6d6e69732064697669736120"
          "696e207061727465732074726573");
  ASSERT_TRUE(srtp->protect_rtp(packet));
  EXPECT_EQ(packet, hex("8040f17b8041f8d35501a0b292cb0ecff0a0db188f7bff6b523933aacef8ae9585ed378a"
                        "627836cb2d6a731d6c3490d925387db18c0661762d59e50ad553d241535a"));
  Packet report = hex(kSenderReport);
  ASSERT_TRUE(srtp->protect_rtcp(report));
  EXPECT_EQ(report, hex("81c8000d4d6172736e525f96a03f0774056b3c595dc5fc69f9f17ef57a412beed41b52140f"
                        "81a7b04c2c30f3a32afc8021dfbd46339c88a7f76cae84d03f3da7e4e1053a80000001"));
}

TEST(Srtp, ReportOfRfc3711) {
  auto srtp = *Srtp::make(keys(SrtpProfile::kAes128CmSha1_80));
  Packet report = hex(kSenderReport);
  ASSERT_TRUE(srtp->protect_rtcp(report));
  EXPECT_EQ(report,
            hex("81c8000d4d617273f2bb7b81f9b988034c297110352c53781268f3d76040350f49086b0a2297239aee"
                "baf47f1a17638ae7a25bc880000001432cfe93cba0c4783d44"));
}

}  // namespace
}  // namespace anc::test
