// Who may call: the session's own user and root, as the bus knows them.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <sys/types.h>

#include "internal/dbus/connection.h"

namespace anc::dbus {

/// Asks the bus once for each caller. A caller's calls keep their order. For the life of one
/// connection: unique names are never given twice on it. Net thread only.
class Callers {
 public:
  using Admitted = std::function<void(DBusMessage& call)>;

  /// `connection` is borrowed. `admitted` gets the calls of `user` and root.
  Callers(Connection& connection, uid_t user, Admitted admitted);

  /// Hands it on, now or once the bus has said who the caller is, or answers AccessDenied.
  void receive(DBusMessage& call);

 private:
  struct Caller {
    std::optional<uid_t> user;  // none: asked for; kNobodyKnown: the bus did not say
    std::deque<MessagePtr> waiting;
  };
  static constexpr uid_t kNobodyKnown = static_cast<uid_t>(-1);
  void learn(const std::string& name, uid_t user);
  void decide(DBusMessage& call, uid_t user);
  void refuse(DBusMessage& call, uid_t user);

  Connection& connection_;
  const uid_t user_;
  const Admitted admitted_;
  std::map<std::string, Caller> callers_;
  size_t waiting_ = 0;
};

}  // namespace anc::dbus
