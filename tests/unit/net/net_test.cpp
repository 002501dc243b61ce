// Loop, timers, listeners and streams over real unix sockets.
#include <atomic>
#include <fstream>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "internal/core/file.h"
#include "internal/net/listener.h"
#include "internal/net/stream.h"
#include "internal/net/timer.h"
#include "tests/unit/net/guest_end.h"

namespace anc::test {
namespace {
using namespace std::chrono_literals;

std::vector<std::byte> bytes_of(std::string_view text) {
  return core::ByteWriter().text(text).take();
}

class Net : public testing::Test {
 protected:
  void SetUp() override {
    dir_.emplace(*core::TempDir::make("anc-net"));
    loop_.start();
  }
  void TearDown() override {
    on_loop(loop_, [this] {
      stream_.reset();
      listener_.reset();
    });
    loop_.stop();
  }
  std::string path(const std::string& name = "sock") const { return dir_->path() + "/" + name; }
  /// Listens and keeps the last connection as a stream made by `handlers`.
  Result<void> listen(net::Stream::Handlers handlers, size_t limit = 1 << 20, mode_t mode = 0666) {
    Result<void> result;
    on_loop(loop_, [&] {
      auto made = net::Listener::listen(
          loop_, path(), mode, [this, handlers, limit](core::Fd fd, const net::Peer& peer) {
            peer_ = peer;
            stream_ = std::make_unique<net::Stream>(loop_, std::move(fd), limit, handlers);
            ++accepted_;
          });
      if (made)
        listener_ = std::move(*made);
      else
        result = fail(made.error());
    });
    return result;
  }

  std::optional<core::TempDir> dir_;
  net::Loop loop_;
  std::unique_ptr<net::Stream> stream_;
  std::unique_ptr<net::Listener> listener_;
  net::Peer peer_;
  int accepted_ = 0;
};

TEST_F(Net, PostsRunInOrderOnTheNetThread) {
  std::vector<int> order;
  std::thread::id where;
  for (int i = 0; i < 5; ++i) loop_.post([&, i] { order.push_back(i); });
  on_loop(loop_, [&] { where = std::this_thread::get_id(); });
  EXPECT_EQ(order, (std::vector<int>{0, 1, 2, 3, 4}));
  EXPECT_NE(where, std::this_thread::get_id());
}

TEST(NetLoop, StopDropsWhatStillWaits) {
  std::atomic<bool> ran = false;
  net::Loop loop;
  net::Timer timer(loop);
  loop.start();
  on_loop(loop, [&] { timer.start(1h, [&] { ran = true; }); });
  loop.stop();
  loop.stop();
  loop.post([&] { ran = true; });
  EXPECT_FALSE(ran);
}

TEST_F(Net, ARestartedTimerRunsOnceAndACancelledOneNever) {
  std::atomic<int> first = 0, second = 0, third = 0;
  net::Timer again(loop_), cancelled(loop_);
  on_loop(loop_, [&] {
    again.start(1h, [&] { ++first; });
    again.start(1ms, [&] { ++second; });
    cancelled.start(0ms, [&] { ++third; });
    cancelled.cancel();
  });
  EXPECT_TRUE(wait_until(loop_, [&] { return second == 1; }));
  EXPECT_EQ(first, 0);
  EXPECT_EQ(third, 0);
}

TEST_F(Net, TheSocketFileHasItsModeWhateverTheUmask) {
  const mode_t before = umask(0077);
  const auto made = listen({[](core::Bytes) {}, {}});
  umask(before);
  ASSERT_TRUE(made) << made.error().message();
  struct stat info {};
  ASSERT_EQ(stat(path().c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 07777, 0666u);
}

TEST_F(Net, TheSocketFileVanishesWithTheListener) {
  ASSERT_TRUE(listen({[](core::Bytes) {}, {}}));
  EXPECT_TRUE(core::exists(path()));
  on_loop(loop_, [&] { listener_.reset(); });
  EXPECT_FALSE(core::exists(path()));
}

TEST_F(Net, AStaleSocketIsReplacedAndAListenerIsNot) {
  ASSERT_TRUE(listen({[](core::Bytes) {}, {}}));
  net::Loop other;
  const auto busy = net::Listener::listen(other, path(), 0600, [](core::Fd, const net::Peer&) {});
  ASSERT_FALSE(busy);
  EXPECT_EQ(busy.error().kind(), Kind::kBusy);

  ASSERT_EQ(rename(path().c_str(), path("stale").c_str()), 0);
  on_loop(loop_, [&] { listener_.reset(); });
  ASSERT_EQ(rename(path("stale").c_str(), path().c_str()), 0);  // a file without a listener
  EXPECT_TRUE(net::Listener::listen(other, path(), 0600, [](core::Fd, const net::Peer&) {}));
}

TEST_F(Net, AFileInTheWayIsLeftAlone) {
  std::ofstream(path()) << "precious";
  const auto made = listen({[](core::Bytes) {}, {}});
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().kind(), Kind::kBusy);
  EXPECT_EQ(*core::read_file(path()), "precious");
}

TEST_F(Net, APathOf108BytesIsRefusedAndOneOf107Works) {
  net::Loop other;
  const std::string base = dir_->path() + "/";
  const auto none = [](core::Fd, const net::Peer&) {};
  EXPECT_TRUE(net::Listener::listen(other, base + std::string(107 - base.size(), 'a'), 0600, none));
  const auto made =
      net::Listener::listen(other, base + std::string(108 - base.size(), 'a'), 0600, none);
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().kind(), Kind::kUsage);
}

TEST_F(Net, AConnectionTellsWhoItIs) {
  ASSERT_TRUE(listen({[](core::Bytes) {}, {}}));
  GuestEnd guest = GuestEnd::to(path());
  ASSERT_TRUE(wait_until(loop_, [&] { return accepted_ == 1; }));
  EXPECT_EQ(peer_.pid, getpid());
  EXPECT_EQ(peer_.uid, getuid());
  EXPECT_EQ(peer_.gid, getgid());
}

TEST_F(Net, WithoutDescriptorsClientsWaitAndAreServedOnceThereAreSome) {
  ASSERT_TRUE(listen({[](core::Bytes) {}, {}}));
  std::promise<void> go;
  loop_.post([&] { go.get_future().wait(); });  // nothing is accepted meanwhile
  GuestEnd guest = GuestEnd::to(path());
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
  const rlimit none{3, before.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &none), 0);
  go.set_value();
  for (int i = 0; i < 10; ++i) on_loop(loop_, [] {});
  const int accepted_without = accepted_;
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &before), 0);
  EXPECT_EQ(accepted_without, 0);
  EXPECT_TRUE(guest.connected());
  EXPECT_TRUE(wait_until(loop_, [&] { return accepted_ == 1; }));
}

