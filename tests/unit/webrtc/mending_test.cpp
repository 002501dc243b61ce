// A sender and a receiver with a bad network between them, by a clock of their own: what is lost is
// mended before anybody sees more than a short halt.
#include <algorithm>
#include <map>
#include <random>

#include <gtest/gtest.h>

#include "internal/webrtc/media_sender.h"
#include "internal/webrtc/srtp.h"
#include "tests/unit/webrtc/receiver.h"

namespace anc::test {
namespace {
using namespace std::chrono_literals;
using std::chrono::microseconds;
using webrtc::MediaSender;
using Time = MediaSender::Time;

struct Way {
  double loss = 0;
  microseconds delay = 10ms, jitter = 0ms;
  bool overtakes = false;  ///< else what was sent later comes later
};

/// One direction: what was put in comes out later, or not at all.
class Wire {
 public:
  Wire(const Way& way, unsigned seed) : way_(way), random_(seed) {}
  void put(Packet packet, Time now) {
    const auto part = [this] { return std::uniform_real_distribution<>(0, 1)(random_); };
    const bool lost = part() < way_.loss;
    Time at = now + way_.delay +
              microseconds(static_cast<int64_t>(part() * static_cast<double>(way_.jitter.count())));
    if (!way_.overtakes) at = last_ = std::max(at, last_);
    if (!lost) under_way_.emplace(at, std::move(packet));
  }
  std::optional<Packet> get(Time now) {
    if (under_way_.empty() || under_way_.begin()->first > now) return std::nullopt;
    return std::move(under_way_.extract(under_way_.begin()).mapped());
  }

 private:
  Way way_;
  std::mt19937 random_;
  Time last_{};
  std::multimap<Time, Packet> under_way_;
};

port::EncodedVideo picture(uint64_t number, bool key, size_t size, Time now) {
  port::EncodedVideo video;
  video.key = key;
  video.frame = number;
  video.at.drawn = now;
  core::ByteWriter bytes;
  bytes.u32be(1).u8(key ? 0x65 : 0x41).u32be(static_cast<uint32_t>(number + 0x01010101));
  video.bytes = bytes.take();
  video.bytes.resize(size, std::byte{0x5a});
  return video;
}

struct Outcome {
  size_t sent = 0, shown = 0, keys_wanted = 0, missed = 0, repeated = 0, packets = 0;
  microseconds longest{};        ///< between two pictures that were shown
  microseconds median{}, p95{};  ///< from sent to shown
};

/// 20 s of 60 pictures a second, of 8 kB, and 2 s of a still screen after them.
class Course {
 public:
  Course(const Way& way, bool rtx, microseconds patience) : there_(way, 1), back_(way, 2) {
    receiver_ = MediaReceiver(
        {.ssrc = 11,
         .rtx = 12,
         .patience = std::chrono::duration_cast<std::chrono::milliseconds>(patience)});
    MediaSender::Options options;
    options.video = webrtc::VideoChoice{.payload_type = 96,
                                        .rtx_payload_type = static_cast<uint8_t>(rtx ? 97 : 0)};
    options.sent = {11, 12, 13};
    sender_ = std::make_unique<MediaSender>(
        options, MediaSender::Out{.rtp = [this](core::Bytes packet) { send(packet); },
                                  .rtcp = [](core::Bytes) {},
                                  .key_frame_wanted = [this] { ++outcome_.keys_wanted; },
                                  .rate = [](uint32_t) {}});
  }

