// Life of a connection: opened, greeted, dispatched in small portions, lost.
#include "internal/dbus/connection.h"

#include <utility>

#include "internal/dbus/names.h"
#include "internal/dbus/wiring.h"

namespace anc::dbus {
namespace {
constexpr long kMostUnread = 128L << 20;  // bytes of calls that are held: above any single message
constexpr long kMostUnsent = 64L << 20;   // above what one portion of calls may be answered
constexpr int kPortion = 64;              // messages handled before others get their turn
constexpr int kAnswerMs = 25000;          // what D-Bus gives every call
}  // namespace

/// Kept alive by what it has posted; `open` says whether anybody wants to hear of it.
struct Connection::State : std::enable_shared_from_this<State> {
  State(net::Loop& its_loop, Handlers its_handlers)
      : loop(its_loop), handlers(std::move(its_handlers)), wiring(its_loop) {}
  ~State() { close(); }

  void attach(DBusConnection* opened, const std::string& path);
  void close();
  void lose(const std::string& why);
  void greet();
  void dispatch_soon();
  void dispatch();
  void ask(MessagePtr message, Replied replied);

  static DBusHandlerResult on_message(DBusConnection*, DBusMessage* message, void* self);
  static DBusHandlerResult on_call(DBusConnection*, DBusMessage* message, void* self);

