// ICE (RFC 8445): which routes lead to the other end, and whether it still wants to be sent to.
// No sockets and no clock: messages come out, times go in.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "internal/core/bytes.h"
#include "internal/webrtc/address.h"
#include "internal/webrtc/stun.h"

namespace anc::webrtc {

/// One end, of one of two kinds: lite, which only answers checks and lets the other end choose, or
/// full and controlling (until the other end claims that role with the better right), which checks
/// the other end's candidates and chooses. One thread.
class IceAgent {
 public:
  using Time = std::chrono::steady_clock::time_point;
  struct Options {
    std::string ufrag, pwd;  ///< ours
    bool lite = true;
  };
  /// None of them may destroy the agent.
  struct Out {
    std::function<void(const Route&, core::Bytes)> send;
    /// Whether packets of this route are ours from now on.
    std::function<bool(const Route&)> claim;
    std::function<void(const TransactionId&)> expect, forget;
    /// Everything goes by this route from now on. Again, when the other end has moved.
    std::function<void(const Route&)> selected;
  };
  static constexpr std::chrono::seconds kConsent{30};  ///< without a sign of it (RFC 7675)
  static constexpr std::chrono::seconds kReconnect{5};

  IceAgent(Options options, Out out, Time now);

  /// From the other end's description; may come after its first checks.
  void set_remote(const std::string& ufrag, const std::string& pwd, Time now);
  /// Full: a candidate of the other end. Call before its checks are to begin; at most 32 count.
  void add(const Route& route, uint32_t priority);
  /// A message that Port has found to be ours.
  void take(const StunMessage& message, core::Bytes packet, const Route& from, Time now);
  /// Something authentic has come that is no check. An end that is not lite asks for itself.
  void alive(Time now);
  /// A TCP connection has ended. It is over within kReconnect unless another route comes.
  void broken(const Route& route, Time now);

  std::optional<Time> next() const;
  /// Does what is due. A text: it is over, and why.
  std::optional<std::string> tick(Time now);

  const std::optional<Route>& route() const { return selected_; }

 private:
  enum class State { kWaiting, kAsked, kValid, kFailed };
  struct Pair {
    Route route;
    uint32_t priority = 0;
    State state = State::kWaiting;
    bool nominated = false;    // by us: asked with USE-CANDIDATE; by the other end: so chosen
    bool controlling = false;  // so we asked
    TransactionId id{};
    std::vector<std::byte> packet;
    Time due{};  // of the repeat
    int sends = 0;
  };

  void take_request(const StunMessage& request, core::Bytes packet, const Route& from, Time now);
  void take_answer(const StunMessage& answer, core::Bytes packet, const Route& from, Time now);
  bool settle_role(const StunMessage& request, const Route& from);
  void answer(const StunMessage& request, const Route& to, int error);
  bool remember(const TransactionId& id, const Route& route, bool& repeated);
  void nominated_by_other(const StunMessage& request, const Route& from);
  void triggered(const StunMessage& request, const Route& from);
  void select(const Route& route, uint32_t priority);

  void ask(Pair& pair, Time now);
  void succeeded(Pair& pair, const Route& from, Time now);
  void repeat_questions(Time now);
  void begin_question(Time now);
  Pair* next_question();
  bool chosen_by_other(const Pair& pair) const;
  void renew_consent(Time now);
  std::optional<std::string> too_late(Time now) const;
  std::vector<std::byte> question(const TransactionId& id, bool use_candidate) const;

  const Options options_;
  const Out out_;
  std::string remote_ufrag_, remote_pwd_;
  bool controlling_;
  uint64_t tie_breaker_;
  std::vector<Pair> pairs_;
  std::vector<std::pair<StunMessage, Route>> early_;  // authentic, before set_remote
  Time next_begin_;

  std::optional<Route> selected_;
  uint32_t selected_priority_ = 0;
  std::optional<Route> rival_;  // named by the other end although it is worth less
  int rival_named_ = 0;
  Time heard_;                  // the last fresh sign of the other end
  bool met_ = false;            // there was one
  std::optional<Time> broken_;  // since when the selected route is no more
  Time consent_due_;
  std::vector<TransactionId> consent_questions_;
  uint64_t forged_ = 0;  // messages that were not authentic

  /// Transaction ids of authentic requests, oldest first, and where they came from: a copy that
  /// somebody else sends must not move the session to him.
  std::deque<uint64_t> seen_order_;
  std::unordered_map<uint64_t, Route> seen_;
};

}  // namespace anc::webrtc
