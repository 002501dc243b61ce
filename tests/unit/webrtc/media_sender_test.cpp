// MediaSender: what goes out, when it goes out again, and what is asked of the encoder.
#include "internal/webrtc/media_sender.h"

#include <gtest/gtest.h>

#include "internal/webrtc/rtp.h"
#include "tests/unit/webrtc/depacketize.h"

namespace anc::test {
namespace {
using namespace std::chrono_literals;
using webrtc::MediaSender;
using webrtc::parse_rtp;
using webrtc::RtpHead;
using Time = MediaSender::Time;

constexpr uint32_t kVideo = 11, kRtx = 12, kSound = 13;

MediaSender::Options options(bool rtx = true, port::Codec codec = port::Codec::kH264) {
  const webrtc::Extensions ids{.mid = 1, .abs_send_time = 2, .playout_delay = 4};
  MediaSender::Options all;
  all.video = webrtc::VideoChoice{
      .codec = codec, .payload_type = 96, .rtx_payload_type = static_cast<uint8_t>(rtx ? 97 : 0)};
  all.opus_payload_type = 111;
  all.sent = {kVideo, kRtx, kSound};
  all.video_extensions = ids;
  all.sound_extensions = {.mid = 1};
  all.video_mid = "0";
  all.sound_mid = "1";
  return all;
}

/// A sender with what it sent.
struct Bench {
  explicit Bench(const MediaSender::Options& given = options())
      : sender(
            given,
            {.rtp = [this](core::Bytes packet) { rtp.emplace_back(packet.begin(), packet.end()); },
             .rtcp =
                 [this](core::Bytes packet) { rtcp.emplace_back(packet.begin(), packet.end()); },
             .key_frame_wanted = [this] { ++keys_wanted; },
             .rate = [this](uint32_t bits) { rates.push_back(bits); }}) {}

  void picture(bool key, size_t size, port::Codec codec = port::Codec::kH264) {
    port::EncodedVideo video;
    video.codec = codec;
    video.key = key;
    video.at.drawn = now;
    core::ByteWriter bytes;
    bytes.u32be(1).u8(key ? 0x65 : 0x41);
    for (size_t i = 0; i < size; ++i) bytes.u8(0x5a);
    video.bytes = bytes.take();
    sender.send_video(video, now);
  }
  RtpHead head(size_t i) const { return *parse_rtp(rtp.at(i)); }
  RtpHead last() const { return *parse_rtp(rtp.back()); }
  void nack(uint16_t sequence, uint16_t bits = 0) {
    core::ByteWriter out;
    out.u8(0x81).u8(205).u16be(3).u32be(1).u32be(kVideo).u16be(sequence).u16be(bits);
    sender.take_rtcp(out.view(), now);
  }
  /// What receivers send: a report that all up to that number came, and a request for a key.
  void pli(uint16_t highest) {
    core::ByteWriter out;
    out.u8(0x81).u8(201).u16be(7).u32be(1).u32be(kVideo).u32be(0).u16be(0).u16be(highest);
    out.u32be(0).u32be(0).u32be(0);
    out.u8(0x81).u8(206).u16be(2).u32be(1).u32be(kVideo);
    sender.take_rtcp(out.view(), now);
  }
  /// Time goes on, and what is due is done.
  void pass(std::chrono::milliseconds time) {
    const Time end = now + time;
    while (sender.next() && *sender.next() <= end) {
      now = std::max(now, *sender.next());
      sender.tick(now);
    }
    now = end;
  }

