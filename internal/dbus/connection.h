// A connection to a message bus that lives in the net loop: no thread, no call that waits.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "internal/dbus/message.h"
#include "internal/net/loop.h"

namespace anc::dbus {

/// libdbus with its watches and timeouts handed to the loop. Net thread only. Callbacks come on the
/// net thread, none after destruction; each may destroy the Connection.
class Connection {
 public:
  struct Handlers {
    std::function<void()> ready;                       ///< the bus has taken us in
    std::function<void(const std::string& why)> lost;  ///< once; nothing more comes
    std::function<void(DBusMessage& call)> called;     ///< a method call on `path`
  };
  using Replied = std::function<void(DBusMessage& reply)>;  ///< a return or an error

  /// Connects and says Hello; `ready` follows. kFailure where nobody listens.
  static Result<std::unique_ptr<Connection>> open(net::Loop& loop, const std::string& address,
                                                  const std::string& path, Handlers handlers);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection();

  /// Queues it. A bus that does not read loses this connection once megabytes wait.
  void send(MessagePtr message);
  /// Asks the bus itself: a method of org.freedesktop.DBus. Exactly one `replied` unless lost.
  void ask_bus(const char* method, const std::function<void(Writer&)>& arguments, Replied replied);

 private:
  struct State;
  explicit Connection(std::shared_ptr<State> state) : state_(std::move(state)) {}
  std::shared_ptr<State> state_;
};

}  // namespace anc::dbus
