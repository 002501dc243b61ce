// Datagrams to a published port: see port_relay.h.
#include <algorithm>
#include <array>
#include <cerrno>
#include <netinet/in.h>
#include <sys/socket.h>

#include "internal/container/port_relay.h"

namespace anc::container {
namespace {
using Clock = std::chrono::steady_clock;

constexpr size_t kMost = 256;
constexpr std::chrono::seconds kSilence{60};
constexpr int kAtOnce = 64;  // datagrams, before others get their turn

using Datagram = std::array<std::byte, 64u << 10>;

sockaddr_in address_of(uint32_t address, uint16_t port) {
  sockaddr_in result{};
  result.sin_family = AF_INET;
  result.sin_addr.s_addr = address;
  result.sin_port = port;
  return result;
}
}  // namespace

struct UdpRelay::Flow {
  Flow(net::Loop& loop, Fd fd) : guest(loop, std::move(fd)) {}
  net::Watch guest;
  Clock::time_point last = Clock::now();
};

UdpRelay::UdpRelay(net::Loop& loop, Fd bound, GuestPort guest)
    : loop_(loop), guest_(guest), bound_(loop, std::move(bound)), sweep_(loop) {
  wait();
}

UdpRelay::~UdpRelay() = default;

void UdpRelay::wait() {
  bound_.when_readable([this] { take(); });
}

void UdpRelay::take() {
  Datagram datagram;
  for (int i = 0; i < kAtOnce; ++i) {
    sockaddr_in from{};
    socklen_t size = sizeof from;
    const ssize_t n = ::recvfrom(bound_.fd(), datagram.data(), datagram.size(), 0,
                                 reinterpret_cast<sockaddr*>(&from), &size);
    if (n < 0) break;
    if (Flow* flow = flow_of({from.sin_addr.s_addr, from.sin_port})) {
      flow->last = Clock::now();
      // One that the guest does not take is lost, as datagrams may be.
      (void)::send(flow->guest.fd(), datagram.data(), static_cast<size_t>(n), MSG_NOSIGNAL);
    }
  }
  wait();
}

UdpRelay::Flow* UdpRelay::flow_of(const Sender& sender) {
  if (const auto known = flows_.find(sender); known != flows_.end()) return known->second.get();
  Fd fd(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const sockaddr_in guest = address_of(htonl(guest_.address), htons(guest_.port));
  if (!fd || ::connect(fd.get(), reinterpret_cast<const sockaddr*>(&guest), sizeof guest) != 0) {
    return nullptr;
  }
  if (flows_.size() >= kMost) {
    flows_.erase(std::min_element(flows_.begin(), flows_.end(), [](const auto& a, const auto& b) {
      return a.second->last < b.second->last;
    }));
  }
  auto& flow = flows_[sender] = std::make_unique<Flow>(loop_, std::move(fd));
  wait_for_answers(sender, *flow);
  if (!sweeping_) {
    sweeping_ = true;
    sweep_.start(kSilence, [this] { forget_silent(); });
  }
  return flow.get();
}

void UdpRelay::wait_for_answers(const Sender& sender, Flow& flow) {
  flow.guest.when_readable([this, sender, &flow] {
    Datagram datagram;
    const sockaddr_in to = address_of(sender.first, sender.second);
    for (int i = 0; i < kAtOnce; ++i) {
      const ssize_t n = ::recv(flow.guest.fd(), datagram.data(), datagram.size(), 0);
      if (n < 0) break;  // nothing more, or nobody listens in the guest
      flow.last = Clock::now();
      (void)::sendto(bound_.fd(), datagram.data(), static_cast<size_t>(n), MSG_NOSIGNAL,
                     reinterpret_cast<const sockaddr*>(&to), sizeof to);
    }
    wait_for_answers(sender, flow);
  });
}

void UdpRelay::forget_silent() {
  const auto limit = Clock::now() - kSilence;
  std::erase_if(flows_, [&](const auto& flow) { return flow.second->last < limit; });
  sweeping_ = !flows_.empty();
  if (sweeping_) sweep_.start(kSilence, [this] { forget_silent(); });
}

}  // namespace anc::container
