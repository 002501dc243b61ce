// NMEA 0183: degrees and decimal minutes, knots, UTC.
#include "internal/location/nmea.h"

#include <cmath>
#include <cstdio>
#include <ctime>

namespace anc::location {
namespace {
constexpr double kKnotsPerMps = 3600.0 / 1852.0;

/// "5231.2000,N": minutes in ten-thousandths, so that rounding cannot give 60.
std::string angle(double degrees, int digits, char positive, char negative) {
  const auto parts = std::lround(std::fabs(degrees) * 600000);
  char text[32];
  std::snprintf(text, sizeof text, "%0*ld%02ld.%04ld,%c", digits, parts / 600000,
                parts / 10000 % 60, parts % 10000, degrees < 0 ? negative : positive);
  return text;
}

std::string sentence(const std::string& body) {
  unsigned sum = 0;
  for (const char c : body) sum ^= static_cast<unsigned char>(c);
  char end[8];
  std::snprintf(end, sizeof end, "*%02X\n", sum);
  return "$" + body + end;
}
}  // namespace

std::string nmea(const Fix& fix, std::chrono::system_clock::time_point when) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(when);
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  char time[16], date[16], altitude[32], motion[48];
  std::strftime(time, sizeof time, "%H%M%S.00", &utc);
  std::strftime(date, sizeof date, "%d%m%y", &utc);
  std::snprintf(altitude, sizeof altitude, "%.1f", fix.altitude_m);
  std::snprintf(motion, sizeof motion, "%.2f,%.2f", fix.speed_mps * kKnotsPerMps, fix.bearing_deg);
  const std::string place =
      angle(fix.latitude, 2, 'N', 'S') + "," + angle(fix.longitude, 3, 'E', 'W');
  // Fix by GPS, eight satellites, dilution 1.0.
  return sentence(std::string("GPGGA,") + time + "," + place + ",1,08,1.0," + altitude +
                  ",M,0.0,M,,") +
         sentence(std::string("GPRMC,") + time + ",A," + place + "," + motion + "," + date +
                  ",,,A");
}

}  // namespace anc::location
