// The other end of a connection in tests: blocking, with a limit on every wait.
#pragma once

#include <array>
#include <chrono>
#include <functional>
#include <future>
#include <poll.h>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <thread>

#include "internal/core/fd.h"
#include "internal/net/loop.h"

namespace anc::test {

constexpr int kPatienceMs = 10000;

/// Runs `work` on the loop's thread and waits for it.
inline void on_loop(net::Loop& loop, const std::function<void()>& work) {
  std::promise<void> done;
  loop.post([&] {
    work();
    done.set_value();
  });
  done.get_future().wait();
}

/// Waits until `holds` says so on the loop's thread.
inline bool wait_until(net::Loop& loop, const std::function<bool()>& holds) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(kPatienceMs);
  bool now = false;
  while (!now && std::chrono::steady_clock::now() < end) {
    on_loop(loop, [&] { now = holds(); });
    std::this_thread::yield();
  }
  return now;
}

/// One program in the guest with a connection to the host.
class GuestEnd {
 public:
  explicit GuestEnd(core::Fd fd) : fd_(std::move(fd)) {}
  static GuestEnd to(const std::string& path) {
    auto fd = core::connect_unix(path);
    return GuestEnd(fd ? std::move(*fd) : core::Fd());
  }

  bool connected() const { return static_cast<bool>(fd_); }
  /// False once the host has closed.
  bool send(std::string_view bytes) { return core::write_all(fd_, std::string(bytes)).has_value(); }
  /// Up to `count` bytes; fewer at end of file, or when nothing comes.
  std::string receive(size_t count) {
    std::string got;
    while (got.size() < count && readable(kPatienceMs)) {
      std::array<char, 4096> chunk;
      const ssize_t n =
          recv(fd_.get(), chunk.data(), std::min(chunk.size(), count - got.size()), 0);
      if (n <= 0) break;
      got.append(chunk.data(), static_cast<size_t>(n));
    }
    return got;
  }
  /// Did the host close? Waits for it.
  bool closed() {
    if (!readable(kPatienceMs)) return false;
    char byte = 0;
    return recv(fd_.get(), &byte, 1, 0) <= 0;
  }
  bool readable(int timeout_ms) const {
    pollfd p{fd_.get(), POLLIN, 0};
    return poll(&p, 1, timeout_ms) > 0;
  }
  void close() { fd_.reset(); }
  const core::Fd& fd() const { return fd_; }

 private:
  core::Fd fd_;
};

}  // namespace anc::test
