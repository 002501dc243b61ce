// The parts of a session that need no GL: ladder, PNG, worker, control socket.
#include <atomic>
#include <future>
#include <png.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "internal/core/file.h"
#include "internal/session/client.h"
#include "internal/session/control.h"
#include "internal/session/ladder.h"
#include "internal/session/png.h"
#include "internal/state/readiness.h"
#include "tests/unit/net/guest_end.h"

namespace anc::test {
namespace {
using namespace std::chrono_literals;

port::FramePtr picture(uint32_t width, uint32_t height) {
  auto frame = std::make_shared<port::Frame>();
  frame->number = 7;
  frame->width = width;
  frame->height = height;
  for (uint32_t i = 0; i < width * height; ++i) {
    for (const uint32_t value : {i, i >> 8, i * 7, 255u}) {
      frame->pixels.push_back(static_cast<std::byte>(value));
    }
  }
  return frame;
}

/// The pixels of a PNG as RGBA; empty when it is none.
std::vector<std::byte> decode(const void* data, size_t size) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  if (!png_image_begin_read_from_memory(&image, data, size)) return {};
  image.format = PNG_FORMAT_RGBA;
  std::vector<std::byte> pixels(PNG_IMAGE_SIZE(image));
  if (!png_image_finish_read(&image, nullptr, pixels.data(), 0, nullptr)) return {};
  return pixels;
}

TEST(Ladder, ARungIsKeptAndWrittenOnce) {
  const auto dir = *core::TempDir::make("anc-ladder");
  const std::string path = dir.path() + "/ready";
  ASSERT_TRUE(core::write_atomic(path, "{\"rung\":\"left over\"}\n"));
  ASSERT_TRUE(session::Ladder::clear(path));
  session::Ladder ladder(path);
  for (const auto rung : {port::Rung::kPipe, port::Rung::kBooted, port::Rung::kPipe}) {
    ladder.reached(rung);
  }
  const auto file = *state::read_rungs(path);
  ASSERT_EQ(file.size(), 2u);
  EXPECT_EQ(file[0].rung, "pipe");
  EXPECT_EQ(file[1].rung, "booted");
  const auto entries = ladder.entries();
  ASSERT_EQ(entries.size(), 2u);
  EXPECT_EQ(entries[1].rung, "booted");
  EXPECT_EQ(entries[1].since_start.count(), file[1].ms);
}

TEST(Png, APictureComesBackAsItWas) {
  const auto frame = picture(97, 31);
  const auto png = session::encode_png(*frame);
  ASSERT_TRUE(png) << png.error().message();
  EXPECT_EQ(decode(png->data(), png->size()), frame->pixels);
}

TEST(Png, AFrameIsOpaqueWhateverItsFourthBytesSay) {
  auto frame = std::make_shared<port::Frame>();
  frame->width = 2;
  frame->height = 1;
  for (const int byte : {1, 2, 3, 0, 4, 5, 6, 7}) frame->pixels.push_back(std::byte(byte));
  const auto png = session::encode_png(*frame);
  ASSERT_TRUE(png) << png.error().message();
  const auto all = [](std::initializer_list<int> bytes) {
    std::vector<std::byte> made;
    for (const int byte : bytes) made.push_back(std::byte(byte));
    return made;
  };
  EXPECT_EQ(decode(png->data(), png->size()), all({1, 2, 3, 255, 4, 5, 6, 255}));
}

TEST(Worker, RunsInOrderRefusesAboveItsLimitAndDropsTheRestAtItsEnd) {
  std::promise<void> begun, go;
  std::atomic<int> ran = 0;
  {
    session::Worker worker("test", 2);
    ASSERT_TRUE(worker.submit([&] {
      begun.set_value();
      go.get_future().wait();
      ++ran;
    }));
    begun.get_future().wait();
    EXPECT_TRUE(worker.submit([&] { ran += 10; }));
    EXPECT_TRUE(worker.submit([&] { ran += 10; }));
    EXPECT_FALSE(worker.submit([&] { ran += 100; }));
    go.set_value();
  }
  EXPECT_LT(ran, 100);
  EXPECT_EQ(ran % 10, 1);
}

class ControlSocket : public testing::Test {
 protected:
  void SetUp() override {
    dir_.emplace(*core::TempDir::make("anc-control"));
    loop_.start();
    on_loop(loop_, [&] {
      auto made = session::Control::start(
          loop_, session::control_path(dir_->path()),
          {.status =
               [] {
                 return core::Json{{"answer", 42}};
               },
           .last_frame = [this] { return frame_; },
           .record = [this](core::Fd&& socket,
                            const std::string& text) { return record(std::move(socket), text); },
           .connections = [] { return size_t{3}; },
           .input = [this](core::Fd connection,
                           const core::Json&) { handed_over_ = std::move(connection); },
           .stop = [this] { stopped_ = true; }});
      ASSERT_TRUE(made) << made.error().message();
      control_ = std::move(*made);
    });
  }
  void TearDown() override {
    on_loop(loop_, [this] { control_.reset(); });
    loop_.stop();
  }
  Result<session::Answer> ask(const core::Json& request) {
    return session::ask(dir_->path(), request);
  }
  /// What a client gets that sends `bytes` as they are.
  std::string raw(const std::string& bytes) {
    GuestEnd client = GuestEnd::to(session::control_path(dir_->path()));
    client.send(bytes);
    return client.receive(100000);
  }

