// A UDP socket that takes and sends datagrams many at a time.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "internal/core/bytes.h"
#include "internal/core/error.h"
#include "internal/net/loop.h"
#include "internal/net/watch.h"
#include "internal/webrtc/address.h"

namespace anc::webrtc {

/// Net thread only. What is sent waits until the loop's turn ends, so that a picture for many
/// viewers costs few system calls.
class UdpSocket {
 public:
  /// May destroy anything but the socket.
  using Taken = std::function<void(core::Bytes datagram, const Route& from)>;
  static constexpr size_t kMaxDatagram = 1500;  ///< to be sent; longer ones are dropped

  /// `at` any of IPv6: takes IPv4 too. kBusy where the port is taken.
  static Result<std::unique_ptr<UdpSocket>> open(net::Loop& loop, const Address& at, Taken taken);
  UdpSocket(const UdpSocket&) = delete;
  UdpSocket& operator=(const UdpSocket&) = delete;
  ~UdpSocket();  ///< sends what waits

  uint16_t port() const { return port_; }
  int family() const { return family_; }
  bool send(const Route& to, core::Bytes datagram);
  void flush();

  struct Counters {
    uint64_t in = 0, out = 0;
  };
  Counters counters() const { return counters_; }

 private:
  struct Batch;
  struct Inbox;
  UdpSocket(net::Loop& loop, core::Fd fd, int family, uint16_t port, Taken taken);
  void read();
  bool put(const Route& to, core::Bytes datagram);  // into the batch
  void put_late();

  net::Loop& loop_;
  const int family_;
  const uint16_t port_;
  Taken taken_;
  net::Watch watch_;
  std::unique_ptr<Batch> batch_;
  std::unique_ptr<Inbox> inbox_;
  std::deque<std::pair<Route, std::vector<std::byte>>> late_;  // the kernel had no room for them
  size_t late_bytes_ = 0;
  std::shared_ptr<UdpSocket*> self_;  // for work that is posted; empty once destroyed
  Counters counters_;
};

}  // namespace anc::webrtc
