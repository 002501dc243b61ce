// The few messages of anbox_bridge that the demo guest speaks, encoded by hand (protobuf wire
// form). Source: Anbox src/anbox/rpc/{channel,message_processor}.cpp,
// src/anbox/protobuf/anbox_rpc.proto and anbox_bridge.proto.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "internal/core/bytes.h"
#include "internal/core/error.h"

namespace anc::guest {

/// The byte after the 24-bit big-endian length.
enum class MessageType : uint8_t { kInvocation = 0, kResult = 1 };

/// Header and payload, to be sent in one write (old receivers need that). At most 2^24 - 1 bytes.
std::string frame_message(MessageType type, std::string_view payload);

/// Result{events: EventSequence{boot_finished}}, framed. `first_boot`: the first boot of this
/// /data.
std::string boot_finished_message(bool first_boot);

struct Application {
  std::string name;
  std::string package;
  std::string activity;  ///< component of its launch intent
  std::string icon{};    ///< PNG, or empty
};
/// Result{events: EventSequence{application_list_update}}, framed; `removed` are packages.
std::string application_list_message(const std::vector<Application>& applications,
                                     const std::vector<std::string>& removed = {});

/// Pixels of the display.
struct Frame {
  int32_t left = 0, top = 0, right = 0, bottom = 0;
  bool operator==(const Frame&) const = default;
};
/// A task with one window.
struct Task {
  int32_t id = 0;
  std::string package, title;
  std::string text;  ///< a line that its window shows
  Frame frame{};
};
/// Result{events: EventSequence{window_state_update}}, framed: all windows, in the freeform stack.
std::string windows_message(const std::vector<Task>& tasks);

/// Invocation{id, method, ClipboardData{text}} for set_clipboard_data, framed.
std::string set_clipboard_message(uint32_t id, std::string_view text);
/// Invocation{id, method, Void} for get_clipboard_data, framed.
std::string get_clipboard_message(uint32_t id);

/// What the host asks of the guest.
struct Invocation {
  uint32_t id = 0;
  std::string method;
  std::string parameters{};
};
/// Invocation from its payload; kFailure when it is not one.
Result<Invocation> parse_invocation(core::Bytes payload);
/// Package of the intent of a LaunchApplication; empty where it has none.
Result<std::string> parse_launch(std::string_view parameters);
/// SetFocusedTask, RemoveTask or ResizeTask: the task, and the frame where there is one.
struct TaskRequest {
  int32_t id = 0;
  Frame frame{};
};
Result<TaskRequest> parse_task_request(std::string_view parameters);

/// The host's answer to a call of ours.
struct Answer {
  uint32_t id = 0;
  std::string text;  ///< field 1 of the response: a clipboard's text
};
Result<Answer> parse_answer(core::Bytes payload);

/// Result{id, response: Void}, framed: done, no error.
std::string void_reply(uint32_t id);
/// Result{id, response: Void{error}}, framed.
std::string error_reply(uint32_t id, std::string_view error);

}  // namespace anc::guest
