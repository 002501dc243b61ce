// The guest's AppArmor profile, where the host has AppArmor and the profile is loaded.
#pragma once

#include <string>
#include <string_view>

namespace anc::confine {

/// Loaded by the host step of that name (host/apparmor.cpp).
inline constexpr std::string_view kGuestProfile = "ancloud-guest";

/// Is it in the text of /sys/kernel/security/apparmor/profiles ("NAME (enforce)" lines)?
bool has_profile(std::string_view profiles, std::string_view name);

/// kGuestProfile where it is loaded, else "unconfined".
std::string loaded_apparmor_profile();

/// From a process's label as the kernel tells it ("NAME (enforce)") to what has a program executed
/// under the same, for /proc/PID/attr/exec; empty where it is unconfined, or no AppArmor label.
std::string exec_transition(std::string_view label);

}  // namespace anc::confine
