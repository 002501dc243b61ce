// The session's control socket: how other ancloud commands ask a running session.
#pragma once

#include <functional>
#include <list>
#include <map>
#include <memory>
#include <string>

#include "internal/core/bytes.h"
#include "internal/core/json.h"
#include "internal/core/log.h"
#include "internal/net/listener.h"
#include "internal/net/loop.h"
#include "internal/port/frame.h"
#include "internal/session/worker.h"

namespace anc::session {

/// One request per connection: a line of JSON {"do":"status"|"screenshot"|"gl_record"|"stop"|…}.
/// The answer is a line {"ok":true,"bytes":N,…} and N raw bytes (a PNG for screenshot), or
/// {"ok":false,"error":…,"kind":…}. gl_record has no N: a trace (wire/trace.h) follows until kEnd,
/// or until the asker closes; "open" counts the connections that are older and not in it. What
/// input goes on with: input_control.h. Only the session's own user and root are heard. Net thread
/// only.
class Control {
 public:
  /// Further requests by the word in "do": each answers with fields, or with why not.
  using Requests = std::map<std::string, std::function<Result<core::Json>(const core::Json&)>>;

  /// What requests do; called on the net thread.
  struct Actions {
    std::function<core::Json()> status;
    std::function<port::FramePtr()> last_frame;  ///< null while nothing has been drawn
    /// Writes the greeting and then a recording to the socket, until its peer closes. An error
    /// leaves the socket where it is.
    std::function<Result<void>(core::Fd&& socket, const std::string& greeting)> record;
    std::function<size_t()> connections;  ///< open ones to the renderer
    /// Takes over the connection; nothing has been answered yet.
    std::function<void(core::Fd connection, const core::Json& request)> input;
    std::function<void()> stop;
    Requests requests{};
  };

  /// The socket at `path` gets mode 0600.
  static Result<std::unique_ptr<Control>> start(net::Loop& loop, const std::string& path,
                                                Actions actions);
  Control(const Control&) = delete;
  Control& operator=(const Control&) = delete;
  ~Control();

 private:
  struct Client;
  using ClientPtr = std::shared_ptr<Client>;

  Control(net::Loop& loop, Actions actions);
  void accept(core::Fd connection, const net::Peer& peer);
  void on_data(const ClientPtr& client, core::Bytes chunk);
  void serve(const ClientPtr& client, const std::string& line);
  void screenshot(const ClientPtr& client);
  void record(const ClientPtr& client);
  void drop(const ClientPtr& client);

  net::Loop& loop_;
  const Actions actions_;
  core::RateLimitedLog log_;
  std::list<ClientPtr> clients_;
  Worker worker_;
  std::unique_ptr<net::Listener> listener_;
};

}  // namespace anc::session
