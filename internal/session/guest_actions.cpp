// Launching and stopping applications.
#include "internal/session/guest_actions.h"

#include <memory>
#include <optional>
#include <utility>

#include "internal/core/text.h"

namespace anc::session {
namespace {
constexpr size_t kQuoted = 100;  // bytes of a caller's words in an error

std::string in_quotes(const std::string& text) { return "\"" + text.substr(0, kQuoted) + "\""; }

Result<std::optional<port::Stack>> stack_named(const std::string& name,
                                               std::optional<port::Stack> otherwise) {
  if (name.empty()) return otherwise;
  if (name == "default") return std::optional(port::Stack::kDefault);
  if (name == "fullscreen") return std::optional(port::Stack::kFullscreen);
  if (name == "freeform") return std::optional(port::Stack::kFreeform);
  return fail(Kind::kUsage, "there is no stack " + in_quotes(name));
}

/// The intent that the guest told, or none where an activity is named.
Result<port::Intent> known_intent(const app::Applications& known, const port::Intent& wanted) {
  if (!wanted.component.empty()) return port::Intent{};
  if (const auto* entry = known.find(wanted.package)) return entry->launch;
  std::vector<std::string> names;
  for (const auto& [name, entry] : known.all()) names.push_back(name);
  const std::string near = core::nearest(wanted.package, names);
  return fail(Error(Kind::kUsage, "the guest has no application " + in_quotes(wanted.package) +
                                      " that can be launched")
                  .hint(near.empty() ? "`ancloud app list` shows those there are"
                                     : "did you mean " + near + "?"));
}

Result<port::Intent> intent_of(const app::Applications& known, const port::Intent& wanted) {
  if (!app::is_package_name(wanted.package)) {
    return fail(Kind::kUsage, in_quotes(wanted.package) + " is no package name");
  }
  port::Intent intent = TRY(known_intent(known, wanted));
  const std::pair<const std::string*, std::string*> fields[] = {
      {&wanted.action, &intent.action}, {&wanted.uri, &intent.uri}, {&wanted.type, &intent.type}};
  for (const auto& [from, to] : fields) {
    if (!from->empty()) *to = *from;
  }
  if (!wanted.categories.empty()) intent.categories = wanted.categories;
  if (intent.package.empty()) intent.package = wanted.package;
  if (!wanted.component.empty()) {
    intent.component =
        wanted.component[0] == '.' ? wanted.package + wanted.component : wanted.component;
  }
  return intent;
}
}  // namespace

Result<port::Launch> launch_of(const app::GuestState& state, const port::Intent& wanted,
                               const std::string& stack, std::optional<port::Stack> default_stack) {
  // Before this, Android answers that its activity manager is not available (anbox-host.md 4.6).
  if (!state.booted()) {
    return fail(Error(Kind::kNotRunning, "the guest has not booted yet")
                    .hint("`ancloud wait` waits until it has"));
  }
  return port::Launch{.intent = TRY(intent_of(state.applications(), wanted)),
                      .stack = TRY(stack_named(stack, default_stack))};
}

void stop_tasks(const app::GuestState& state, port::PlatformCalls& calls,
                const std::string& package,
                std::function<void(Result<std::vector<int32_t>>)> done) {
  const std::vector<int32_t> tasks = state.tasks_of(package);
  if (tasks.empty()) {
    return done(fail(Kind::kNotRunning, "no task of " + in_quotes(package) + " is running"));
  }
  // The guest handles one call after the other: the last answer means that all were done, and the
  // first refusal is the answer for all.
  const auto failed = std::make_shared<bool>(false);
  for (const int32_t task : tasks) {
    const bool last = task == tasks.back();
    calls.remove_task(task, [done, failed, last, tasks](const Result<void>& removed) {
      if (*failed || (removed && !last)) return;
      *failed = !removed;
      if (removed) return done(tasks);
      done(fail(removed.error()));
    });
  }
}

}  // namespace anc::session
