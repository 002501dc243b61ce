// The one door: a UDP port, and TCP on the same number, for all peers of a process.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "internal/core/bytes.h"
#include "internal/core/error.h"
#include "internal/core/fd.h"
#include "internal/net/loop.h"
#include "internal/webrtc/address.h"
#include "internal/webrtc/sdp.h"
#include "internal/webrtc/stun.h"

namespace anc::webrtc {

class SctpStack;

/// Tells datagrams apart: STUN goes to the peer whose name it bears or whose question it answers,
/// all else to the peer that has shown at that address that it knows the password. Net thread only;
/// outlives its attachments.
class Port {
 public:
  struct Options {
    std::string address{};  ///< numeric; empty or "::": all, of IPv4 and IPv6
    uint16_t port = 0;      ///< 0: a free one
    std::vector<std::string>
        advertise{};  ///< "host", "host:port", "[v6]:port": only these are told
    bool udp = true;  ///< false: UDP is not told to anybody
    bool tcp = true;
    bool accepts = true;       ///< false: who listens on TCP of the same number calls adopt()
    size_t peers = 4096;       ///< attachments at once
    size_t connections = 512;  ///< TCP at once, a quarter of them from one address
    std::shared_ptr<SctpStack> sctp{};  ///< a second port of the same process shares the first's
  };
  /// kUsage: an address that is none. kBusy: the port is taken.
  static Result<std::unique_ptr<Port>> open(net::Loop& loop, Options options);
  Port(const Port&) = delete;
  Port& operator=(const Port&) = delete;
  ~Port();

  uint16_t number() const;
  /// Ours, best first. Looked up anew each time, since interfaces come and go.
  std::vector<Candidate> candidates() const;
  const std::shared_ptr<SctpStack>& sctp() const;

  struct Handlers {
    /// A request under our ufrag, or the answer to what was expect()ed. Not authentic yet.
    std::function<void(const StunMessage&, core::Bytes packet, const Route&)> stun;
    /// All else that comes by a route that was claimed.
    std::function<void(core::Bytes packet, const Route&)> packet;
    /// A claimed TCP connection ended, or one of connect().
    std::function<void(const Route&)> broken;
  };

  struct Member;
  /// What a peer holds; ends with it.
  class Attachment {
   public:
    ~Attachment();
    Attachment(const Attachment&) = delete;
    Attachment& operator=(const Attachment&) = delete;

    /// Packets of this route are mine from now on: call it at each authentic check. False where
    /// another peer has shown within 10 s that the route is its own.
    bool claim(const Route& route);
    void release(const Route& route);
    void expect(const TransactionId& id);
    void forget(const TransactionId& id);
    /// No handler is called any more; TCP connections end.
    void leave();

   private:
    friend class Port;
    Attachment(Port& port, std::shared_ptr<Member> member);
    Port& port_;
    std::shared_ptr<Member> member_;
  };
  /// kCapacity where there are too many, kUsage where the ufrag is taken.
  Result<std::unique_ptr<Attachment>> attach(const std::string& ufrag, Handlers handlers);

  /// A TCP connection that came to our number. Of no use without `tcp`.
  void adopt(core::Fd connection);
  /// Sends one packet, never waiting; UDP goes out at the end of the loop's turn. False where it
  /// was dropped: a TCP connection that is gone or takes nothing.
  bool send(const Route& route, core::Bytes packet);
  /// What was sent by UDP goes out now.
  void flush();
  /// So much waits for a TCP connection that a picture would only come late.
  bool congested(const Route& route) const;
  /// Begins a TCP connection to a passive candidate; what is sent to it waits for it.
  Result<Route> connect(const Address& to);
  /// Whether our sockets can reach addresses of this kind.
  bool reaches(const Address& to) const;

  struct Counters {
    uint64_t datagrams_in = 0, datagrams_out = 0;
    uint64_t strangers = 0;  ///< packets that belong to nobody
    size_t peers = 0, connections = 0;
  };
  Counters counters() const;

 private:
  struct State;
  explicit Port(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace anc::webrtc
