// The sensors service: tells each guest connection what it enabled, as often as it asked.
#pragma once

#include "internal/net/timer.h"
#include "internal/pipe/clients.h"
#include "internal/pipe/qemud.h"
#include "internal/pipe/sensor_values.h"
#include "internal/port/pipe_service.h"

namespace anc::pipe {

/// What one guest connection asked for.
struct SensorRequest {
  uint32_t mask = 0;                     ///< enabled sensors
  std::chrono::milliseconds delay{200};  ///< between cycles; 10 ms to a minute
};

/// Takes one message body: `set:NAME:0|1` or `set-delay:MS`. True where it asks for the list of
/// sensors, the one message that is answered. What is not understood changes nothing.
bool apply_sensor_message(std::string_view body, SensorRequest& request);

/// Net thread only.
class Sensors final : public port::PipeService {
 public:
  explicit Sensors(net::Loop& loop);

  std::string_view prefix() const override { return "qemud:sensors"; }
  void accept(core::Fd connection, const std::string&) override;
  /// Shows new values; connections that enabled the sensor are told at once.
  void set(const Sensor& sensor, const std::array<double, 3>& values);
  const SensorValues& values() const { return values_; }
  uint32_t enabled() const;  ///< by any connection

 private:
  struct PerClient {
    QemudReader reader{256};
    SensorRequest request{};
    std::unique_ptr<net::Timer> next{};
  };
  using Client = Clients<PerClient>::Client;
  bool on_data(Client& client, core::Bytes chunk);
  void tell(Client& client);

  net::Loop& loop_;
  SensorValues values_;
  Clients<PerClient> clients_;
};

}  // namespace anc::pipe
