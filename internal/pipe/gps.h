// The GPS receiver (anbox-host.md 3.11): NMEA sentences, unframed, to whoever is connected.
#pragma once

#include <optional>

#include "internal/location/fix.h"
#include "internal/net/timer.h"
#include "internal/pipe/clients.h"
#include "internal/port/pipe_service.h"

namespace anc::pipe {

/// Says the place once a second, as a receiver does, while there is one to say and someone to tell.
/// Net thread only.
class Gps final : public port::PipeService {
 public:
  explicit Gps(net::Loop& loop);

  std::string_view prefix() const override { return "qemud:gps"; }
  void accept(core::Fd connection, const std::string&) override;
  /// `fix` is checked already. Told at once.
  void set(const location::Fix& fix);
  const std::optional<location::Fix>& fix() const { return fix_; }
  size_t listeners() const { return clients_.size(); }

 private:
  struct PerClient {};
  void tell();

  std::optional<location::Fix> fix_;
  Clients<PerClient> clients_;
  net::Timer next_;
};

}  // namespace anc::pipe
