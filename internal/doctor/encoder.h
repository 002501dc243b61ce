// Video encoders, each with one picture.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "internal/doctor/finding.h"

namespace anc::doctor {

/// One attempt.
struct EncoderFacts {
  std::string what{};  ///< "h264", "vp8"; for a chip "nvenc", "vaapi"
  std::string name{};  ///< "OpenH264 2.3.1"; empty when it failed
  std::string problem{};
};

struct EncodersFacts {
  std::vector<EncoderFacts> software{};
  std::vector<EncoderFacts>
      chips{};  ///< only those that the host has a device for, or are asked for
};

/// Labels: ancloud.encoder.h264, ancloud.encoder.vp8 = its name, "nvenc" and "vaapi" for chips.
Report judge_encoders(const EncodersFacts& facts);

}  // namespace anc::doctor
