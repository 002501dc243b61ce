// What a session is called on the bus, and where the bus is.
#pragma once

#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

#include "internal/core/error.h"

namespace anc::dbus {

inline constexpr const char* kInterface = "org.ancloud.Session1";
inline constexpr const char* kPath = "/org/ancloud/Session1";

/// `kInterface.INSTANCE`. Whatever is no letter or digit, and a digit at the front, becomes _XX, as
/// systemd labels things: no two instances get the same name, and "default" stays readable.
std::string bus_name(std::string_view instance);

enum class Bus { kSession, kSystem };

/// What may be tried, in order: the address of the environment, then the usual place of that bus
/// where there is a socket. `environment` is the value of the bus's variable, or empty.
std::vector<std::string> addresses(Bus bus, const std::string& environment, uid_t user);

/// Only unix sockets are taken: other kinds of address start programs or go over a network. kUsage
/// otherwise.
Result<void> check_address(const std::string& address);

}  // namespace anc::dbus
