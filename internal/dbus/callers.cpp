// Asking the bus who somebody is.
#include "internal/dbus/callers.h"

#include <utility>

namespace anc::dbus {
namespace {
constexpr size_t kMostCallers = 1024;  // remembered
constexpr size_t kMostWaiting = 256;
}  // namespace

Callers::Callers(Connection& connection, uid_t user, Admitted admitted)
    : connection_(connection), user_(user), admitted_(std::move(admitted)) {}

void Callers::receive(DBusMessage& call) {
  const char* sender = dbus_message_get_sender(&call);
  if (sender == nullptr) return;  // no bus sends that
  if (!is_small(call)) {
    connection_.send(error_reply(call, Error(Kind::kCapacity, "the arguments are too large")));
    return;
  }
  const auto known = callers_.find(sender);
  if (known != callers_.end() && known->second.user) return decide(call, *known->second.user);
  if (waiting_ >= kMostWaiting) {
    connection_.send(error_reply(call, Error(Kind::kCapacity, "too many calls wait already")));
    return;
  }
  if (callers_.size() >= kMostCallers) {
    std::erase_if(callers_, [](const auto& caller) { return caller.second.user.has_value(); });
  }
  Caller& caller = callers_[sender];
  caller.waiting.push_back(share(call));
  ++waiting_;
  if (caller.waiting.size() > 1) return;  // asked already
  connection_.ask_bus(
      "GetConnectionUnixUser", [&](Writer& arguments) { arguments.text(sender); },
      [this, name = std::string(sender)](DBusMessage& reply) {
        dbus_uint32_t user = kNobodyKnown;
        const bool told =
            dbus_message_get_type(&reply) == DBUS_MESSAGE_TYPE_METHOD_RETURN &&
            dbus_message_get_args(&reply, nullptr, DBUS_TYPE_UINT32, &user, DBUS_TYPE_INVALID);
        learn(name, told ? user : kNobodyKnown);
      });
}

void Callers::learn(const std::string& name, uid_t user) {
  Caller& caller = callers_[name];
  caller.user = user;
  const auto calls = std::exchange(caller.waiting, {});
  waiting_ -= calls.size();
  for (const MessagePtr& call : calls) decide(*call, user);
}

void Callers::decide(DBusMessage& call, uid_t user) {
  if (user == 0 || user == user_) return admitted_(call);
  refuse(call, user);
}

void Callers::refuse(DBusMessage& call, uid_t user) {
  const std::string who = user == kNobodyKnown ? "an unknown user" : "user " + std::to_string(user);
  connection_.send(
      error_reply(call, Error(Kind::kPermission, who + " may not use this session: only user " +
                                                     std::to_string(user_) + " and root may")));
}

}  // namespace anc::dbus
