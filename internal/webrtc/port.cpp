// Who gets which packet.
#include "internal/webrtc/port.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "internal/core/log.h"
#include "internal/webrtc/host_addresses.h"
#include "internal/webrtc/sctp.h"
#include "internal/webrtc/tcp_door.h"
#include "internal/webrtc/udp_socket.h"

namespace anc::webrtc {
namespace {
using Clock = std::chrono::steady_clock;

constexpr auto kOwned = std::chrono::seconds(10);  // since the last check: nobody else's
constexpr size_t kRoutesOfOne = 8, kQuestionsOfOne = 128;
constexpr size_t kMaxCandidates = 24;
constexpr int kTries = 16;  // for a number that UDP and TCP have both free
/// Refusals to strangers in a second: enough for whoever mistyped, useless to whoever floods.
constexpr int kRefusals = 100;

struct IdHash {
  size_t operator()(const TransactionId& id) const {
    size_t value = 0;
    std::memcpy(&value, id.data(), sizeof(value));
    return value;
  }
};
}  // namespace

/// Shared with the packet that is being delivered, whatever its handler ends.
struct Port::Member {
  std::string ufrag;
  Handlers handlers;
  std::vector<Route> routes;  // oldest claim first
  std::vector<TransactionId> questions;
  bool live = true;
};

struct Port::State {
  struct Owned {
    std::shared_ptr<Member> member;
    Clock::time_point at;
  };

  explicit State(Options given) : options(std::move(given)) {}

  void take(core::Bytes packet, const Route& route);
  void take_stun(core::Bytes packet, const Route& route);
  void refuse(const StunMessage& request, size_t size, int error, const Route& route);
  bool claim(const std::shared_ptr<Member>& member, const Route& route);
  void release(Member& member, const Route& route);
  void broken(const Route& route);
  Result<void> open(net::Loop& loop);
  bool send(const Route& route, core::Bytes packet);

