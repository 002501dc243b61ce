// The host's side of adb's protocol against an adbd of the test's own.
#include "internal/adb/install.h"

#include <arpa/inet.h>
#include <map>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/mman.h>
#include <thread>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "internal/adb/host_link.h"

namespace anc::test {
namespace {
using namespace std::chrono_literals;
using adb::command_of;
using testing::HasSubstr;

core::Bytes bytes_of(std::string_view text) { return std::as_bytes(std::span(text)); }

/// Speaks one connection's worth of adb on a thread of its own: sync pushes and exec commands.
class FakeAdbd {
 public:
  struct Behaviour {
    std::string greeting = {};         // wanted first
    std::string answer = "Success\n";  // of pm
    std::string sync_fail = {};
    uint32_t most = 100000;
    bool wants_key = false, refuses = false, silent = false;
    std::string raw = {};  // said instead of everything
  };

  explicit FakeAdbd(Behaviour behaviour) : how_(std::move(behaviour)) {
    listener_ = core::Fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof at;
    EXPECT_EQ(::bind(listener_.get(), reinterpret_cast<sockaddr*>(&at), size), 0);
    EXPECT_EQ(::listen(listener_.get(), 1), 0);
    ::getsockname(listener_.get(), reinterpret_cast<sockaddr*>(&at), &size);
    port = ntohs(at.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  FakeAdbd(const FakeAdbd&) = delete;
  FakeAdbd& operator=(const FakeAdbd&) = delete;
  ~FakeAdbd() { join(); }
  void join() {
    ::shutdown(listener_.get(), SHUT_RDWR);
    if (thread_.joinable()) thread_.join();
  }

  uint16_t port = 0;
  std::map<std::string, std::string> files;
  std::vector<std::string> commands;

 private:
  void serve() {
    fd_ = core::Fd(::accept(listener_.get(), nullptr, nullptr));
    if (!fd_) return;
    const int on = 1;
    ::setsockopt(fd_.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    std::string hello(how_.greeting.size(), '\0');
    if (!hello.empty() && !core::read_exactly(fd_, std::as_writable_bytes(std::span(hello))))
      return;
    EXPECT_EQ(hello, how_.greeting);
    if (!how_.raw.empty()) {
      (void)core::write_all(fd_, how_.raw);
      fd_.reset();
      return;
    }
    while (next()) continue;
    fd_.reset();
  }
  void say(const char (&command)[5], uint32_t a, uint32_t b, std::string_view data = {}) {
    (void)core::write_all(fd_, adb::render_packet(command_of(command), a, b, bytes_of(data)));
  }
  bool next() {
    std::byte bytes[24];
    const auto got = core::read_exactly(fd_, bytes);
    if (!got || !*got) return false;
    const auto head = adb::parse_packet_head(bytes);
    if (!head) return false;
    std::string data(head->length, '\0');
    if (!data.empty() && !core::read_exactly(fd_, std::as_writable_bytes(std::span(data)))) {
      return false;
    }
    EXPECT_LE(head->length, how_.most);
    if (how_.silent) return true;
    if (head->command == command_of("CNXN")) {
      if (how_.wants_key) {
        say("AUTH", 1, 0, std::string(20, 'k'));
      } else {
        say("CNXN", 0x01000001, how_.most, "device::");
      }
    } else if (head->command == command_of("OPEN")) {
      open(head->arg0, data);
    } else if (head->command == command_of("WRTE")) {
      say("OKAY", 7, head->arg0);
      sync_ += data;
      take_sync(head->arg0);
    }
    return true;
  }
  void open(uint32_t local, const std::string& name) {
    if (how_.refuses) return say("CLSE", 0, local);
    say("CLSE", 9, local + 1000);  // of a service that nobody knows
    say("OKAY", 7, local);
    if (!name.starts_with("exec:")) return;
    commands.emplace_back(name.substr(5, name.size() - 6));
    for (size_t at = 0; at < how_.answer.size(); at += 5) {
      say("WRTE", 7, local, how_.answer.substr(at, 5));
    }
    say("CLSE", 7, local);
  }
  uint32_t number() const {
    core::ByteReader reader(bytes_of(sync_));
    reader.skip(4);
    return reader.u32le();
  }
  void take_sync(uint32_t local) {
    while (sync_.size() >= 8) {
      const std::string id = sync_.substr(0, 4);
      const size_t size = id == "DONE" ? 0 : number();
      if (sync_.size() < 8 + size) return;
      const std::string data = sync_.substr(8, size);
      sync_.erase(0, 8 + size);
      if (id == "SEND") path_ = data.substr(0, data.rfind(','));
      if (id == "DATA") files[path_] += data;
      if (id != "DONE") continue;
      if (how_.sync_fail.empty()) {
        say("WRTE", 7, local, std::string("OKAY\0\0\0\0", 8));
      } else {
        say("WRTE", 7, local, "FA");
        core::ByteWriter rest;
        rest.text("IL").u32le(static_cast<uint32_t>(how_.sync_fail.size())).text(how_.sync_fail);
        const auto view = rest.view();
        say("WRTE", 7, local, {reinterpret_cast<const char*>(view.data()), view.size()});
      }
    }
  }

  Behaviour how_;
  core::Fd listener_, fd_;
  std::thread thread_;
  std::string sync_, path_;
};

core::Fd package_of(const std::string& content) {
  core::Fd fd(::memfd_create("package", MFD_CLOEXEC));
  EXPECT_TRUE(core::write_all(fd, content));
  return fd;
}

Result<void> install_into(FakeAdbd& adbd, const std::string& content, const std::string& token = {},
                          std::chrono::milliseconds patience = 10s) {
  const core::Fd file = package_of(content);
  return adb::install({adbd.port, token}, file, content.size(), patience);
}

TEST(AdbInstall, CopiesInstallsAndTidiesUp) {
  FakeAdbd adbd({});
  std::string content(1'000'003, '\0');
  for (size_t i = 0; i < content.size(); ++i) content[i] = static_cast<char>(i * 31 >> 3);
  const auto done = install_into(adbd, content);
  ASSERT_TRUE(done) << done.error().message();
  adbd.join();
  ASSERT_EQ(adbd.files.size(), 1u);
  const auto& [path, copied] = *adbd.files.begin();
  EXPECT_THAT(path, testing::MatchesRegex("/data/local/tmp/ancloud-[0-9a-f]{16}\\.apk"));
  EXPECT_EQ(copied, content);
  ASSERT_EQ(adbd.commands.size(), 1u);
  EXPECT_EQ(adbd.commands[0], "pm install -r " + path + " 2>&1; rm -f " + path);
}

TEST(AdbInstall, SaysTheTokenAndObeysThePacketSize) {
  FakeAdbd adbd({.greeting = "ANCLOUD-ADB T\n", .most = 4096});
  const auto done = install_into(adbd, std::string(20000, 'p'), "T");
  ASSERT_TRUE(done) << done.error().message();
  adbd.join();
  EXPECT_EQ(adbd.files.begin()->second.size(), 20000u);
}

TEST(AdbInstall, WhatPmSaysIsUnderstood) {
  FakeAdbd bad({.answer = "\tpkg: x\nFailure [INSTALL_PARSE_FAILED_NOT_APK]\n"});
  EXPECT_EQ(install_into(bad, "x").error().kind(), Kind::kImage);
  FakeAdbd full({.answer = "Failure [INSTALL_FAILED_INSUFFICIENT_STORAGE]\n"});
  EXPECT_EQ(install_into(full, "x").error().kind(), Kind::kCapacity);
  FakeAdbd mute({.answer = ""});
  EXPECT_FALSE(install_into(mute, "x"));
  FakeAdbd endless({.answer = std::string(100000, 'x')});
  EXPECT_FALSE(install_into(endless, "x"));
}

TEST(AdbInstall, AFailedCopyIsToldAndRemoved) {
  FakeAdbd adbd({.sync_fail = "No space left on\x1b device"});
  const auto done = install_into(adbd, std::string(100, 'x'));
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().kind(), Kind::kCapacity);
  EXPECT_THAT(done.error().message(), HasSubstr("No space left on  device"));
  adbd.join();
  ASSERT_EQ(adbd.commands.size(), 1u);
  EXPECT_THAT(adbd.commands[0], testing::StartsWith("rm -f /data/local/tmp/ancloud-"));
  FakeAdbd shorter({});
  const core::Fd file = package_of("short");
  EXPECT_EQ(adb::install({shorter.port, {}}, file, 100, 10s).error().kind(), Kind::kImage);
}

TEST(AdbInstall, GuestsThatCannotAreTold) {
  FakeAdbd key({.wants_key = true});
  EXPECT_EQ(install_into(key, "x").error().kind(), Kind::kPermission);
  FakeAdbd refuses({.refuses = true});
  EXPECT_EQ(install_into(refuses, "x").error().kind(), Kind::kFailure);
  {
    FakeAdbd silent({.silent = true});
    EXPECT_EQ(install_into(silent, "x", {}, 100ms).error().kind(), Kind::kTimeout);
  }
  uint16_t unused = 0;
  {
    FakeAdbd gone({});
    unused = gone.port;
  }
  const core::Fd file = package_of("x");
  EXPECT_EQ(adb::install({unused, {}}, file, 1).error().kind(), Kind::kNotRunning);
}

TEST(AdbInstall, WhatIsNoAdbdIsAnError) {
  const auto packet = [](const char(&command)[5], uint32_t a, uint32_t b, std::string_view data) {
    const auto bytes = adb::render_packet(command_of(command), a, b, bytes_of(data));
    return std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  };
  const std::string hello = packet("CNXN", 0x01000000, 4096, "device::");
  std::string huge = packet("CNXN", 0x01000000, 4096, "");
  huge[15] = '\x7f';
  for (const std::string& bad :
       {std::string("HTTP/1.1 400 Bad Request\r\n\r\n"), huge, packet("OKAY", 1, 1, ""),
        packet("CNXN", 0x01000000, 0, ""), hello, hello + packet("WRTE", 7, 1, "x"),
        hello + packet("OKAY", 0, 1, ""),
        hello + packet("OKAY", 7, 1, "") + packet("CLSE", 7, 1, ""),
        hello + packet("OKAY", 7, 1, "") + "garbage instead of a packet head"}) {
    FakeAdbd adbd({.raw = bad});
    EXPECT_FALSE(install_into(adbd, "x")) << bad.substr(0, 20);
  }
  for (size_t n = 0; n < hello.size(); ++n) {
    FakeAdbd adbd({.raw = hello.substr(0, n + 1)});
    EXPECT_FALSE(install_into(adbd, "x", {}, 10s)) << n;
  }
}

TEST(AdbPacket, HeadsAreChecked) {
  const auto good = adb::render_packet(command_of("WRTE"), 1, 2, bytes_of("abc"));
  const auto head = adb::parse_packet_head(core::Bytes(good).first(24));
  ASSERT_TRUE(head);
  EXPECT_EQ(head->arg1, 2u);
  EXPECT_EQ(head->length, 3u);
  for (size_t n = 0; n < 24; ++n) EXPECT_FALSE(adb::parse_packet_head(core::Bytes(good).first(n)));
}

}  // namespace
}  // namespace anc::test
