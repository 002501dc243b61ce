// What travels in the frames of anbox_bridge, between plain values and protobuf bytes. Pure.
// Source of all names and numbers: anbox-host.md 4.3 to 4.6.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "internal/port/platform.h"
#include "internal/rpc/envelope.h"

namespace anc::bridge {

using rpc::Call;
using rpc::decode_call;
using rpc::decode_reply;
using rpc::encode_call;
using rpc::encode_reply;
using rpc::encode_void;
using rpc::Reply;

/// kFailure with the other side's words, or when it cannot be read.
Result<void> decode_void(std::string_view response);

/// Empty text is sent as no text, as Anbox does.
std::string encode_clipboard(const std::string& text);
std::optional<std::string> decode_clipboard(std::string_view parameters);

/// Parameters of launch_application. Launch bounds are never sent: Android's `am` stumbles over
/// them (4.6).
std::string encode_launch(const port::Launch& launch);
/// Parameters of set_focused_task and of remove_task.
std::string encode_task(int32_t task);
/// Parameters of resize_task, in the mode "by the user, forced".
std::string encode_resize(int32_t task, const port::Rect& frame);

struct WindowUpdate {
  std::vector<port::TaskWindow> windows, removed;
};
struct ApplicationUpdate {
  std::vector<port::Application> changed;
  std::vector<std::string> removed;  ///< packages
};
/// One EventSequence.
struct Events {
  std::optional<bool> boot_finished;  ///< whether it was the first boot
  std::optional<WindowUpdate> windows;
  std::optional<ApplicationUpdate> applications;
};
/// Applications without a package are left out: the guest announces more entries than it writes.
std::optional<Events> decode_events(std::string_view bytes);

}  // namespace anc::bridge
