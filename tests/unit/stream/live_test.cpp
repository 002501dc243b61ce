// Live streams: what is encoded when frames come, when none come, and when somebody joins.
#include <cmath>
#include <condition_variable>
#include <cstring>
#include <deque>
#include <mutex>

#include <gtest/gtest.h>

#include "internal/stream/live_sound.h"
#include "internal/stream/live_video.h"

namespace anc::test {
namespace {
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

/// What a thread has handed out, for the test's thread.
template <class T>
class Mail {
 public:
  void put(T value) {
    const std::lock_guard guard(mutex_);
    values_.push_back(std::move(value));
    changed_.notify_all();
  }
  /// The next one; T{} where none comes in time.
  T take(std::chrono::milliseconds patience = 20s) {
    std::unique_lock lock(mutex_);
    if (!changed_.wait_for(lock, patience, [this] { return !values_.empty(); })) return T{};
    T value = std::move(values_.front());
    values_.pop_front();
    return value;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<T> values_;
};

/// What encoders were told, of all that a test opens.
struct Told {
  std::mutex mutex;
  std::vector<stream::VideoFormat> opened;
  std::vector<std::pair<uint32_t, uint32_t>> rates;
  int skip = 0;   ///< so many pictures are left out next
  int fails = 0;  ///< so many pictures are refused next
};

class FakeEncoder final : public stream::VideoEncoder {
 public:
  explicit FakeEncoder(Told& told) : told_(told) {}

  Result<stream::AccessUnit> encode(const stream::Picture& picture,
                                    Clock::time_point captured_at) override {
    EXPECT_GT(captured_at, last_);
    last_ = captured_at;
    const std::lock_guard guard(told_.mutex);
    if (told_.fails > 0 && told_.fails-- > 0) return fail(Kind::kGraphics, "as the test wants");
    stream::AccessUnit unit{.bytes = {}, .key = false, .captured_at = captured_at};
    if (told_.skip > 0 && told_.skip-- > 0) return unit;
    unit.key = std::exchange(key_, false);
    unit.bytes.assign(2, static_cast<std::byte>(picture.y[0]));
    return unit;
  }
  void request_key_frame() override { key_ = true; }
  stream::EncoderFacts facts() const override { return {.name = "fake", .hardware = true}; }
  Result<void> set_rate(uint32_t bits, uint32_t frames) override {
    const std::lock_guard guard(told_.mutex);
    told_.rates.emplace_back(bits, frames);
    return {};
  }

 private:
  Told& told_;
  bool key_ = true;
  Clock::time_point last_{};
};

port::FramePtr frame(uint64_t number, uint32_t width = 64, uint32_t height = 48,
                     port::Rotation rotation = port::Rotation::k0) {
  auto made = std::make_shared<port::Frame>();
  made->number = number;
  made->posted_at = made->composed_at = made->drawn_at = made->read_back_at = Clock::now();
  made->width = width;
  made->height = height;
  made->rotation = rotation;
  made->geometry = 1;
  made->pixels.assign(size_t{width} * height * 4, std::byte{100});
  return made;
}

class LiveVideo : public testing::Test {
 protected:
  void start(port::FramePtr first, uint32_t fps = 120) {
    live_ = std::make_unique<stream::LiveVideo>(stream::LiveVideo::Options{
        .codec = port::Codec::kH264,
        .rate = {.bits_per_second = 1'000'000, .frames_per_second = fps},
        .open_encoder = [this](const stream::VideoFormat& format)
            -> Result<std::unique_ptr<stream::VideoEncoder>> {
          const std::lock_guard guard(told_.mutex);
          told_.opened.push_back(format);
          return std::make_unique<FakeEncoder>(told_);
        },
        .last_frame = [first] { return first; },
        .out = [this](port::EncodedVideoPtr video) { out_.put(std::move(video)); },
        .failed = [this](const Error& error) { failed_.put(error.message()); }});
    ASSERT_TRUE(live_->start());
  }
  void expect_nothing(std::chrono::milliseconds time) { EXPECT_EQ(out_.take(time), nullptr); }