  /// A recorder that is busy from the second time on.
  Result<void> record(core::Fd&& socket, const std::string& greeting) {
    if (recorded_) return fail(Kind::kBusy, "another one runs");
    recorded_ = std::move(socket);
    return core::write_all(recorded_, greeting + "the recording");
  }

  std::optional<core::TempDir> dir_;
  net::Loop loop_;
  core::Fd recorded_;
  port::FramePtr frame_;
  core::Fd handed_over_;
  std::atomic<bool> stopped_ = false;
  std::unique_ptr<session::Control> control_;
};

TEST_F(ControlSocket, TellsItsStatus) {
  const auto answer = ask({{"do", "status"}});
  ASSERT_TRUE(answer) << answer.error().message();
  EXPECT_EQ(answer->head["answer"], 42);
  EXPECT_EQ(answer->head["bytes"], 0);
}

TEST_F(ControlSocket, HandsOutTheLastFrameAsPng) {
  const auto none = ask({{"do", "screenshot"}});
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().kind(), Kind::kNotRunning);
  on_loop(loop_, [&] { frame_ = picture(720, 1280); });
  const auto answer = ask({{"do", "screenshot"}});
  ASSERT_TRUE(answer) << answer.error().message();
  EXPECT_EQ(answer->head["frame"], 7);
  EXPECT_EQ(decode(answer->body.data(), answer->body.size()), frame_->pixels);
}

TEST_F(ControlSocket, GivesItsSocketToARecordingAndTakesNoSecondOne) {
  const auto first = session::ask_ongoing(dir_->path(), {{"do", "gl_record"}});
  ASSERT_TRUE(first) << first.error().message();
  EXPECT_EQ(first->head["open"], 3);
  std::array<std::byte, 13> rest{};
  ASSERT_TRUE(core::read_exactly(first->rest, rest));
  EXPECT_EQ(std::memcmp(rest.data(), "the recording", rest.size()), 0) << "not a byte is lost";
  const auto second = session::ask_ongoing(dir_->path(), {{"do", "gl_record"}});
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind(), Kind::kBusy);
  EXPECT_TRUE(ask({{"do", "status"}}));
}

TEST_F(ControlSocket, StopsTheSession) {
  EXPECT_TRUE(ask({{"do", "stop"}}));
  EXPECT_TRUE(stopped_);
}

TEST_F(ControlSocket, HandsAConnectionOfInputOver) {
  GuestEnd client = GuestEnd::to(session::control_path(dir_->path()));
  client.send("{\"do\":\"input\"}\n");
  ASSERT_TRUE(wait_until(loop_, [this] { return static_cast<bool>(handed_over_); }));
  ASSERT_TRUE(core::write_all(handed_over_, "taken"));
  EXPECT_EQ(client.receive(5), "taken");
}

TEST_F(ControlSocket, RefusesWhatItDoesNotUnderstand) {
  EXPECT_EQ(ask({{"do", "dance"}}).error().kind(), Kind::kUsage);
  EXPECT_EQ(ask({{"do", 7}}).error().kind(), Kind::kUsage);
  EXPECT_EQ(ask(core::Json::array()).error().kind(), Kind::kUsage);
  for (const std::string& bytes : {std::string("\n"), std::string("{\"do\":\"\xff\xfe\"}\n"),
                                   std::string("\0\1\2\n", 4), std::string("{\"do\":1e3006}\n")}) {
    EXPECT_EQ(raw(bytes).rfind("{\"ok\":false", 0), 0u) << raw(bytes);
  }
  EXPECT_NE(raw(std::string(5000, 'x')).find("longer than"), std::string::npos);
  EXPECT_TRUE(ask({{"do", "status"}}));
}

TEST_F(ControlSocket, IsForItsOwnUserAndRootOnly) {
  if (geteuid() != 0) GTEST_SKIP() << "needs root to be someone else";
  ASSERT_EQ(chmod(dir_->path().c_str(), 0755), 0);
  ASSERT_EQ(chmod(session::control_path(dir_->path()).c_str(), 0666), 0);
  // The kernel notes the effective id of the thread that connects; seteuid() would change all.
  ASSERT_EQ(syscall(SYS_setresuid, -1, 65534, -1), 0);
  const std::string answer = raw("{\"do\":\"status\"}\n");
  ASSERT_EQ(syscall(SYS_setresuid, -1, 0, -1), 0);
  EXPECT_EQ(answer, "");
}

TEST(ControlClient, WithoutASessionSaysNotRunning) {
  const auto dir = *core::TempDir::make("anc-control");
  EXPECT_EQ(session::ask(dir.path(), {{"do", "status"}}).error().kind(), Kind::kNotRunning);
}
}  // namespace
}  // namespace anc::test
