// The sensors a guest can ask for, and what they show (anbox-host.md 3.7).
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "internal/core/error.h"
#include "internal/port/display.h"

namespace anc::pipe {

/// One of the guest's sensors; its place in sensors() is its bit. There is no gyroscope: the
/// guest's HAL of that time knows none.
struct Sensor {
  std::string_view name;   ///< in `set:` and on the command line
  std::string_view event;  ///< in events
  std::string_view unit;   ///< of its values, as Android defines it
  size_t values;           ///< 1 or 3
  std::array<double, 3> at_rest;
};

std::span<const Sensor> sensors();
/// By name, or by the name used in events.
const Sensor* find_sensor(std::string_view name);

/// "0:0:9.80665" for a sensor of three values; kUsage says what is wrong with another text.
Result<std::array<double, 3>> parse_values(const Sensor& sensor, std::string_view text);

/// What the accelerometer shows while the device is held still, turned by so much: up is where its
/// viewer has it.
std::array<double, 3> gravity(port::Rotation rotation);

/// What all sensors show now.
class SensorValues {
 public:
  SensorValues();
  void set(const Sensor& sensor, const std::array<double, 3>& values);
  std::span<const double> get(const Sensor& sensor) const;
  /// "acceleration:0:0:9.80665", six significant digits.
  std::string event(const Sensor& sensor) const;
  /// The frames of one cycle: an event for each bit of `mask`, then the time.
  std::string cycle(uint32_t mask, std::chrono::microseconds since_epoch) const;

 private:
  std::vector<std::array<double, 3>> values_;
};

}  // namespace anc::pipe
