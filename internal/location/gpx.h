// Tracks recorded by phones and watches: the points of a GPX 1.0 or 1.1 file.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>
#include <vector>

#include "internal/location/fix.h"

namespace anc::location {

struct TrackPoint {
  Fix fix;                         ///< speed and bearing are those from the point before
  std::chrono::milliseconds at{};  ///< since the first point; never earlier than the point before
};

constexpr size_t kMaxGpxBytes = 64u << 20;

/// Points of all tracks and routes in the order of the file, which is untrusted: elements are found
/// without a document tree, and anything else in it is skipped. Points without a time are one
/// second apart. kUsage for a file without a point, or with one that is no place on earth.
Result<std::vector<TrackPoint>> read_gpx(std::string_view text);

}  // namespace anc::location
