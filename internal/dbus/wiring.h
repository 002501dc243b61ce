// What libdbus waits for, waited for in the net loop.
#pragma once

#include <map>
#include <memory>

#include <dbus/dbus.h>

#include "internal/net/loop.h"
#include "internal/net/timer.h"
#include "internal/net/watch.h"

namespace anc::dbus {

/// The watches and timeouts of one connection. Outlives neither it nor the loop; net thread only.
class Wiring {
 public:
  explicit Wiring(net::Loop& loop) : loop_(loop) {}
  Wiring(const Wiring&) = delete;
  Wiring& operator=(const Wiring&) = delete;
  ~Wiring();

  void attach(DBusConnection& connection);
  /// From here on libdbus is not called any more.
  void detach();

 private:
  /// A descriptor of its own for each of libdbus's watches: it has two on one socket.
  struct Wait {
    std::unique_ptr<net::Watch> watch;
    bool armed = false;
  };
  static dbus_bool_t add_watch(DBusWatch* watch, void* self);
  static void remove_watch(DBusWatch* watch, void* self);
  static void toggle_watch(DBusWatch* watch, void* self);
  static dbus_bool_t add_timeout(DBusTimeout* timeout, void* self);
  static void remove_timeout(DBusTimeout* timeout, void* self);
  static void toggle_timeout(DBusTimeout* timeout, void* self);
  void arm(DBusWatch* watch);
  void fire(DBusWatch* watch, unsigned flags);
  void start(DBusTimeout* timeout);

  net::Loop& loop_;
  DBusConnection* connection_ = nullptr;
  std::map<DBusWatch*, Wait> waits_;
  std::map<DBusTimeout*, std::unique_ptr<net::Timer>> timers_;
};

}  // namespace anc::dbus
