// Plain values to protobuf and back.
#include "internal/bridge/messages.h"

#include <utility>

#include "internal/proto/bridge.pb.h"
#include "internal/proto/rpc.pb.h"

namespace anc::bridge {
namespace messages = anbox::protobuf::bridge;

namespace {
constexpr int32_t kResizedByUserForced = 3;  // what Anbox always sends (4.6)

bool parse_partial(google::protobuf::MessageLite& message, std::string_view bytes) {
  return message.ParsePartialFromArray(bytes.data(), static_cast<int>(bytes.size()));
}

bool parse(google::protobuf::MessageLite& message, std::string_view bytes) {
  // In two steps, because ParseFromArray writes a line of its own for each message that lacks a
  // field.
  return parse_partial(message, bytes) && message.IsInitialized();
}

port::Intent to_intent(const messages::Intent& in) {
  return {.action = in.action(),
          .uri = in.uri(),
          .type = in.type(),
          .package = in.package(),
          .component = in.component(),
          .categories = {in.categories().begin(), in.categories().end()}};
}

void fill(messages::Intent& out, const port::Intent& intent) {
  if (!intent.action.empty()) out.set_action(intent.action);
  if (!intent.uri.empty()) out.set_uri(intent.uri);
  if (!intent.type.empty()) out.set_type(intent.type);
  if (!intent.package.empty()) out.set_package(intent.package);
  if (!intent.component.empty()) out.set_component(intent.component);
  for (const std::string& category : intent.categories) out.add_categories(category);
}

port::TaskWindow to_window(const messages::WindowStateUpdateEvent::WindowState& in) {
  return {
      .display = in.display_id(),
      .has_surface = in.has_surface(),
      .package = in.package_name(),
      .frame = {in.frame_left(), in.frame_top(), in.frame_right(), in.frame_bottom()},
      .task = in.task_id(),
      .stack = in.stack_id(),
  };
}

WindowUpdate to_windows(const messages::WindowStateUpdateEvent& in) {
  WindowUpdate update;
  for (const auto& window : in.windows()) update.windows.push_back(to_window(window));
  for (const auto& window : in.removed_windows()) update.removed.push_back(to_window(window));
  return update;
}

ApplicationUpdate to_applications(const messages::ApplicationListUpdateEvent& in) {
  ApplicationUpdate update;
  for (const auto& entry : in.applications()) {
    if (entry.package().empty()) continue;
    update.changed.push_back({.name = entry.name(),
                              .package = entry.package(),
                              .launch = to_intent(entry.launch_intent()),
                              .icon = entry.icon()});
  }
  for (const auto& entry : in.removed_applications()) {
    if (!entry.package().empty()) update.removed.push_back(entry.package());
  }
  return update;
}
}  // namespace

Result<void> decode_void(std::string_view response) {
  anbox::protobuf::rpc::Void in;
  if (!parse(in, response)) return fail(Kind::kFailure, "the guest's answer cannot be read");
  if (in.has_error()) return fail(Kind::kFailure, "the guest refuses: " + in.error());
  return {};
}

std::string encode_clipboard(const std::string& text) {
  messages::ClipboardData out;
  if (!text.empty()) out.set_text(text);
  return out.SerializeAsString();
}

std::optional<std::string> decode_clipboard(std::string_view parameters) {
  messages::ClipboardData in;
  if (!parse(in, parameters)) return std::nullopt;
  return in.text();
}

std::string encode_launch(const port::Launch& launch) {
  messages::LaunchApplication out;
  fill(*out.mutable_intent(), launch.intent);
  if (launch.stack) {
    out.set_stack(static_cast<messages::LaunchApplication::Stack>(static_cast<int>(*launch.stack)));
  }
  return out.SerializeAsString();
}

std::string encode_task(int32_t task) {
  messages::SetFocusedTask out;  // RemoveTask has the same one field
  out.set_id(task);
  return out.SerializeAsString();
}

std::string encode_resize(int32_t task, const port::Rect& frame) {
  messages::ResizeTask out;
  out.set_id(task);
  out.set_resize_mode(kResizedByUserForced);
  messages::Rect& rect = *out.mutable_rect();
  rect.set_left(frame.left);
  rect.set_top(frame.top);
  rect.set_right(frame.right);
  rect.set_bottom(frame.bottom);
  return out.SerializeAsString();
}

std::optional<Events> decode_events(std::string_view bytes) {
  // Partial: one entry that lacks a field must not cost all others of the same message.
  messages::EventSequence in;
  if (!parse_partial(in, bytes)) return std::nullopt;
  Events events;
  if (in.has_boot_finished()) events.boot_finished = in.boot_finished().first_boot_done();
  if (in.has_window_state_update()) events.windows = to_windows(in.window_state_update());
  if (in.has_application_list_update()) {
    events.applications = to_applications(in.application_list_update());
  }
  return events;
}

}  // namespace anc::bridge
