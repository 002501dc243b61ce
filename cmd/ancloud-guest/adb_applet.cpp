// The applet `adb`: Debian's adbd at the host's pipe, as Android's own is (anbox-host.md 3.12).
#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <list>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <thread>

#include "cmd/ancloud-guest/applets.h"
#include "cmd/ancloud-guest/console.h"
#include "cmd/ancloud-guest/options.h"
#include "cmd/ancloud-guest/qemu_pipe.h"
#include "internal/core/process.h"

namespace anc::guest {
namespace {

constexpr uint16_t kPort = 5555;                   // where Debian's adbd listens
constexpr std::chrono::seconds kStartPatience{8};  // the host waits ten for our `start`
constexpr std::chrono::milliseconds kPause{20};

Result<Fd> connect_loopback() {
  sockaddr_in6 six{};
  six.sin6_family = AF_INET6;
  six.sin6_port = htons(kPort);
  six.sin6_addr = in6addr_loopback;
  sockaddr_in four{};
  four.sin_family = AF_INET;
  four.sin_port = htons(kPort);
  four.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  // Where there is no IPv6 it listens on the other one.
  Fd fd(::socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (fd && ::connect(fd.get(), reinterpret_cast<sockaddr*>(&six), sizeof six) == 0) return fd;
  fd = Fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (fd && ::connect(fd.get(), reinterpret_cast<sockaddr*>(&four), sizeof four) == 0) return fd;
  return fail_errno(errno, "connect to adbd at port " + std::to_string(kPort));
}

// Runs only once somebody has connected: it costs 9 MB that nobody else needs.
class Adbd {
 public:
  Adbd(std::string program, std::string preload)
      : program_(std::move(program)), preload_(std::move(preload)) {}

  Result<Fd> connect() {
    TRY(keep_running());
    const auto end = std::chrono::steady_clock::now() + kStartPatience;
    for (;;) {
      auto fd = connect_loopback();
      if (fd || std::chrono::steady_clock::now() > end) return fd;
      std::this_thread::sleep_for(kPause);
    }
  }

 private:
  Result<void> keep_running() {
    if (child_ && !TRY(child_->wait_for(std::chrono::milliseconds(0)))) return {};
    core::Command command{.argv = {program_}, .die_with_parent = true};
    command.env = {"PATH=/system/bin:/system/sbin:/system/xbin:/bin:/sbin", "ANDROID_ROOT=/system",
                   "ANDROID_DATA=/data", "HOME=/data", "TERM=xterm"};
    if (!preload_.empty()) command.env->push_back("LD_PRELOAD=" + preload_);
    command.in = command.out = command.err = core::Command::kNull;
    child_ = TRY(core::Child::spawn(command), "start adbd");
    say("adbd started (pid " + std::to_string(child_->pid()) + ")");
    return {};
  }

  const std::string program_, preload_;
  std::optional<core::Child> child_;
};

// Both ways until either side ends.
void relay(const Fd& a, const Fd& b) {
  std::vector<std::byte> chunk(64u << 10);
  std::array<pollfd, 2> ends = {pollfd{a.get(), POLLIN, 0}, pollfd{b.get(), POLLIN, 0}};
  for (;;) {
    if (::poll(ends.data(), ends.size(), -1) < 0 && errno != EINTR) return;
    for (size_t i = 0; i < ends.size(); ++i) {
      if (ends[i].revents == 0) continue;
      const ssize_t n = ::recv(ends[i].fd, chunk.data(), chunk.size(), 0);
      if (n <= 0) return;
      const auto piece = std::span(chunk).first(static_cast<size_t>(n));
      if (!core::write_all(i == 0 ? b : a, piece)) return;
    }
  }
}

struct Connection {
  std::atomic<bool> over{false};
  std::jthread thread;
};

// The hand-shake for one connection; returns when the host has somebody for it.
Result<Fd> wait_for_host(const std::string& pipe) {
  Fd host = TRY(open_qemu_pipe(pipe, "qemud:adb:5555"));
  TRY(core::write_all(host, std::string("accept")));
  std::array<std::byte, 2> answer{};
  if (!TRY(core::read_exactly(host, answer)) ||
      answer != std::array{std::byte{'o'}, std::byte{'k'}}) {
    return fail(Kind::kFailure, "the host does not want our adbd");
  }
  return host;
}

}  // namespace

Result<int> adb_main(Args args) {
  std::string pipe = "/dev/qemu_pipe", program = "/system/bin/adbd";
  std::string preload = "/system/lib/adbd_loopback.so";
  const Option options[] = {{"--pipe", &pipe}, {"--adbd", &program}, {"--preload", &preload}};
  TRY(parse_options(args, options));
  Adbd adbd(program, preload);
  std::list<Connection> connections;
  for (;;) {
    Fd host = TRY(wait_for_host(pipe), "offer adbd to the host");
    connections.remove_if([](const Connection& connection) { return connection.over.load(); });
    auto guest = adbd.connect();
    if (!guest) {
      say(guest.error().message());
      continue;  // the host drops whoever waits
    }
    TRY(core::write_all(host, std::string("start")));
    Connection& connection = connections.emplace_back();
    connection.thread =
        std::jthread([&connection, from = std::move(host), to = std::move(*guest)]() mutable {
          relay(from, to);
          // Ended here, not with the connection in the list: both sides have to notice now.
          from.reset();
          to.reset();
          connection.over = true;
        });
  }
}

}  // namespace anc::guest
