// Building them, and requests in JSON.
#include "internal/session/guest_devices.h"

#include <utility>

namespace anc::session {

Result<std::unique_ptr<GuestDevices>> GuestDevices::start(net::Loop& loop,
                                                          const port::Display& display,
                                                          const DeviceOptions& options) {
  std::unique_ptr<GuestDevices> devices(new GuestDevices(loop, display, options));
  if (options.adb == AdbAccess::kOff) return devices;
  adb::Options adb{.port = options.adb_port};
  if (options.adb == AdbAccess::kToken) adb.token = TRY(adb::make_token());
  devices->adb_ = TRY(adb::Server::start(loop, std::move(adb)));
  return devices;
}

GuestDevices::GuestDevices(net::Loop& loop, const port::Display& display,
                           const DeviceOptions& options)
    : properties_(loop, display, options.properties),
      hw_control_(loop),
      sensors_(loop),
      gps_(loop),
      fingerprint_(loop),
      camera_(loop),
      text_input_(loop) {
  // Upright, it lies on its back as long as nobody has turned it: Android keeps upright then.
  if (display.rotation != port::Rotation::k0) hold(display.rotation);
}

std::vector<port::PipeService*> GuestDevices::services() {
  std::vector<port::PipeService*> all = {&properties_,  &hw_control_, &sensors_,   &gps_,
                                         &fingerprint_, &camera_,     &text_input_};
  if (adb_) all.push_back(adb_.get());
  return all;
}

core::Json GuestDevices::sensor_json(const pipe::Sensor& sensor) const {
  const auto bit = static_cast<uint32_t>(&sensor - pipe::sensors().data());
  core::Json values = core::Json::array();
  for (const double value : sensors_.values().get(sensor)) values.push_back(value);
  return {{"sensor", sensor.name},
          {"values", std::move(values)},
          {"unit", sensor.unit},
          {"enabled", (sensors_.enabled() >> bit & 1) != 0}};
}

core::Json GuestDevices::location_json() const {
  core::Json location = {{"set", gps_.fix().has_value()}, {"listeners", gps_.listeners()}};
  if (!gps_.fix()) return location;
  location.update({{"latitude", gps_.fix()->latitude},
                   {"longitude", gps_.fix()->longitude},
                   {"altitude", gps_.fix()->altitude_m},
                   {"speed", gps_.fix()->speed_mps},
                   {"bearing", gps_.fix()->bearing_deg}});
  return location;
}

core::Json GuestDevices::status() const {
  const pipe::HardwareState& hardware = hw_control_.state();
  core::Json adb = {{"offered", adb_ != nullptr}};
  if (adb_) {
    adb.update({{"port", adb_->port()},
                {"token", !adb_->token().empty()},
                {"guest_ready", adb_->guest_ready()},
                {"connected", adb_->connected()}});
  }
  return {{"adb", std::move(adb)},
          {"hardware",
           {{"screen_on", hardware.screen_on},
            {"backlight", hardware.backlight},
            {"vibrator_ms", hardware.vibrator_ms},
            {"vibrations", hardware.vibrations}}},
          {"location", location_json()},
          {"text_input", text_input_.open()}};
}

/// With the secret: only the session's user and root are heard here.
Result<core::Json> GuestDevices::adb_json() const {
  if (adb_) return core::Json{{"port", adb_->port()}, {"token", adb_->token()}};
  return fail(Error(Kind::kNotRunning, "adb.access is off")
                  .hint("set adb.access to loopback or token and start the session again"));
}

Result<core::Json> GuestDevices::set_sensor(const core::Json& request) {
  const auto name = TRY(core::json_field<std::string>(request, "sensor"));
  const pipe::Sensor* sensor = pipe::find_sensor(name);
  if (!sensor) {
    return fail(Error(Kind::kUsage, "there is no sensor \"" + name + "\"")
                    .hint("`ancloud sensor list` shows all"));
  }
  const auto text = TRY(core::json_field<std::string>(request, "values"));
  sensors_.set(*sensor, TRY(pipe::parse_values(*sensor, text)));
  return sensor_json(*sensor);
}

Result<core::Json> GuestDevices::set_location(const core::Json& request) {
  location::Fix fix;
  fix.latitude = TRY(core::json_field<double>(request, "latitude"));
  fix.longitude = TRY(core::json_field<double>(request, "longitude"));
  fix.altitude_m = TRY(core::json_field<double>(request, "altitude"));
  fix.speed_mps = TRY(core::json_field<double>(request, "speed"));
  fix.bearing_deg = TRY(core::json_field<double>(request, "bearing"));
  TRY(location::check(fix));
  gps_.set(fix);
  return location_json();
}

void GuestDevices::hold(port::Rotation rotation) {
  sensors_.set(*pipe::find_sensor("acceleration"), pipe::gravity(rotation));
}

void GuestDevices::add_commands(Control& control) {
  const auto add = [&control](const std::string& name, auto act) {
    control.add(name, [act](const Control::ClientPtr& client, const Control::Request& request) {
      const Result<core::Json> done = act(request.head);
      if (!done) return client->refuse(done.error());
      core::Json answer = {{"ok", true}};
      answer.update(*done);
      client->answer(std::move(answer));
    });
  };
  add("sensor_list", [this](const core::Json&) -> Result<core::Json> {
    core::Json all = core::Json::array();
    for (const pipe::Sensor& sensor : pipe::sensors()) all.push_back(sensor_json(sensor));
    return core::Json{{"sensors", std::move(all)}};
  });
  add("sensor_set", [this](const core::Json& request) { return set_sensor(request); });
  add("location_set", [this](const core::Json& request) { return set_location(request); });
  add("adb", [this](const core::Json&) { return adb_json(); });
  add("location_get", [this](const core::Json&) -> Result<core::Json> { return location_json(); });
}

}  // namespace anc::session
