// Fuzz target: a guest's bytes through the parsers of the small pipe services, and a GPX file. The
// first byte chooses the parser (sensors, hw-control, camera, GPX), the second one says in pieces
// of how many bytes the rest arrives (0: at once).
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <string>
#include <vector>

#include "internal/location/gpx.h"
#include "internal/location/nmea.h"
#include "internal/pipe/camera.h"
#include "internal/pipe/hw_control.h"
#include "internal/pipe/sensors.h"

namespace anc {
namespace {

void check(bool holds) {
  if (!holds) std::abort();
}

void take_sensor_message(std::string_view body) {
  pipe::SensorRequest request;
  (void)pipe::apply_sensor_message(body, request);
  check(request.mask <= 255 && request.delay.count() >= 10 && request.delay.count() <= 60000);
  for (const pipe::Sensor& sensor : pipe::sensors()) {
    const auto values = pipe::parse_values(sensor, body);
    if (!values) continue;
    pipe::SensorValues shown;
    shown.set(sensor, *values);
    check(shown.event(sensor).size() <= 255);  // the guest's buffer
  }
}

void take_hw_message(std::string_view body) {
  pipe::HardwareState state;
  (void)pipe::apply_hw_message(body, state);
  check(state.backlight >= 0 && state.backlight <= 255 && state.vibrator_ms >= 0);
}

/// The commands a stream came to; must not depend on how it was cut.
std::vector<std::string> read_camera(core::Bytes stream, size_t piece) {
  pipe::CameraReader reader;
  std::vector<std::string> commands;
  for (size_t at = 0; at < stream.size(); at += piece) {
    (void)reader.feed(stream.subspan(at, std::min(piece, stream.size() - at)),
                      [&](std::string_view command) {
                        check(command.size() <= pipe::CameraReader::kLimit);
                        commands.emplace_back(command);
                      });
  }
  return commands;
}

void read_track(std::string_view text) {
  const auto points = location::read_gpx(text);
  if (!points) return;
  std::chrono::milliseconds before{0};
  for (const location::TrackPoint& point : *points) {
    check(point.at >= before && location::check(point.fix).has_value());
    check(location::nmea(point.fix, std::chrono::system_clock::time_point{}).size() < 200);
    before = point.at;
  }
}

}  // namespace
}  // namespace anc

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace anc;
  if (size < 3) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 2, size - 2);
  const core::Bytes stream = std::as_bytes(std::span(data + 2, size - 2));
  const size_t piece = data[1] == 0 ? stream.size() : data[1];
  switch (data[0] % 4) {
    case 0:
      take_sensor_message(text);
      break;
    case 1:
      take_hw_message(text);
      break;
    case 2:
      check(read_camera(stream, piece) == read_camera(stream, stream.size()));
      break;
    default:
      read_track(text);
  }
  return 0;
}
