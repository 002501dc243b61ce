// DTLS 1.2 over whatever carries datagrams, with keys for SRTP (RFC 6347, 5764).
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

#include "internal/core/bytes.h"
#include "internal/core/error.h"
#include "internal/webrtc/certificate.h"
#include "internal/webrtc/srtp.h"

namespace anc::webrtc {

/// One association. No sockets: datagrams go in and out. One thread.
class Dtls {
 public:
  using Time = std::chrono::steady_clock::time_point;
  enum class Role { kClient, kServer };
  /// None of them may destroy the Dtls.
  struct Out {
    std::function<void(core::Bytes)> datagram;  ///< at most kMtu bytes
    std::function<void(core::Bytes)> data;      ///< application data, decrypted
  };
  static constexpr size_t kMtu = 1200;  ///< what goes through everywhere (RFC 8831 section 5)

  /// `expected` is what the other end's certificate must be: the handshake fails otherwise, and
  /// that comparison is the whole authentication. A client speaks first, here already.
  static Result<std::unique_ptr<Dtls>> make(const Certificate& certificate, Role role,
                                            const Fingerprint& expected, Out out);
  Dtls(const Dtls&) = delete;
  Dtls& operator=(const Dtls&) = delete;
  ~Dtls();

  /// One datagram of the other end. An error: the association is over, and why. Bytes that are no
  /// DTLS, or forged, are dropped without one.
  Result<void> take(core::Bytes datagram);
  bool open() const;    ///< the handshake is done; take() calls `data` from now on
  bool closed() const;  ///< the other end has said close_notify
  /// False before the handshake is done.
  bool send(core::Bytes data);
  void close();  ///< says close_notify

  /// While the handshake goes on: when tick() is to be called.
  std::optional<Time> next(Time now) const;
  /// Sends the last flight again where it is time. An error when that was tried often enough.
  Result<void> tick();

  /// Once open(). kFailure where no profile of ours was agreed on.
  Result<SrtpKeys> keys() const;

 private:
  struct State;
  explicit Dtls(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace anc::webrtc
