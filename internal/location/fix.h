// A place on earth, as the guest is told it.
#pragma once

#include "internal/core/error.h"

namespace anc::location {

/// WGS 84.
struct Fix {
  double latitude = 0;     ///< degrees, north positive, -90 to 90
  double longitude = 0;    ///< degrees, east positive, -180 to 180
  double altitude_m = 0;   ///< above sea level, -1000 to 100000
  double speed_mps = 0;    ///< over ground, 0 to 1000
  double bearing_deg = 0;  ///< clockwise from north, 0 to below 360
};

/// kUsage naming the first value that is out of its range or no number.
Result<void> check(const Fix& fix);

/// Metres on a sphere, and the direction to go at the start: what a track without speeds lacks.
double distance_m(const Fix& from, const Fix& to);
double bearing_deg(const Fix& from, const Fix& to);

}  // namespace anc::location
