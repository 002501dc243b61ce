// anbox_bridge: the worked messages of the reference, chopped anywhere, and guests that lie.
#include <atomic>

#include <gtest/gtest.h>

#include "internal/bridge/server.h"
#include "internal/core/file.h"
#include "tests/unit/net/guest_end.h"

namespace anc::test {
namespace {
using namespace std::string_literals;

// 00 00 06 01: six bytes, a response; 1a 04: one event of four bytes; 0a 02: boot_finished;
// 08 01: first_boot_done = true.
const std::string kFirstBoot = "\x00\x00\x06\x01\x1a\x04\x0a\x02\x08\x01"s;
const std::string kLaterBoot = "\x00\x00\x04\x01\x1a\x02\x0a\x00"s;
// get_clipboard_data, id 3, no parameters, protocol version 1; and the empty answer.
const std::string kGetClipboard =
    "\x00\x00\x1a\x00\x08\x03\x12\x12get_clipboard_data\x1a\x00\x20\x01"s;
const std::string kEmptyAnswer3 = "\x00\x00\x04\x01\x08\x03\x12\x00"s;

class FakeReport final : public port::BootReport {
 public:
  void reached(port::Rung rung) override { ++count[static_cast<int>(rung)]; }
  int of(port::Rung rung) const { return count[static_cast<int>(rung)]; }
  std::atomic<int> count[6] = {};
};

class Bridge : public testing::Test {
 protected:
  void SetUp() override {
    dir_.emplace(*core::TempDir::make("anc-bridge"));
    loop_.start();
    on_loop(loop_, [&] {
      auto made = bridge::Server::start(
          loop_, {.path = path(), .message_limit = 5000, .queue_limit = 100000}, report_);
      ASSERT_TRUE(made) << made.error().message();
      server_ = std::move(*made);
    });
  }
  void TearDown() override {
    on_loop(loop_, [this] { server_.reset(); });
    loop_.stop();
  }
  std::string path() const { return dir_->path() + "/anbox_bridge"; }
  bool wait_booted(int times) {
    return wait_until(loop_, [&] { return report_.of(port::Rung::kBooted) == times; });
  }
  bool wait_gone() {
    return wait_until(loop_, [&] { return !server_->connected(); });
  }

