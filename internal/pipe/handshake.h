// One guest connection until its service name is known: "pipe:NAME" NUL (anbox-host.md 3.1).
#pragma once

#include <functional>
#include <string>

#include "internal/core/fd.h"
#include "internal/net/watch.h"

namespace anc::pipe {

/// Reads exactly up to the NUL and not a byte further: what follows belongs to the service, which
/// gets the descriptor. Net thread only.
class Handshake {
 public:
  static constexpr size_t kLimit = 256;  ///< bytes with the NUL (libhardware's qemu_pipe.h)

  struct Events {
    /// `name` is the text after "pipe:". May destroy the Handshake.
    std::function<void(core::Fd connection, std::string name)> named;
    /// No service can follow; the connection is closed. May destroy the Handshake.
    std::function<void(const std::string& why)> failed;
  };

  Handshake(net::Loop& loop, core::Fd connection, Events events);

 private:
  void wait();
  void read_some();
  bool take(size_t count);
  void finish();

  net::Watch watch_;
  Events events_;
  std::string text_;
};

}  // namespace anc::pipe
