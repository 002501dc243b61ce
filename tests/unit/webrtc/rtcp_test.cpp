// RTCP: each kind is read, alone and with others, and nothing beyond its end.
#include "internal/webrtc/rtcp.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "internal/webrtc/rtp.h"

namespace anc::test {
namespace {
using namespace webrtc;
using testing::ElementsAre;

core::ByteWriter head(uint8_t count, uint8_t type, uint16_t words) {
  core::ByteWriter out;
  out.u8(0x80 | count).u8(type).u16be(words);
  return out;
}

std::vector<std::byte> receiver_report() {
  auto out = head(1, 201, 7);
  out.u32be(1)
      .u32be(99)
      .u8(128)
      .u8(0)
      .u16be(3)
      .u32be(0x10000 + 1000)
      .u32be(77)
      .u32be(0xabcd)
      .u32be(65536);
  return out.take();
}
std::vector<std::byte> nack() {
  auto out = head(1, 205, 4);
  out.u32be(1).u32be(99).u16be(65534).u16be(0b101).u16be(7).u16be(0x8000);
  return out.take();
}
std::vector<std::byte> pli() {
  auto out = head(1, 206, 2);
  out.u32be(1).u32be(99);
  return out.take();
}
std::vector<std::byte> remb(uint8_t exponent, uint32_t mantissa) {
  auto out = head(15, 206, 6);
  out.u32be(1).u32be(0).text("REMB").u8(2);
  out.u8(static_cast<uint8_t>(exponent << 2 | mantissa >> 16));
  out.u16be(static_cast<uint16_t>(mantissa)).u32be(99).u32be(98);
  return out.take();
}

TEST(ParseRtcp, Report) {
  const auto found = parse_rtcp(receiver_report());
  ASSERT_TRUE(found);
  ASSERT_EQ(found->reports.size(), 1u);
  EXPECT_EQ(found->reports[0].ssrc, 99u);
  EXPECT_EQ(found->reports[0].lost, 128);
  EXPECT_EQ(found->reports[0].highest, 1000);
  EXPECT_EQ(found->reports[0].jitter, 77u);
  EXPECT_EQ(found->reports[0].last_report, 0xabcdu);
  EXPECT_EQ(found->reports[0].delay, 65536u);
}

TEST(ParseRtcp, NackGoesRound) {
  const auto found = parse_rtcp(nack());
  ASSERT_TRUE(found);
  std::vector<uint16_t> lost;
  for (const Nack& one : found->nacks) {
    EXPECT_EQ(one.ssrc, 99u);
    lost.push_back(one.sequence);
  }
  EXPECT_THAT(lost, ElementsAre(65534, 65535, 1, 7, 23));
}

TEST(ParseRtcp, Remb) {
  EXPECT_EQ(parse_rtcp(remb(3, 0x3ffff))->remb->bits_per_second, 0x3ffffu << 3);
  EXPECT_THAT(parse_rtcp(remb(0, 1))->remb->ssrcs, ElementsAre(99, 98));
  EXPECT_GT(parse_rtcp(remb(63, 0x3ffff))->remb->bits_per_second, uint64_t{1} << 60);
  auto wrong = remb(0, 1);
  wrong[16] = std::byte{200};  // more SSRCs than there are
  EXPECT_FALSE(parse_rtcp(wrong));
}

TEST(ParseRtcp, CompoundAndAlone) {
  core::ByteWriter all;
  auto bye = head(1, 203, 1);
  bye.u32be(1);
  auto fir = head(4, 206, 4);
  fir.u32be(1).u32be(0).u32be(99).u32be(0x05000000);
  auto unknown = head(3, 207, 1);
  unknown.u32be(1);
  auto sdes = head(0, 202, 0);
  for (const auto& part : {receiver_report(), sdes.take(), nack(), pli(), fir.take(), remb(0, 5),
                           unknown.take(), bye.take()}) {
    EXPECT_TRUE(parse_rtcp(part)) << "of reduced size";
    all.bytes(part);
  }
  const auto found = parse_rtcp(all.view());
  ASSERT_TRUE(found);
  EXPECT_EQ(found->reports.size(), 1u);
  EXPECT_EQ(found->nacks.size(), 5u);
  EXPECT_THAT(found->plis, ElementsAre(99));
  EXPECT_THAT(found->firs, ElementsAre(99));
  EXPECT_TRUE(found->remb);
  EXPECT_TRUE(found->bye);
  size_t whole = 0;
  for (size_t size = 0; size < all.size(); ++size)
    whole += parse_rtcp(all.view().first(size)) ? 1 : 0;
  EXPECT_EQ(whole, 7u) << "cut anywhere but between packets it is none";
}

TEST(ParseRtcp, TransportFeedback) {
  auto out = head(15, 205, 6);
  out.u32be(1).u32be(99).u16be(1000).u16be(7 + 20 + 14).u32be(0);
  out.u16be(0xc000 | 0b01'00'01'00'01'10'01).u16be(20).u16be(0x8000 | 0b10000000000001).u16be(0);
  const auto found = parse_rtcp(out.view());
  ASSERT_TRUE(found);
  EXPECT_EQ(found->transport->received, 5u + 2);
  EXPECT_EQ(found->transport->lost, 2u + 20 + 12);
}

TEST(ParseRtcp, Padding) {
  auto out = head(0, 201, 2);
  out.u32be(1).u8(0).u8(0).u8(0).u8(4);
  auto padded = out.take();
  padded[0] |= std::byte{0x20};
  EXPECT_TRUE(parse_rtcp(padded));
  for (const unsigned wrong : {0, 9, 255}) {
    padded.back() = std::byte(wrong);
    EXPECT_FALSE(parse_rtcp(padded));
  }
}

TEST(ParseRtcp, ManyLostAreBounded) {
  auto out = head(1, 205, 2 + 1000);
  out.u32be(1).u32be(99);
  for (int i = 0; i < 1000; ++i) out.u16be(0).u16be(0xffff);
  EXPECT_EQ(parse_rtcp(out.view())->nacks.size(), kMostNacks);
}

TEST(WriteReport, IsReadByItself) {
  for (const std::string name : {"", "a", "abc", "ancloud"}) {
    const auto report = write_report({.ssrc = 5, .ntp = 7, .timestamp = 8}, name);
    EXPECT_EQ(report.size() % 4, 0u);
    EXPECT_TRUE(parse_rtcp(report)) << name;
    core::ByteReader sdes(core::Bytes(report).subspan(28));
    EXPECT_EQ(sdes.u32be() & 0xffff, report.size() / 4 - 7 - 1);
    EXPECT_EQ(sdes.u32be(), 5u);
    EXPECT_EQ(sdes.u8(), 1);
    EXPECT_EQ(sdes.take_text(sdes.u8()), name);
    EXPECT_EQ(sdes.u8(), 0);
  }
}

TEST(NtpTime, HasAPointInTheMiddle) {
  using std::chrono::milliseconds;
  EXPECT_EQ(ntp_time(std::chrono::steady_clock::time_point(milliseconds(3500))), 0x380000000u);
}

TEST(ParseRtp, EndsWhereItsPacketEnds) {
  core::ByteWriter out;
  out.u8(0xb2).u8(0xe0).u16be(7).u32be(8).u32be(9).u32be(0).u32be(0);  // two CSRCs
  out.u16be(0xbede).u16be(1).u32be(0x10300000).text("payload").u8(0).u8(0).u8(3);
  const auto head = parse_rtp(out.view());
  ASSERT_TRUE(head);
  EXPECT_TRUE(head->marker);
  EXPECT_EQ(head->payload_type, 0x60);
  EXPECT_EQ(head->sequence, 7);
  EXPECT_EQ(head->timestamp, 8u);
  EXPECT_EQ(head->ssrc, 9u);
  EXPECT_EQ(core::ByteReader(head->payload).take_text(7), "payload");
  EXPECT_EQ(head->payload.size(), 7u);
  for (size_t size = 0; size < 28; ++size) EXPECT_FALSE(parse_rtp(out.view().first(size))) << size;
}

}  // namespace
}  // namespace anc::test
