// ancloud prop get: a property of the guest, or all of them.
#include "cmd/ancloud/guest_program.h"
#include "cmd/ancloud/guest_properties.h"
#include "cmd/ancloud/verb.h"
#include "cmd/ancloud/verbs.h"
#include "internal/core/text.h"

namespace anc::cmd {
namespace {

struct Args {
  std::string instance;
  std::string name;
};

void declare(Flags& flags, Args& args) {
  flags.positional("PROPERTY", args.name, "its name; all properties when not given");
  flags.instance(args.instance, true);
}

Result<int> run(Env& env, const Args& args) {
  std::vector<std::string> argv = {"getprop"};
  if (!args.name.empty()) {
    TRY(check_property_name(args.name));
    argv.push_back(args.name);
  }
  const auto said = TRY(run_in_guest(env, args.instance, argv), "read properties");
  if (!said.status.ok()) return fail(Kind::kFailure, "the guest's getprop: " + last_words(said));
  if (args.name.empty()) {
    env.out.print("ancloud.prop.list.v1", parse_property_list(said.out), said.out);
    return 0;
  }
  const std::string value = said.out.substr(0, said.out.rfind('\n'));
  env.out.print("ancloud.prop.v1", core::Json{{"name", args.name}, {"value", value}}, value + "\n");
  return 0;
}

}  // namespace

Verb prop_get() {
  return Verb::make("prop get", "print a property of the guest, or all of them", declare, run,
                    "As the guest's own getprop does: a property that is not set is an empty line. "
                    "Exit code 3 when the container does not run.");
}

}  // namespace anc::cmd
