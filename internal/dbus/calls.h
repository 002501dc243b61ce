// The methods and properties of org.ancloud.Session1.
#pragma once

#include <functional>

#include "internal/dbus/message.h"
#include "internal/dbus/subject.h"

namespace anc::dbus {

/// Sends an answer while its connection lasts, and drops it after. May be kept.
using Send = std::function<void(MessagePtr)>;

/// Does what `call` asks of `subject`, and sends the one answer, now or later. Whatever the message
/// is: an unknown method, or arguments of another signature, are answered as errors.
void answer(DBusMessage& call, Subject& subject, const Send& send);

/// a(isiiiiiib), as in Windows and WindowsChanged.
void write_windows(Writer& out, const std::vector<port::TaskWindow>& windows);
/// The entry of one property; false for a name that is none.
bool write_property(Writer& dictionary, std::string_view name, const Facts& facts);

}  // namespace anc::dbus
