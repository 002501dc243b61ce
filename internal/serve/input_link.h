// The input of one viewer on its way to the session.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "internal/net/loop.h"
#include "internal/port/input.h"
#include "internal/serve/call.h"

namespace anc::serve {

/// Net thread only. Connected when there is something to send; what it holds (fingers, keys) is
/// lifted when it ends.
class InputLink {
 public:
  using Done = std::function<void(const Result<void>&)>;

  InputLink(net::Loop& loop, std::string session_state)
      : loop_(loop), session_state_(std::move(session_state)) {}
  InputLink(const InputLink&) = delete;
  InputLink& operator=(const InputLink&) = delete;

  /// `done` may be empty; it is called once where the session has taken, or refused, the event.
  void send(const port::InputEvent& event, Done done);
  /// Lifts everything.
  void release() { end(Error(Kind::kNotRunning, "control was given up")); }

 private:
  void open();
  void on_data(core::Bytes chunk);
  void answer(const core::Json& line);
  void end(const Error& why);

  net::Loop& loop_;
  const std::string session_state_;
  std::unique_ptr<Call> call_;
  std::string pending_;
  std::map<int64_t, Done> asked_;
  int64_t next_ = 1;
};

}  // namespace anc::serve
