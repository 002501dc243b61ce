// qemu_pipe: names cut anywhere, clients that mean ill, the exact bytes of boot-properties.
#include <atomic>

#include <gtest/gtest.h>

#include "internal/core/file.h"
#include "internal/core/guarded.h"
#include "internal/pipe/boot_properties.h"
#include "internal/pipe/qemud.h"
#include "internal/pipe/server.h"
#include "tests/unit/net/guest_end.h"

namespace anc::test {
namespace {
using namespace std::chrono_literals;
using namespace std::string_literals;

/// Takes connections and keeps them.
class FakeService final : public port::PipeService {
 public:
  explicit FakeService(std::string prefix) : prefix_(std::move(prefix)) {}
  std::string_view prefix() const override { return prefix_; }
  void accept(core::Fd connection, const std::string& name) override {
    names.push_back(name);
    taken.push_back(std::move(connection));
  }
  std::vector<std::string> names;
  std::vector<core::Fd> taken;

 private:
  const std::string prefix_;
};

class FakeReport final : public port::BootReport {
 public:
  void reached(port::Rung rung) override { ++count[static_cast<int>(rung)]; }
  std::atomic<int> count[6] = {};
};

class Pipe : public testing::Test {
 protected:
  void SetUp() override {
    dir_.emplace(*core::TempDir::make("anc-pipe"));
    loop_.start();
    start({});
  }
  void TearDown() override {
    on_loop(loop_, [this] { server_.reset(); });
    loop_.stop();
  }
  void start(pipe::Options options) {
    options.path = path();
    on_loop(loop_, [&] {
      server_.reset();
      auto made = pipe::Server::start(loop_, options, {&gl_, &glass_, &boot_}, report_);
      ASSERT_TRUE(made) << made.error().message();
      server_ = std::move(*made);
    });
  }
  std::string path() const { return dir_->path() + "/qemu_pipe"; }
  GuestEnd connect() { return GuestEnd::to(path()); }
  bool wait_half_open(size_t count) {
    return wait_until(loop_, [&] { return server_->half_open() == count; });
  }

