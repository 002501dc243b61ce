// A package into the guest, by its adbd: for who may not enter its container.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "internal/core/fd.h"

namespace anc::adb {

/// Where the guest's adbd is, as the session tells (`{"do":"adb"}`).
struct Target {
  uint16_t port = 0;    ///< of 127.0.0.1
  std::string token{};  ///< said first; empty: nothing
};

/// Copies `size` bytes of `package` (from its start, whatever its position) into the guest and has
/// its `pm` install them, or a newer version; the copy goes again. Blocking: for a thread that may
/// wait. Errors of pm as package_manager.h says; those of the way as host_link.h does.
Result<void> install(const Target& target, const core::Fd& package, uint64_t size,
                     std::chrono::milliseconds patience = std::chrono::minutes(5));

}  // namespace anc::adb
