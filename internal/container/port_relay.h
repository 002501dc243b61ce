// Carries what arrives at published ports to the guest and back; runs in a process of its own.
#pragma once

#include <chrono>
#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "internal/core/fd.h"
#include "internal/net/timer.h"
#include "internal/net/watch.h"

namespace anc::container {

/// A port of the guest, in host byte order.
struct GuestPort {
  uint32_t address = 0;
  uint16_t port = 0;
};

/// Connections to one listening TCP socket, each carried over one of its own to the guest. Either
/// side may end its half first. A side that does not read stops the other after 64 KiB. At most 256
/// at once; further ones wait in the socket's backlog. Net thread only.
class TcpRelay {
 public:
  TcpRelay(net::Loop& loop, Fd listening, GuestPort guest);
  ~TcpRelay();

 private:
  class Connection;
  void wait();
  void take();

  net::Loop& loop_;
  const GuestPort guest_;
  net::Watch listening_;
  net::Timer pause_;  // after an accept that failed for want of descriptors
  std::list<std::unique_ptr<Connection>> connections_;
  bool waiting_ = false;
};

/// Datagrams to one UDP socket, with a socket of its own to the guest for each sender, so that
/// answers find back. One that is silent for a minute is forgotten; at most 256 are known, of which
/// a new one displaces the one that was silent longest. Net thread only.
class UdpRelay {
 public:
  UdpRelay(net::Loop& loop, Fd bound, GuestPort guest);
  ~UdpRelay();

 private:
  using Sender = std::pair<uint32_t, uint16_t>;  // address and port, in network byte order
  struct Flow;
  void wait();
  void take();
  void wait_for_answers(const Sender& sender, Flow& flow);
  Flow* flow_of(const Sender& sender);
  void forget_silent();

  net::Loop& loop_;
  const GuestPort guest_;
  net::Watch bound_;
  net::Timer sweep_;
  bool sweeping_ = false;
  std::map<Sender, std::unique_ptr<Flow>> flows_;
};

}  // namespace anc::container
