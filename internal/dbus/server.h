// The session on a message bus: takes its name, answers callers, signals what happens.
#pragma once

#include <memory>
#include <string>
#include <sys/types.h>

#include "internal/core/json.h"
#include "internal/dbus/names.h"
#include "internal/dbus/subject.h"
#include "internal/net/loop.h"

namespace anc::dbus {

struct Options {
  Bus bus = Bus::kSession;
  std::string environment{};  ///< the value of DBUS_SESSION_BUS_ADDRESS or DBUS_SYSTEM_BUS_ADDRESS
  std::string instance{};
  uid_t user = 0;  ///< besides root, who may call
};

/// No bus is no error: it is looked for again, at longer and longer intervals, and what happens is
/// logged. A bus that ends and comes back finds the session again. Net thread only, or before the
/// loop starts.
class Server {
 public:
  /// `subject` is borrowed and outlives the server.
  Server(net::Loop& loop, Options options, Subject& subject);
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server();

  /// Something has happened, an event as in app/guest_state.h or {"event":"rung","rung","ms"}: says
  /// it as a signal, and that properties have changed where they have.
  void tell(const core::Json& event);

 private:
  class Presence;  // libdbus is this module's alone
  std::unique_ptr<Presence> presence_;
};

}  // namespace anc::dbus
