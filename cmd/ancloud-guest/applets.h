// The programs inside the one guest binary; main.cpp chooses by argv[0] or the first argument.
#pragma once

#include <span>
#include <string>

#include "internal/core/error.h"

namespace anc::guest {

/// Arguments after the applet's name.
using Args = std::span<const std::string>;

/// Process 1 of the demo guest: mounts, services, orderly stop. Returns the exit code.
Result<int> init_main(Args args);
/// Asks the host for boot properties and stores them; Android's `qemu-props`.
Result<int> props_main(Args args);
/// Prints one property or all, as Android's `getprop` does.
Result<int> getprop_main(Args args);
/// Sets a property, as Android's `setprop` does; "persist." ones outlive a boot where /data does.
Result<int> setprop_main(Args args);
/// Installs, removes and lists packages by name only, as Android's `pm` answers.
Result<int> pm_main(Args args);
/// The GL client: draws the scene until stopped; Android's SurfaceFlinger, one app, and anboxd.
Result<int> scene_main(Args args);
/// Plays a sine for a while; Android's audio HAL.
Result<int> tone_main(Args args);
/// Prints sensor events as they come; Android's sensors HAL.
Result<int> sensors_main(Args args);
/// Prints NMEA sentences as they come; Android's GPS HAL.
Result<int> location_main(Args args);
/// Brings connections of the host to Debian's adbd; Android's adbd does so itself.
Result<int> adb_main(Args args);

}  // namespace anc::guest