  std::optional<core::TempDir> dir_;
  net::Loop loop_;
  FakeService gl_{"opengles"}, glass_{"opengles-glass"};
  pipe::BootProperties boot_{loop_, port::Display{.density_dpi = 160}, {}};
  FakeReport report_;
  std::unique_ptr<pipe::Server> server_;
};

TEST_F(Pipe, ANameInTwoPiecesCutAtEachByteReachesItsServiceAndNoByteIsLost) {
  const std::string hello = "pipe:opengles"s + '\0' + "next"s;
  for (size_t cut = 1; cut < hello.size(); ++cut) {
    GuestEnd guest = connect();
    ASSERT_TRUE(guest.send(hello.substr(0, cut)));
    // The first piece must have been looked at before the second one follows.
    if (cut < 14) {
      ASSERT_TRUE(wait_half_open(1)) << cut;
    }
    ASSERT_TRUE(guest.send(hello.substr(cut)));
    ASSERT_TRUE(wait_until(loop_, [&] { return gl_.taken.size() == cut; })) << cut;
    std::array<std::byte, 4> rest{};
    ASSERT_TRUE(*core::read_exactly(gl_.taken.back(), rest));  // blocking again, nothing eaten
    EXPECT_EQ(std::string(reinterpret_cast<const char*>(rest.data()), 4), "next") << cut;
    EXPECT_EQ(gl_.names.back(), "opengles");
  }
  EXPECT_EQ(report_.count[static_cast<int>(port::Rung::kPipe)], 17);
}

TEST_F(Pipe, AHandshakeThatEndsAtEachByteLeavesNothing) {
  const std::string hello = "pipe:opengles"s + '\0';
  for (size_t cut = 0; cut < hello.size(); ++cut) {
    GuestEnd guest = connect();
    guest.send(hello.substr(0, cut));
    guest.close();
  }
  GuestEnd last = connect();
  ASSERT_TRUE(last.send(hello));
  EXPECT_TRUE(wait_until(loop_, [&] { return gl_.taken.size() == 1; }));
  EXPECT_TRUE(wait_half_open(0));
}

TEST_F(Pipe, TheLongestPrefixWins) {
  GuestEnd guest = connect();
  ASSERT_TRUE(guest.send("pipe:opengles-glass:7"s + '\0'));
  EXPECT_TRUE(wait_until(loop_, [&] { return glass_.names.size() == 1; }));
  EXPECT_EQ(glass_.names.at(0), "opengles-glass:7");
  EXPECT_TRUE(gl_.names.empty());
}

TEST_F(Pipe, MegabytesWithoutANulEndAt256Bytes) {
  GuestEnd guest = connect();
  const bool took_all = guest.send(std::string(10u << 20, 'a'));
  EXPECT_FALSE(took_all);
  EXPECT_TRUE(guest.closed());
}

TEST_F(Pipe, ANameOf256BytesIsTakenAndALongerOneIsNot) {
  GuestEnd fits = connect();
  ASSERT_TRUE(fits.send("pipe:opengles" + std::string(242, 'x') + '\0'));
  EXPECT_TRUE(wait_until(loop_, [&] { return gl_.names.size() == 1; }));
  GuestEnd longer = connect();
  longer.send("pipe:opengles" + std::string(243, 'x') + '\0');
  EXPECT_TRUE(longer.closed());
}

TEST_F(Pipe, SomethingElseThanAPipeNameIsClosed) {
  GuestEnd guest = connect();
  ASSERT_TRUE(guest.send("GET / HTTP/1.1\r\n\r\n"s + '\0'));
  EXPECT_TRUE(guest.closed());
}

TEST_F(Pipe, SilentClientsHoldUpNobodyAndEndInTime) {
  start({.handshake_time = 200ms});
  std::vector<GuestEnd> silent;
  for (int i = 0; i < 20; ++i) silent.push_back(connect());
  silent[3].send("pipe:op");
  GuestEnd busy = connect();
  ASSERT_TRUE(busy.send("pipe:opengles"s + '\0'));
  EXPECT_TRUE(wait_until(loop_, [&] { return gl_.taken.size() == 1; }));
  for (GuestEnd& guest : silent) EXPECT_TRUE(guest.closed());
  EXPECT_TRUE(wait_half_open(0));
}

TEST_F(Pipe, TooManyHalfOpenClientsCostTheOldestItsPlace) {
  start({.handshakes = 3});
  std::vector<GuestEnd> clients;
  for (int i = 0; i < 4; ++i) clients.push_back(connect());
  EXPECT_TRUE(clients[0].closed());
  EXPECT_TRUE(wait_half_open(3));
  EXPECT_FALSE(clients[1].readable(0));
}

TEST_F(Pipe, AnUnknownServiceIsKeptOpenReadAndNeverAnswered) {
  start({.parked = 2});
  GuestEnd guest = connect();
  ASSERT_TRUE(guest.send("pipe:qemud:gsm"s + '\0'));
  ASSERT_TRUE(guest.send(std::string(1 << 20, 'x')));  // does not fill up: it is drained
  EXPECT_TRUE(wait_until(loop_, [&] { return server_->parked() == 1; }));
  EXPECT_FALSE(guest.readable(0));

  std::vector<GuestEnd> more;
  for (int i = 0; i < 2; ++i) {
    more.push_back(connect());
    ASSERT_TRUE(more.back().send("pipe:qemud:gps"s + '\0'));
  }
  EXPECT_TRUE(guest.closed());  // the oldest makes room
  more.clear();
  EXPECT_TRUE(wait_until(loop_, [&] { return server_->parked() == 0; }));
}

TEST_F(Pipe, BootPropertiesAnswersWithTheExactBytes) {
  const std::string expected = "0015ro.sf.lcd_density=160"s + '\0';
  for (const size_t chop : {1u, 3u, 100u}) {
    GuestEnd guest = connect();
    const std::string ask = "pipe:qemud:boot-properties"s + '\0' + "0004list";
    for (size_t at = 0; at < ask.size(); at += chop) ASSERT_TRUE(guest.send(ask.substr(at, chop)));
    EXPECT_EQ(guest.receive(expected.size()), expected);
    EXPECT_FALSE(guest.readable(0));
  }
}

TEST_F(Pipe, BootPropertiesIgnoresOtherCommandsAndDropsGarbage) {
  GuestEnd guest = connect();
  ASSERT_TRUE(guest.send("pipe:qemud:boot-properties"s + '\0' + "0005hello0004list"));
  EXPECT_EQ(guest.receive(26).size(), 26u);
  ASSERT_TRUE(guest.send("zzzz"));
  EXPECT_TRUE(guest.closed());
  GuestEnd huge = connect();
  ASSERT_TRUE(huge.send("pipe:qemud:boot-properties"s + '\0' + "ffff"));
  EXPECT_TRUE(huge.closed());
}

TEST(BootProperties, FurtherPropertiesFollowTheDensity) {
  net::Loop loop;
  pipe::BootProperties service(loop, port::Display{.density_dpi = 240}, {"ro.boot.x=1", "a=b"});
  auto pair = *core::make_socket_pair();
  GuestEnd guest(std::move(pair.second));
  loop.start();
  on_loop(loop, [&] { service.accept(std::move(pair.first), "qemud:boot-properties"); });
  ASSERT_TRUE(guest.send("0004list"));
  const std::string expected = "0015ro.sf.lcd_density=240000bro.boot.x=10003a=b"s + '\0';
  EXPECT_EQ(guest.receive(expected.size()), expected);
  loop.stop();
}

TEST(BootProperties, APropertyMustFitTheGuestsBuffer) {
  EXPECT_TRUE(pipe::check_property("a=" + std::string(122, 'x')));
  EXPECT_FALSE(pipe::check_property("a=" + std::string(123, 'x')));
  EXPECT_FALSE(pipe::check_property("novalue"));
  EXPECT_FALSE(pipe::check_property("=x"));
  EXPECT_FALSE(pipe::check_property("a=b\nc=d"));
}

TEST(Qemud, FramesComeBackWholeWhateverTheChunks) {
  const std::string stream = pipe::qemud_frame("list") + pipe::qemud_frame("same") +
                             pipe::qemud_frame(std::string(300, 'z'));
  for (size_t chunk = 1; chunk <= stream.size(); ++chunk) {
    pipe::QemudReader reader(300);
    std::vector<std::string> got;
    for (size_t at = 0; at < stream.size(); at += chunk) {
      const std::string piece = stream.substr(at, chunk);
      ASSERT_TRUE(reader.feed(std::as_bytes(std::span(piece)),
                              [&](std::string_view body) { got.emplace_back(body); }));
    }
    EXPECT_EQ(got, (std::vector<std::string>{"list", "same", std::string(300, 'z')})) << chunk;
  }
}

TEST(Qemud, ABadHeaderStaysBad) {
  pipe::QemudReader reader(100);
  const auto none = [](std::string_view) { FAIL(); };
  EXPECT_FALSE(reader.feed(std::as_bytes(std::span("00g1", 4)), none));
  EXPECT_FALSE(reader.feed(std::as_bytes(std::span("0001a", 5)), none));
}
}  // namespace
}  // namespace anc::test
