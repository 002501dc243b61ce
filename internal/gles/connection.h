// One guest connection: bytes in, calls on the driver, answers out.
#pragma once

#include <memory>
#include <string>

#include "internal/gles/core.h"
#include "internal/gles/gles2.h"
#include "internal/gles/peer.h"
#include "internal/gles/refusal.h"
#include "internal/gles/render_control.h"
#include "internal/wire/framing.h"
#include "internal/wire/packet.h"

namespace anc::gles {

/// One guest thread is one connection is one thread here, on which its context is current. Reading
/// blocks: that is the flow control.
class Connection {
 public:
  /// Borrows all of them.
  Connection(Core& core, Peer& peer, Objects::ConnectionId id, Objects::OwnerId owner)
      : core_(core),
        peer_(peer),
        id_(id),
        framer_(core.limits.packet_bytes),
        reply_(core.limits.reply_bytes),
        buffered_(&core.memory),
        gles2_(core, refusal_),
        control_(core, gles2_, refusal_, id, owner) {}

  /// Serves until the guest closes or breaks the protocol (one line in the log).
  void serve();

 private:
  bool serve_buffered();
  /// Counts what is buffered beyond the usual; false where the instance has no memory left.
  bool buffers_fit();
  wire::Status decode(const wire::Packet& packet);
  void complain(const std::string& what);

  Core& core_;
  Peer& peer_;
  const Objects::ConnectionId id_;
  wire::Framer framer_;
  wire::Reply reply_;
  Charge buffered_;
  Refusal refusal_;
  Gles2 gles2_;
  RenderControl control_;
  bool greeted_ = false;  ///< the client flags have come
};

}  // namespace anc::gles
