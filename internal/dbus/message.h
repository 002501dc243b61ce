// Messages of libdbus: owned, written and read without its variable arguments.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <dbus/dbus.h>

#include "internal/core/error.h"

namespace anc::dbus {

struct Unref {
  void operator()(DBusMessage* message) const { dbus_message_unref(message); }
};
using MessagePtr = std::unique_ptr<DBusMessage, Unref>;

/// One more owner of the same message.
MessagePtr share(DBusMessage& message);

/// Text that the bus takes: cut at a NUL, what is no UTF-8 replaced. libdbus ends the process of
/// whoever hands it anything else.
std::string bus_text(std::string_view text);

/// Appends to a message.
class Writer {
 public:
  explicit Writer(DBusMessage& message) { dbus_message_iter_init_append(&message, &at_); }
  Writer& text(std::string_view value);
  Writer& flag(bool value);
  Writer& i32(int32_t value);
  Writer& u32(uint32_t value);
  Writer& u64(uint64_t value);
  Writer& bytes(std::string_view value);  ///< ay
  /// `contents` is the signature of one element; `fill(Writer&)` writes them all.
  template <class Fill>
  Writer& array(const char* contents, Fill fill) {
    return within(DBUS_TYPE_ARRAY, contents, fill);
  }
  template <class Fill>
  Writer& structure(Fill fill) {
    return within(DBUS_TYPE_STRUCT, nullptr, fill);
  }
  /// An entry of an a{sv}: `fill` writes the one value of signature `type`.
  template <class Fill>
  Writer& entry(const char* key, const char* type, Fill fill) {
    return within(DBUS_TYPE_DICT_ENTRY, nullptr, [&](Writer& pair) {
      pair.text(key);
      pair.variant(type, fill);
    });
  }
  template <class Fill>
  Writer& variant(const char* type, Fill fill) {
    return within(DBUS_TYPE_VARIANT, type, fill);
  }

 private:
  Writer() = default;
  Writer& basic(int type, const void* value);
  template <class Fill>
  Writer& within(int type, const char* contents, Fill fill) {
    Writer inner;
    CHECK(dbus_message_iter_open_container(&at_, type, contents, &inner.at_), "memory");
    fill(inner);
    CHECK(dbus_message_iter_close_container(&at_, &inner.at_), "memory");
    return *this;
  }
  DBusMessageIter at_{};
};

/// Reads the arguments of a message whose signature has been checked.
class Reader {
 public:
  explicit Reader(DBusMessage& message) { dbus_message_iter_init(&message, &at_); }
  std::string text();
  /// Steps into the array that is next; then `more()` says whether there is an element.
  Reader enter();
  bool more() { return type() != DBUS_TYPE_INVALID; }
  int type() { return dbus_message_iter_get_arg_type(&at_); }
  /// Signature of what is next.
  std::string signature();
  void skip() { dbus_message_iter_next(&at_); }

 private:
  Reader() = default;
  DBusMessageIter at_{};
};

/// Whether a call's arguments are together below what any real call needs: 64 KiB. Others may send
/// what their bus lets through, tens of megabytes.
bool is_small(DBusMessage& message);

/// The error's name on the bus: the standard's where it has one, else org.ancloud.Error.NotRunning
/// and so on.
std::string error_name(Kind kind);
/// The answer to a call that failed: name as above, message and hint as text.
MessagePtr error_reply(DBusMessage& call, const Error& error);
MessagePtr reply_to(DBusMessage& call);

}  // namespace anc::dbus
