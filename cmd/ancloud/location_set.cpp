// ancloud location set: where the guest believes to be.
#include <charconv>

#include "cmd/ancloud/location_request.h"
#include "cmd/ancloud/verb.h"
#include "cmd/ancloud/verbs.h"
#include "internal/state/instance.h"

namespace anc::cmd {
namespace {

struct Args {
  std::string instance;
  std::string latitude, longitude;
  std::string altitude = "0", speed = "0", bearing = "0";
};

void declare(Flags& flags, Args& args) {
  flags.positional("LAT", args.latitude, "degrees, north positive");
  flags.positional("LON", args.longitude, "degrees, east positive");
  flags.option("--altitude", args.altitude, "metres above the sea", "METRES");
  flags.option("--speed", args.speed, "metres a second over ground", "SPEED");
  flags.option("--bearing", args.bearing, "degrees clockwise from north", "DEGREES");
  flags.instance(args.instance, true);
}

Result<double> number(const std::string& name, const std::string& text) {
  double value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || stop != end) {
    return fail(Kind::kUsage, name + " \"" + text + "\" is not a number");
  }
  return value;
}

Result<int> run(Env& env, const Args& args) {
  if (args.longitude.empty()) return fail(Kind::kUsage, "LAT and LON are needed");
  const location::Fix fix{.latitude = TRY(number("LAT", args.latitude)),
                          .longitude = TRY(number("LON", args.longitude)),
                          .altitude_m = TRY(number("--altitude", args.altitude)),
                          .speed_mps = TRY(number("--speed", args.speed)),
                          .bearing_deg = TRY(number("--bearing", args.bearing))};
  const auto instance = TRY(state::Instance::open(env.config.data_path(), args.instance));
  const auto answer =
      TRY(set_location(instance.session_state(), fix), "location of " + args.instance);
  env.out.print("ancloud.location.v1", answer);
  return 0;
}

}  // namespace

Verb location_set() {
  return Verb::make("location set", "tell the guest's GPS where it is", declare, run,
                    "Once a second from now on, until the session ends.");
}

}  // namespace anc::cmd
