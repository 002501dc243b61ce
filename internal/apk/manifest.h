// AndroidManifest.xml in the binary form that packages carry.
// Source of the layout: Android 7.1 frameworks/base include/androidfw/ResourceTypes.h.
#pragma once

#include <cstdint>
#include <string>

#include "internal/core/bytes.h"
#include "internal/core/error.h"

namespace anc::apk {

/// What a manifest says of its package, as far as it says it literally: a value that stands in the
/// resources is empty here. Words of whoever made the package, each one line of at most 256 bytes.
struct Manifest {
  std::string package{};
  std::string version_name{};
  uint32_t version_code = 0;
  std::string label{};     ///< of the application
  std::string activity{};  ///< the first one in the launcher; "" where there is none
};

/// kImage for anything that is no binary manifest with a package name.
Result<Manifest> read_manifest(core::Bytes bytes);

}  // namespace anc::apk
