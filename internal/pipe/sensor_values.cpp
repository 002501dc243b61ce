// The table of sensors, in the order of the guest's bits.
#include "internal/pipe/sensor_values.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "internal/core/text.h"
#include "internal/pipe/qemud.h"

namespace anc::pipe {
namespace {
constexpr double kLargest = 1e6;  // above any of these in any unit
constexpr double kGravity = 9.80665;

constexpr Sensor kSensors[] = {
    {"acceleration", "acceleration", "m/s²", 3, {0, 0, kGravity}},
    {"magnetic-field", "magnetic", "µT", 3, {25, 25, 5}},
    {"orientation", "orientation", "degrees", 3, {0, 0, 0}},
    {"temperature", "temperature", "°C", 1, {25}},
    {"proximity", "proximity", "cm", 1, {5}},
    {"light", "light", "lx", 1, {1240}},
    {"pressure", "pressure", "hPa", 1, {1013.25}},
    {"humidity", "humidity", "%", 1, {45.1}},
};

size_t bit_of(const Sensor& sensor) { return static_cast<size_t>(&sensor - kSensors); }
}  // namespace

std::span<const Sensor> sensors() { return kSensors; }

const Sensor* find_sensor(std::string_view name) {
  const auto* const it = std::find_if(
      std::begin(kSensors), std::end(kSensors),
      [&](const Sensor& sensor) { return sensor.name == name || sensor.event == name; });
  return it == std::end(kSensors) ? nullptr : it;
}

Result<std::array<double, 3>> parse_values(const Sensor& sensor, std::string_view text) {
  const auto words = core::split(text, ':');
  if (words.size() != sensor.values) {
    return fail(Kind::kUsage, std::string(sensor.name) + " takes " +
                                  std::string(sensor.values == 1 ? "one value" : "X:Y:Z") + " in " +
                                  std::string(sensor.unit));
  }
  std::array<double, 3> values{};
  for (size_t i = 0; i < words.size(); ++i) {
    const char* const end = words[i].data() + words[i].size();
    const auto [stop, error] = std::from_chars(words[i].data(), end, values[i]);
    // Written so that NaN fails as well.
    if (error != std::errc{} || stop != end || !(std::fabs(values[i]) <= kLargest)) {
      return fail(Kind::kUsage, "\"" + words[i] + "\" is not a number from -1000000 to 1000000");
    }
  }
  return values;
}

std::array<double, 3> gravity(port::Rotation rotation) {
  switch (rotation) {
    case port::Rotation::k90:
      return {kGravity, 0, 0};
    case port::Rotation::k180:
      return {0, -kGravity, 0};
    case port::Rotation::k270:
      return {-kGravity, 0, 0};
    case port::Rotation::k0:
      break;
  }
  return {0, kGravity, 0};
}

SensorValues::SensorValues() {
  for (const Sensor& sensor : kSensors) values_.push_back(sensor.at_rest);
}

void SensorValues::set(const Sensor& sensor, const std::array<double, 3>& values) {
  values_[bit_of(sensor)] = values;
}

std::span<const double> SensorValues::get(const Sensor& sensor) const {
  return std::span(values_[bit_of(sensor)]).first(sensor.values);
}

std::string SensorValues::event(const Sensor& sensor) const {
  std::string text(sensor.event);
  for (const double value : get(sensor)) {
    std::array<char, 32> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value,
                                   std::chars_format::general, 6);
    text += ':';
    text.append(digits.data(), end.ptr);
  }
  return text;
}

std::string SensorValues::cycle(uint32_t mask, std::chrono::microseconds since_epoch) const {
  std::string frames;
  for (const Sensor& sensor : kSensors) {
    if (mask >> bit_of(sensor) & 1) frames += qemud_frame(event(sensor));
  }
  return frames + qemud_frame("sync:" + std::to_string(since_epoch.count()));
}

}  // namespace anc::pipe
