// Applications and clipboard on the control socket.
#include "internal/session/guest_commands.h"

#include <memory>
#include <utility>

#include "internal/core/text.h"

namespace anc::session {
namespace {
using Client = Control::ClientPtr;
using Request = Control::Request;

/// Answers once the guest has.
port::PlatformCalls::Done answer_to(const Client& client, core::Json answer) {
  return [weak = std::weak_ptr<Control::Client>(client),
          answer = std::move(answer)](const Result<void>& done) {
    const auto asker = weak.lock();
    if (!asker) return;
    if (!done) return asker->refuse(done.error());
    asker->answer(answer);
  };
}

void list(const app::GuestState& state, const Client& client) {
  core::Json items = core::Json::array();
  for (const auto& [package, entry] : state.applications().all()) {
    items.push_back(app::to_json(state.applications(), package));
  }
  client->answer({{"ok", true}, {"booted", state.booted()}, {"applications", std::move(items)}});
}

Result<std::optional<port::Stack>> stack_named(const std::string& name,
                                               std::optional<port::Stack> otherwise) {
  if (name.empty()) return otherwise;
  if (name == "default") return std::optional(port::Stack::kDefault);
  if (name == "fullscreen") return std::optional(port::Stack::kFullscreen);
  if (name == "freeform") return std::optional(port::Stack::kFreeform);
  return fail(Kind::kUsage, "there is no stack \"" + name + "\"");
}

/// The intent for a package, or for one activity of it that may not be in the list.
Result<port::Intent> intent_for(const app::Applications& known, const std::string& package,
                                const std::string& activity) {
  if (!app::is_package_name(package)) {
    return fail(Kind::kUsage, "\"" + package + "\" is no package name");
  }
  if (!activity.empty()) {
    return port::Intent{.package = package,
                        .component = activity[0] == '.' ? package + activity : activity};
  }
  if (const auto* entry = known.find(package)) {
    port::Intent intent = entry->launch;
    if (intent.package.empty()) intent.package = package;
    return intent;
  }
  std::vector<std::string> names;
  for (const auto& [name, entry] : known.all()) names.push_back(name);
  const std::string near = core::nearest(package, names);
  return fail(
      Error(Kind::kUsage, "the guest has no application \"" + package + "\" that can be launched")
          .hint(near.empty() ? "`ancloud app list` shows those there are"
                             : "did you mean " + near + "?"));
}

Result<port::Launch> launch_for(const app::GuestState& state, const core::Json& request,
                                std::optional<port::Stack> default_stack) {
  const auto package = TRY(core::json_field<std::string>(request, "package"));
  const auto activity = TRY(core::json_field<std::string>(request, "activity"));
  // Before this, Android answers that its activity manager is not available (anbox-host.md 4.6).
  if (!state.booted()) {
    return fail(Error(Kind::kNotRunning, "the guest has not booted yet")
                    .hint("`ancloud wait` waits until it has"));
  }
  return port::Launch{.intent = TRY(intent_for(state.applications(), package, activity)),
                      .stack = TRY(stack_named(TRY(core::json_field<std::string>(request, "stack")),
                                               default_stack))};
}

void stop(const app::GuestState& state, port::PlatformCalls& calls, const Client& client,
          const core::Json& request) {
  const auto package = core::json_field<std::string>(request, "package");
  if (!package) return client->refuse(Kind::kUsage, package.error().message());
  const std::vector<int32_t> tasks = state.tasks_of(*package);
  if (tasks.empty()) {
    return client->refuse(Kind::kNotRunning, "no task of \"" + *package + "\" is running");
  }
  // The guest handles one call after the other: the last answer means that all were done, and the
  // first refusal is the answer for all.
  const auto answer = answer_to(client, {{"ok", true}, {"package", *package}, {"tasks", tasks}});
  const auto failed = std::make_shared<bool>(false);
  for (const int32_t task : tasks) {
    const bool last = task == tasks.back();
    calls.remove_task(task, [answer, failed, last](const Result<void>& done) {
      if (*failed || (done && !last)) return;
      *failed = !done;
      answer(done);
    });
  }
}
}  // namespace

void add_guest_commands(Control& control, app::GuestState& state, port::PlatformCalls& calls,
                        std::optional<port::Stack> default_stack) {
  control.add("app_list", [&state](const Client& client, const Request&) { list(state, client); });
  control.add("app_launch",
              [&state, &calls, default_stack](const Client& client, const Request& request) {
                const auto launch = launch_for(state, request.head, default_stack);
                if (!launch) return client->refuse(launch.error());
                calls.launch(*launch, answer_to(client, {{"ok", true},
                                                         {"package", launch->intent.package},
                                                         {"activity", launch->intent.component}}));
              });
  control.add("app_stop", [&](const Client& client, const Request& request) {
    stop(state, calls, client, request.head);
  });
  control.add("clipboard_get", [&state](const Client& client, const Request&) {
    const auto text = std::as_bytes(std::span(state.clipboard()));
    client->answer({{"ok", true}}, {text.begin(), text.end()});
  });
  control.add("clipboard_set", [&state](const Client& client, const Request& request) {
    const auto set = state.set_clipboard(request.body);
    if (!set) return client->refuse(set.error());
    client->answer({{"ok", true}});
  });
}

}  // namespace anc::session
