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
};
/// Result{events: EventSequence{application_list_update}}, framed.
std::string application_list_message(const std::vector<Application>& applications);

/// What the host asks of the guest.
struct Invocation {
  uint32_t id = 0;
  std::string method;
};
/// Invocation from its payload; kFailure when it is not one.
Result<Invocation> parse_invocation(core::Bytes payload);
/// Result{id, response: Void}, framed: done, no error.
std::string void_reply(uint32_t id);
/// Result{id, response: Void{error}}, framed.
std::string error_reply(uint32_t id, std::string_view error);

}  // namespace anc::guest
