// Ranges, and the two formulas of the sphere.
#include "internal/location/fix.h"

#include <cmath>
#include <numbers>
#include <string>

namespace anc::location {
namespace {
constexpr double kEarthRadius = 6371008.8;  // metres, IUGG mean

double radians(double degrees) { return degrees * std::numbers::pi / 180; }

/// No number fails too: no comparison holds for it.
bool within(double value, double low, double high) { return value >= low && value <= high; }
}  // namespace

Result<void> check(const Fix& fix) {
  const struct {
    const char* name;
    double value, low, high;
  } ranges[] = {{"latitude", fix.latitude, -90, 90},
                {"longitude", fix.longitude, -180, 180},
                {"altitude", fix.altitude_m, -1000, 100000},
                {"speed", fix.speed_mps, 0, 1000},
                {"bearing", fix.bearing_deg, 0, 359.999999}};
  for (const auto& range : ranges) {
    if (within(range.value, range.low, range.high)) continue;
    return fail(Kind::kUsage, std::string(range.name) + " " + std::to_string(range.value) +
                                  " is not between " + std::to_string(range.low) + " and " +
                                  std::to_string(range.high));
  }
  return {};
}

double distance_m(const Fix& from, const Fix& to) {
  const double dlat = radians(to.latitude - from.latitude) / 2;
  const double dlon = radians(to.longitude - from.longitude) / 2;
  const double h = std::pow(std::sin(dlat), 2) + std::cos(radians(from.latitude)) *
                                                     std::cos(radians(to.latitude)) *
                                                     std::pow(std::sin(dlon), 2);
  return 2 * kEarthRadius * std::asin(std::sqrt(std::fmin(h, 1)));
}

double bearing_deg(const Fix& from, const Fix& to) {
  const double a = radians(from.latitude), b = radians(to.latitude);
  const double dlon = radians(to.longitude - from.longitude);
  const double angle =
      std::atan2(std::sin(dlon) * std::cos(b),
                 std::cos(a) * std::sin(b) - std::sin(a) * std::cos(b) * std::cos(dlon));
  const double degrees = std::fmod(angle * 180 / std::numbers::pi + 360, 360);
  return degrees >= 359.999999 ? 0 : degrees;
}

}  // namespace anc::location
