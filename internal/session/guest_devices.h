// The small devices of a guest, each a pipe service, and what commands ask of them.
#pragma once

#include <memory>
#include <vector>

#include "internal/adb/server.h"
#include "internal/pipe/boot_properties.h"
#include "internal/pipe/camera.h"
#include "internal/pipe/fingerprint.h"
#include "internal/pipe/gps.h"
#include "internal/pipe/hw_control.h"
#include "internal/pipe/sensors.h"
#include "internal/pipe/text_input.h"
#include "internal/session/control.h"

namespace anc::session {

/// Who reaches the guest's adbd at its port of the loopback: nobody, any user of this host, or who
/// may ask the session for its token.
enum class AdbAccess { kOff, kLoopback, kToken };

struct DeviceOptions {
  std::vector<std::string> properties{};  ///< further "key=value" for boot-properties
  AdbAccess adb = AdbAccess::kOff;
  uint16_t adb_port = 0;  ///< 0: the first free one
};

/// Owns the services; a pipe server borrows them. Net thread only.
class GuestDevices {
 public:
  /// kBusy where the adb port is taken.
  static Result<std::unique_ptr<GuestDevices>> start(net::Loop& loop, const port::Display& display,
                                                     const DeviceOptions& options);
  std::vector<port::PipeService*> services();
  pipe::TextInput& text_input() { return text_input_; }
  /// Fields "adb", "hardware", "location" and "text_input" (a guest takes text by itself).
  core::Json status() const;
  /// The accelerometer shows how the device is held now.
  void hold(port::Rotation rotation);
  /// Adds sensor_list, sensor_set, location_set, location_get and adb; `control` goes before this
  /// does.
  void add_commands(Control& control);

 private:
  GuestDevices(net::Loop& loop, const port::Display& display, const DeviceOptions& options);
  core::Json sensor_json(const pipe::Sensor& sensor) const;
  Result<core::Json> set_sensor(const core::Json& request);
  Result<core::Json> set_location(const core::Json& request);
  core::Json location_json() const;
  Result<core::Json> adb_json() const;

  pipe::BootProperties properties_;
  pipe::HwControl hw_control_;
  pipe::Sensors sensors_;
  pipe::Gps gps_;
  pipe::Fingerprint fingerprint_;
  pipe::Camera camera_;
  pipe::TextInput text_input_;
  std::unique_ptr<adb::Server> adb_;  // empty where it is off
};

}  // namespace anc::session
