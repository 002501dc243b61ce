// ancloud input play: performs what `input record` wrote down.
#include "cmd/ancloud/gestures.h"
#include "cmd/ancloud/verbs.h"
#include "internal/core/file.h"
#include "internal/core/text.h"
#include "internal/input/script.h"

namespace anc::cmd {
namespace {

constexpr int32_t kMostPixels = 65535;
constexpr int64_t kLongest = 24 * 60 * 60 * 1000;  // ms

struct Args {
  std::string instance, file;
};

void declare(Flags& flags, Args& args) {
  flags.positional("FILE", args.file, "lines of JSON, as `ancloud input record` writes them");
  declare_instance(flags, args.instance);
}

struct Script {
  std::optional<Extent> made_for;
  std::vector<TimedEvent> events;
};

Result<void> add_line(Script& script, const std::string& text) {
  core::Json line = TRY(core::parse_json(text));
  if (line.is_object() && line.contains("schema")) {
    if (line["schema"] != "ancloud.input.v1") return fail(Kind::kUsage, "another kind of file");
    script.made_for = Extent{TRY(core::json_field<int32_t>(line, "width")),
                             TRY(core::json_field<int32_t>(line, "height"))};
    if (script.made_for->width > 0 && script.made_for->height > 0) return {};
    return fail(Kind::kUsage, "a display without pixels");
  }
  TRY(input::parse_event(line, kMostPixels, kMostPixels));
  std::chrono::milliseconds at =
      script.events.empty() ? std::chrono::milliseconds(0) : script.events.back().at;
  if (line.contains("ms")) {
    const auto ms = TRY(core::json_field<int64_t>(line, "ms"));
    if (ms < at.count() || ms > kLongest) return fail(Kind::kUsage, "\"ms\" goes backwards");
    at = std::chrono::milliseconds(ms);
  }
  script.events.push_back({at, std::move(line)});
  return {};
}

/// All of it before anything is done: a fault on the last line must not leave a finger down.
Result<Script> read_script(const std::string& path) {
  const std::string text = TRY(core::read_file(path));
  Script script;
  int number = 0;
  for (const std::string& line : core::split(text, '\n')) {
    ++number;
    if (core::trim(line).empty()) continue;
    auto added = add_line(script, line);
    if (!added) {
      return fail(std::move(std::move(added.error()).as(Kind::kUsage))
                      .context(path + ":" + std::to_string(number)));
    }
  }
  return script;
}

Result<int> run(Env& env, const Args& args) {
  if (args.file.empty()) return fail(Kind::kUsage, "FILE is missing");
  const Script script = TRY(read_script(args.file));
  return perform(env, args.instance, script.events, script.made_for);
}

}  // namespace

Verb input_play() {
  return Verb::make(
      "input play", "perform recorded input with its timing", declare, run,
      "Each line is an event such as {\"ms\":0,\"touch\":\"down\",\"x\":10,\"y\":20}, "
      "{\"ms\":50,\"touch\":\"up\"}, {\"key\":\"BACK\",\"action\":\"down\"} or "
      "{\"text\":\"hello\"}. Places are scaled where the display has another size now.");
}

}  // namespace anc::cmd