  std::optional<core::TempDir> dir_;
  net::Loop loop_;
  FakeReport report_;
  std::unique_ptr<bridge::Server> server_;
};

TEST_F(Bridge, BootFinishedIsReportedHoweverItIsChopped) {
  int times = 0;
  for (const std::string& message : {kFirstBoot, kLaterBoot}) {
    for (size_t chop = 1; chop <= message.size(); ++chop) {
      GuestEnd guest = GuestEnd::to(path());
      for (size_t at = 0; at < message.size(); at += chop) {
        ASSERT_TRUE(guest.send(message.substr(at, chop)));
      }
      ASSERT_TRUE(wait_booted(++times)) << chop;
      guest.close();
      ASSERT_TRUE(wait_gone());
    }
  }
  EXPECT_EQ(report_.of(port::Rung::kBridge), times);
}

TEST_F(Bridge, TheClipboardIsAnsweredWithTheExactBytes) {
  GuestEnd guest = GuestEnd::to(path());
  ASSERT_TRUE(guest.send(kGetClipboard));
  EXPECT_EQ(guest.receive(8), kEmptyAnswer3);
}

TEST_F(Bridge, EveryCallIsAnsweredSoThatNoGuestHangs) {
  GuestEnd guest = GuestEnd::to(path());
  // id 300 (ac 02), method "x", empty parameters, protocol version 1.
  ASSERT_TRUE(guest.send("\x00\x00\x0a\x00\x08\xac\x02\x12\x01x\x1a\x00\x20\x01"s));
  EXPECT_EQ(guest.receive(9), "\x00\x00\x05\x01\x08\xac\x02\x12\x00"s);
  // 40 pipelined calls get 40 answers.
  std::string calls, answers;
  for (int i = 0; i < 40; ++i) {
    calls += kGetClipboard;
    answers += kEmptyAnswer3;
  }
  ASSERT_TRUE(guest.send(calls));
  EXPECT_EQ(guest.receive(answers.size()), answers);
}

TEST_F(Bridge, ASecondConnectionIsClosedAndTheFirstStays) {
  GuestEnd first = GuestEnd::to(path());
  ASSERT_TRUE(wait_until(loop_, [&] { return server_->connected(); }));
  GuestEnd second = GuestEnd::to(path());
  EXPECT_TRUE(second.closed());
  ASSERT_TRUE(first.send(kGetClipboard));
  EXPECT_EQ(first.receive(8), kEmptyAnswer3);
}

TEST_F(Bridge, GarbageWithinAFrameIsSkippedAndTheConnectionGoesOn) {
  GuestEnd guest = GuestEnd::to(path());
  for (const char type : {'\0', '\1', '\2', '\xff'}) {
    ASSERT_TRUE(guest.send("\x00\x00\x05"s + type + "\xff\xff\xff\xff\xff"s));
  }
  ASSERT_TRUE(guest.send("\x00\x00\x00\x00"s + "\x00\x00\x00\x01"s));  // empty payloads
  ASSERT_TRUE(guest.send("\x00\x00\x04\x01\x1a\x02\xff\xff"s));        // an unreadable event
  ASSERT_TRUE(guest.send(kFirstBoot));
  EXPECT_TRUE(wait_booted(1));
  EXPECT_FALSE(guest.readable(0));
}

TEST_F(Bridge, AMessageOverTheLimitEndsTheConnectionAndTheNextOneIsHeard) {
  GuestEnd guest = GuestEnd::to(path());
  ASSERT_TRUE(guest.send("\xff\xff\xff\x01"s));
  EXPECT_TRUE(guest.closed());
  ASSERT_TRUE(wait_gone());
  GuestEnd next = GuestEnd::to(path());
  ASSERT_TRUE(next.send(kLaterBoot));
  EXPECT_TRUE(wait_booted(1));
}

TEST_F(Bridge, AGuestThatNeverReadsIsCutOff) {
  GuestEnd guest = GuestEnd::to(path());
  std::string calls;
  for (int i = 0; i < 1000; ++i) calls += kGetClipboard;
  for (int i = 0; i < 1000 && guest.send(calls); ++i) {
  }
  EXPECT_TRUE(wait_gone());
}

TEST(BridgeFrames, HaveTheLengthBigEndianAndTheTypeBehindIt) {
  const auto frame = bridge::make_frame(bridge::FrameType::kResponse, std::string(0x010203, 'x'));
  ASSERT_EQ(frame.size(), 0x010203u + 4);
  EXPECT_EQ(static_cast<int>(frame[0]), 1);
  EXPECT_EQ(static_cast<int>(frame[1]), 2);
  EXPECT_EQ(static_cast<int>(frame[2]), 3);
  EXPECT_EQ(static_cast<int>(frame[3]), 1);
}

TEST(BridgeFrames, ComeBackWholeWhateverTheChunks) {
  std::string stream;
  for (const std::string& body : {""s, "a"s, std::string(200, 'b'), "cc"s}) {
    const auto frame = bridge::make_frame(bridge::FrameType::kInvocation, body);
    stream.append(reinterpret_cast<const char*>(frame.data()), frame.size());
  }
  for (size_t chunk = 1; chunk <= stream.size(); ++chunk) {
    bridge::FrameReader reader(200);
    std::vector<size_t> got;
    for (size_t at = 0; at < stream.size(); at += chunk) {
      const std::string piece = stream.substr(at, chunk);
      ASSERT_TRUE(reader.feed(std::as_bytes(std::span(piece)),
                              [&](uint8_t, std::string_view body) { got.push_back(body.size()); }));
    }
    EXPECT_EQ(got, (std::vector<size_t>{0, 1, 200, 2})) << chunk;
  }
}
}  // namespace
}  // namespace anc::test