TEST_F(Net, BytesComeInOrderAndTheEndIsReportedOnce) {
  std::string got;
  int ends = 0;
  ASSERT_TRUE(listen({[&](core::Bytes data) {
                        got.append(reinterpret_cast<const char*>(data.data()), data.size());
                      },
                      [&](const std::string&) { ++ends; }}));
  GuestEnd guest = GuestEnd::to(path());
  std::string sent(300000, 'x');
  for (size_t i = 0; i < sent.size(); ++i) sent[i] = static_cast<char>(i % 251);
  ASSERT_TRUE(guest.send(sent));
  guest.close();
  EXPECT_TRUE(wait_until(loop_, [&] { return ends == 1; }));
  EXPECT_EQ(got, sent);
}

TEST_F(Net, MessagesAreWrittenWholeToASlowReader) {
  ASSERT_TRUE(listen({[](core::Bytes) {}, {}}, 8 << 20));
  GuestEnd guest = GuestEnd::to(path());
  ASSERT_TRUE(wait_until(loop_, [&] { return accepted_ == 1; }));
  std::string expected;
  on_loop(loop_, [&] {
    for (int i = 0; i < 40; ++i) {
      const std::string message(100000, static_cast<char>('a' + i % 26));
      expected += message;
      stream_->write(bytes_of(message));
    }
    EXPECT_GT(stream_->queued(), 0u);
    stream_->close_when_written();
  });
  EXPECT_EQ(guest.receive(expected.size()), expected);
  EXPECT_TRUE(guest.closed());
}

TEST_F(Net, APeerThatDoesNotReadIsCutOff) {
  std::string why;
  ASSERT_TRUE(listen({[](core::Bytes) {}, [&](const std::string& reason) { why = reason; }}, 1000));
  GuestEnd guest = GuestEnd::to(path());
  ASSERT_TRUE(wait_until(loop_, [&] { return accepted_ == 1; }));
  on_loop(loop_, [&] {
    for (int i = 0; i < 10000; ++i) stream_->write(bytes_of(std::string(900, 'x')));
  });
  EXPECT_TRUE(wait_until(loop_, [&] { return !why.empty(); }));
  EXPECT_NE(why.find("does not read"), std::string::npos) << why;
}

TEST_F(Net, ACallbackMayDestroyItsStream) {
  int calls = 0;
  ASSERT_TRUE(listen({[&](core::Bytes) {
                        ++calls;
                        stream_.reset();
                      },
                      [&](const std::string&) { calls += 100; }}));
  GuestEnd guest = GuestEnd::to(path());
  ASSERT_TRUE(guest.send("one"));
  EXPECT_TRUE(guest.closed());
  EXPECT_TRUE(wait_until(loop_, [&] { return calls == 1; }));
}

TEST_F(Net, AReleasedDescriptorBlocksAgainAndKeepsItsBytes) {
  auto pair = *core::make_socket_pair();
  const core::Fd other = std::move(pair.second);
  core::Fd back;
  bool called = false;
  on_loop(loop_, [&] {
    net::Watch watch(loop_, std::move(pair.first));
    watch.when_readable([&] { called = true; });
    back = watch.release();
    EXPECT_EQ(watch.fd(), -1);
  });
  ASSERT_TRUE(core::write_all(other, "left"));
  on_loop(loop_, [] {});
  std::array<std::byte, 4> got;
  ASSERT_TRUE(*core::read_exactly(back, got));
  EXPECT_FALSE(called);
}
}  // namespace
}  // namespace anc::test
