// A service behind the guest's qemu_pipe: it takes over a connection after the handshake.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "internal/core/fd.h"

namespace anc::port {

/// One named service ("opengles"). Owned by the session; outlives the pipe that dispatches to it.
class PipeService {
 public:
  virtual ~PipeService() = default;
  /// Matched as a prefix of what follows "pipe:" (anbox-host.md 3.1).
  virtual std::string_view prefix() const = 0;
  /// Takes a blocking connection whose next byte is the first of the service's own protocol.
  /// `name` is the whole text after "pipe:". Called on the net thread: must not block.
  virtual void accept(core::Fd connection, const std::string& name) = 0;
};

}  // namespace anc::port
