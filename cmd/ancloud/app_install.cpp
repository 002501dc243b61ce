// ancloud app install: a package of the caller's into the guest.
#include <memory>
#include <unistd.h>

#include "cmd/ancloud/guest_program.h"
#include "cmd/ancloud/verb.h"
#include "cmd/ancloud/verbs.h"
#include "internal/adb/package_manager.h"
#include "internal/apk/package.h"
#include "internal/core/text.h"
#include "internal/session/client.h"
#include "internal/state/instance.h"

namespace anc::cmd {
namespace {
constexpr std::chrono::seconds kLaunchPatience{40};

// Copies stdin to "$1" and installs that: pm of Android 7 wants a file which its system may read.
// The file goes whatever happens.
constexpr const char* kScript =
    "umask 022; trap 'rm -f \"$1\"' EXIT; cat >\"$1\" && pm install -r \"$1\"";

struct Args {
  std::string instance;
  std::string file;
  bool launch = false;
};

void declare(Flags& flags, Args& args) {
  flags.positional("FILE.apk", args.file, "the package");
  flags.toggle("--launch", args.launch, "start it afterwards");
  flags.instance(args.instance, true);
}

/// Reads the file that was looked at, whatever its name means by now.
core::NextInput bytes_of(std::shared_ptr<const apk::FileSource> file) {
  return [file, at = uint64_t{0}](size_t most) mutable -> Result<std::string> {
    const size_t count = static_cast<size_t>(std::min<uint64_t>(most, file->size() - at));
    const auto bytes = TRY(file->read(at, count));
    at += count;
    return std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  };
}

Result<void> launch(const Env& env, const Args& args, const apk::Manifest& manifest) {
  if (manifest.activity.empty()) {
    return fail(Kind::kUsage, manifest.package + " has no activity that can be launched");
  }
  const auto instance = TRY(state::Instance::open(env.config.data_path(), args.instance));
  TRY(session::ask(instance.session_state(),
                   {{"do", "app_launch"},
                    {"package", manifest.package},
                    {"activity", manifest.activity},
                    {"stack", ""}},
                   kLaunchPatience),
      "launch " + manifest.package);
  return {};
}

Result<int> run(Env& env, const Args& args) {
  if (args.file.empty()) return fail(Kind::kUsage, "which package? name its FILE.apk");
  const auto file = std::make_shared<const apk::FileSource>(TRY(apk::FileSource::open(args.file)));
  const apk::Package package = TRY(apk::inspect(*file), args.file);
  const apk::Manifest& manifest = package.manifest;
  env.out.note("installing " + manifest.package + " " + manifest.version_name + ", " +
               core::format_size(file->size()));
  const std::string path = "/data/local/tmp/ancloud-" + std::to_string(getpid()) + ".apk";
  const auto said =
      TRY(run_in_guest(env, args.instance, {"sh", "-c", kScript, "install", path}, bytes_of(file)),
          "install " + args.file);
  TRY(adb::understand_pm(said.out + "\n" + said.err), "install " + args.file);
  if (args.launch) TRY(launch(env, args, manifest));
  env.out.print("ancloud.app.install.v1",
                core::Json{{"package", manifest.package},
                           {"version_name", manifest.version_name},
                           {"version_code", manifest.version_code},
                           {"activity", manifest.activity},
                           {"abis", package.abis},
                           {"bytes", file->size()},
                           {"launched", args.launch}},
                manifest.package + "\n");
  return 0;
}

}  // namespace

Verb app_install() {
  return Verb::make(
      "app install", "install a package in the guest, or a newer version of it", declare, run,
      "The file is looked into first, read with the caller's rights, and copied into the "
      "container. "
      "Exit code 6 for a file that is no APK or that the guest does not take, 12 where the guest "
      "has no room, 3 when it is not running or not booted.");
}

}  // namespace anc::cmd
