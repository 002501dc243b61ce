// The other end of an HTTP connection in tests: blocking, with a limit on every wait.
#pragma once

#include <algorithm>
#include <arpa/inet.h>
#include <cstring>
#include <netinet/in.h>
#include <optional>
#include <poll.h>
#include <string>
#include <string_view>
#include <sys/socket.h>

#include "internal/core/fd.h"
#include "internal/core/text.h"

namespace anc::test {

/// One answer as it came.
struct Answer {
  int status = 0;
  std::string head;
  std::string body;

  /// Value of a header written exactly so; empty where it is not there.
  std::string header(const std::string& name) const {
    const size_t at = head.find("\r\n" + name + ": ");
    if (at == std::string::npos) return {};
    const size_t from = at + name.size() + 4;
    return head.substr(from, head.find("\r\n", from) - from);
  }
};

class HttpClient {
 public:
  static constexpr int kPatience = 10000;  // ms

  explicit HttpClient(uint16_t port, const std::string& host = "127.0.0.1") {
    const bool v6 = host.find(':') != std::string::npos;
    sockaddr_storage where{};
    if (v6) {
      auto& in = reinterpret_cast<sockaddr_in6&>(where);
      in.sin6_family = AF_INET6;
      in.sin6_port = htons(port);
      inet_pton(AF_INET6, host.c_str(), &in.sin6_addr);
    } else {
      auto& in = reinterpret_cast<sockaddr_in&>(where);
      in.sin_family = AF_INET;
      in.sin_port = htons(port);
      inet_pton(AF_INET, host.c_str(), &in.sin_addr);
    }
    fd_ = core::Fd(socket(v6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const socklen_t size = v6 ? sizeof(sockaddr_in6) : sizeof(sockaddr_in);
    if (connect(fd_.get(), reinterpret_cast<const sockaddr*>(&where), size) != 0) fd_.reset();
  }

  explicit operator bool() const { return static_cast<bool>(fd_); }
  const core::Fd& fd() const { return fd_; }
  bool send(std::string_view bytes) { return core::write_all(fd_, std::string(bytes)).has_value(); }
  void finish() { shutdown(fd_.get(), SHUT_WR); }

  /// More bytes into `seen`; false at the end or when nothing comes.
  bool more() {
    char chunk[65536];
    pollfd wait{fd_.get(), POLLIN, 0};
    if (poll(&wait, 1, kPatience) != 1) return false;
    const ssize_t n = recv(fd_.get(), chunk, sizeof chunk, 0);
    if (n <= 0) return false;
    seen.append(chunk, static_cast<size_t>(n));
    return true;
  }
  bool read(size_t bytes) {
    while (seen.size() < bytes) {
      if (!more()) return false;
    }
    return true;
  }
  std::string take(size_t bytes) {
    std::string taken = seen.substr(0, bytes);
    seen.erase(0, bytes);
    return taken;
  }

  /// The next answer; `no_body` for that to a HEAD.
  std::optional<Answer> answer(bool no_body = false) {
    size_t end = 0;
    while ((end = seen.find("\r\n\r\n")) == std::string::npos) {
      if (!more()) return std::nullopt;
    }
    Answer got;
    got.head = take(end + 4);
    got.status = std::atoi(got.head.c_str() + 9);
    const std::string length = got.header("Content-Length");
    if (no_body || length.empty()) return got;
    const auto size = static_cast<size_t>(std::stoul(length));
    if (!read(size)) return std::nullopt;
    got.body = take(size);
    return got;
  }
  std::optional<Answer> ask(std::string_view request) {
    if (!send(request)) return std::nullopt;
    return answer();
  }
  /// Has the server closed, with nothing more to say?
  bool closed() { return !more() && seen.empty(); }

  std::string seen;

 private:
  core::Fd fd_;
};

}  // namespace anc::test
