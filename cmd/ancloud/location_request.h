// Asking a session to be somewhere else.
#pragma once

#include <string>

#include "internal/core/json.h"
#include "internal/location/fix.h"
#include "internal/session/client.h"

namespace anc::cmd {

/// What the session says of the place, without the fields of every answer. kUsage for a place that
/// is none, kNotRunning without a session.
inline Result<core::Json> set_location(const std::string& session_state, const location::Fix& fix) {
  TRY(location::check(fix));
  auto answer = TRY(session::ask(session_state, {{"do", "location_set"},
                                                 {"latitude", fix.latitude},
                                                 {"longitude", fix.longitude},
                                                 {"altitude", fix.altitude_m},
                                                 {"speed", fix.speed_mps},
                                                 {"bearing", fix.bearing_deg}}));
  answer.head.erase("ok");
  answer.head.erase("bytes");
  return std::move(answer.head);
}

}  // namespace anc::cmd