  net::Loop& loop;
  Handlers handlers;
  DBusConnection* connection = nullptr;
  Wiring wiring;
  bool open = true;
  bool dispatching = false;  // posted
};

void Connection::State::attach(DBusConnection* opened, const std::string& path) {
  connection = opened;
  dbus_connection_set_exit_on_disconnect(connection, 0);
  dbus_connection_set_max_received_size(connection, kMostUnread);
  dbus_connection_set_max_message_unix_fds(connection, 0);
  static constexpr DBusObjectPathVTable kCalls = {nullptr, on_call, nullptr,
                                                  nullptr, nullptr, nullptr};
  CHECK(dbus_connection_add_filter(connection, on_message, this, nullptr) &&
            dbus_connection_register_object_path(connection, path.c_str(), &kCalls, this),
        "memory");
  dbus_connection_set_dispatch_status_function(
      connection,
      [](DBusConnection*, DBusDispatchStatus status, void* self) {
        if (status == DBUS_DISPATCH_DATA_REMAINS) static_cast<State*>(self)->dispatch_soon();
      },
      this, nullptr);
  wiring.attach(*connection);
}

void Connection::State::close() {
  open = false;
  if (connection == nullptr) return;
  DBusConnection* closing = std::exchange(connection, nullptr);
  wiring.detach();
  dbus_connection_set_dispatch_status_function(closing, nullptr, nullptr, nullptr);
  dbus_connection_remove_filter(closing, on_message, this);
  dbus_connection_close(closing);
  dbus_connection_unref(closing);
}

/// Posted: libdbus is in the middle of something when it tells.
void Connection::State::lose(const std::string& why) {
  loop.post([self = shared_from_this(), why] {
    if (!self->open) return;
    self->open = false;
    self->handlers.lost(why);
  });
}

void Connection::State::dispatch_soon() {
  if (std::exchange(dispatching, true)) return;
  loop.post([self = shared_from_this()] {
    self->dispatching = false;
    if (self->connection != nullptr) self->dispatch();
  });
}

void Connection::State::dispatch() {
  for (int i = 0; i < kPortion && connection != nullptr; ++i) {
    // A reference of our own: what is handled may close the connection.
    DBusConnection* current = dbus_connection_ref(connection);
    const DBusDispatchStatus status = dbus_connection_dispatch(current);
    dbus_connection_unref(current);
    if (status != DBUS_DISPATCH_DATA_REMAINS) return;
  }
  if (connection != nullptr) dispatch_soon();
}

DBusHandlerResult Connection::State::on_message(DBusConnection*, DBusMessage* message, void* self) {
  if (dbus_message_is_signal(message, DBUS_INTERFACE_LOCAL, "Disconnected")) {
    static_cast<State*>(self)->lose("the bus has closed the connection");
  }
  return DBUS_HANDLER_RESULT_NOT_YET_HANDLED;
}

DBusHandlerResult Connection::State::on_call(DBusConnection*, DBusMessage* message, void* self) {
  const auto kept = static_cast<State*>(self)->shared_from_this();
  if (dbus_message_get_type(message) != DBUS_MESSAGE_TYPE_METHOD_CALL || !kept->open) {
    return DBUS_HANDLER_RESULT_NOT_YET_HANDLED;
  }
  kept->handlers.called(*message);
  return DBUS_HANDLER_RESULT_HANDLED;
}

void Connection::State::ask(MessagePtr message, Replied replied) {
  DBusPendingCall* pending = nullptr;
  CHECK(dbus_connection_send_with_reply(connection, message.get(), &pending, kAnswerMs), "memory");
  if (pending == nullptr) return;  // disconnected; `lost` is on its way
  struct Waiting {
    std::weak_ptr<State> state;
    Replied replied;
  };
  auto* waiting = new Waiting{weak_from_this(), std::move(replied)};
  const auto answered = [](DBusPendingCall* call, void* data) {
    const MessagePtr reply(dbus_pending_call_steal_reply(call));
    const auto& waits = *static_cast<Waiting*>(data);
    const auto state = waits.state.lock();
    if (state != nullptr && state->open && reply != nullptr) waits.replied(*reply);
  };
  CHECK(dbus_pending_call_set_notify(pending, answered, waiting,
                                     [](void* data) { delete static_cast<Waiting*>(data); }),
        "memory");
  dbus_pending_call_unref(pending);  // the connection holds it until the answer
}

/// dbus_bus_register would wait for the answer.
void Connection::State::greet() {
  MessagePtr hello(dbus_message_new_method_call(DBUS_SERVICE_DBUS, DBUS_PATH_DBUS,
                                                DBUS_INTERFACE_DBUS, "Hello"));
  CHECK(hello != nullptr, "memory");
  ask(std::move(hello), [this](DBusMessage& reply) {
    const char* name = nullptr;
    if (dbus_message_get_type(&reply) != DBUS_MESSAGE_TYPE_METHOD_RETURN ||
        !dbus_message_get_args(&reply, nullptr, DBUS_TYPE_STRING, &name, DBUS_TYPE_INVALID)) {
      return lose("the bus does not take us in");
    }
    CHECK(dbus_bus_set_unique_name(connection, name), "memory");
    handlers.ready();
  });
}

Result<std::unique_ptr<Connection>> Connection::open(net::Loop& loop, const std::string& address,
                                                     const std::string& path, Handlers handlers) {
  TRY(check_address(address));
  DBusError error = DBUS_ERROR_INIT;
  DBusConnection* opened = dbus_connection_open_private(address.c_str(), &error);
  if (opened == nullptr) {
    const std::string why = error.message != nullptr ? error.message : "no reason given";
    dbus_error_free(&error);
    return fail(Kind::kFailure, "connect to the bus at " + address + ": " + why);
  }
  auto state = std::make_shared<State>(loop, std::move(handlers));
  state->attach(opened, path);
  state->greet();
  return std::unique_ptr<Connection>(new Connection(std::move(state)));
}

Connection::~Connection() { state_->close(); }

void Connection::send(MessagePtr message) {
  if (state_->connection == nullptr || !state_->open) return;
  CHECK(dbus_connection_send(state_->connection, message.get(), nullptr), "memory");
  if (dbus_connection_get_outgoing_size(state_->connection) > kMostUnsent) {
    state_->lose("the bus does not read what it is sent");
  }
}

void Connection::ask_bus(const char* method, const std::function<void(Writer&)>& arguments,
                         Replied replied) {
  if (state_->connection == nullptr || !state_->open) return;
  MessagePtr call(
      dbus_message_new_method_call(DBUS_SERVICE_DBUS, DBUS_PATH_DBUS, DBUS_INTERFACE_DBUS, method));
  CHECK(call != nullptr, "memory");
  Writer writer(*call);
  arguments(writer);
  state_->ask(std::move(call), std::move(replied));
}

}  // namespace anc::dbus
