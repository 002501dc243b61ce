// Overlay: read-only as every guest's root, writable on the data path, in a user namespace.
#pragma once

#include <optional>
#include <string>

#include "internal/doctor/finding.h"

namespace anc::doctor {

/// An attempt: errno and the kernel's words, or that it worked.
struct Attempt {
  int error = 0;
  std::string message{};  ///< "mount overlay (…): invalid argument"
};

struct OverlayFacts {
  Attempt plain{};                    ///< two layers, read-only
  std::optional<Attempt> writable{};  ///< upper and work on the data path; none: no place to try it
  std::string place{};                ///< of it
  std::optional<int> in_user_namespace{};  ///< errno; none: no user namespace to try it in
};

/// Labels: ancloud.overlay = writable, read-only or none; ancloud.overlay.userns = yes or no.
Report judge_overlay(const OverlayFacts& facts, bool root);

}  // namespace anc::doctor
