// The devices over real sockets: late, leaving, idle and many clients; sources that end.
#include "internal/input/server.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <linux/input-event-codes.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

#include <gtest/gtest.h>

#include "internal/core/bytes.h"
#include "internal/core/file.h"
#include "tests/unit/net/guest_end.h"

namespace anc::test {
namespace {
using input::Record;
using port::Key;
using port::Touch;
using enum port::Touch::Phase;

/// The records in `bytes`; all must carry the time of the test's clock.
std::vector<Record> records(const std::string& bytes) {
  core::ByteReader reader(std::as_bytes(std::span(bytes)));
  std::vector<Record> all;
  while (reader.remaining() >= input::kRecordSize) {
    EXPECT_EQ(reader.u64le(), 5u);
    EXPECT_EQ(reader.u64le(), 250000u);
    const uint16_t type = reader.u16le(), code = reader.u16le();
    all.push_back({type, code, reader.i32le()});
  }
  return all;
}

/// A guest that takes text directly, or pastes when the test says so.
struct Commit : port::TextCommit {
  bool direct() const override { return takes; }
  Result<void> check(const std::string&) const override { return {}; }
  Result<int32_t> commit(const std::string& utf8) override {
    text += utf8;
    return ++number;
  }
  void paste(const std::string& utf8, Done done) override {
    text += utf8;
    pasted = std::move(done);
  }
  bool takes = false;
  int32_t number = 0;
  std::string text;
  Done pasted;
};

class InputServer : public testing::Test {
 protected:
  void SetUp() override {
    dir_.emplace(*core::TempDir::make("anc-input"));
    staging_.emplace(*core::TempDir::make("anc-staging"));
    loop_.start();
  }
  void start(bool gamepad = false, port::TextCommit* commit = nullptr) {
    on_loop(loop_, [&] {
      auto made =
          input::Server::start(loop_, {.directory = dir_->path(),
                                       .staging = staging_->path(),
                                       .display = {.width = 720, .height = 1280},
                                       .gamepad = gamepad,
                                       .now = [] { return std::chrono::microseconds(5250000); }});
      ASSERT_TRUE(made) << made.error().message();
      server_ = std::move(*made);
      server_->commit_text_by(commit);
    });
  }
  void TearDown() override {
    on_loop(loop_, [this] { server_.reset(); });
    loop_.stop();
  }
  std::string path(int device) { return dir_->path() + "/event" + std::to_string(device); }
  /// A client that has read its description.
  GuestEnd open(int device) {
    GuestEnd guest = GuestEnd::to(path(device));
    EXPECT_EQ(guest.receive(896).size(), 896u);
    return guest;
  }
  std::vector<Record> next(GuestEnd& guest, size_t count) {
    return records(guest.receive(count * input::kRecordSize));
  }
  /// Nothing more came: what a fresh event brings is the next thing to be read.
  void expect_key_next(GuestEnd& keyboard, port::InputSource& source, uint16_t code) {
    source.send(Key{code, Key::Action::kDown});
    EXPECT_EQ(next(keyboard, 1), (std::vector<Record>{{EV_KEY, code, 1}}));
  }
  size_t clients(size_t device) {
    size_t count = 0;
    on_loop(loop_, [&] { count = server_->devices().at(device).clients; });
    return count;
  }

