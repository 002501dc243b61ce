// A place as the sentences of a GPS receiver (NMEA 0183).
#pragma once

#include <chrono>
#include <string>

#include "internal/location/fix.h"

namespace anc::location {

/// GPGGA and GPRMC, each "$…*hh" and LF, for a checked fix. The guest's parser (anbox-host.md 3.11)
/// takes position and altitude from the first, speed, bearing and date from the second.
std::string nmea(const Fix& fix, std::chrono::system_clock::time_point when);

}  // namespace anc::location
