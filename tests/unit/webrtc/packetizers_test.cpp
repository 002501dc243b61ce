// Pieces of pictures: put together again as the RFCs say, they are the picture.
#include "internal/webrtc/packetizers.h"

#include <string>

#include <gtest/gtest.h>

#include "tests/unit/webrtc/depacketize.h"

namespace anc::test {
namespace {
using webrtc::packetize_h264;
using webrtc::packetize_vp8;
constexpr size_t kMost = 100;

struct Sent {
  std::vector<Packet> payloads;
  std::vector<bool> markers;
  webrtc::PayloadSink sink() {
    return [this](const webrtc::Payload& payload) {
      Packet all(payload.head.begin(), payload.head.end());
      all.insert(all.end(), payload.body.begin(), payload.body.end());
      payloads.push_back(std::move(all));
      markers.push_back(payload.last);
    };
  }
  void expect_marker_on_the_last_one() const {
    for (size_t i = 0; i < markers.size(); ++i) EXPECT_EQ(markers[i], i + 1 == markers.size()) << i;
  }
};

Packet nal(uint8_t type, size_t size) {
  Packet unit(size, std::byte{0x5a});
  unit[0] = std::byte(0x60 | type);
  return unit;
}
Packet annex_b(const std::vector<Packet>& nals) {
  core::ByteWriter out;
  for (size_t i = 0; i < nals.size(); ++i) {  // both lengths of start codes
    if (i % 2 == 0) out.u8(0);
    out.u8(0).u8(0).u8(1).bytes(nals[i]);
  }
  return out.take();
}

TEST(PacketizeH264, ParameterSetsGoTogether) {
  Sent sent;
  packetize_h264(annex_b({nal(7, 12), nal(8, 5), nal(6, 20), nal(5, 90)}), kMost, sent.sink());
  ASSERT_EQ(sent.payloads.size(), 2u);
  EXPECT_EQ(sent.payloads[0][0], std::byte{0x60 | 24});
  EXPECT_EQ(sent.payloads[0].size(), 1u + 2 + 12 + 2 + 5 + 2 + 20);
  EXPECT_EQ(sent.payloads[1], nal(5, 90));
  sent.expect_marker_on_the_last_one();
}

TEST(PacketizeH264, AnySizeComesTogetherAgain) {
  for (size_t size = 2; size < 600; ++size) {
    Sent sent;
    const std::vector<Packet> nals{nal(7, 12), nal(8, 5), nal(5, size), nal(1, 600 - size)};
    packetize_h264(annex_b(nals), kMost, sent.sink());
    sent.expect_marker_on_the_last_one();
    H264Joiner joiner;
    for (const Packet& payload : sent.payloads) {
      EXPECT_LE(payload.size(), kMost);
      ASSERT_TRUE(joiner.add(payload));
    }
    EXPECT_EQ(joiner.nals(), nals) << size;
  }
}

TEST(PacketizeH264, PiecesAreEven) {
  Sent sent;
  packetize_h264(annex_b({nal(1, 100 + 1)}), kMost, sent.sink());
  ASSERT_EQ(sent.payloads.size(), 2u);
  EXPECT_EQ(sent.payloads[0].size(), 2u + 50);
  EXPECT_EQ(sent.payloads[1].size(), 2u + 50);
}

TEST(PacketizeH264, WhatIsNoPictureIsLeftOut) {
  Sent sent;
  packetize_h264(annex_b({nal(9, 2), nal(1, 10), nal(12, 50)}), kMost, sent.sink());
  ASSERT_EQ(sent.payloads.size(), 1u);
  EXPECT_EQ(sent.payloads[0], nal(1, 10));
  sent.expect_marker_on_the_last_one();
}

TEST(PacketizeH264, AnyBytesDoNoHarm) {
  const Packet whole = annex_b({nal(7, 12), nal(8, 5), nal(5, 150)});
  for (size_t size = 0; size <= whole.size(); ++size) {
    Sent sent;
    packetize_h264(core::Bytes(whole).first(size), kMost, sent.sink());
    sent.expect_marker_on_the_last_one();
    packetize_h264(core::Bytes(whole).subspan(size), kMost, sent.sink());
  }
  Sent sent;
  packetize_h264(Packet(500, std::byte{0}), kMost, sent.sink());
  packetize_h264(Packet(500, std::byte{1}), kMost, sent.sink());
  EXPECT_TRUE(sent.payloads.empty());
}

TEST(PacketizeVp8, AnySizeComesTogetherAgain) {
  for (size_t size = 1; size < 500; ++size) {
    Sent sent;
    const Packet frame(size, std::byte{0x42});
    packetize_vp8(frame, 0xffff, kMost, sent.sink());
    sent.expect_marker_on_the_last_one();
    Packet joined;
    for (size_t i = 0; i < sent.payloads.size(); ++i) {
      const Packet& payload = sent.payloads[i];
      ASSERT_LE(payload.size(), kMost);
      EXPECT_EQ(payload[0], std::byte(i == 0 ? 0x90 : 0x80));
      EXPECT_EQ(payload[1], std::byte{0x80});
      EXPECT_EQ(payload[2], std::byte{0xff});  // M, and 15 bits of the number
      EXPECT_EQ(payload[3], std::byte{0xff});
      joined.insert(joined.end(), payload.begin() + 4, payload.end());
    }
    EXPECT_EQ(joined, frame);
  }
}

}  // namespace
}  // namespace anc::test
