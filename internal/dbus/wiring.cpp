// Watches and timeouts.
#include "internal/dbus/wiring.h"

#include <chrono>
#include <fcntl.h>

#include "internal/core/error.h"

namespace anc::dbus {

Wiring::~Wiring() { detach(); }

void Wiring::attach(DBusConnection& connection) {
  connection_ = &connection;
  CHECK(dbus_connection_set_watch_functions(connection_, add_watch, remove_watch, toggle_watch,
                                            this, nullptr) &&
            dbus_connection_set_timeout_functions(connection_, add_timeout, remove_timeout,
                                                  toggle_timeout, this, nullptr),
        "memory");
}

void Wiring::detach() {
  if (connection_ == nullptr) return;
  dbus_connection_set_watch_functions(connection_, nullptr, nullptr, nullptr, nullptr, nullptr);
  dbus_connection_set_timeout_functions(connection_, nullptr, nullptr, nullptr, nullptr, nullptr);
  connection_ = nullptr;
  waits_.clear();
  timers_.clear();
}

dbus_bool_t Wiring::add_watch(DBusWatch* watch, void* self) {
  auto& wiring = *static_cast<Wiring*>(self);
  core::Fd own(::fcntl(dbus_watch_get_unix_fd(watch), F_DUPFD_CLOEXEC, 0));
  if (!own) return 0;  // libdbus reports it as lack of memory
  wiring.waits_[watch].watch = std::make_unique<net::Watch>(wiring.loop_, std::move(own));
  wiring.arm(watch);
  return 1;
}

void Wiring::remove_watch(DBusWatch* watch, void* self) {
  static_cast<Wiring*>(self)->waits_.erase(watch);
}

void Wiring::toggle_watch(DBusWatch* watch, void* self) { static_cast<Wiring*>(self)->arm(watch); }

void Wiring::arm(DBusWatch* watch) {
  const auto found = waits_.find(watch);
  if (found == waits_.end() || found->second.armed || !dbus_watch_get_enabled(watch)) return;
  found->second.armed = true;
  // An end of the connection makes a descriptor readable and writable.
  if ((dbus_watch_get_flags(watch) & DBUS_WATCH_READABLE) != 0) {
    found->second.watch->when_readable([this, watch] { fire(watch, DBUS_WATCH_READABLE); });
  } else {
    found->second.watch->when_writable([this, watch] { fire(watch, DBUS_WATCH_WRITABLE); });
  }
}

void Wiring::fire(DBusWatch* watch, unsigned flags) {
  waits_[watch].armed = false;
  if (dbus_watch_get_enabled(watch)) dbus_watch_handle(watch, flags);
  arm(watch);  // unless that removed it
}

dbus_bool_t Wiring::add_timeout(DBusTimeout* timeout, void* self) {
  auto& wiring = *static_cast<Wiring*>(self);
  wiring.timers_[timeout] = std::make_unique<net::Timer>(wiring.loop_);
  wiring.start(timeout);
  return 1;
}

void Wiring::remove_timeout(DBusTimeout* timeout, void* self) {
  static_cast<Wiring*>(self)->timers_.erase(timeout);
}

void Wiring::toggle_timeout(DBusTimeout* timeout, void* self) {
  static_cast<Wiring*>(self)->start(timeout);
}

void Wiring::start(DBusTimeout* timeout) {
  const auto found = timers_.find(timeout);
  if (found == timers_.end()) return;
  if (!dbus_timeout_get_enabled(timeout)) return found->second->cancel();
  found->second->start(std::chrono::milliseconds(dbus_timeout_get_interval(timeout)),
                       [this, timeout] {
                         dbus_timeout_handle(timeout);
                         start(timeout);  // libdbus's repeat until they are removed
                       });
}

}  // namespace anc::dbus
