// anbox_audio: the ring, the clock, and streams of guests that play, record and mean ill.
#include <atomic>
#include <numeric>

#include <gtest/gtest.h>

#include "internal/audio/server.h"
#include "internal/core/file.h"
#include "tests/unit/net/guest_end.h"

namespace anc::test {
namespace {
using namespace std::chrono_literals;
using namespace std::string_literals;

core::Bytes bytes(std::string_view text) { return std::as_bytes(std::span(text)); }

std::string pull(audio::PcmQueue& queue, size_t count) {
  std::string out(count, 'x');
  queue.pull(std::as_writable_bytes(std::span(out)));
  return out;
}

TEST(PcmQueue, TakesWhatFitsGivesWholeFramesThenSilence) {
  audio::PcmQueue queue(8, 4);
  EXPECT_EQ(queue.push(bytes("abcdefghij")), 8u);
  EXPECT_EQ(queue.room(), 0u);
  EXPECT_EQ(pull(queue, 4), "abcd");
  EXPECT_EQ(queue.push(bytes("IJK")), 3u);  // over the ring's end
  EXPECT_EQ(pull(queue, 12), "efgh"s + std::string(8, '\0'));
  EXPECT_EQ(queue.depth(), 3u);  // a frame that has only begun stays
  EXPECT_EQ(queue.push(bytes("L")), 1u);
  EXPECT_EQ(pull(queue, 4), "IJKL");
  EXPECT_EQ(queue.starved_bytes(), 8u);
}

TEST(PcmQueue, DiscardAndEndOfStreamKeepFramesWhole) {
  audio::PcmQueue queue(16, 4);
  queue.push(bytes("abcdefghij"));
  EXPECT_EQ(queue.discard(7), 4u);
  queue.end_of_stream();
  EXPECT_EQ(queue.depth(), 4u);
  EXPECT_EQ(pull(queue, 4), "efgh");
}

TEST(PcmQueue, TheNewestTakesThePlaceOfTheOldest) {
  int pulls = 0;
  audio::PcmQueue queue(8, 2, [&] { ++pulls; });
  queue.push_newest(bytes("abcdefghi"));  // half a frame is none
  EXPECT_EQ(pull(queue, 2), "ab");
  queue.push_newest(bytes("ijkl"));
  EXPECT_EQ(pull(queue, 4), "efgh");
  queue.push_newest(bytes("0123456789AB"));
  EXPECT_EQ(pull(queue, 8), "456789AB");
  EXPECT_EQ(queue.dropped_bytes(), 2u + 4u + 4u);
  EXPECT_EQ(pulls, 3);
}

TEST(SampleClock, IsExactOverManySmallStepsAndSkipsLongPauses) {
  audio::SampleClock clock(audio::kPlayback, 250ms);
  audio::SampleClock::Clock::time_point now{};
  clock.restart(now);
  size_t bytes = 0;
  for (int i = 0; i < 100000; ++i) bytes += clock.take_due(now += 100us);  // ten seconds
  EXPECT_EQ(bytes, 1764000u);
  EXPECT_EQ(clock.take_due(now), 0u);
  EXPECT_EQ(clock.take_due(now + 60s), 44100u);
}

/// Keeps what it hears. Read on the net thread.
struct Ear final : port::AudioConsumer {
  void on_audio(const port::AudioChunkPtr& chunk) override {
    whole &= chunk->pcm.size() % 4 == 0;
    heard.append(reinterpret_cast<const char*>(chunk->pcm.data()), chunk->pcm.size());
  }
  std::string heard;
  bool whole = true;
};

class Audio : public testing::Test {
 protected:
  void SetUp() override {
    dir_.emplace(*core::TempDir::make("anc-audio"));
    loop_.start();
    start({});
  }
  void TearDown() override {
    on_loop(loop_, [this] { server_.reset(); });
    loop_.stop();
  }
  void start(audio::Options options) {
    options.path = dir_->path() + "/anbox_audio";
    on_loop(loop_, [&] {
      server_.reset();
      auto made = audio::Server::start(loop_, options);
      ASSERT_TRUE(made) << made.error().message();
      server_ = std::move(*made);
      server_->add_consumer(ear_);
    });
  }
  GuestEnd connect() { return GuestEnd::to(dir_->path() + "/anbox_audio"); }
  GuestEnd player() {
    GuestEnd guest = connect();
    EXPECT_TRUE(guest.send("\0"s));
    EXPECT_EQ(guest.receive(1), "\0"s);
    return guest;
  }
  uint64_t status(const char* name) {
    uint64_t value = 0;
    on_loop(loop_, [&] { value = server_->status()[name].get<uint64_t>(); });
    return value;
  }
  bool wait_connections(size_t count) {
    return wait_until(loop_, [&] { return server_->status()["connections"] == count; });
  }
  bool wait_heard(const std::string& sound) {
    return wait_until(loop_, [&] { return ear_.heard == sound; });
  }

