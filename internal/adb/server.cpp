// The hand-shake accept, ok, start; then a relay.
#include "internal/adb/server.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <utility>

#include "internal/adb/tcp.h"

namespace anc::adb {
namespace {
constexpr std::string_view kAccept = "accept", kStart = "start", kOk = "ok";

enum class Word { kPartial, kComplete, kWrong };

/// Reads on towards `word` and not a byte further.
Word read_word(net::Watch& watch, std::string& got, std::string_view word) {
  std::array<char, 8> bytes;
  const ssize_t n = recv(watch.fd(), bytes.data(), word.size() - got.size(), 0);
  if (n < 0 && (errno == EAGAIN || errno == EINTR)) return Word::kPartial;
  if (n <= 0) return Word::kWrong;
  got.append(bytes.data(), static_cast<size_t>(n));
  if (!word.starts_with(got)) return Word::kWrong;
  return got.size() == word.size() ? Word::kComplete : Word::kPartial;
}

bool send_ok(const net::Watch& watch) {
  return send(watch.fd(), kOk.data(), kOk.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(kOk.size());
}
}  // namespace

struct Server::Guest {
  Guest(net::Loop& loop, core::Fd fd)
      : watch(std::make_unique<net::Watch>(loop, std::move(fd))), limit(loop) {}
  std::unique_ptr<net::Watch> watch;
  net::Timer limit;
  std::string word;
  bool ready = false;  // said `accept`
};

struct Server::Starting {
  explicit Starting(net::Loop& loop) : limit(loop) {}
  std::unique_ptr<net::Watch> guest;
  std::string word;
  net::Timer limit;
};

Result<std::unique_ptr<Server>> Server::start(net::Loop& loop, Options options) {
  BoundPort bound = TRY(listen_loopback(options.port), "offer the guest's adb");
  return std::unique_ptr<Server>(
      new Server(loop, std::move(options), std::move(bound.fd), bound.port));
}

Server::Server(net::Loop& loop, Options options, core::Fd listener, uint16_t port)
    : loop_(loop),
      options_(std::move(options)),
      port_(port),
      listener_(loop, std::move(listener)),
      door_(loop, options_.token, options_.patience,
            [this](std::unique_ptr<net::Watch> host) { take_host(std::move(host)); }),
      host_limit_(loop) {
  wait_for_host();
}

Server::~Server() = default;

bool Server::guest_ready() const {
  return std::any_of(guests_.begin(), guests_.end(), [](const Guest& g) { return g.ready; });
}

void Server::accept(core::Fd connection, const std::string&) {
  if (guests_.size() >= options_.guests) guests_.pop_front();
  const auto at = guests_.emplace(guests_.end(), loop_, std::move(connection));
  at->limit.start(options_.patience, [this, at] { guests_.erase(at); });
  at->watch->when_readable([this, at] { read_accept(at); });
}

void Server::read_accept(Place at) {
  const Word word = read_word(*at->watch, at->word, kAccept);
  if (word == Word::kPartial) return at->watch->when_readable([this, at] { read_accept(at); });
  if (word == Word::kWrong) {
    log_.warning("adb: a guest does not say accept; it is dropped");
    guests_.erase(at);
    return;
  }
  at->limit.cancel();
  at->ready = true;
  watch_end(at);
  pair();
}

/// A parked guest says nothing until it is answered: what can be read is its end, or a mistake.
void Server::watch_end(Place at) {
  at->watch->when_readable([this, at] { guests_.erase(at); });
}

void Server::wait_for_host() {
  listener_.when_readable([this] {
    core::Fd fd(accept4(listener_.fd(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    const int on = 1;
    if (fd) setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (fd) door_.knock(std::move(fd));
    wait_for_host();
  });
}

void Server::take_host(std::unique_ptr<net::Watch> host) {
  if (host_) return log_.warning("adb: one connection waits already; another one is closed");
  host_ = std::move(host);
  host_limit_.start(options_.patience, [this] {
    host_.reset();
    log_.warning("adb: no adbd of the guest took a connection in time; it is closed");
  });
  pair();
}

/// Answers the oldest waiting guest where a host waits and nothing else is in use.
void Server::pair() {
  if (!host_ || relay_ || starting_) return;
  const auto at =
      std::find_if(guests_.begin(), guests_.end(), [](const Guest& guest) { return guest.ready; });
  if (at == guests_.end()) return;
  host_limit_.cancel();
  starting_ = std::make_unique<Starting>(loop_);
  // Released and watched anew: the request to tell of its end must not run any more.
  starting_->guest = std::make_unique<net::Watch>(loop_, at->watch->release());
  guests_.erase(at);
  if (!send_ok(*starting_->guest)) return done("the guest has gone");
  starting_->limit.start(options_.patience, [this] { done("the guest does not say start"); });
  starting_->guest->when_readable([this] { read_start(); });
}

void Server::read_start() {
  const Word word = read_word(*starting_->guest, starting_->word, kStart);
  if (word == Word::kPartial) return starting_->guest->when_readable([this] { read_start(); });
  if (word == Word::kWrong) return done("the guest does not say start");
  auto guest = std::move(starting_->guest);
  starting_.reset();
  relay_ = std::make_unique<Relay>(std::move(host_), std::move(guest), [this] { done(""); });
}

/// The connection in use is over: both its ends are closed, the next guest has its turn.
void Server::done(const std::string& why) {
  if (!why.empty()) {
    log_.warning("adb: " + why + "; the connection is closed");
    host_.reset();
  }
  starting_.reset();
  relay_.reset();
  pair();
}

}  // namespace anc::adb
