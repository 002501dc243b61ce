// The guest's adbd at a TCP port of this host (anbox-host.md 3.12).
#pragma once

#include <chrono>
#include <cstdint>
#include <list>
#include <memory>
#include <string>

#include "internal/adb/door.h"
#include "internal/adb/relay.h"
#include "internal/core/log.h"
#include "internal/net/timer.h"
#include "internal/port/pipe_service.h"

namespace anc::adb {

struct Options {
  uint16_t port = 0;    ///< 0: the first free one from 5601 on
  std::string token{};  ///< what a connection has to say first (door.h); empty: nothing
  /// For the six bytes of `accept` from the guest; for `start` after our `ok`; and how long a
  /// connection from this host may wait for a guest.
  std::chrono::milliseconds patience{10000};
  size_t guests = 16;  ///< connections of guests that wait; one more closes the oldest
};

/// adbd keeps one connection waiting, with its `accept` unanswered, while another is in use: so one
/// connection from the host at a time, and one more that waits for its turn. Net thread only.
class Server final : public port::PipeService {
 public:
  /// Listens at once; a connection made before the guest's adbd is up waits for it.
  static Result<std::unique_ptr<Server>> start(net::Loop& loop, Options options);
  ~Server() override;

  std::string_view prefix() const override { return "qemud:adb"; }
  void accept(core::Fd connection, const std::string& name) override;

  uint16_t port() const { return port_; }
  const std::string& token() const { return options_.token; }
  bool guest_ready() const;  ///< a guest waits for a connection
  bool connected() const { return relay_ != nullptr; }

 private:
  struct Guest;
  struct Starting;
  using Place = std::list<Guest>::iterator;

  Server(net::Loop& loop, Options options, core::Fd listener, uint16_t port);
  void wait_for_host();
  void take_host(std::unique_ptr<net::Watch> host);
  void read_accept(Place at);
  void watch_end(Place at);
  void pair();
  void read_start();
  void done(const std::string& why);

  net::Loop& loop_;
  const Options options_;
  const uint16_t port_;
  core::RateLimitedLog log_;
  net::Watch listener_;
  Door door_;
  std::list<Guest> guests_;           // oldest first
  std::unique_ptr<net::Watch> host_;  // waits for a guest, or for its `start`
  net::Timer host_limit_;
  std::unique_ptr<Starting> starting_;  // got our `ok`
  std::unique_ptr<Relay> relay_;
};

}  // namespace anc::adb
