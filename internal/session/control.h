// The session's control socket: how other ancloud commands ask a running session.
#pragma once

#include <functional>
#include <list>
#include <map>
#include <memory>
#include <span>
#include <string>

#include "internal/core/bytes.h"
#include "internal/core/json.h"
#include "internal/core/log.h"
#include "internal/core/refusal.h"
#include "internal/net/listener.h"
#include "internal/net/loop.h"
#include "internal/net/stream.h"
#include "internal/port/frame.h"
#include "internal/session/request_reader.h"
#include "internal/session/worker.h"

namespace anc::session {

/// One request per connection: a line of JSON {"do":"status"|"screenshot"|"gl_record"|"stop"|…}
/// and, where it has "bytes":N, N raw bytes. The answer is a line {"ok":true,"bytes":N,…} and N raw
/// bytes (a PNG for screenshot: as seen, or with "raw":true the framebuffer as it is), or
/// {"ok":false,"error":…,"kind":…,"hint":…}. gl_record has no N: a trace (wire/trace.h) follows
/// until kEnd, or until the asker closes; "open" counts the connections that are older and not in
/// it. What input goes on with: input_control.h. Only the session's own user and root are heard.
/// Net thread only.
class Control {
 public:
  struct Client;
  using ClientPtr = std::shared_ptr<Client>;
  using Request = RequestReader::Request;
  /// Answers now or later; keep the client weakly meanwhile, it may go away.
  using Command = std::function<void(const ClientPtr& client, const Request& request)>;

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
  };

  /// The socket at `path` gets mode 0600.
  static Result<std::unique_ptr<Control>> start(net::Loop& loop, const std::string& path,
                                                Actions actions);
  Control(const Control&) = delete;
  Control& operator=(const Control&) = delete;
  ~Control();

  /// A further value of "do". Before the loop starts, or on its thread.
  void add(const std::string& name, Command command);
  /// Closes without a further word.
  void drop(const ClientPtr& client);

 private:
  Control(net::Loop& loop, Actions actions);
  void accept(core::Fd connection, const net::Peer& peer);
  void on_data(const ClientPtr& client, core::Bytes chunk);
  void serve(const ClientPtr& client, Request request);
  void screenshot(const ClientPtr& client, bool raw);
  void record(const ClientPtr& client);

  net::Loop& loop_;
  const Actions actions_;
  core::RateLimitedLog log_;
  std::list<ClientPtr> clients_;
  std::map<std::string, Command> commands_;
  Worker worker_;
  std::unique_ptr<net::Listener> listener_;
};

/// Who asks. One answer or refusal ends the connection; lines may be told before.
struct Control::Client {
  void answer(core::Json head, const std::vector<std::byte>& body = {});
  void refuse(const Error& error) { answer(core::refusal(error)); }
  void refuse(Kind kind, const std::string& why) { refuse(Error(kind, why)); }
  /// All in one write.
  void tell(std::span<const core::Json> lines);

  RequestReader reader;
  std::unique_ptr<net::Stream> stream;
};

}  // namespace anc::session
