// A request to a running session that blocks nobody: the asking side of its control socket.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "internal/core/bytes.h"
#include "internal/core/error.h"
#include "internal/core/json.h"
#include "internal/net/loop.h"
#include "internal/net/stream.h"

namespace anc::serve {

/// One connection with one request (session/control.h), and what comes of it. Net thread only.
/// Ends with the object; each callback may destroy it.
class Call {
 public:
  struct Handlers {
    std::function<void(const core::Json& head)> answered;  ///< once: "ok" is true
    std::function<void(core::Bytes)> data;                 ///< what follows the first line
    /// Once, and nothing after it: refused, not running, or gone.
    std::function<void(const Error& why)> ended;
  };

  /// Sends `request` with `body` behind it. Never calls back before it has returned.
  static std::unique_ptr<Call> open(net::Loop& loop, const std::string& session_state,
                                    core::Json request, const std::string& body, Handlers handlers);
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;
  ~Call();

  /// One more line, behind the request.
  void tell(const core::Json& line);

 private:
  struct State;
  explicit Call(std::shared_ptr<State> state) : state_(std::move(state)) {}
  std::shared_ptr<State> state_;
};

/// What a session answered to a request that is over with its answer.
struct Answer {
  core::Json head;
  std::string body;
};
using Answered = std::function<void(Result<Answer>)>;

/// Asks, and forgets: `done` is called once, later. It holds no more than `most` bytes.
void ask(net::Loop& loop, const std::string& session_state, core::Json request, std::string body,
         Answered done, size_t most = size_t{64} << 20);

}  // namespace anc::serve
