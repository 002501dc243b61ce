// Checks of the other end.
#include "internal/webrtc/ice.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "internal/webrtc/random.h"

namespace anc::webrtc {
namespace {
constexpr size_t kRemembered = 4096;  // ids; at one check each 2.5 s nearly three hours
constexpr int kUnauthorized = 401, kBadRequest = 400, kRoleConflict = 487, kUnknownAttribute = 420;
constexpr int kRivalWins = 2;        // nominations in a row
constexpr uint64_t kRefusals = 100;  // of forged checks; after them we are silent
}  // namespace

IceAgent::IceAgent(Options options, Out out, Time now)
    : options_(std::move(options)),
      out_(std::move(out)),
      controlling_(!options_.lite),
      tie_breaker_(random_value<uint64_t>()),
      next_begin_(now),
      heard_(now),
      consent_due_(now) {}

void IceAgent::set_remote(const std::string& ufrag, const std::string& pwd, Time now) {
  remote_ufrag_ = ufrag;
  remote_pwd_ = pwd;
  heard_ = next_begin_ = now;
  for (const auto& [request, from] : std::exchange(early_, {})) {
    if (request.username == options_.ufrag + ":" + remote_ufrag_) triggered(request, from);
  }
}

void IceAgent::take(const StunMessage& message, core::Bytes packet, const Route& from, Time now) {
  if (message.type == StunClass::kRequest) return take_request(message, packet, from, now);
  take_answer(message, packet, from, now);
}

void IceAgent::answer(const StunMessage& request, const Route& to, int error) {
  StunMessage answer;
  answer.type = error == 0 ? StunClass::kSuccess : StunClass::kError;
  answer.transaction = request.transaction;
  answer.error = error;
  if (error == 0) answer.mapped = to.remote;
  // RFC 8489 section 9.1.3: no integrity on what refuses for want of it.
  const bool open = error == kUnauthorized || error == kBadRequest;
  out_.send(to, write_stun(answer, open ? std::string_view() : options_.pwd));
}

/// False for a copy that came by another route. `repeated`: this route has asked it before.
bool IceAgent::remember(const TransactionId& id, const Route& route, bool& repeated) {
  uint64_t key = 0;
  std::memcpy(&key, id.data(), sizeof(key));
  const auto [at, fresh] = seen_.emplace(key, route);
  repeated = !fresh;
  if (!fresh) return at->second == route;
  seen_order_.push_back(key);
  if (seen_order_.size() > kRemembered) {
    seen_.erase(seen_order_.front());
    seen_order_.pop_front();
  }
  return true;
}

/// RFC 8445 section 7.3.1.1. False where the request was refused.
bool IceAgent::settle_role(const StunMessage& request, const Route& from) {
  if (controlling_ && request.controlling) {
    if (tie_breaker_ >= *request.controlling) {
      answer(request, from, kRoleConflict);
      return false;
    }
    controlling_ = false;
  } else if (!controlling_ && request.controlled) {
    // A lite end never chooses, whatever the tie breaker says (section 6.1.1).
    if (options_.lite || tie_breaker_ < *request.controlled) {
      answer(request, from, kRoleConflict);
      return false;
    }
    controlling_ = true;
  }
  return true;
}

void IceAgent::take_request(const StunMessage& request, core::Bytes packet, const Route& from,
                            Time now) {
  const std::string expected = options_.ufrag + ":" + remote_ufrag_;
  const bool named =
      remote_ufrag_.empty() ? request.username.starts_with(expected) : request.username == expected;
  if (!named || !is_authentic(packet, request, options_.pwd)) {
    if (++forged_ <= kRefusals) answer(request, from, kUnauthorized);
    return;
  }
  if (request.unknown) return answer(request, from, kUnknownAttribute);
  bool repeated = false;
  if (!remember(request.transaction, from, repeated) || !settle_role(request, from) ||
      !out_.claim(from)) {
    return;
  }
  answer(request, from, 0);
  if (repeated) return;
  if (options_.lite) {
    heard_ = now;
    met_ = true;
    // Chromium begins DTLS before it nominates: a route that is authentic will do until then.
    if (!selected_) select(from, request.priority.value_or(0));
    if (request.use_candidate) nominated_by_other(request, from);
    return;
  }
  triggered(request, from);
}

/// Ends that nominate several routes at once (RFC 5245's aggressive way) must not make the session
/// flutter: a route of less worth is taken only when the other end names no other any more.
void IceAgent::nominated_by_other(const StunMessage& request, const Route& from) {
  const uint32_t priority = request.priority.value_or(0);
  if (from == *selected_) {
    selected_priority_ = priority;
    rival_named_ = 0;
    return;
  }
  const bool moved = from.remote != selected_->remote || from.connection != selected_->connection;
  const bool better = moved ? priority >= selected_priority_ : priority > selected_priority_;
  if (rival_ != from) {
    rival_ = from;
    rival_named_ = 0;
  }
  if (better || ++rival_named_ >= kRivalWins) select(from, priority);
}

void IceAgent::select(const Route& route, uint32_t priority) {
  selected_priority_ = priority;
  rival_named_ = 0;
  broken_.reset();
  if (selected_ == route) return;
  selected_ = route;
  out_.selected(route);
}

void IceAgent::alive(Time now) {
  if (options_.lite && met_) heard_ = now;
}

void IceAgent::broken(const Route& route, Time now) {
  for (Pair& pair : pairs_) {
    if (pair.route.connection == route.connection && pair.route.remote == route.remote) {
      pair.state = State::kFailed;
      out_.forget(pair.id);
    }
  }
  if (selected_ != route) return;
  selected_.reset();
  broken_ = now;
}

}  // namespace anc::webrtc
