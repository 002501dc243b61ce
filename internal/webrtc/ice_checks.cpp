// Checks of our own: a full agent's.
#include <algorithm>
#include <utility>

#include "internal/webrtc/ice.h"
#include "internal/webrtc/random.h"

namespace anc::webrtc {
namespace {
using std::chrono::milliseconds;

constexpr size_t kMaxPairs = 32;
constexpr milliseconds kPacing{20};        // between two first questions
constexpr milliseconds kFirstRepeat{100};  // then doubled
constexpr int kSends = 6;
constexpr milliseconds kConsentInterval{5000};
constexpr uint32_t kPeerReflexive = 110u << 24 | 65535u << 8 | 255;  // RFC 8445 section 5.1.2
constexpr size_t kConsentQuestions = 8;
constexpr int kRoleConflict = 487;

bool same_end(const Route& one, const Route& other) {
  return one.remote == other.remote && one.connection == other.connection;
}
}  // namespace

void IceAgent::add(const Route& route, uint32_t priority) {
  const bool known =
      std::ranges::any_of(pairs_, [&](const Pair& pair) { return same_end(pair.route, route); });
  if (known || pairs_.size() >= kMaxPairs) return;
  Pair pair;
  pair.route = route;
  pair.priority = priority;
  pairs_.push_back(std::move(pair));
  std::ranges::stable_sort(pairs_, std::greater<>{}, &Pair::priority);
}

std::vector<std::byte> IceAgent::question(const TransactionId& id, bool use_candidate) const {
  StunMessage message;
  message.transaction = id;
  message.username = remote_ufrag_ + ":" + options_.ufrag;
  message.priority = kPeerReflexive;
  (controlling_ ? message.controlling : message.controlled) = tie_breaker_;
  message.use_candidate = use_candidate && controlling_;
  return write_stun(message, remote_pwd_);
}

void IceAgent::ask(Pair& pair, Time now) {
  pair.id = random_value<TransactionId>();
  pair.packet = question(pair.id, pair.nominated);
  pair.controlling = controlling_;
  pair.state = State::kAsked;
  pair.sends = 1;
  pair.due = now + kFirstRepeat;
  out_.expect(pair.id);
  out_.send(pair.route, pair.packet);
}

/// RFC 8445 section 7.3.1.4: who asks us is asked back, first of all. One that is not among the
/// candidates is peer-reflexive.
void IceAgent::triggered(const StunMessage& request, const Route& from) {
  if (remote_pwd_.empty()) {
    // Its answer is still to come. It need not ask again, and may be reached by no other way.
    if (early_.size() < kMaxPairs) early_.emplace_back(request, from);
    return;
  }
  add(from, request.priority.value_or(kPeerReflexive));
  const auto pair =
      std::ranges::find_if(pairs_, [&](const Pair& p) { return same_end(p.route, from); });
  if (pair == pairs_.end()) return;
  pair->route = from;
  const bool chosen = request.use_candidate && !controlling_;
  if (pair->state == State::kValid) {
    if (chosen) select(from, pair->priority);
    return;
  }
  pair->nominated = pair->nominated || chosen;
  if (pair->state == State::kFailed) pair->state = State::kWaiting;
  if (pair->state != State::kWaiting) return;
  pair->priority = UINT32_MAX;
  std::ranges::stable_sort(pairs_, std::greater<>{}, &Pair::priority);
}

void IceAgent::take_answer(const StunMessage& answer, core::Bytes packet, const Route& from,
                           Time now) {
  if (!is_authentic(packet, answer, remote_pwd_) && answer.type == StunClass::kSuccess) {
    ++forged_;
    return;
  }
  const bool consent = std::erase(consent_questions_, answer.transaction) > 0;
  if (consent) {
    out_.forget(answer.transaction);
    if (answer.type == StunClass::kSuccess && selected_ && same_end(from, *selected_)) heard_ = now;
    return;
  }
  const auto pair = std::ranges::find_if(pairs_, [&](const Pair& p) {
    return p.state == State::kAsked && p.id == answer.transaction;
  });
  if (pair == pairs_.end() || !same_end(pair->route, from)) return;
  out_.forget(answer.transaction);
  if (answer.type == StunClass::kSuccess) return succeeded(*pair, from, now);
  if (answer.error == kRoleConflict && is_authentic(packet, answer, remote_pwd_)) {
    // Of several that were asked in the same role only the first tells something new.
    if (controlling_ == pair->controlling) {
      controlling_ = !controlling_;
      tie_breaker_ = random_value<uint64_t>();
    }
    pair->nominated = false;
    pair->state = State::kWaiting;
    return;
  }
  pair->state = State::kFailed;
}

void IceAgent::succeeded(Pair& pair, const Route& from, Time now) {
  if (!out_.claim(from)) {
    pair.state = State::kFailed;
    return;
  }
  pair.route = from;  // with our address that it reached
  pair.state = State::kValid;
  heard_ = now;
  met_ = true;
  if (!controlling_) {
    if (pair.nominated || !selected_) select(from, pair.priority);
    return;
  }
  if (selected_) return;
  consent_due_ = now + kConsentInterval;
  select(from, pair.priority);
  if (pair.nominated) return;
  pair.nominated = true;
  ask(pair, now);
}

void IceAgent::repeat_questions(Time now) {
  for (Pair& pair : pairs_) {
    if (pair.state != State::kAsked || pair.due > now) continue;
    if (pair.sends >= kSends) {
      out_.forget(pair.id);
      pair.state = State::kFailed;
      if (selected_ && same_end(*selected_, pair.route)) selected_.reset();
      continue;
    }
    pair.due = now + kFirstRepeat * (1 << pair.sends++);
    if (pair.route.connection == 0) out_.send(pair.route, pair.packet);  // TCP repeats by itself
  }
}

/// The other end wants it instead of what is chosen now.
bool IceAgent::chosen_by_other(const Pair& pair) const {
  return !controlling_ && pair.nominated && pair.state == State::kWaiting;
}

/// The best that waits; else, where one has answered that was not chosen, that one again.
IceAgent::Pair* IceAgent::next_question() {
  const auto first = [this](const auto& what) {
    const auto pair = std::ranges::find_if(pairs_, what);
    return pair == pairs_.end() ? nullptr : &*pair;
  };
  if (selected_) return first([this](const Pair& pair) { return chosen_by_other(pair); });
  Pair* waiting = first([](const Pair& pair) { return pair.state == State::kWaiting; });
  return waiting ? waiting : first([](const Pair& pair) { return pair.state == State::kValid; });
}

/// One at a time. When all have failed they are asked anew: a server may only just open its door.
void IceAgent::begin_question(Time now) {
  if (remote_pwd_.empty() || pairs_.empty() || now < next_begin_) return;
  Pair* pair = next_question();
  if (selected_ && pair == nullptr) return;
  next_begin_ = now + kPacing;
  if (pair == nullptr) {
    const bool none =
        std::ranges::all_of(pairs_, [](const Pair& p) { return p.state == State::kFailed; });
    if (!none) return;
    for (Pair& failed : pairs_) {
      if (failed.route.connection == 0) failed.state = State::kWaiting;
    }
    return;
  }
  if (controlling_) pair->nominated = false;
  ask(*pair, now);
}

void IceAgent::renew_consent(Time now) {
  if (!selected_ || now < consent_due_) return;
  consent_due_ = now + kConsentInterval * (80 + random_value<uint8_t>() % 41) / 100;
  if (consent_questions_.size() >= kConsentQuestions) {
    out_.forget(consent_questions_.front());
    consent_questions_.erase(consent_questions_.begin());
  }
  const auto id = random_value<TransactionId>();
  consent_questions_.push_back(id);
  out_.expect(id);
  out_.send(*selected_, question(id, true));
}

std::optional<std::string> IceAgent::too_late(Time now) const {
  if (broken_ && now - *broken_ >= kReconnect) {
    return "the TCP connection to the other end has ended";
  }
  if (now - heard_ < kConsent) return std::nullopt;
  const std::string seconds = std::to_string(kConsent.count()) + " s";
  if (met_) return "the other end has not been heard of for " + seconds;
  if (!options_.lite) {
    return remote_pwd_.empty() ? "no answer to the offer came within " + seconds
                               : "none of the other end's " + std::to_string(pairs_.size()) +
                                     " addresses answered within " + seconds;
  }
  if (forged_ > 0) {
    return "connectivity checks came, but none of them knew the password of this session";
  }
  return "no connectivity check arrived within " + seconds +
         ": UDP and TCP to this host seem blocked on the way";
}

std::optional<std::string> IceAgent::tick(Time now) {
  if (const auto why = too_late(now)) return why;
  if (options_.lite) return std::nullopt;
  repeat_questions(now);
  begin_question(now);
  renew_consent(now);
  return std::nullopt;
}

std::optional<IceAgent::Time> IceAgent::next() const {
  Time at = heard_ + kConsent;
  if (broken_) at = std::min(at, *broken_ + kReconnect);
  if (options_.lite) return at;
  bool waiting = false;
  for (const Pair& pair : pairs_) {
    const bool asked = pair.state == State::kAsked;
    if (asked) at = std::min(at, pair.due);
    waiting = waiting || (selected_ ? chosen_by_other(pair) : !asked);
  }
  if (waiting && !remote_pwd_.empty()) at = std::min(at, next_begin_);
  if (selected_) at = std::min(at, consent_due_);
  return at;
}

}  // namespace anc::webrtc
