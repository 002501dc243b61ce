// ancloud input key: one key, with others held.
#include "cmd/ancloud/gestures.h"
#include "cmd/ancloud/verbs.h"
#include "internal/input/key_names.h"

namespace anc::cmd {
namespace {

struct Args {
  std::string instance, key;
  std::vector<std::string> with;
  std::chrono::milliseconds hold{20};
};

void declare(Flags& flags, Args& args) {
  flags.positional("KEY", args.key, "a Linux key code, or its name without KEY_: BACK, a, F1");
  declare_instance(flags, args.instance);
  flags.option("--with", args.with, "a key that is held meanwhile, such as LEFTSHIFT", "KEY");
  flags.option("--hold", args.hold, "time between down and up");
}

core::Json press(uint16_t code, const char* action) { return {{"key", code}, {"action", action}}; }

Result<int> run(Env& env, const Args& args) {
  if (args.key.empty()) return fail(Kind::kUsage, "KEY is missing");
  const uint16_t key = TRY(input::key_code(args.key));
  std::vector<uint16_t> held;
  for (const std::string& name : args.with) held.push_back(TRY(input::key_code(name)));
  std::vector<TimedEvent> events;
  for (const uint16_t code : held) events.push_back({{}, press(code, "down")});
  events.push_back({{}, press(key, "down")});
  events.push_back({args.hold, press(key, "up")});
  for (auto code = held.rbegin(); code != held.rend(); ++code) {
    events.push_back({args.hold, press(*code, "up")});
  }
  return perform(env, args.instance, events);
}

}  // namespace

Verb input_key() {
  return Verb::make("input key", "press a key of the guest's keyboard", declare, run,
                    "Android's home key is APP_HOME; HOME is the key that moves to the start of a "
                    "line.");
}

}  // namespace anc::cmd
