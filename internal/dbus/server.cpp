// Coming to the bus, and speaking on it.
#include "internal/dbus/server.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "internal/core/log.h"
#include "internal/dbus/callers.h"
#include "internal/dbus/calls.h"
#include "internal/dbus/connection.h"
#include "internal/net/timer.h"

namespace anc::dbus {
namespace {
constexpr std::chrono::milliseconds kFirstPause{250};
constexpr std::chrono::milliseconds kLongestPause{30000};

std::string text_in(const core::Json& event, const char* field) {
  return core::json_field<std::string>(event, field).value_or("");
}
}  // namespace

class Server::Presence {
 public:
  Presence(net::Loop& loop, Options options, Subject& subject)
      : loop_(loop),
        options_(std::move(options)),
        subject_(subject),
        name_(bus_name(options_.instance)),
        retry_(loop) {}
  void connect();
  void tell(const core::Json& event);

 private:
  void try_later();
  void lost(const std::string& why);
  void take_name();
  void named(DBusMessage& reply);
  void refused(DBusMessage& reply);
  void announce();
  void signal(const char* name, const std::function<void(Writer&)>& arguments);
  void send(MessagePtr message);

  net::Loop& loop_;
  const Options options_;
  Subject& subject_;
  const std::string name_;
  std::unique_ptr<Connection> connection_;
  std::unique_ptr<Callers> callers_;
  bool named_ = false;  // or in line for the name: signals go out
  bool told_of_none_ = false;
  size_t attempt_ = 0;
  std::chrono::milliseconds pause_ = kFirstPause;
  Facts announced_;
  net::Timer retry_;
  // Answers that come later find out by it that their connection is gone.
  std::shared_ptr<Presence*> life_;
};

Server::Server(net::Loop& loop, Options options, Subject& subject)
    : presence_(std::make_unique<Presence>(loop, std::move(options), subject)) {
  presence_->connect();
}

Server::~Server() = default;

void Server::tell(const core::Json& event) { presence_->tell(event); }

void Server::Presence::connect() {
  const auto known = addresses(options_.bus, options_.environment, options_.user);
  if (known.empty()) {
    if (!std::exchange(told_of_none_, true)) core::log_info("dbus: there is no bus here");
    return try_later();
  }
  auto opened = Connection::open(loop_, known[attempt_++ % known.size()], kPath,
                                 {.ready = [this] { take_name(); },
                                  .lost = [this](const std::string& why) { lost(why); },
                                  .called =
                                      [this](DBusMessage& call) {
                                        if (callers_) callers_->receive(call);
                                      }});
  if (!opened) {
    if (!std::exchange(told_of_none_, true)) core::log_info("dbus: " + opened.error().message());
    return try_later();
  }
  connection_ = std::move(*opened);
  life_ = std::make_shared<Presence*>(this);
  const Send send = [life = std::weak_ptr(life_)](MessagePtr message) {
    if (const auto alive = life.lock()) (*alive)->send(std::move(message));
  };
  callers_ =
      std::make_unique<Callers>(*connection_, options_.user,
                                [this, send](DBusMessage& call) { answer(call, subject_, send); });
}

void Server::Presence::try_later() {
  retry_.start(pause_, [this] { connect(); });
  pause_ = std::min(pause_ * 2, kLongestPause);
}

void Server::Presence::lost(const std::string& why) {
  const std::string line = "dbus: " + why + "; trying again";
  if (named_) {
    core::log_warning(line);
  } else if (!std::exchange(told_of_none_, true)) {
    core::log_info(line);
  }
  named_ = false;
  life_.reset();
  callers_.reset();
  connection_.reset();
  try_later();
}

void Server::Presence::take_name() {
  connection_->ask_bus(
      "RequestName", [this](Writer& arguments) { arguments.text(name_).u32(0); },
      [this](DBusMessage& reply) { named(reply); });
}

void Server::Presence::named(DBusMessage& reply) {
  dbus_uint32_t outcome = 0;
  if (dbus_message_get_type(&reply) != DBUS_MESSAGE_TYPE_METHOD_RETURN ||
      !dbus_message_get_args(&reply, nullptr, DBUS_TYPE_UINT32, &outcome, DBUS_TYPE_INVALID)) {
    return refused(reply);
  }
  pause_ = kFirstPause;
  told_of_none_ = false;
  named_ = true;
  announced_ = subject_.facts();
  if (outcome == DBUS_REQUEST_NAME_REPLY_IN_QUEUE) {
    core::log_warning("dbus: another session is " + name_ + " already; calls reach this one when " +
                      "that has ended");
  } else {
    core::log_info("dbus: reached as " + name_);
  }
}

/// As a system bus without our policy does. The session goes on without it.
void Server::Presence::refused(DBusMessage& reply) {
  const char* why = dbus_message_get_error_name(&reply);
  core::log_warning("dbus: the bus does not let us be " + name_ + ": " +
                    (why != nullptr ? why : "no reason given") +
                    "; docs/dbus/org.ancloud.conf is a policy for the system bus");
  life_.reset();
  callers_.reset();
  // Not now: it is that connection which calls.
  loop_.post(
      [gone = std::shared_ptr<Connection>(std::move(connection_))]() mutable { gone.reset(); });
}

void Server::Presence::send(MessagePtr message) {
  if (connection_) connection_->send(std::move(message));
}

void Server::Presence::signal(const char* name, const std::function<void(Writer&)>& arguments) {
  MessagePtr message(dbus_message_new_signal(kPath, kInterface, name));
  CHECK(message != nullptr, "memory");
  Writer writer(*message);
  arguments(writer);
  send(std::move(message));
}

void Server::Presence::announce() {
  const Facts now = subject_.facts();
  if (now.ready == announced_.ready && now.rung == announced_.rung) return;
  MessagePtr message(
      dbus_message_new_signal(kPath, DBUS_INTERFACE_PROPERTIES, "PropertiesChanged"));
  CHECK(message != nullptr, "memory");
  Writer(*message)
      .text(kInterface)
      .array("{sv}",
             [&](Writer& changed) {
               if (now.ready != announced_.ready) write_property(changed, "Ready", now);
               if (now.rung != announced_.rung) write_property(changed, "Rung", now);
             })
      .array("s", [](Writer&) {});
  send(std::move(message));
  announced_ = now;
}

void Server::Presence::tell(const core::Json& event) {
  if (!named_) return;
  const std::string what = text_in(event, "event");
  if (what == "rung") {
    const auto when = core::json_field<uint64_t>(event, "ms").value_or(0);
    signal("RungReached", [&](Writer& out) { out.text(text_in(event, "rung")).u64(when); });
  } else if (what == "windows") {
    signal("WindowsChanged", [&](Writer& out) { write_windows(out, subject_.windows()); });
  } else if (what == "application") {
    const bool has_icon = event.contains("icon") && !event["icon"].is_null();
    signal("ApplicationChanged", [&](Writer& out) {
      out.text(text_in(event, "package")).text(text_in(event, "name"));
      out.text(text_in(event, "activity")).flag(has_icon);
    });
  } else if (what == "application_removed") {
    signal("ApplicationRemoved", [&](Writer& out) { out.text(text_in(event, "package")); });
  }
  announce();
}

}  // namespace anc::dbus
