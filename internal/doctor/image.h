// The image against this processor.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "internal/doctor/finding.h"
#include "internal/image/info.h"

namespace anc::doctor {

struct ImageFacts {
  std::string path{};  ///< as asked for; empty: none
  std::optional<image::ImageInfo> info{};
  std::string problem{};              ///< why there is no info
  bool missing = false;               ///< the file is not there
  std::string machine{};              ///< of uname(2): "x86_64", "aarch64"
  std::string features{};             ///< the flags of /proc/cpuinfo, with blanks between
  std::optional<int> error_32_bit{};  ///< errno of running a 32-bit program; none: not asked for
};

/// "flags" (x86) or "Features" (ARM) of the first processor in the text of /proc/cpuinfo.
std::string parse_features(std::string_view cpuinfo);

/// Labels: ancloud.abi (of this host), ancloud.image.abi, ancloud.image.family.
Report judge_image(const ImageFacts& facts);

}  // namespace anc::doctor
