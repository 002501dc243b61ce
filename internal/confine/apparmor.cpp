// AppArmor: see apparmor.h.
#include "internal/confine/apparmor.h"

#include "internal/core/file.h"
#include "internal/core/text.h"

namespace anc::confine {

bool has_profile(std::string_view profiles, std::string_view name) {
  for (const std::string& line : core::split(profiles, '\n')) {
    if (line.starts_with(std::string(name) + " (")) return true;
  }
  return false;
}

std::string exec_transition(std::string_view label) {
  const size_t mode = label.rfind(" (");
  if (mode == std::string_view::npos) return {};
  return "exec " + std::string(label.substr(0, mode));
}

std::string loaded_apparmor_profile() {
  const auto profiles = core::read_file("/sys/kernel/security/apparmor/profiles");
  return std::string(profiles && has_profile(*profiles, kGuestProfile) ? kGuestProfile
                                                                       : "unconfined");
}

}  // namespace anc::confine
