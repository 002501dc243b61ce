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

/// A phone's state that only notes what it is told.
class FakeEvents final : public port::PlatformEvents {
 public:
  void guest_connected() override { note("connected"); }
  void guest_gone() override { note("gone"); }
  void boot_finished(bool first) override { note(first ? "first boot" : "boot"); }
  void windows_changed(const std::vector<port::TaskWindow>& now,
                       const std::vector<port::TaskWindow>& removed) override {
    note("windows " + std::to_string(now.size()) + "-" + std::to_string(removed.size()));
    windows = now;
  }
  void applications_changed(const std::vector<port::Application>& changed,
                            const std::vector<std::string>& removed) override {
    note("applications " + std::to_string(changed.size()) + "-" + std::to_string(removed.size()));
    applications = changed;
  }
  Result<void> clipboard_set(const std::string& text) override {
    if (text == "refuse me") return fail(Kind::kFailure, "refused");
    clipboard_text = text;
    return {};
  }
  const std::string& read_clipboard() override { return clipboard_text; }

  void note(const std::string& what) { notes.push_back(what); }
  std::vector<std::string> notes;
  std::vector<port::TaskWindow> windows;
  std::vector<port::Application> applications;
  std::string clipboard_text;
};

class Bridge : public testing::Test {
 protected:
  void SetUp() override {
    dir_.emplace(*core::TempDir::make("anc-bridge"));
    loop_.start();
    on_loop(loop_, [&] {
      auto made = bridge::Server::start(loop_,
                                        {.path = path(),
                                         .message_limit = 5000,
                                         .queue_limit = 100000,
                                         .call_time = call_time_,
                                         .call_limit = 3},
                                        report_, events_);
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
  std::chrono::milliseconds call_time_{kPatienceMs};
  FakeReport report_;
  FakeEvents events_;
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

TEST_F(Bridge, TheClipboardIsTheHostsAndWhatTheGuestSetsIsKept) {
  on_loop(loop_, [&] { events_.clipboard_text = "hi"; });
  GuestEnd guest = GuestEnd::to(path());
  ASSERT_TRUE(guest.send(kGetClipboard));
  // Result: id 3, response of four bytes: text (field 1) "hi".
  EXPECT_EQ(guest.receive(12), "\x00\x00\x08\x01\x08\x03\x12\x04\x0a\x02hi"s);
  // set_clipboard_data, id 4, text "ho": parameters are field 3.
  ASSERT_TRUE(
      guest.send("\x00\x00\x1e\x00\x08\x04\x12\x12set_clipboard_data"
                 "\x1a\x04\x0a\x02ho\x20\x01"s));
  EXPECT_EQ(guest.receive(8), "\x00\x00\x04\x01\x08\x04\x12\x00"s);
  on_loop(loop_, [&] { EXPECT_EQ(events_.clipboard_text, "ho"); });
  // A refusal comes back as Void.error, field 127 (fa 07).
  ASSERT_TRUE(
      guest.send("\x00\x00\x25\x00\x08\x05\x12\x12set_clipboard_data"
                 "\x1a\x0b\x0a\x09refuse me\x20\x01"s));
  EXPECT_EQ(guest.receive(18), "\x00\x00\x0e\x01\x08\x05\x12\x0a\xfa\x07\x07refused"s);
}

TEST_F(Bridge, WindowsAndApplicationsAreHeardHoweverTheyAreChopped) {
  const std::string update =
      "\x00\x00\x2e\x01\x1a\x2c\x12\x2a\x0a\x28\x08\x00\x10\x01\x1a\x14"
      "com.android.settings\x20\x40\x28\x30\x30\xc0\x05\x38\x90\x04\x40\x07\x48\x02"s;
  const port::TaskWindow window{0, true, "com.android.settings", {64, 48, 704, 528}, 7, 2};
  GuestEnd guest = GuestEnd::to(path());
  for (size_t chop = 1; chop <= update.size(); ++chop) {
    for (size_t at = 0; at < update.size(); at += chop) {
      ASSERT_TRUE(guest.send(update.substr(at, chop)));
    }
  }
  ASSERT_TRUE(wait_until(loop_, [&] { return events_.notes.size() == 1 + update.size(); }));
  EXPECT_EQ(events_.notes.back(), "windows 1-0");
  EXPECT_EQ(events_.windows, std::vector{window});
}

/// Calls of the host: the worked bytes of 4.7, answers, and guests that give none.
class BridgeCalls : public Bridge {
 protected:
  using Outcome = std::optional<Result<void>>;
  port::PlatformCalls::Done into(Outcome& outcome) {
    return [&outcome](Result<void> done) { outcome.emplace(std::move(done)); };
  }
  void connect() {
    guest_ = GuestEnd::to(path());
    ASSERT_TRUE(wait_until(loop_, [&] { return server_->connected(); }));
  }
  /// The kind of failure a call ends with; none while it waits or when it succeeded.
  std::optional<Kind> failed(Outcome& outcome) {
    std::optional<Kind> kind;
    EXPECT_TRUE(wait_until(loop_, [&] { return outcome.has_value(); }));
    on_loop(loop_, [&] {
      if (outcome && !*outcome) kind = outcome->error().kind();
    });
    return kind;
  }
  GuestEnd guest_{core::Fd()};
};

TEST_F(BridgeCalls, HaveTheExactBytesAndIdsThatCountUp) {
  connect();
  Outcome outcomes[3];
  const port::Launch app_manager{
      .intent = {.package = "org.anbox.appmgr", .component = "org.anbox.appmgr.AppViewActivity"},
      .stack = port::Stack::kDefault};
  on_loop(loop_, [&] {
    server_->focus_task(7, into(outcomes[0]));
    server_->launch(app_manager, into(outcomes[1]));
    server_->resize_task(7, {64, 48, 864, 648}, into(outcomes[2]));
  });
  EXPECT_EQ(guest_.receive(30),
            "\x00\x00\x1a\x00\x08\x00\x12\x10set_focused_task\x1a\x02\x08\x07\x20\x01"s);
  EXPECT_EQ(guest_.receive(86),
            "\x00\x00\x52\x00\x08\x01\x12\x12launch_application\x1a\x38\x0a\x34\x22\x10"
            "org.anbox.appmgr\x2a\x20org.anbox.appmgr.AppViewActivity\x18\x00\x20\x01"s);
  EXPECT_EQ(guest_.receive(39),
            "\x00\x00\x23\x00\x08\x02\x12\x0bresize_task\x1a\x10\x08\x07\x10\x03\x1a\x0a"
            "\x08\x40\x10\x30\x18\xe0\x06\x20\x88\x05\x20\x01"s);
  // Answers in another order; the refusal of id 0 is the reference's, with its own words.
  ASSERT_TRUE(guest_.send("\x00\x00\x04\x01\x08\x02\x12\x00"s +
                          "\x00\x00\x04\x01\x08\x01\x12\x00"s +
                          "\x00\x00\x23\x01\x08\x00\x12\x1f\xfa\x07\x1c"
                          "Container is already running"s));
  EXPECT_EQ(failed(outcomes[2]), std::nullopt);
  EXPECT_EQ(failed(outcomes[1]), std::nullopt);
  EXPECT_EQ(failed(outcomes[0]), Kind::kFailure);
  EXPECT_NE(outcomes[0]->error().message().find("Container is already running"), std::string::npos);
}

TEST_F(BridgeCalls, WithoutAGuestFailAtOnce) {
  Outcome outcome;
  on_loop(loop_, [&] { server_->remove_task(1, into(outcome)); });
  EXPECT_EQ(failed(outcome), Kind::kNotRunning);
}

TEST_F(BridgeCalls, FailWhenTheGuestGoesAway) {
  connect();
  Outcome outcomes[2];
  on_loop(loop_, [&] {
    for (Outcome& outcome : outcomes) server_->remove_task(1, into(outcome));
  });
  guest_.receive(25);
  guest_.close();
  for (Outcome& outcome : outcomes) EXPECT_EQ(failed(outcome), Kind::kNotRunning);
}

TEST_F(BridgeCalls, MoreThanTheLimitAreRefusedWhileOthersWait) {
  connect();
  Outcome outcomes[4];
  on_loop(loop_, [&] {
    for (Outcome& outcome : outcomes) server_->focus_task(1, into(outcome));
  });
  EXPECT_EQ(failed(outcomes[3]), Kind::kBusy);
  on_loop(loop_, [&] { EXPECT_FALSE(outcomes[0] || outcomes[1] || outcomes[2]); });
}

TEST_F(BridgeCalls, AnswersWithUnknownIdsAreIgnored) {
  connect();
  Outcome outcome;
  on_loop(loop_, [&] { server_->focus_task(1, into(outcome)); });
  ASSERT_TRUE(
      guest_.send("\x00\x00\x04\x01\x08\x63\x12\x00"s + "\x00\x00\x04\x01\x08\x00\x12\x00"s));
  EXPECT_EQ(failed(outcome), std::nullopt);
  ASSERT_TRUE(guest_.send("\x00\x00\x04\x01\x08\x00\x12\x00"s + kFirstBoot));  // answered twice
  EXPECT_TRUE(wait_booted(1));
}

class ImpatientCalls : public BridgeCalls {
 protected:
  ImpatientCalls() { call_time_ = std::chrono::milliseconds(20); }
};

TEST_F(ImpatientCalls, TimeOutOneByOneAndALateAnswerDoesNoHarm) {
  connect();
  Outcome first, second;
  on_loop(loop_, [&] { server_->focus_task(1, into(first)); });
  EXPECT_EQ(failed(first), Kind::kTimeout);
  ASSERT_TRUE(guest_.send("\x00\x00\x04\x01\x08\x00\x12\x00"s));
  on_loop(loop_, [&] { server_->focus_task(1, into(second)); });
  EXPECT_EQ(failed(second), Kind::kTimeout) << "the late answer was not taken for the second's";
  EXPECT_FALSE(*second);
}

TEST(BridgeFrames, HaveTheLengthBigEndianAndTheTypeBehindIt) {
  const auto frame = rpc::make_frame(rpc::FrameType::kResponse, std::string(0x010203, 'x'));
  ASSERT_EQ(frame.size(), 0x010203u + 4);
  EXPECT_EQ(static_cast<int>(frame[0]), 1);
  EXPECT_EQ(static_cast<int>(frame[1]), 2);
  EXPECT_EQ(static_cast<int>(frame[2]), 3);
  EXPECT_EQ(static_cast<int>(frame[3]), 1);
}

TEST(BridgeFrames, ComeBackWholeWhateverTheChunks) {
  std::string stream;
  for (const std::string& body : {""s, "a"s, std::string(200, 'b'), "cc"s}) {
    const auto frame = rpc::make_frame(rpc::FrameType::kInvocation, body);
    stream.append(reinterpret_cast<const char*>(frame.data()), frame.size());
  }
  for (size_t chunk = 1; chunk <= stream.size(); ++chunk) {
    rpc::FrameReader reader(200);
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
