// Names and addresses of the bus.
#include "internal/dbus/names.h"

#include <dbus/dbus.h>

#include "internal/core/file.h"

namespace anc::dbus {
namespace {
constexpr const char* kSystemSocket = "/run/dbus/system_bus_socket";

bool is_plain(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
}  // namespace

std::string bus_name(std::string_view instance) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string name = std::string(kInterface) + ".";
  for (size_t i = 0; i < instance.size(); ++i) {
    const char c = instance[i];
    if (is_plain(c) || (is_digit(c) && i > 0)) {
      name += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      name += {'_', kHex[byte >> 4], kHex[byte & 15]};
    }
  }
  return name;
}

std::vector<std::string> addresses(Bus bus, const std::string& environment, uid_t user) {
  std::vector<std::string> found;
  if (!environment.empty()) found.push_back(environment);
  const std::string socket =
      bus == Bus::kSystem ? kSystemSocket : "/run/user/" + std::to_string(user) + "/bus";
  const std::string usual = "unix:path=" + socket;
  if (core::exists(socket) && environment != usual) found.push_back(usual);
  return found;
}

Result<void> check_address(const std::string& address) {
  DBusAddressEntry** entries = nullptr;
  int count = 0;
  if (!dbus_parse_address(address.c_str(), &entries, &count, nullptr)) {
    return fail(Kind::kUsage, "\"" + address + "\" is no address of a bus");
  }
  bool good = true;
  for (int i = 0; i < count; ++i) {
    good &= std::string_view(dbus_address_entry_get_method(entries[i])) == "unix";
  }
  dbus_address_entries_free(entries);
  if (good) return {};
  return fail(Kind::kUsage, "\"" + address + "\" is not the address of a unix socket");
}

}  // namespace anc::dbus
