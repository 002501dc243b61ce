// The relay's sockets and its queue: see relay.h.
#include "tests/relay/relay.h"

#include <algorithm>
#include <cerrno>
#include <memory>
#include <poll.h>
#include <sys/socket.h>

namespace anc::test {
namespace {
using namespace std::chrono_literals;
constexpr size_t kMostPacket = 65536, kMostClients = 64, kMostWaiting = 100'000;

sockaddr_in loopback(uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}
const sockaddr* plain(const sockaddr_in& address) {
  return reinterpret_cast<const sockaddr*>(&address);
}
Fd udp() { return Fd(::socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)); }
}  // namespace

Result<std::unique_ptr<Relay>> Relay::open(const Options& options) {
  std::unique_ptr<Relay> relay(new Relay(options));
  TRY(relay->bind());
  relay->loss_ = options.loss;
  relay->thread_ = std::thread([raw = relay.get()] { raw->run(); });
  return relay;
}

Result<void> Relay::bind() {
  front_ = udp();
  sockaddr_in address = loopback(options_.port);
  socklen_t size = sizeof address;
  const int room = 4 << 20;
  ::setsockopt(front_.get(), SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
  if (!front_ || ::bind(front_.get(), plain(address), sizeof address) != 0 ||
      ::getsockname(front_.get(), reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    return fail_errno(errno, "relay", Kind::kNetwork);
  }
  port_ = ntohs(address.sin_port);
  return {};
}

Relay::~Relay() {
  stop_ = true;
  if (thread_.joinable()) thread_.join();
}

Fd Relay::connect_up() const {
  Fd up = udp();
  const sockaddr_in address = loopback(target_);
  if (::connect(up.get(), plain(address), sizeof address) != 0) return {};
  return up;
}

void Relay::run() {
  while (!stop_) {
    if (rebind_.exchange(false)) {
      for (Client& client : clients_) client.up = connect_up();
    }
    std::vector<pollfd> watched{{front_.get(), POLLIN, 0}};
    for (const Client& client : clients_) watched.push_back({client.up.get(), POLLIN, 0});
    auto now = std::chrono::steady_clock::now();
    std::chrono::nanoseconds wait = 5ms;  // for stop and rebind
    if (!waiting_.empty()) {
      wait = std::clamp<std::chrono::nanoseconds>(waiting_.begin()->first - now, 0ns, wait);
    }
    const timespec limit{0, static_cast<long>(wait.count())};
    (void)::ppoll(watched.data(), watched.size(), &limit, nullptr);
    now = std::chrono::steady_clock::now();
    for (size_t i = 1; i < watched.size(); ++i) {
      if (watched[i].revents != 0) take_up(i - 1, now);
    }
    if (watched[0].revents != 0) take_front(now);
    pass_due(now);
  }
}

void Relay::take_front(Time now) {
  std::vector<char> room(kMostPacket);
  for (;;) {
    sockaddr_in from{};
    socklen_t size = sizeof from;
    const ssize_t got = ::recvfrom(front_.get(), room.data(), room.size(), 0,
                                   reinterpret_cast<sockaddr*>(&from), &size);
    if (got < 0) return;
    auto at = std::ranges::find_if(
        clients_, [&](const Client& client) { return client.address.sin_port == from.sin_port; });
    if (at == clients_.end()) {
      if (clients_.size() == kMostClients) continue;
      clients_.push_back({.address = from, .up = connect_up()});
      at = std::prev(clients_.end());
    }
    put(static_cast<size_t>(at - clients_.begin()), false, {room.begin(), room.begin() + got}, now);
  }
}

void Relay::take_up(size_t client, Time now) {
  std::vector<char> room(kMostPacket);
  for (;;) {
    const ssize_t got = ::recv(clients_[client].up.get(), room.data(), room.size(), 0);
    if (got < 0) return;
    put(client, true, {room.begin(), room.begin() + got}, now);
  }
}

void Relay::put(size_t client, bool back, std::vector<char> bytes, Time now) {
  // The same numbers for each packet, lost or not: one seed, one course.
  const bool lost = part() < loss_;
  const double late = part();
  const bool overtakes = part() < options_.overtake;
  if (lost || waiting_.size() == kMostWaiting) {
    ++lost_;
    return;
  }
  const auto jitter = static_cast<double>(options_.jitter.count()) * late;
  Time at = now + options_.delay + std::chrono::microseconds(static_cast<int64_t>(jitter));
  Time& latest = back ? clients_[client].latest_back : clients_[client].latest_there;
  if (!overtakes) at = latest = std::max(at, latest);
  waiting_.emplace(at, Waiting{client, back, std::move(bytes)});
}

void Relay::pass_due(Time now) {
  while (!waiting_.empty() && waiting_.begin()->first <= now) {
    const Waiting due = std::move(waiting_.extract(waiting_.begin()).mapped());
    const Client& client = clients_[due.client];
    if (due.back) {
      (void)::sendto(front_.get(), due.bytes.data(), due.bytes.size(), 0, plain(client.address),
                     sizeof client.address);
    } else {
      (void)::send(client.up.get(), due.bytes.data(), due.bytes.size(), 0);
    }
    ++passed_;
  }
}

}  // namespace anc::test