  Outcome run() {
    for (int ms = 0; ms < 22'000; ++ms, now_ += 1ms) {
      if (ms < 20'000 && ms * 60 % 1000 < 60) show();
      while (sender_->next() && *sender_->next() <= now_) sender_->tick(now_);
      while (auto packet = there_.get(now_)) take(std::move(*packet));
      while (const auto packet = back_.get(now_)) sender_->take_rtcp(*packet, now_);
      if (auto packet = receiver_.ask(now_)) back_.put(std::move(*packet), now_);
    }
    return judge();
  }

 private:
  void show() {
    const bool first = sent_at_.empty();
    sent_at_.push_back(now_);
    sender_->send_video(picture(sent_at_.size() - 1, first, first ? 60'000 : 8'000, now_), now_);
  }
  void send(core::Bytes packet) {
    Packet copy(packet.begin(), packet.end());
    ASSERT_TRUE(here_srtp_->protect_rtp(copy));
    EXPECT_LE(copy.size(), 1200u);
    there_.put(std::move(copy), now_);
  }
  void take(Packet packet) {
    // Without rtx a packet that came is refused when it comes again; that is no fault.
    if (there_srtp_->unprotect_rtp(packet)) receiver_.take(packet, now_);
  }

  Outcome judge() {
    const auto& shown = receiver_.pictures();
    outcome_.sent = sent_at_.size();
    outcome_.shown = shown.size();
    outcome_.missed = receiver_.missed();
    outcome_.repeated = sender_->counters().retransmitted;
    outcome_.packets = sender_->counters().packets;
    std::vector<microseconds> late(shown.empty() ? 1 : 0);
    for (size_t i = 0; i < std::min(shown.size(), sent_at_.size()); ++i) {
      core::ByteReader number(core::Bytes(shown[i].bytes).subspan(1));
      EXPECT_EQ(number.u32be(), i + 0x01010101) << "the order is another";
      late.push_back(std::chrono::duration_cast<microseconds>(shown[i].at - sent_at_[i]));
      if (i == 0) continue;
      outcome_.longest =
          std::max(outcome_.longest,
                   std::chrono::duration_cast<microseconds>(shown[i].at - shown[i - 1].at));
    }
    std::ranges::sort(late);
    outcome_.median = late.at(late.size() / 2);
    outcome_.p95 = late.at(late.size() * 95 / 100);
    return outcome_;
  }

  Time now_ = Time(100s);
  Wire there_, back_;
  MediaReceiver receiver_{MediaReceiver::Options{}};
  std::unique_ptr<MediaSender> sender_;
  webrtc::SrtpKeys keys_{};
  std::unique_ptr<webrtc::Srtp> here_srtp_ = *webrtc::Srtp::make(keys_),
                                there_srtp_ = *webrtc::Srtp::make(keys_);
  std::vector<Time> sent_at_;
  Outcome outcome_;
};

struct Case {
  double loss;
  microseconds jitter;
  bool overtakes, rtx;
};
class Mending : public testing::TestWithParam<Case> {};
INSTANTIATE_TEST_SUITE_P(Networks, Mending,
                         testing::Values(Case{0, 0ms, false, true}, Case{0.01, 50ms, false, true},
                                         Case{0.02, 50ms, false, true},
                                         Case{0.05, 50ms, false, true},
                                         Case{0.05, 0ms, false, true},
                                         // Without rtx, libre takes what is up to 64 packets old:
                                         // a packet that is lost twice comes too late for it.
                                         Case{0.02, 0ms, false, false}));

TEST_P(Mending, NoHaltIsLong) {
  const Case& given = GetParam();
  Course course({.loss = given.loss, .jitter = given.jitter, .overtakes = given.overtakes},
                given.rtx, given.overtakes ? 20ms : 0ms);
  const Outcome outcome = course.run();
  RecordProperty("longest_ms", static_cast<int>(outcome.longest.count() / 1000));
  RecordProperty("median_ms", static_cast<int>(outcome.median.count() / 1000));
  RecordProperty("p95_ms", static_cast<int>(outcome.p95.count() / 1000));
  RecordProperty("missed", static_cast<int>(outcome.missed));
  RecordProperty("repeated", static_cast<int>(outcome.repeated));
  RecordProperty("packets", static_cast<int>(outcome.packets));
  EXPECT_EQ(outcome.shown, outcome.sent);
  EXPECT_EQ(outcome.keys_wanted, 0u);
  EXPECT_LT(outcome.longest, 300ms);
}

}  // namespace
}  // namespace anc::test
