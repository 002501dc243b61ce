// The asking side of {"do":"input"}, for the verbs `ancloud input …`.
#pragma once

#include <chrono>
#include <string>

#include "internal/core/fd.h"
#include "internal/core/json.h"

namespace anc::session {

/// One connection that acts on the guest's display; blocking. What it holds is released when it is
/// destroyed.
class InputClient {
 public:
  /// kNotRunning where no session listens.
  static Result<InputClient> connect(const std::string& session_state);

  /// Sends one event (input/script.h) and waits until the session has taken it. The session's
  /// refusal keeps its kind; nothing can be sent after it.
  Result<void> send(const core::Json& event);

  int32_t width() const { return width_; }    ///< pixels of the guest's display
  int32_t height() const { return height_; }  ///< pixels of the guest's display

 private:
  InputClient(core::Fd socket, int32_t width, int32_t height)
      : socket_(std::move(socket)), width_(width), height_(height) {}
  core::Fd socket_;
  int32_t width_, height_;
};

}  // namespace anc::session
