// The capabilities that a guest keeps, and why each.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace anc::confine {

struct KeptCapability {
  int number = 0;         ///< of linux/capability.h
  std::string_view name;  ///< as LXC writes it: "net_admin"
  std::string_view why;   ///< who in Android needs it
};

/// In an id-mapped guest each holds over what belongs to its own user namespace only. All others
/// are dropped from the bounding set, those of later kernels too.
std::span<const KeptCapability> kept_capabilities();

/// The same as the kernel shows it in CapBnd.
uint64_t kept_mask();

/// Names of the capabilities in a mask, in order; "cap_41" for a number without a name here.
std::vector<std::string> capability_names(uint64_t mask);

}  // namespace anc::confine