  Told told_;
  Mail<port::EncodedVideoPtr> out_;
  Mail<std::string> failed_;
  std::unique_ptr<stream::LiveVideo> live_;
};

TEST_F(LiveVideo, TheFirstPictureIsAKeyFrameAndAStillOneIsEncodedOnce) {
  start(frame(5));
  const auto first = out_.take();
  ASSERT_TRUE(first);
  EXPECT_TRUE(first->key);
  EXPECT_EQ(first->frame, 5u);
  EXPECT_EQ(first->width, 64u);
  EXPECT_LE(first->at.read_back, first->at.converted);
  EXPECT_LE(first->at.converted, first->at.encoded);
  live_->on_frame(frame(5));  // it came by both ways
  expect_nothing(100ms);
  EXPECT_EQ(live_->counts().frames, 1u);
  EXPECT_EQ(told_.opened.size(), 1u);
  EXPECT_TRUE(told_.opened[0].live);
}

TEST_F(LiveVideo, BeforeTheFirstPictureItWaits) {
  start(nullptr);
  live_->request_key_frame();
  expect_nothing(50ms);
  live_->on_frame(frame(1));
  ASSERT_TRUE(out_.take());
}

TEST_F(LiveVideo, KeyFramesAreJoinedAndOfTheMoment) {
  start(frame(1));
  const auto first = out_.take();
  for (int i = 0; i < 10; ++i) live_->request_key_frame();
  const auto second = out_.take();
  ASSERT_TRUE(first && second);
  EXPECT_TRUE(second->key);
  EXPECT_EQ(second->frame, 1u);
  EXPECT_GT(second->at.posted, first->at.encoded) << "a picture shown again is one of now";
  EXPECT_GE(second->at.encoded - first->at.encoded, stream::LiveVideo::kKeysApart - 1ms);
  expect_nothing(50ms);
  EXPECT_EQ(live_->counts().keys, 2u);
}

TEST_F(LiveVideo, ANewFrameIsTheKeyFrameThatWasAskedFor) {
  start(frame(1));
  ASSERT_TRUE(out_.take());
  live_->request_key_frame();
  live_->on_frame(frame(2));  // too early for a key frame
  const auto second = out_.take(), third = out_.take();
  ASSERT_TRUE(second && third);
  EXPECT_FALSE(second->key);
  EXPECT_TRUE(third->key);
  EXPECT_EQ(third->frame, 2u);
}

TEST_F(LiveVideo, TheNewestFrameWinsAndTheRateIsKept) {
  start(frame(1), 10);
  ASSERT_TRUE(out_.take());
  for (uint64_t number = 2; number <= 50; ++number) live_->on_frame(frame(number));
  uint64_t last = 1;
  int count = 0;
  for (port::EncodedVideoPtr video; last < 50 && (video = out_.take()); ++count) {
    EXPECT_GT(video->frame, last);
    last = video->frame;
  }
  EXPECT_EQ(last, 50u) << "what comes last is shown";
  EXPECT_LE(count, 3);
  EXPECT_GE(live_->counts().replaced, 40u);
}

TEST_F(LiveVideo, AnotherShapeOpensAnotherEncoder) {
  start(frame(1, 64, 48));
  ASSERT_TRUE(out_.take());
  live_->on_frame(frame(2, 64, 48, port::Rotation::k90));
  const auto turned = out_.take();
  live_->on_frame(frame(3, 63, 47));
  const auto odd = out_.take();
  ASSERT_TRUE(turned && odd);
  EXPECT_TRUE(turned->key);
  EXPECT_EQ(std::pair(turned->width, turned->height), std::pair(48u, 64u));
  EXPECT_EQ(turned->rotation, port::Rotation::k90);
  EXPECT_TRUE(odd->key);
  EXPECT_EQ(std::pair(odd->width, odd->height), std::pair(64u, 48u));
  EXPECT_EQ(told_.opened.size(), 3u);
  live_->on_frame(frame(4, 64, 48));
  const auto same = out_.take();
  ASSERT_TRUE(same);
  EXPECT_FALSE(same->key) << "the encoded size is the same";
}

TEST_F(LiveVideo, WhatWasLeftOutIsEncodedAgainBeforeThePictureStandsStill) {
  start(frame(1));
  ASSERT_TRUE(out_.take());
  {
    const std::lock_guard guard(told_.mutex);
    told_.skip = 3;
  }
  live_->on_frame(frame(2));
  const auto second = out_.take();
  ASSERT_TRUE(second);
  EXPECT_EQ(second->frame, 2u);
  EXPECT_EQ(live_->counts().skipped, 3u);
  expect_nothing(50ms);
}

TEST_F(LiveVideo, RatesReachTheEncoderWithTheNextPicture) {
  start(frame(1));
  ASSERT_TRUE(out_.take());
  live_->set_rate({.bits_per_second = 500'000, .frames_per_second = 60});
  live_->on_frame(frame(2));
  ASSERT_TRUE(out_.take());
  live_->on_frame(frame(3));
  ASSERT_TRUE(out_.take());
  const std::lock_guard guard(told_.mutex);
  EXPECT_EQ(told_.rates, (std::vector<std::pair<uint32_t, uint32_t>>{{500'000, 60}}));
}

TEST_F(LiveVideo, AnEncoderThatFailsEndsIt) {
  start(frame(1));
  ASSERT_TRUE(out_.take());
  {
    const std::lock_guard guard(told_.mutex);
    told_.fails = 1;
  }
  live_->on_frame(frame(2));
  EXPECT_EQ(failed_.take(), "as the test wants");
  live_->on_frame(frame(3));
  live_->request_key_frame();
  expect_nothing(20ms);
}

class LiveSound : public testing::Test {
 protected:
  void SetUp() override {
    auto made = stream::LiveSound::start(
        {.out = [this](port::EncodedSoundPtr packet) { out_.put(std::move(packet)); },
         .failed = [](const Error& error) { FAIL() << error.message(); }});
    ASSERT_TRUE(made);
    sound_ = std::move(*made);
    heard_until_ = Clock::now() + 1s;
  }
  /// So much of a tone, or of nothing.
  void play(std::chrono::milliseconds time, bool tone = true) {
    auto chunk = std::make_shared<port::AudioChunk>();
    const auto frames = static_cast<size_t>(time.count()) * 441 / 10;
    std::vector<int16_t> samples(frames * 2);
    for (size_t i = 0; tone && i < samples.size(); ++i) {
      samples[i] = static_cast<int16_t>(8000 * std::sin(static_cast<double>(i / 2) * 0.0627));
    }
    chunk->pcm.resize(samples.size() * 2);
    std::memcpy(chunk->pcm.data(), samples.data(), chunk->pcm.size());
    chunk->captured_at = heard_until_ += time;
    sound_->on_audio(chunk);
  }
  std::vector<port::EncodedSoundPtr> take_all() {
    std::vector<port::EncodedSoundPtr> packets;
    while (auto packet = out_.take(400ms)) packets.push_back(std::move(packet));
    return packets;
  }

  Mail<port::EncodedSoundPtr> out_;
  std::unique_ptr<stream::LiveSound> sound_;
  Clock::time_point heard_until_;
};

TEST_F(LiveSound, PacketsFollowOneAnotherAndAPauseIsAGap) {
  for (int i = 0; i < 10; ++i) play(20ms);
  auto packets = take_all();
  ASSERT_EQ(packets.size(), 10u) << "the last one is filled up when the guest pauses";
  for (size_t i = 1; i < packets.size(); ++i) {
    EXPECT_EQ(packets[i]->position, packets[i - 1]->position + stream::kOpusFrame);
    EXPECT_FALSE(packets[i]->opus.empty());
  }
  EXPECT_NEAR(std::chrono::duration<double>(heard_until_ - packets.back()->captured_at).count(), 0,
              0.025);
  heard_until_ += 2s;
  play(20ms);
  const auto later = take_all();
  ASSERT_GE(later.size(), 1u);
  const auto gap = later.front()->position - packets.back()->position;
  EXPECT_NEAR(static_cast<double>(gap), 2.02 * 48000, 1000);
}

TEST_F(LiveSound, AGuestThatPlaysNothingIsNotSent) {
  for (int i = 0; i < 100; ++i) play(20ms, false);
  EXPECT_LE(take_all().size(), 26u) << "half a second of silence may be music";
  play(20ms);
  EXPECT_GE(take_all().size(), 1u);
}

TEST_F(LiveSound, TooMuchAtOnceIsDropped) {
  for (int i = 0; i < 4; ++i) play(1900ms);
  EXPECT_GE(sound_->counts().dropped + sound_->counts().packets, 1u);
}

}  // namespace
}  // namespace anc::test
