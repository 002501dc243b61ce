// An Android package as a whole: is it one, and which.
#pragma once

#include <string>
#include <vector>

#include "internal/apk/manifest.h"
#include "internal/apk/source.h"

namespace anc::apk {

struct Package {
  Manifest manifest;
  size_t entries = 0;
  std::vector<std::string> abis{};  ///< that it has native code for, sorted; none: any
};

/// 1 to 223 bytes of [A-Za-z0-9_.], beginning with a letter: Android's own rule.
bool is_package_name(std::string_view package);

/// Looks before a guest does: an archive, a manifest in it with a possible name, places within the
/// file. Signatures are the guest's to judge. kImage with what is wrong otherwise.
Result<Package> inspect(const Source& file);

}  // namespace anc::apk