  std::optional<core::TempDir> dir_, staging_;
  net::Loop loop_;
  std::unique_ptr<input::Server> server_;
};

TEST_F(InputServer, AnyUserOfTheGuestMayOpenItsDevices) {
  start();
  for (int device = 0; device < 3; ++device) {
    struct stat info {};
    ASSERT_EQ(stat(path(device).c_str(), &info), 0);
    EXPECT_TRUE(S_ISSOCK(info.st_mode));
    EXPECT_EQ(info.st_mode & 07777, 0666u);
  }
  EXPECT_FALSE(core::exists(path(3)));
  EXPECT_EQ(GuestEnd::to(path(1)).receive(14), "anbox-keyboard");
}

TEST_F(InputServer, WhoWatchesTheDirectoryCanConnectWhenADeviceAppears) {
  const core::Fd watch(inotify_init1(IN_CLOEXEC));
  ASSERT_GE(inotify_add_watch(watch.get(), dir_->path().c_str(), IN_CREATE | IN_MOVED_TO), 0);
  // Each appearance is looked at while the server is still starting.
  std::thread guest([&] {
    for (int seen = 0; seen < 3;) {
      alignas(inotify_event) std::array<char, 4096> news;
      const ssize_t n = read(watch.get(), news.data(), news.size());
      for (ssize_t at = 0; at < n; ++seen) {
        inotify_event event{};
        std::memcpy(&event, news.data() + at, sizeof event);
        EXPECT_EQ(event.mask, static_cast<uint32_t>(IN_CREATE));
        EXPECT_TRUE(core::connect_unix(dir_->path() + "/" + (news.data() + at + sizeof event)));
        at += static_cast<ssize_t>(sizeof event + event.len);
      }
    }
  });
  start();
  guest.join();
}

/// The last pixels of a touch screen by its description.
std::pair<uint32_t, uint32_t> last_pixels(const std::string& description) {
  uint32_t x = 0, y = 0;
  std::memcpy(&x, description.data() + 384 + 4 * ABS_MT_POSITION_X, sizeof x);
  std::memcpy(&y, description.data() + 384 + 4 * ABS_MT_POSITION_Y, sizeof y);
  return {x, y};
}

TEST_F(InputServer, ADisplayOfAnotherSizeIsATouchScreenThatWasPluggedInAnew) {
  start();
  GuestEnd touch = open(2), pointer = open(0), keyboard = open(1);
  const auto source = server_->add_source();
  source->send(Touch{kDown, 1, 700, 1200});
  source->send(Key{KEY_A, Key::Action::kDown});
  EXPECT_EQ(next(touch, 5).size(), 5u);
  const core::Fd watch(inotify_init1(IN_CLOEXEC));
  ASSERT_GE(inotify_add_watch(watch.get(), dir_->path().c_str(), IN_CREATE | IN_DELETE), 0);
  on_loop(loop_,
          [&] { EXPECT_TRUE(server_->set_display({.width = 401, .height = 903, .version = 2})); });
  EXPECT_TRUE(touch.closed());
  EXPECT_TRUE(pointer.closed());
  std::vector<uint32_t> news;
  while (news.size() < 4) {
    alignas(inotify_event) std::array<char, 4096> bytes;
    const ssize_t n = read(watch.get(), bytes.data(), bytes.size());
    ASSERT_GT(n, 0);
    for (ssize_t at = 0; at < n;) {
      inotify_event event{};
      std::memcpy(&event, bytes.data() + at, sizeof event);
      news.push_back(event.mask);
      at += static_cast<ssize_t>(sizeof event + event.len);
    }
  }
  EXPECT_EQ(news, (std::vector<uint32_t>{IN_DELETE, IN_CREATE, IN_DELETE, IN_CREATE}));

  GuestEnd again = GuestEnd::to(path(2));
  EXPECT_EQ(last_pixels(again.receive(896)), std::pair(400u, 902u));
  // The finger that is down stays, on the display; what comes beyond the new edge, too.
  EXPECT_EQ(next(again, 5), (std::vector<Record>{{EV_ABS, ABS_MT_SLOT, 0},
                                                 {EV_ABS, ABS_MT_TRACKING_ID, 1},
                                                 {EV_ABS, ABS_MT_POSITION_X, 400},
                                                 {EV_ABS, ABS_MT_POSITION_Y, 902},
                                                 {EV_SYN, SYN_REPORT, 0}}));
  source->send(Touch{kMove, 1, 30, 5000});
  EXPECT_EQ(next(again, 3), (std::vector<Record>{{EV_ABS, ABS_MT_POSITION_X, 30},
                                                 {EV_ABS, ABS_MT_POSITION_Y, 902},
                                                 {EV_SYN, SYN_REPORT, 0}}));
  EXPECT_EQ(next(keyboard, 1), (std::vector<Record>{{EV_KEY, KEY_A, 1}}));
  expect_key_next(keyboard, *source, KEY_B);  // keys have no place: their reader stays
}

TEST_F(InputServer, ATurnedDisplayKeepsItsReaders) {
  start();
  GuestEnd touch = open(2);
  on_loop(loop_, [&] {
    EXPECT_TRUE(server_->set_display(
        {.width = 720, .height = 1280, .rotation = port::Rotation::k90, .version = 2}));
  });
  server_->add_source()->send(Touch{kDown, 1, 700, 1200});
  EXPECT_EQ(next(touch, 5).size(), 5u);
}

TEST_F(InputServer, AllClientsOfADeviceSeeTheSame) {
  start();
  GuestEnd one = open(2), two = open(2);
  const auto source = server_->add_source();
  source->send(Touch{.phase = kDown, .finger = 3, .x = 5000, .y = -1});
  const std::vector<Record> down = {{EV_ABS, ABS_MT_SLOT, 0},
                                    {EV_ABS, ABS_MT_TRACKING_ID, 1},
                                    {EV_ABS, ABS_MT_POSITION_X, 719},
                                    {EV_ABS, ABS_MT_POSITION_Y, 0},
                                    {EV_SYN, SYN_REPORT, 0}};
  EXPECT_EQ(next(one, 5), down);
  EXPECT_EQ(next(two, 5), down);
  GuestEnd late = open(2);
  EXPECT_EQ(next(late, 5), down);
  source->send(Touch{.phase = kUp, .finger = 3});
  const std::vector<Record> up = {{EV_ABS, ABS_MT_TRACKING_ID, -1}, {EV_SYN, SYN_REPORT, 0}};
  for (GuestEnd* guest : {&one, &two, &late}) EXPECT_EQ(next(*guest, 2), up);
}

TEST_F(InputServer, ASourceThatEndsLeavesNothingPressed) {
  start(true);
  GuestEnd pointer = open(0), keyboard = open(1), touch = open(2), pad = open(3);
  auto source = server_->add_source();
  source->send(Touch{.phase = kDown, .finger = 0, .x = 1, .y = 2});
  source->send(Key{KEY_A, Key::Action::kDown});
  source->send(port::PointerButton{BTN_LEFT, true});
  source->send(port::PadButton{BTN_SOUTH, true});
  source->send(port::PadAxis{ABS_X, 77});
  source.reset();
  EXPECT_EQ(next(touch, 7).at(5), (Record{EV_ABS, ABS_MT_TRACKING_ID, -1}));
  EXPECT_EQ(next(keyboard, 2), (std::vector<Record>{{EV_KEY, KEY_A, 1}, {EV_KEY, KEY_A, 0}}));
  const Record end{EV_SYN, SYN_REPORT, 0};
  EXPECT_EQ(next(pointer, 4),
            (std::vector<Record>{{EV_KEY, BTN_LEFT, 1}, end, {EV_KEY, BTN_LEFT, 0}, end}));
  EXPECT_EQ(next(pad, 8), (std::vector<Record>{{EV_KEY, BTN_SOUTH, 1},
                                               end,
                                               {EV_ABS, ABS_X, 77},
                                               end,
                                               {EV_KEY, BTN_SOUTH, 0},
                                               end,
                                               {EV_ABS, ABS_X, 0},
                                               end}));
}

TEST_F(InputServer, AClientThatDoesNotReadIsDisconnectedAndDisturbsNobody) {
  start();
  GuestEnd idle = open(1), alive = open(1);
  const auto source = server_->add_source();
  // More than the socket and the queue of the idle one hold, in portions that the other takes.
  for (int i = 0; i < 3000 && clients(1) == 2; ++i) {
    source->send(Key{KEY_A, Key::Action::kDown});
    source->send(Key{KEY_A, Key::Action::kUp});
    ASSERT_EQ(next(alive, 2), (std::vector<Record>{{EV_KEY, KEY_A, 1}, {EV_KEY, KEY_A, 0}}));
  }
  EXPECT_EQ(clients(1), 1u);
  const std::string left = idle.receive(1 << 20);
  EXPECT_EQ(left.size() % input::kRecordSize, 0u);
  expect_key_next(alive, *source, KEY_B);
}

TEST_F(InputServer, MotionForASlowClientIsMergedAndItsEndArrives) {
  start();
  GuestEnd slow = open(2);
  const auto source = server_->add_source();
  source->send(Touch{.phase = kDown, .finger = 0, .x = 0, .y = 0});
  for (int i = 1; i <= 20000; ++i) {
    source->send(Touch{.phase = kMove, .finger = 0, .x = i % 700, .y = i % 1000});
  }
  source->send(Touch{.phase = kMove, .finger = 0, .x = 701, .y = 1001});
  source->send(Touch{.phase = kUp, .finger = 0});
  on_loop(loop_, [] {});
  std::vector<Record> seen;
  while (seen.empty() || !(seen[seen.size() - 2] == Record{EV_ABS, ABS_MT_TRACKING_ID, -1})) {
    const auto report = next(slow, 1);
    ASSERT_EQ(report.size(), 1u) << "after " << seen.size() << " records";
    seen.push_back(report[0]);
    if (seen.size() < 2) seen.insert(seen.begin(), Record{});
  }
  EXPECT_LT(seen.size(), 3u * 20000);
  EXPECT_EQ(seen.at(seen.size() - 5), (Record{EV_ABS, ABS_MT_POSITION_X, 701}));
  EXPECT_EQ(seen.at(seen.size() - 4), (Record{EV_ABS, ABS_MT_POSITION_Y, 1001}));
  EXPECT_EQ(clients(2), 1u);
}

TEST_F(InputServer, ClientsMayLeaveComeBackAndTalk) {
  start();
  const auto source = server_->add_source();
  {
    GuestEnd first = open(1);
    first.send("a light is on");
    expect_key_next(first, *source, KEY_A);
  }
  ASSERT_TRUE(wait_until(loop_, [&] { return server_->devices().at(1).clients == 0; }));
  GuestEnd second = open(1);
  expect_key_next(second, *source, KEY_B);
  std::vector<GuestEnd> many;
  for (size_t i = 1; i < input::Device::kMaxClients; ++i) many.push_back(open(1));
  EXPECT_TRUE(GuestEnd::to(path(1)).closed());
  expect_key_next(many.back(), *source, KEY_C);
}

TEST_F(InputServer, ShortTextIsTypedByKeys) {
  start();
  GuestEnd keyboard = open(1);
  const auto source = server_->add_source();
  source->send(port::Text{"aB"});
  EXPECT_EQ(next(keyboard, 6), (std::vector<Record>{{EV_KEY, KEY_A, 1},
                                                    {EV_KEY, KEY_A, 0},
                                                    {EV_KEY, KEY_LEFTSHIFT, 1},
                                                    {EV_KEY, KEY_B, 1},
                                                    {EV_KEY, KEY_B, 0},
                                                    {EV_KEY, KEY_LEFTSHIFT, 0}}));
}

TEST_F(InputServer, AGuestThatTakesTextIsToldWhereItBelongsAmongTheKeys) {
  Commit commit;
  commit.takes = true;
  start(false, &commit);
  GuestEnd keyboard = open(1);
  const auto source = server_->add_source();
  int done = 0;
  source->send(Key{KEY_A, Key::Action::kDown});
  source->send(port::Text{"你好", [&done](const Result<void>& how) { done += how ? 1 : 0; }});
  source->send(port::Text{"ascii as well"});
  source->send(Key{KEY_A, Key::Action::kUp});
  EXPECT_EQ(next(keyboard, 4), (std::vector<Record>{{EV_KEY, KEY_A, 1},
                                                    {EV_MSC, MSC_SERIAL, 1},
                                                    {EV_MSC, MSC_SERIAL, 2},
                                                    {EV_KEY, KEY_A, 0}}));
  on_loop(loop_, [&] { EXPECT_EQ(commit.text, "你好ascii as well"); });
  EXPECT_EQ(done, 1);
}

TEST_F(InputServer, WhatIsTypedBehindAPasteWaitsForIt) {
  Commit commit;
  start(false, &commit);
  GuestEnd keyboard = open(1), touch = open(2);
  auto source = server_->add_source();
  std::vector<std::string> ended;
  const auto note = [&ended](const char* what) {
    return [&ended, what](const Result<void>& how) {
      ended.push_back(what + std::string(how ? "" : " failed"));
    };
  };
  source->send(port::Text{"一", note("first")});
  source->send(Key{KEY_B, Key::Action::kDown});
  source->send(port::Text{"二", note("second")});
  source->send(port::Text{"c", note("third")});
  source.reset();  // its key is pressed later, and released then
  const std::vector<Record> paste = {{EV_KEY, KEY_PASTE, 1}, {EV_KEY, KEY_PASTE, 0}};
  EXPECT_EQ(next(keyboard, 2), paste);
  auto other = server_->add_source();
  other->send(Touch{kDown, 1, 3, 4});
  EXPECT_EQ(next(touch, 5).size(), 5u) << "touches do not wait";
  on_loop(loop_, [&] {
    EXPECT_EQ(commit.text, "一") << "the second text must not take the place of the first";
    commit.pasted({});
  });
  EXPECT_EQ(next(keyboard, 1), (std::vector<Record>{{EV_KEY, KEY_B, 1}}));
  EXPECT_EQ(next(keyboard, 2), paste);
  on_loop(loop_, [&] { commit.pasted(fail(Kind::kTimeout, "no field in focus")); });
  EXPECT_EQ(next(keyboard, 3),
            (std::vector<Record>{{EV_KEY, KEY_C, 1}, {EV_KEY, KEY_C, 0}, {EV_KEY, KEY_B, 0}}));
  on_loop(loop_, [&] {
    EXPECT_EQ(ended, (std::vector<std::string>{"first", "second failed", "third"}));
  });
}

TEST_F(InputServer, ALongTextIsTypedPieceByPieceAndKeysComeBehindIt) {
  start();
  GuestEnd keyboard = open(1);
  const auto source = server_->add_source();
  source->send(port::Text{std::string(200, 'a')});
  source->send(Key{KEY_B, Key::Action::kDown});
  const auto typed = next(keyboard, 400);
  EXPECT_EQ(std::count(typed.begin(), typed.end(), Record{EV_KEY, KEY_A, 1}), 200);
  EXPECT_EQ(next(keyboard, 1), (std::vector<Record>{{EV_KEY, KEY_B, 1}}));
}

TEST_F(InputServer, TextThatCannotArriveIsRefused) {
  start();
  on_loop(loop_, [&] {
    EXPECT_TRUE(server_->check_text("hello"));
    EXPECT_TRUE(server_->check_text(std::string(10000, 'a')));
    EXPECT_EQ(server_->check_text("你好").error().kind(), Kind::kFailure);
    EXPECT_EQ(server_->check_text(std::string(10001, 'a')).error().kind(), Kind::kFailure);
    EXPECT_EQ(server_->check_text("\xff").error().kind(), Kind::kUsage);
  });
  std::string why;
  server_->add_source()->send(port::Text{
      "\xc3(", [&why](const Result<void>& how) { why = how ? "" : how.error().message(); }});
  on_loop(loop_, [&] { EXPECT_EQ(why, "the text is not UTF-8"); });
}

TEST_F(InputServer, SoMuchTextMayWaitAndNoMore) {
  Commit commit;
  start(false, &commit);
  const auto source = server_->add_source();
  int refused = 0;
  const port::Text text{std::string(1 << 20, 'x'), [&refused](const Result<void>& how) {
                          refused += !how && how.error().kind() == Kind::kBusy ? 1 : 0;
                        }};
  for (int i = 0; i < 8; ++i) source->send(text);
  on_loop(loop_, [&] { EXPECT_EQ(refused, 2) << "one is pasted, five wait"; });
}

TEST_F(InputServer, AnObserverSeesWhatSourcesDo) {
  start();
  const auto source = server_->add_source();
  std::vector<port::InputEvent> seen;
  input::Server::Observation observation;
  on_loop(loop_, [&] {
    observation = server_->observe(
        [&](input::SourceId, const port::InputEvent& event) { seen.push_back(event); });
  });
  source->send(Key{KEY_A, Key::Action::kDown});
  on_loop(loop_, [&] { observation.reset(); });
  source->send(Key{KEY_A, Key::Action::kUp});
  on_loop(loop_, [&] { EXPECT_EQ(seen.size(), 1u); });
}

TEST_F(InputServer, ASourceMayOutliveTheServer) {
  start();
  auto source = server_->add_source();
  on_loop(loop_, [this] { server_.reset(); });
  source->send(Key{KEY_A, Key::Action::kDown});
  source.reset();
  on_loop(loop_, [] {});
  start();
  EXPECT_EQ(clients(1), 0u);
}

}  // namespace
}  // namespace anc::test
