// ancloud prop set: sets a property of the guest.
#include "cmd/ancloud/guest_program.h"
#include "cmd/ancloud/guest_properties.h"
#include "cmd/ancloud/verb.h"
#include "cmd/ancloud/verbs.h"

namespace anc::cmd {
namespace {

struct Args {
  std::string instance;
  std::string name;
  std::optional<std::string> value;
};

void declare(Flags& flags, Args& args) {
  flags.positional("PROPERTY", args.name, "its name");
  flags.positional("VALUE", args.value, "what it becomes; may be empty");
  flags.instance(args.instance, true);
}

/// Old Androids say nothing where they do not set a property that is written once.
Result<void> check_kept(const Env& env, const Args& args, const std::string& value) {
  if (!args.name.starts_with("ro.")) return {};
  const auto said = TRY(run_in_guest(env, args.instance, {"getprop", args.name}));
  if (said.out == value + "\n") return {};
  return fail(Kind::kFailure, args.name + " is set already, and ro. properties are set once");
}

Result<int> run(Env& env, const Args& args) {
  if (!args.value) return fail(Kind::kUsage, "PROPERTY and VALUE are needed");
  const std::string& value = *args.value;
  TRY(check_property_name(args.name));
  TRY(check_property_value(value));
  const std::string what = "set " + args.name;
  const auto said = TRY(run_in_guest(env, args.instance, {"setprop", args.name, value}), what);
  if (!said.status.ok()) return fail(Kind::kFailure, "the guest's setprop: " + last_words(said));
  TRY(check_kept(env, args, value), what);
  env.out.print("ancloud.prop.v1", core::Json{{"name", args.name}, {"value", value}}, "");
  return 0;
}

}  // namespace

Verb prop_set() {
  return Verb::make("prop set", "set a property of the guest", declare, run,
                    "As the guest's own setprop does, as its root. Exit code 1 where the guest "
                    "refuses, 2 for a name or value that no Android takes, 3 when the container "
                    "does not run.");
}

}  // namespace anc::cmd