  Time now = Time(100s);
  std::vector<Packet> rtp, rtcp;
  int keys_wanted = 0;
  std::vector<uint32_t> rates;
  MediaSender sender;
};

TEST(MediaSender, PicturesBeginWithAKey) {
  Bench bench;
  bench.picture(false, 100);
  EXPECT_TRUE(bench.rtp.empty());
  EXPECT_EQ(bench.keys_wanted, 1);
  bench.picture(true, 5000);
  ASSERT_EQ(bench.rtp.size(), 5u);
  H264Joiner joiner;
  for (size_t i = 0; i < 5; ++i) {
    const RtpHead head = bench.head(i);
    EXPECT_EQ(head.sequence, static_cast<uint16_t>(bench.head(0).sequence + i));
    EXPECT_EQ(head.ssrc, kVideo);
    EXPECT_EQ(head.payload_type, 96);
    EXPECT_EQ(head.timestamp, 9'000'000u);
    EXPECT_EQ(head.marker, i == 4);
    EXPECT_LE(bench.rtp[i].size() + 16 + 2, 1200u);
    EXPECT_TRUE(joiner.add(head.payload));
  }
  ASSERT_EQ(joiner.nals().size(), 1u);
  EXPECT_EQ(joiner.nals()[0].size(), 5001u);
  EXPECT_LT(bench.head(0).sequence, 0x8000);
}

TEST(MediaSender, ExtensionsAreInEachPacket) {
  Bench bench;
  bench.picture(true, 10);
  // abs-send-time 100 s mod 64 s, playout-delay 0, mid "0" (RFC 8285 4.2).
  const Packet& packet = bench.rtp.at(0);
  core::ByteReader reader(core::Bytes(packet).subspan(12));
  EXPECT_EQ(reader.u16be(), 0xbede);
  EXPECT_EQ(reader.u16be(), 3);
  EXPECT_EQ(reader.u8(), 0x22);
  EXPECT_EQ(reader.u8(), (100 - 64) << 2);
  EXPECT_EQ(reader.u16be(), 0);
  EXPECT_EQ(reader.u32be(), 0x42000000u);
  EXPECT_EQ(reader.u8(), 0x10);
  EXPECT_EQ(reader.u8(), '0');
}

TEST(MediaSender, Vp8HasItsOwnPayload) {
  Bench bench(options(true, port::Codec::kVp8));
  bench.picture(true, 100);  // of another codec: not what was agreed on
  EXPECT_TRUE(bench.rtp.empty());
  bench.picture(true, 2000, port::Codec::kVp8);
  EXPECT_EQ(bench.rtp.size(), 2u);
  EXPECT_EQ(bench.head(0).payload[0], std::byte{0x90});
}

TEST(MediaSender, LostOnesGoOutAgainByRtx) {
  Bench bench;
  bench.picture(true, 5000);
  const RtpHead lost = bench.head(2);
  bench.nack(lost.sequence, 1);  // and the next one
  ASSERT_EQ(bench.rtp.size(), 7u);
  const RtpHead again = bench.head(5);
  EXPECT_EQ(again.ssrc, kRtx);
  EXPECT_EQ(again.payload_type, 97);
  EXPECT_EQ(again.timestamp, lost.timestamp);
  EXPECT_EQ(core::ByteReader(again.payload).u16be(), lost.sequence);
  EXPECT_TRUE(std::ranges::equal(again.payload.subspan(2), lost.payload));
  EXPECT_TRUE(bench.rtp[5].size() + 16 <= 1200);
  EXPECT_EQ(bench.head(6).sequence, static_cast<uint16_t>(again.sequence + 1));
  bench.nack(lost.sequence, 1);
  EXPECT_EQ(bench.rtp.size(), 7u) << "twice within 10 ms";
  bench.now += 10ms;
  bench.nack(lost.sequence, 1);
  EXPECT_EQ(bench.rtp.size(), 9u);
  EXPECT_EQ(bench.sender.counters().retransmitted, 4u);
  EXPECT_EQ(bench.keys_wanted, 0);
}

TEST(MediaSender, WithoutRtxTheVerySameGoesOutAgain) {
  Bench bench(options(false));
  bench.picture(true, 5000);
  bench.now += 20ms;
  bench.nack(bench.head(2).sequence);
  ASSERT_EQ(bench.rtp.size(), 6u);
  EXPECT_EQ(bench.rtp[5], bench.rtp[2]);
}

TEST(MediaSender, WhatIsGoneNeedsAKeyPicture) {
  Bench bench;
  bench.picture(true, 10);
  const uint16_t first = bench.head(0).sequence;
  for (int i = 0; i < 300; ++i) {
    bench.now += 10ms;
    bench.picture(false, 10);
  }
  bench.nack(first);
  EXPECT_EQ(bench.keys_wanted, 1);
  bench.nack(static_cast<uint16_t>(bench.last().sequence + 1));  // never sent
  EXPECT_EQ(bench.keys_wanted, 1);
  EXPECT_EQ(bench.rtp.size(), 301u);
}

TEST(MediaSender, WhatIsAskedForIsNoMoreThanTheMostRate) {
  Bench bench;
  for (int i = 0; i < 100; ++i) bench.picture(i == 0, 20'000);
  const size_t before = bench.rtp.size();
  const uint16_t newest = bench.last().sequence;
  for (int round = 0; round < 100; ++round) {
    for (uint16_t back = 16; back < 1700; back = static_cast<uint16_t>(back + 17)) {
      bench.nack(static_cast<uint16_t>(newest - back), 0xffff);
    }
    bench.now += 10ms;
  }
  size_t bytes = 0;
  for (size_t i = before; i < bench.rtp.size(); ++i) bytes += bench.rtp[i].size();
  EXPECT_GT(bytes, 1'000'000u);
  EXPECT_LT(bytes, 1'700'000u);  // 8 Mbit of the second, and a key picture's worth
}

TEST(MediaSender, TheLastPacketOfAStillScreenIsRepeated) {
  Bench bench;
  bench.picture(true, 3000);
  bench.now += 30ms;
  bench.picture(false, 100);
  ASSERT_EQ(bench.rtp.size(), 4u);
  const RtpHead last = bench.last();
  bench.pass(59ms);
  EXPECT_EQ(bench.rtp.size(), 4u);
  bench.pass(1ms);
  ASSERT_EQ(bench.rtp.size(), 5u);
  EXPECT_EQ(core::ByteReader(bench.last().payload).u16be(), last.sequence);
  bench.pass(139ms);
  EXPECT_EQ(bench.rtp.size(), 5u);
  bench.pass(1ms);
  EXPECT_EQ(bench.rtp.size(), 6u);
  bench.pass(10s);
  EXPECT_EQ(bench.rtp.size(), 6u);
}

TEST(MediaSender, WherePacketsAreLostTheEndOfEachPictureIsRepeatedAtOnce) {
  Bench bench;
  bench.picture(true, 3000);
  const RtpHead second = bench.head(1);
  bench.nack(second.sequence);
  bench.pass(33ms);
  bench.picture(false, 3000);
  const RtpHead last = bench.last();
  const size_t sent = bench.rtp.size();
  bench.pass(3ms);
  EXPECT_EQ(bench.rtp.size(), sent);
  bench.pass(1ms);
  ASSERT_EQ(bench.rtp.size(), sent + 1);
  EXPECT_EQ(core::ByteReader(bench.last().payload).u16be(), last.sequence);
  bench.pass(10s);
  EXPECT_EQ(bench.rtp.size(), sent + 3) << "and when nothing follows, as ever";
  bench.picture(false, 3000);
  bench.pass(30ms);
  EXPECT_EQ(bench.rtp.size(), sent + 3 + 3) << "for a while nothing was lost";
}

TEST(MediaSender, AMovingOneHasNoNeedOfIt) {
  Bench bench;
  bench.picture(true, 100);
  for (int i = 0; i < 100; ++i) {
    bench.pass(33ms);
    bench.picture(false, 100);
  }
  EXPECT_EQ(bench.rtp.size(), 101u);
}

TEST(MediaSender, KeysAreAskedFor) {
  Bench bench;
  bench.picture(true, 100);
  core::ByteWriter pli, fir;
  pli.u8(0x81).u8(206).u16be(2).u32be(1).u32be(kVideo);
  fir.u8(0x84).u8(206).u16be(4).u32be(1).u32be(0).u32be(kVideo).u32be(0x01000000);
  bench.sender.take_rtcp(pli.view(), bench.now);
  bench.sender.take_rtcp(fir.view(), bench.now);
  EXPECT_EQ(bench.keys_wanted, 2);
  EXPECT_EQ(bench.sender.counters().plis, 1u);
  EXPECT_EQ(bench.sender.counters().firs, 1u);
}

TEST(MediaSender, AStillScreenThatCameWholeIsNotMadeAnew) {
  Bench bench;
  bench.picture(true, 3000);
  const uint16_t last = bench.last().sequence;
  bench.pass(3s);  // what browsers wait
  bench.pli(last);
  EXPECT_EQ(bench.keys_wanted, 0);
  EXPECT_EQ(bench.sender.counters().plis, 1u);
  bench.pass(1s);
  bench.pli(last);
  EXPECT_EQ(bench.keys_wanted, 1) << "who asks again needs it";
  bench.picture(true, 3000);
  bench.pass(3s);
  bench.pli(bench.head(bench.rtp.size() - 3).sequence);  // before two repeats by rtx
  EXPECT_EQ(bench.keys_wanted, 1) << "the next picture is judged anew";
}

TEST(MediaSender, AStillScreenThatMayNotHaveComeIs) {
  Bench bench;
  bench.picture(true, 3000);
  const uint16_t last = bench.last().sequence;
  bench.pass(1s);
  bench.pli(last);
  EXPECT_EQ(bench.keys_wanted, 1) << "too soon for impatience: its decoder has failed";
  bench.pass(2s);
  bench.pli(static_cast<uint16_t>(last - 1));
  EXPECT_EQ(bench.keys_wanted, 2) << "the last packet did not come";
  bench.nack(last);
  bench.pli(last);
  EXPECT_EQ(bench.keys_wanted, 3) << "it has only just been mended";
  bench.pass(3s);
  core::ByteWriter alone;
  alone.u8(0x81).u8(206).u16be(2).u32be(1).u32be(kVideo);
  bench.picture(false, 100);
  bench.pass(3s);
  bench.sender.take_rtcp(alone.view(), bench.now);
  EXPECT_EQ(bench.keys_wanted, 4) << "no report of the last picture came";
}

TEST(MediaSender, ReportsGoWithTheMedia) {
  Bench bench;
  bench.picture(true, 100);
  ASSERT_EQ(bench.rtcp.size(), 1u);
  core::ByteReader report(bench.rtcp[0]);
  EXPECT_EQ(report.u32be(), 0x80c80006u);
  EXPECT_EQ(report.u32be(), kVideo);
  EXPECT_EQ(report.u32be(), 100u);  // NTP
  EXPECT_EQ(report.u32be(), 0u);
  EXPECT_EQ(report.u32be(), 9'000'000u);  // RTP
  EXPECT_EQ(report.u32be(), 1u);
  EXPECT_EQ(report.u32be(), 101u);
  for (int i = 0; i < 100; ++i) {
    bench.pass(20ms);
    bench.picture(false, 100);
  }
  EXPECT_EQ(bench.rtcp.size(), 3u);
  bench.pass(20s);
  EXPECT_EQ(bench.rtcp.size(), 7u);  // still there
}

TEST(MediaSender, SoundHasItsOwnClock) {
  Bench bench;
  port::EncodedSound sound{
      .captured_at = bench.now, .position = 48'000, .opus = std::vector<std::byte>(80)};
  bench.sender.send_sound(sound, bench.now + 10ms);
  ASSERT_EQ(bench.rtp.size(), 1u);
  EXPECT_EQ(bench.last().ssrc, kSound);
  EXPECT_EQ(bench.last().payload_type, 111);
  EXPECT_EQ(bench.last().timestamp, 48'000u);
  EXPECT_EQ(bench.last().payload.size(), 80u);
  ASSERT_EQ(bench.rtcp.size(), 1u);
  core::ByteReader report(core::Bytes(bench.rtcp[0]).subspan(16));
  EXPECT_EQ(report.u32be(), 48'000u + 960 + 480);
  sound.opus.resize(5000);  // nothing that goes in a packet
  bench.sender.send_sound(sound, bench.now);
  sound.opus.clear();
  bench.sender.send_sound(sound, bench.now);
  EXPECT_EQ(bench.rtp.size(), 1u);
}

TEST(MediaSender, TheOtherEndsReportIsCounted) {
  Bench bench;
  bench.picture(true, 100);
  // 64 of 256 lost; our report at 100 s came, and 50 ms after it this one left, 80 ms after ours.
  core::ByteWriter out;
  out.u8(0x81).u8(201).u16be(7).u32be(1).u32be(kVideo).u8(64).u8(0).u16be(0).u32be(0).u32be(0);
  out.u32be(100u << 16).u32be(65536 / 20);
  bench.sender.take_rtcp(out.view(), bench.now + 80ms);
  EXPECT_EQ(bench.sender.counters().lost, 0.25);
  EXPECT_NEAR(static_cast<double>(bench.sender.counters().round_trip.count()), 30'000, 50);
  for (size_t size = 0; size < out.size(); ++size) {
    bench.sender.take_rtcp(out.view().first(size), bench.now);
  }
}

}  // namespace
}  // namespace anc::test
