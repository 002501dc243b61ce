// Events as lines of JSON: what `ancloud input` sends to a session, plays and records.
#pragma once

#include <string>
#include <string_view>

#include "internal/core/json.h"
#include "internal/port/input.h"

namespace anc::input {

/// One event from one line, for instance
///   {"touch":"down","finger":1,"x":10,"y":20}    {"key":"BACK","action":"down"}
///   {"wheel":{"up":-1},"x":10,"y":20}            {"text":"hello"}
///   {"move":{"dx":1,"dy":0},"x":10,"y":20}       {"button":272,"down":true}
///   {"pad_button":304,"down":true}               {"pad_axis":0,"value":-32768}
/// Other fields are ignored, so that "ms" can say when. `max_x`, `max_y`: the last pixel; what lies
/// outside is kUsage, and so is everything else that does not fit.
Result<port::InputEvent> parse_event(const core::Json& line, int32_t max_x, int32_t max_y);

/// The mirror of parse_event.
core::Json format_event(const port::InputEvent& event);

}  // namespace anc::input
