// ancloud app uninstall: removes a package from the guest.
#include "cmd/ancloud/guest_program.h"
#include "cmd/ancloud/verb.h"
#include "cmd/ancloud/verbs.h"
#include "internal/adb/package_manager.h"
#include "internal/apk/package.h"

namespace anc::cmd {
namespace {

struct Args {
  std::string instance;
  std::string package;
};

void declare(Flags& flags, Args& args) {
  flags.positional("PACKAGE", args.package, "what to remove, with its data");
  flags.instance(args.instance, true);
}

Result<int> run(Env& env, const Args& args) {
  if (args.package.empty()) return fail(Kind::kUsage, "which application? name its PACKAGE");
  if (!apk::is_package_name(args.package)) {
    return fail(Kind::kUsage, "\"" + args.package.substr(0, 100) + "\" is no package name");
  }
  const std::string what = "uninstall " + args.package;
  const auto said = TRY(run_in_guest(env, args.instance, {"pm", "uninstall", args.package}), what);
  TRY(adb::understand_pm(said.out + "\n" + said.err), what);
  env.out.print("ancloud.app.uninstall.v1", core::Json{{"package", args.package}},
                args.package + "\n");
  return 0;
}

}  // namespace

Verb app_uninstall() {
  return Verb::make(
      "app uninstall", "remove a package from the guest, with its data", declare, run,
      "Exit code 1 where the guest refuses, as for a package that it does not have; 3 "
      "when it is not running or not booted.");
}

}  // namespace anc::cmd
