// Looks at what has arrived before taking it, so that one read serves instead of one per byte.
#include "internal/pipe/handshake.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <sys/socket.h>
#include <utility>

namespace anc::pipe {
namespace {
constexpr std::string_view kScheme = "pipe:";
}

Handshake::Handshake(net::Loop& loop, core::Fd connection, Events events)
    : watch_(loop, std::move(connection)), events_(std::move(events)) {
  wait();
}

void Handshake::wait() {
  watch_.when_readable([this] { read_some(); });
}

void Handshake::read_some() {
  std::array<char, kLimit> seen;
  const ssize_t n = recv(watch_.fd(), seen.data(), kLimit - text_.size(), MSG_PEEK);
  if (n < 0 && (errno == EAGAIN || errno == EINTR)) return wait();
  const auto failed = events_.failed;
  if (n < 0) return failed(core::errno_text(errno));
  if (n == 0) return failed("closed after " + std::to_string(text_.size()) + " bytes of a name");
  const auto* end = static_cast<const char*>(memchr(seen.data(), 0, static_cast<size_t>(n)));
  const size_t count = end ? static_cast<size_t>(end - seen.data()) + 1 : static_cast<size_t>(n);
  if (!take(count)) return failed("the bytes of its name went away");
  if (end) return finish();
  if (text_.size() >= kLimit) return failed("no service name within 256 bytes");
  wait();
}

bool Handshake::take(size_t count) {
  std::array<char, kLimit> bytes;
  if (recv(watch_.fd(), bytes.data(), count, 0) != static_cast<ssize_t>(count)) return false;
  text_.append(bytes.data(), count);
  return true;
}

void Handshake::finish() {
  text_.pop_back();  // the NUL
  const auto events = events_;
  if (!text_.starts_with(kScheme)) return events.failed("its first bytes are no pipe name");
  std::string name = text_.substr(kScheme.size());
  events.named(watch_.release(), std::move(name));
}

}  // namespace anc::pipe
