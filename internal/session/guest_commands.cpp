// Applications and clipboard on the control socket.
#include "internal/session/guest_commands.h"

#include <memory>
#include <utility>

#include "internal/session/guest_actions.h"

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

Result<port::Launch> launch_for(const app::GuestState& state, const core::Json& request,
                                std::optional<port::Stack> default_stack) {
  port::Intent wanted;
  wanted.package = TRY(core::json_field<std::string>(request, "package"));
  wanted.component = TRY(core::json_field<std::string>(request, "activity"));
  return launch_of(state, wanted, TRY(core::json_field<std::string>(request, "stack")),
                   default_stack);
}

void stop(const app::GuestState& state, port::PlatformCalls& calls, const Client& client,
          const core::Json& request) {
  const auto package = core::json_field<std::string>(request, "package");
  if (!package) return client->refuse(Kind::kUsage, package.error().message());
  stop_tasks(state, calls, *package,
             [weak = std::weak_ptr<Control::Client>(client),
              package = *package](const Result<std::vector<int32_t>>& tasks) {
               const auto asker = weak.lock();
               if (!asker) return;
               if (!tasks) return asker->refuse(tasks.error());
               asker->answer({{"ok", true}, {"package", package}, {"tasks", *tasks}});
             });
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
