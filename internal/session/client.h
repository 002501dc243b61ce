// The asking side of the control socket, for other ancloud commands.
#pragma once

#include <chrono>
#include <string>

#include "internal/core/fd.h"
#include "internal/core/json.h"

namespace anc::session {

/// What a session answered.
struct Answer {
  core::Json head;   ///< the line, "ok" is true
  std::string body;  ///< the raw bytes that follow it
};

/// `<session_state>/control.sock`
std::string control_path(const std::string& session_state);

/// Sends one request, with `body` behind it, and waits at most `patience` for each piece of the
/// answer. kNotRunning where no session listens; the session's own refusals keep kind and hint.
Result<Answer> ask(const std::string& session_state, const core::Json& request,
                   std::chrono::milliseconds patience = std::chrono::seconds(10),
                   const std::string& body = {});

/// An answer that goes on after its first line.
struct OngoingAnswer {
  core::Json head;  ///< "ok" is true
  core::Fd rest;    ///< blocking; closing it ends what was asked for
};

/// As `ask`, for requests whose answer has no length.
Result<OngoingAnswer> ask_ongoing(const std::string& session_state, const core::Json& request,
                                  std::chrono::milliseconds patience = std::chrono::seconds(10));

/// One more line of an answer that goes on, as its first was read: a refusal is an error.
Result<core::Json> read_head(const core::Fd& fd,
                             std::chrono::milliseconds patience = std::chrono::seconds(10));

/// Such a line that came by another way.
Result<core::Json> parse_head(const std::string& line);

}  // namespace anc::session
