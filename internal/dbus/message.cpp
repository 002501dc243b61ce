// Writing, reading and refusing.
#include "internal/dbus/message.h"

#include <algorithm>
#include <cctype>
#include <cstring>

#include "internal/core/json.h"

namespace anc::dbus {
namespace {
constexpr size_t kLongestError = 1000;  // a caller's own words may be in it
constexpr size_t kSmall = 64u << 10;    // bytes of arguments

/// Takes the weight of what is at `at` and behind it off `budget`; false when that is used up. The
/// bus has checked the depth.
bool weigh(DBusMessageIter at, size_t& budget) {  // NOLINT(misc-no-recursion)
  for (; dbus_message_iter_get_arg_type(&at) != DBUS_TYPE_INVALID; dbus_message_iter_next(&at)) {
    const int type = dbus_message_iter_get_arg_type(&at);
    size_t weight = 8;
    if (type == DBUS_TYPE_ARRAY && dbus_type_is_fixed(dbus_message_iter_get_element_type(&at))) {
      weight += 8 * static_cast<size_t>(dbus_message_iter_get_element_count(&at));
    } else if (dbus_type_is_container(type)) {
      DBusMessageIter inner;
      dbus_message_iter_recurse(&at, &inner);
      if (!weigh(inner, budget)) return false;
    } else if (!dbus_type_is_fixed(type)) {
      const char* text = nullptr;
      dbus_message_iter_get_basic(&at, &text);
      weight += strnlen(text, kSmall);
    }
    if (weight > budget) return false;
    budget -= weight;
  }
  return true;
}
}  // namespace

bool is_small(DBusMessage& message) {
  DBusMessageIter at;
  if (!dbus_message_iter_init(&message, &at)) return true;  // no arguments
  size_t budget = kSmall;
  return weigh(at, budget);
}

MessagePtr share(DBusMessage& message) { return MessagePtr(dbus_message_ref(&message)); }

std::string bus_text(std::string_view raw) {
  std::string text(raw.substr(0, raw.find('\0')));
  if (dbus_validate_utf8(text.c_str(), nullptr)) return text;
  const auto replaced =
      core::parse_json(core::Json(text).dump(-1, ' ', false, core::Json::error_handler_t::replace));
  if (replaced && replaced->is_string()) text = replaced->get<std::string>();
  if (!dbus_validate_utf8(text.c_str(), nullptr)) {
    std::replace_if(
        text.begin(), text.end(), [](char c) { return (c & 0x80) != 0; }, '?');
  }
  return text;
}

Writer& Writer::basic(int type, const void* value) {
  CHECK(dbus_message_iter_append_basic(&at_, type, value), "memory");
  return *this;
}

Writer& Writer::text(std::string_view value) {
  const std::string clean = bus_text(value);
  const char* bytes = clean.c_str();
  return basic(DBUS_TYPE_STRING, &bytes);
}

Writer& Writer::flag(bool value) {
  const dbus_bool_t word = value ? 1 : 0;
  return basic(DBUS_TYPE_BOOLEAN, &word);
}

Writer& Writer::i32(int32_t value) { return basic(DBUS_TYPE_INT32, &value); }
Writer& Writer::u32(uint32_t value) { return basic(DBUS_TYPE_UINT32, &value); }
Writer& Writer::u64(uint64_t value) { return basic(DBUS_TYPE_UINT64, &value); }

Writer& Writer::bytes(std::string_view value) {
  return array("y", [&](Writer& inner) {
    const char* data = value.data();
    CHECK(dbus_message_iter_append_fixed_array(&inner.at_, DBUS_TYPE_BYTE, &data,
                                               static_cast<int>(value.size())),
          "memory");
  });
}

std::string Reader::text() {
  CHECK(type() == DBUS_TYPE_STRING, "the signature was checked");
  const char* value = nullptr;
  dbus_message_iter_get_basic(&at_, &value);
  skip();
  return value;
}

Reader Reader::enter() {
  Reader inner;
  dbus_message_iter_recurse(&at_, &inner.at_);
  skip();
  return inner;
}

std::string Reader::signature() {
  char* text = dbus_message_iter_get_signature(&at_);
  CHECK(text != nullptr, "memory");
  std::string signature = text;
  dbus_free(text);
  return signature;
}

std::string error_name(Kind kind) {
  switch (kind) {
    case Kind::kUsage:
      return DBUS_ERROR_INVALID_ARGS;
    case Kind::kPermission:
      return DBUS_ERROR_ACCESS_DENIED;
    case Kind::kTimeout:
      return DBUS_ERROR_TIMEOUT;
    case Kind::kCapacity:
      return DBUS_ERROR_LIMITS_EXCEEDED;
    default:
      break;
  }
  std::string name = "org.ancloud.Error.";
  bool upper = true;
  for (const char c : core::kind_name(kind)) {
    if (c != '_')
      name += upper ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
    upper = c == '_';
  }
  return name;
}

MessagePtr error_reply(DBusMessage& call, const Error& error) {
  std::string text = error.message().substr(0, kLongestError);
  if (!error.hint().empty()) text += "; " + error.hint();
  MessagePtr reply(
      dbus_message_new_error(&call, error_name(error.kind()).c_str(), bus_text(text).c_str()));
  CHECK(reply != nullptr, "memory");
  return reply;
}

MessagePtr reply_to(DBusMessage& call) {
  MessagePtr reply(dbus_message_new_method_return(&call));
  CHECK(reply != nullptr, "memory");
  return reply;
}

}  // namespace anc::dbus