  Options options;
  std::unique_ptr<UdpSocket> udp;
  std::unique_ptr<TcpDoor> tcp;
  std::unordered_map<std::string, std::shared_ptr<Member>> members;  // by ufrag
  std::unordered_map<Route, Owned, RouteHash> owners;
  std::unordered_map<TransactionId, std::shared_ptr<Member>, IdHash> questions;
  uint64_t strangers = 0;
  Clock::time_point refusals_since{};
  int refusals = 0;
  core::RateLimitedLog log{1};
};

void Port::State::take(core::Bytes packet, const Route& route) {
  if (looks_like_stun(packet)) return take_stun(packet, route);
  const auto owner = owners.find(route);
  if (owner == owners.end()) {
    ++strangers;
    return;
  }
  const std::shared_ptr<Member> member = owner->second.member;
  member->handlers.packet(packet, route);
}

void Port::State::take_stun(core::Bytes packet, const Route& route) {
  const auto message = parse_stun(packet);
  if (!message || message->type == StunClass::kIndication) {
    ++strangers;
    return;
  }
  std::shared_ptr<Member> member;
  if (message->type == StunClass::kRequest) {
    const bool complete = !message->username.empty() && message->integrity;
    if (!complete) return refuse(*message, packet.size(), 400, route);
    const auto at = members.find(message->username.substr(0, message->username.find(':')));
    if (at == members.end()) return refuse(*message, packet.size(), 401, route);
    member = at->second;
  } else {
    const auto at = questions.find(message->transaction);
    if (at == questions.end()) {
      ++strangers;
      return;
    }
    member = at->second;
  }
  member->handlers.stun(*message, packet, route);
}

/// Not where that would take more bytes than what was asked: it amplifies nothing.
void Port::State::refuse(const StunMessage& request, size_t size, int error, const Route& route) {
  ++strangers;
  const auto now = Clock::now();
  if (now - refusals_since > std::chrono::seconds(1)) {
    refusals_since = now;
    refusals = 0;
  }
  if (++refusals > kRefusals) return;
  log.warning("webrtc: a check from " + route.remote.text() + " is of no session here");
  StunMessage answer;
  answer.type = StunClass::kError;
  answer.transaction = request.transaction;
  answer.error = error;
  const auto packet = write_stun(answer, {});
  if (packet.size() <= size) send(route, packet);
}

bool Port::State::claim(const std::shared_ptr<Member>& member, const Route& route) {
  const auto now = Clock::now();
  const auto owner = owners.find(route);
  if (owner != owners.end() && owner->second.member == member) {
    owner->second.at = now;
    std::erase(member->routes, route);
    member->routes.push_back(route);
    return true;
  }
  if (owner != owners.end()) {
    if (now - owner->second.at < kOwned) return false;
    release(*owner->second.member, Route(route));
  }
  if (member->routes.size() >= kRoutesOfOne) release(*member, Route(member->routes.front()));
  owners[route] = {member, now};
  member->routes.push_back(route);
  if (route.connection != 0 && tcp) tcp->keep(route);
  return true;
}

void Port::State::release(Member& member, const Route& route) {
  std::erase(member.routes, route);
  if (route.connection != 0 && tcp) tcp->close(route);
  owners.erase(route);
}

void Port::State::broken(const Route& route) {
  const auto owner = owners.find(route);
  if (owner == owners.end()) return;
  const std::shared_ptr<Member> member = owner->second.member;
  std::erase(member->routes, route);
  owners.erase(owner);
  if (member->live && member->handlers.broken) member->handlers.broken(route);
}

bool Port::State::send(const Route& route, core::Bytes packet) {
  if (route.connection != 0) return tcp && tcp->send(route, packet);
  return udp && udp->send(route, packet);
}

Result<void> Port::State::open(net::Loop& loop) {
  const bool all = options.address.empty();
  auto at = Address::parse(all ? "::" : options.address, options.port);
  if (!at) {
    return fail(Error(Kind::kUsage, options.address + " is no address to listen on")
                    .hint("give a numeric address of this host, such as 0.0.0.0 or ::"));
  }
  const auto taken = [this](core::Bytes packet, const Route& from) { take(packet, from); };
  tcp = std::make_unique<TcpDoor>(loop, TcpDoor::Options{options.connections},
                                  TcpDoor::Handlers{taken, [this](const Route& r) { broken(r); }});
  for (int tries = 0;; ++tries) {
    auto socket = UdpSocket::open(loop, *at, taken);
    if (!socket && all && !at->is_v4()) {  // a kernel without IPv6
      at = Address::parse("0.0.0.0", options.port);
      socket = UdpSocket::open(loop, *at, taken);
    }
    udp = TRY(std::move(socket));
    if (!options.tcp || !options.accepts) return {};
    Address listening = *at;
    listening.port = udp->port();
    const auto listens = tcp->listen(listening);
    if (listens) return {};
    if (options.port != 0 || tries == kTries) return fail(listens.error());
    udp.reset();  // a free UDP port whose number TCP has not free: another one
  }
}

Result<std::unique_ptr<Port>> Port::open(net::Loop& loop, Options options) {
  auto state = std::make_unique<State>(std::move(options));
  if (!state->options.sctp) state->options.sctp = std::make_shared<SctpStack>(loop);
  TRY(state->open(loop));
  TRY(host_candidates(state->options.address, state->options.advertise, state->udp->port()));
  return std::unique_ptr<Port>(new Port(std::move(state)));
}

Port::Port(std::unique_ptr<State> state) : state_(std::move(state)) {}

Port::~Port() = default;

void Port::adopt(core::Fd connection) {
  if (state_->options.tcp) state_->tcp->adopt(std::move(connection));
}

uint16_t Port::number() const { return state_->udp->port(); }

const std::shared_ptr<SctpStack>& Port::sctp() const { return state_->options.sctp; }

std::vector<Candidate> Port::candidates() const {
  std::vector<Candidate> list;
  const auto addresses =
      host_candidates(state_->options.address, state_->options.advertise, number());
  if (!addresses) return list;  // open() has said so where it never works
  for (const bool tcp : {false, true}) {
    if (!(tcp ? state_->options.tcp : state_->options.udp)) continue;
    // RFC 8445 section 5.1.2.1: kind, then our order, then the component. UDP is better always.
    uint32_t preference = 65535;
    for (const Address& address : *addresses) {
      if (list.size() >= kMaxCandidates) return list;
      if (!reaches(address)) continue;
      const uint32_t kind = tcp ? 90 : 126;
      list.push_back({address.ip_text(), address.port, tcp, kind << 24 | preference-- << 8 | 255});
    }
  }
  return list;
}

bool Port::reaches(const Address& to) const {
  return state_->udp->family() == AF_INET6 || to.is_v4();
}

Result<std::unique_ptr<Port::Attachment>> Port::attach(const std::string& ufrag,
                                                       Handlers handlers) {
  if (state_->members.size() >= state_->options.peers) {
    return fail(Kind::kCapacity, "there are " + std::to_string(state_->members.size()) +
                                     " connections already, no more are possible");
  }
  auto member = std::make_shared<Member>();
  member->ufrag = ufrag;
  member->handlers = std::move(handlers);
  if (!state_->members.emplace(ufrag, member).second) {
    return fail(Kind::kUsage, "the ICE user fragment " + ufrag + " is taken");
  }
  return std::unique_ptr<Attachment>(new Attachment(*this, std::move(member)));
}

bool Port::send(const Route& route, core::Bytes packet) { return state_->send(route, packet); }

void Port::flush() { state_->udp->flush(); }

bool Port::congested(const Route& route) const {
  return route.connection != 0 && state_->tcp->congested(route);
}

Result<Route> Port::connect(const Address& to) { return state_->tcp->connect(to); }

Port::Counters Port::counters() const {
  const auto udp = state_->udp->counters();
  return {udp.in, udp.out, state_->strangers, state_->members.size(), state_->tcp->size()};
}

Port::Attachment::Attachment(Port& port, std::shared_ptr<Member> member)
    : port_(port), member_(std::move(member)) {}

Port::Attachment::~Attachment() { leave(); }

bool Port::Attachment::claim(const Route& route) {
  return member_->live && port_.state_->claim(member_, route);
}

void Port::Attachment::release(const Route& route) {
  const auto owner = port_.state_->owners.find(route);
  if (owner != port_.state_->owners.end() && owner->second.member != member_) return;
  port_.state_->release(*member_, route);
}

void Port::Attachment::expect(const TransactionId& id) {
  if (!member_->live) return;
  if (member_->questions.size() >= kQuestionsOfOne) forget(TransactionId(member_->questions[0]));
  member_->questions.push_back(id);
  port_.state_->questions[id] = member_;
}

void Port::Attachment::forget(const TransactionId& id) {
  std::erase(member_->questions, id);
  port_.state_->questions.erase(id);
}

void Port::Attachment::leave() {
  if (!std::exchange(member_->live, false)) return;
  for (const Route& route : std::exchange(member_->routes, {})) {
    port_.state_->release(*member_, route);
  }
  for (const TransactionId& id : member_->questions) port_.state_->questions.erase(id);
  port_.state_->members.erase(member_->ufrag);
}

}  // namespace anc::webrtc
