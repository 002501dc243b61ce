// The greeting, read to its last byte and no further.
#include "internal/adb/door.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <sys/random.h>
#include <sys/socket.h>
#include <utility>

namespace anc::adb {
namespace {
constexpr size_t kTokenBytes = 32;

/// Looks at every byte, wherever the first difference is.
bool same(const std::string& a, const std::string& b) {
  unsigned difference = a.size() == b.size() ? 0 : 1;
  for (size_t i = 0; i < a.size() && i < b.size(); ++i) {
    difference |= static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(b[i]);
  }
  return difference == 0;
}
}  // namespace

Result<std::string> make_token() {
  std::array<unsigned char, kTokenBytes> bytes;
  if (getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) {
    return fail_errno(errno, "make a token");
  }
  std::string token;
  for (const unsigned char byte : bytes) {
    token += "0123456789abcdef"[byte >> 4];
    token += "0123456789abcdef"[byte & 0xf];
  }
  return token;
}

std::string greeting(const std::string& token) { return "ANCLOUD-ADB " + token + "\n"; }

struct Door::Visitor {
  Visitor(net::Loop& loop, core::Fd fd)
      : watch(std::make_unique<net::Watch>(loop, std::move(fd))), limit(loop) {}
  std::unique_ptr<net::Watch> watch;
  net::Timer limit;
  std::string said;
};

Door::Door(net::Loop& loop, const std::string& token, std::chrono::milliseconds patience,
           Admitted admitted)
    : loop_(loop),
      expected_(token.empty() ? "" : greeting(token)),
      patience_(patience),
      admitted_(std::move(admitted)) {}

Door::~Door() = default;

void Door::knock(core::Fd connection) {
  if (expected_.empty()) {
    return admitted_(std::make_unique<net::Watch>(loop_, std::move(connection)));
  }
  if (visitors_.size() >= kMostVisitors) visitors_.pop_front();
  const Place at = visitors_.emplace(visitors_.end(), loop_, std::move(connection));
  at->limit.start(patience_, [this, at] {
    log_.warning("adb: a connection did not say the token in time; it is closed");
    visitors_.erase(at);
  });
  listen_to(at);
}

void Door::listen_to(Place at) {
  at->watch->when_readable([this, at] {
    std::array<char, 128> bytes;
    const size_t missing = expected_.size() - at->said.size();
    const ssize_t n = recv(at->watch->fd(), bytes.data(), std::min(missing, bytes.size()), 0);
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) return listen_to(at);
    if (n <= 0) {
      visitors_.erase(at);
      return;
    }
    at->said.append(bytes.data(), static_cast<size_t>(n));
    at->said.size() < expected_.size() ? listen_to(at) : judge(at);
  });
}

void Door::judge(Place at) {
  const bool right = same(at->said, expected_);
  // Released and watched anew: this visitor's requests must not run any more.
  core::Fd connection = at->watch->release();
  visitors_.erase(at);
  if (!right) return log_.warning("adb: a connection without the token is closed");
  admitted_(std::make_unique<net::Watch>(loop_, std::move(connection)));
}

}  // namespace anc::adb