  std::optional<core::TempDir> dir_;
  net::Loop loop_;
  Ear ear_;
  std::unique_ptr<audio::Server> server_;
};

TEST_F(Audio, EachKindIsApprovedWithItsOwnByteAndOthersAreClosed) {
  GuestEnd plays = player();
  EXPECT_FALSE(plays.readable(0));  // nothing but the approval
  GuestEnd records = connect();
  ASSERT_TRUE(records.send("\1"));
  EXPECT_EQ(records.receive(1), "\1");
  GuestEnd other = connect();
  ASSERT_TRUE(other.send("\2"));
  EXPECT_TRUE(other.closed());
  GuestEnd leaves = connect();
  leaves.close();
  EXPECT_TRUE(wait_connections(2));
}

TEST_F(Audio, TheConsumerHearsEveryByteInWholeFramesWhateverThePieces) {
  std::string sound(10000, '\0');
  std::iota(sound.begin(), sound.end(), '\0');
  for (const size_t piece : {1u, 3u, 7u, 4096u}) {
    on_loop(loop_, [&] { ear_.heard.clear(); });
    const size_t limit = piece == 1 ? 1000 : sound.size();
    GuestEnd guest = player();
    for (size_t at = 0; at < limit; at += piece) {
      ASSERT_TRUE(guest.send(std::string_view(sound).substr(at, std::min(piece, limit - at))));
    }
    EXPECT_TRUE(wait_heard(sound.substr(0, limit))) << piece;
    guest.close();
    EXPECT_TRUE(wait_connections(0));
  }
  on_loop(loop_, [&] { EXPECT_TRUE(ear_.whole); });
}

TEST_F(Audio, WithoutADeviceSoundIsTakenAtTheRateOfItsSamples) {
  GuestEnd guest = player();
  const std::string second(176400, 'a');
  const auto begin = std::chrono::steady_clock::now();
  ASSERT_TRUE(guest.send(second));
  ASSERT_TRUE(wait_heard(second));
  // All but the 32 ms that wait has been drained; a loaded machine can only be later.
  EXPECT_GE(std::chrono::steady_clock::now() - begin, 930ms);
  EXPECT_LE(status("queue_ms"), 32u);
  EXPECT_TRUE(wait_until(loop_, [&] { return server_->status()["drained_bytes"] == 176400; }));
}

TEST_F(Audio, TheNewestOfTwoStreamsIsHeardAndTheOtherIsDrained) {
  start({.turn = 1h});
  GuestEnd old = player();
  ASSERT_TRUE(old.send(std::string(4000, 'o')));
  ASSERT_TRUE(wait_heard(std::string(4000, 'o')));
  GuestEnd young = player();
  ASSERT_TRUE(young.send(std::string(4000, 'y')));
  ASSERT_TRUE(wait_heard(std::string(4000, 'o') + std::string(4000, 'y')));
  ASSERT_TRUE(old.send(std::string(8000, 'u')));
  ASSERT_TRUE(young.send(std::string(40000, 'y')));
  EXPECT_TRUE(wait_until(loop_, [&] { return server_->status()["unheard_bytes"] == 8000; }));
  EXPECT_TRUE(wait_heard(std::string(4000, 'o') + std::string(44000, 'y')));
  young.close();
  ASSERT_TRUE(wait_connections(1));
  ASSERT_TRUE(old.send(std::string(400, 'o')));
  EXPECT_TRUE(wait_heard(std::string(4000, 'o') + std::string(44000, 'y') + std::string(400, 'o')));
}

TEST_F(Audio, AStreamThatEndsWithinAFrameDoesNotShiftTheNextOne) {
  GuestEnd torn = player();
  ASSERT_TRUE(torn.send("abcdef"));
  ASSERT_TRUE(wait_heard("abcd"));
  torn.close();
  ASSERT_TRUE(wait_connections(0));
  GuestEnd next = player();
  ASSERT_TRUE(next.send("ABCD"));
  EXPECT_TRUE(wait_heard("abcdABCD"));
}

TEST_F(Audio, ARecordingHearsSilenceAtItsRateAndOnlyALittleAhead) {
  GuestEnd guest = connect();
  ASSERT_TRUE(guest.send("\1"));
  ASSERT_EQ(guest.receive(1), "\1");
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(guest.receive(8000), std::string(8000, '\0'));
  EXPECT_GE(std::chrono::steady_clock::now() - begin, 450ms);  // half a second, one piece early
  guest.close();
  EXPECT_TRUE(wait_connections(0));
}

TEST_F(Audio, TooManyConnectionsCostTheOldestAndSilentOnesEndInTime) {
  start({.hello_time = 1s, .connections = 2});
  GuestEnd first = player();
  GuestEnd second = player();
  GuestEnd silent = connect();
  EXPECT_TRUE(first.closed());
  EXPECT_TRUE(silent.closed());
  EXPECT_TRUE(wait_connections(1));
  ASSERT_TRUE(second.send("abcd"));
  EXPECT_TRUE(wait_heard("abcd"));
}

TEST_F(Audio, AHalfClosedPlayerIsHeardToItsLastByte) {
  GuestEnd guest = player();
  ASSERT_TRUE(guest.send(std::string(30000, 'h')));
  ASSERT_EQ(shutdown(guest.fd().get(), SHUT_WR), 0);
  EXPECT_TRUE(wait_heard(std::string(30000, 'h')));
  EXPECT_TRUE(guest.closed());
}

TEST_F(Audio, ADeviceThatCannotBeOpenedStillLeavesTheGuestItsPace) {
  setenv("SDL_AUDIODRIVER", "no-such-driver", 1);  // NOLINT(concurrency-mt-unsafe): before threads
  start({.device = true});
  GuestEnd guest = player();
  ASSERT_TRUE(guest.send(std::string(40000, 'a')));
  EXPECT_TRUE(wait_heard(std::string(40000, 'a')));
  EXPECT_TRUE(wait_until(loop_, [&] { return server_->status()["device"] == "unavailable"; }));
  EXPECT_TRUE(wait_until(loop_, [&] { return server_->status()["drained_bytes"] == 40000; }));
  unsetenv("SDL_AUDIODRIVER");  // NOLINT(concurrency-mt-unsafe)
}

}  // namespace
}  // namespace anc::test
