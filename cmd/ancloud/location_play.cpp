// ancloud location play: a recorded way, point by point, to the guest's GPS.
#include <thread>

#include "cmd/ancloud/location_request.h"
#include "cmd/ancloud/verb.h"
#include "cmd/ancloud/verbs.h"
#include "internal/core/file.h"
#include "internal/location/gpx.h"
#include "internal/state/instance.h"

namespace anc::cmd {
namespace {

struct Args {
  std::string instance;
  std::string file;
  int64_t faster = 1;
};

void declare(Flags& flags, Args& args) {
  flags.positional("FILE.gpx", args.file, "track or route to follow");
  flags.option("--faster", args.faster, "times the recorded speed", 1, 1000);
  flags.instance(args.instance, true);
}

Result<int> run(Env& env, const Args& args) {
  if (args.file.empty()) return fail(Kind::kUsage, "FILE.gpx is needed");
  const auto instance = TRY(state::Instance::open(env.config.data_path(), args.instance));
  const std::string text = TRY(core::read_file(args.file, location::kMaxGpxBytes));
  const auto points = TRY(location::read_gpx(text), "read " + args.file);
  const auto begin = std::chrono::steady_clock::now();
  for (location::TrackPoint point : points) {
    std::this_thread::sleep_until(begin + point.at / args.faster);
    point.fix.speed_mps = std::min(point.fix.speed_mps * static_cast<double>(args.faster), 1000.0);
    TRY(set_location(instance.session_state(), point.fix), "location of " + args.instance);
  }
  const core::Json played = {{"file", args.file},
                             {"points", points.size()},
                             {"ms", points.back().at.count() / args.faster}};
  env.out.print("ancloud.location_play.v1", played,
                std::to_string(points.size()) + " points played\n");
  return 0;
}

}  // namespace

Verb location_play() {
  return Verb::make("location play", "move the guest along a GPX track", declare, run,
                    "In the foreground, at the recorded times, one second apart where there are "
                    "none. The guest stays at the last point, also after Ctrl-C.");
}

}  // namespace anc::cmd
