// A recording from frames to pieces, with a reader that ends it, leaves, or does not read.
#include "internal/stream/recording.h"

#include <array>
#include <future>
#include <sys/socket.h>
#include <thread>

#include <gtest/gtest.h>

#include "internal/core/json.h"

namespace anc::test {
namespace {
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

port::FramePtr frame(uint64_t number, uint32_t width, uint32_t height, uint8_t grey) {
  auto made = std::make_shared<port::Frame>();
  made->number = number;
  made->posted_at = Clock::now();
  made->width = width;
  made->height = height;
  made->pixels.assign(size_t{width} * height * 4, std::byte{grey});
  return made;
}

class Recording : public testing::Test {
 protected:
  void start(port::FramePtr first, bool sound = true, int send_buffer = 0) {
    auto pair = core::make_socket_pair();
    ASSERT_TRUE(pair);
    if (send_buffer > 0) {
      setsockopt(pair->second.get(), SOL_SOCKET, SO_SNDBUF, &send_buffer, sizeof send_buffer);
    }
    reader_ = std::move(pair->first);
    auto made = stream::Recording::make(
        std::move(pair->second),
        {.movie = {.frames_per_second = 100, .bits_per_second = 1'000'000, .sound = sound},
         .greeting = "hello\n",
         .last_frame = [first] { return first; },
         .ended = [this] { ended_.set_value(); }});
    ASSERT_TRUE(made);
    recording_ = std::move(*made);
    ASSERT_TRUE(recording_->start());
  }
  /// The recording comes to hold for that what is said of it.
  bool wait_for(const char* name, double least) {
    const auto end = Clock::now() + 20s;
    while (Clock::now() < end) {
      if (recording_->status()[name].get<double>() >= least) return true;
      std::this_thread::sleep_for(1ms);
    }
    return false;
  }
  void read_all() {
    std::array<std::byte, 65536> chunk;
    for (ssize_t n = 1; n > 0;) {
      n = recv(reader_.get(), chunk.data(), chunk.size(), 0);
      if (n > 0) bytes_.insert(bytes_.end(), chunk.begin(), chunk.begin() + n);
      if (n > 0 && take_pieces()) break;
    }
  }
  /// True once the end has come.
  bool take_pieces() {
    constexpr size_t kGreeting = 6;
    if (bytes_.size() < kGreeting) return false;
    core::Bytes left = core::Bytes(bytes_).subspan(kGreeting);
    media_.clear();
    while (true) {
      const auto piece = stream::take_piece(left);
      EXPECT_TRUE(piece);
      if (!piece || !piece->has_value()) return false;
      const core::Bytes data = (*piece)->data;
      if ((*piece)->kind == stream::PieceKind::kEnd) {
        end_ = *core::parse_json({reinterpret_cast<const char*>(data.data()), data.size()});
        return true;
      }
      media_.push_back(data);
    }
  }
  std::string type_of(size_t piece) const {
    return {reinterpret_cast<const char*>(media_[piece].data()) + 4, 4};
  }

  core::Fd reader_;
  std::promise<void> ended_;
  std::unique_ptr<stream::Recording> recording_;
  std::vector<std::byte> bytes_;
  std::vector<core::Bytes> media_;
  core::Json end_;
};

TEST_F(Recording, TheReaderEndsItAndGetsTheRest) {
  start(frame(1, 64, 48, 100));
  ASSERT_TRUE(wait_for("frames", 1));
  recording_->on_frame(frame(1, 64, 48, 100));  // the first one again, from the sink
  recording_->on_frame(frame(2, 64, 48, 200));
  ASSERT_TRUE(wait_for("frames", 2));
  recording_->on_frame(frame(3, 48, 64, 50));  // another size is fitted
  ASSERT_TRUE(wait_for("frames", 3));
  shutdown(reader_.get(), SHUT_WR);
  read_all();
  ended_.get_future().wait();
  EXPECT_TRUE(end_["ok"].get<bool>()) << end_;
  EXPECT_EQ(end_["frames"], 3);
  EXPECT_EQ(end_["width"], 64);
  ASSERT_GE(media_.size(), 2u);
  EXPECT_EQ(type_of(0), "ftyp");
  EXPECT_EQ(type_of(1), "moof");
}

TEST_F(Recording, AStillScreenIsEncodedOnceAndOnceAtItsEnd) {
  start(frame(1, 64, 48, 100), false);
  ASSERT_TRUE(wait_for("seconds", 0.4));  // it has been written: it is still
  EXPECT_EQ(recording_->status()["frames"], 1);
  recording_->finish();
  read_all();
  EXPECT_EQ(end_["frames"], 2);
  EXPECT_EQ(media_.size(), 3u) << "the header, the picture, how long it stood";
}

TEST_F(Recording, WithoutAPictureThereIsNothingToRecord) {
  start(nullptr);
  read_all();
  EXPECT_FALSE(end_["ok"].get<bool>());
  EXPECT_EQ(end_["kind"], "not_running");
  EXPECT_TRUE(media_.empty());
}

TEST_F(Recording, AReaderThatLeavesEndsIt) {
  start(frame(1, 64, 48, 100));
  ASSERT_TRUE(wait_for("frames", 1));
  reader_.reset();
  ended_.get_future().wait();
}

TEST_F(Recording, OneThatDoesNotReadHoldsUpNobody) {
  start(frame(1, 320, 240, 100), true, 2304);
  ASSERT_TRUE(wait_for("frames", 1));
  auto chunk = std::make_shared<port::AudioChunk>();
  chunk->pcm.resize(44100);
  uint32_t state = 1;
  for (auto& byte : chunk->pcm) byte = static_cast<std::byte>((state = state * 69069 + 1) >> 24);
  chunk->captured_at = Clock::now();
  // As soon as a fragment does not fit the socket, sound piles up to its limit.
  const auto end = Clock::now() + 20s;
  while (recording_->status()["dropped_sound"] == 0 && Clock::now() < end) {
    recording_->on_audio(chunk);
  }
  EXPECT_GT(recording_->status()["dropped_sound"].get<int>(), 0);
  recording_.reset();  // gives up after two seconds
  ended_.get_future().wait();
}

}  // namespace
}  // namespace anc::test
