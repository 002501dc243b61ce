// Bridge client: see bridge_client.h.
#include "cmd/ancloud-guest/bridge_client.h"

#include <array>

#include "cmd/ancloud-guest/console.h"

namespace anc::guest {
namespace {

constexpr int kLookMs = 100;
constexpr std::array<std::string_view, 4> kMethods = {"launch_application", "set_focused_task",
                                                      "remove_task", "resize_task"};

}  // namespace

Result<BridgeClient> BridgeClient::connect(const std::string& path) {
  return BridgeClient(TRY(core::connect_unix(path)));
}

Result<void> BridgeClient::boot_finished(bool first_boot) {
  return core::write_all(socket_, boot_finished_message(first_boot));
}

Result<void> BridgeClient::applications(const std::vector<Application>& list) {
  return core::write_all(socket_, application_list_message(list));
}

// One message of the host; false when it has closed.
Result<bool> BridgeClient::answer_one() {
  std::array<std::byte, 4> head{};
  if (!TRY(core::read_exactly(socket_, head))) return false;
  const size_t length = std::to_integer<size_t>(head[0]) << 16 |
                        std::to_integer<size_t>(head[1]) << 8 | std::to_integer<size_t>(head[2]);
  std::vector<std::byte> payload(length);
  if (length > 0 && !TRY(core::read_exactly(socket_, payload))) return false;
  if (head[3] != static_cast<std::byte>(MessageType::kInvocation)) return true;
  const Invocation asked = TRY(parse_invocation(payload));
  bool known = false;
  for (const std::string_view method : kMethods) known = known || method == asked.method;
  say("the host asks: " + asked.method);
  TRY(core::write_all(socket_, known ? void_reply(asked.id)
                                     : error_reply(asked.id, "unknown method " + asked.method)));
  return true;
}

Result<void> BridgeClient::serve(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    if (!TRY(core::wait_readable(socket_, kLookMs))) continue;
    if (!TRY(answer_one())) return {};
  }
  return {};
}

}  // namespace anc::guest
