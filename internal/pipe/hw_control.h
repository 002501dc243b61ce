// What the guest does with lights, screen and vibrator (anbox-host.md 3.6): noted, never answered.
#pragma once

#include <cstdint>

#include "internal/pipe/clients.h"
#include "internal/pipe/qemud.h"
#include "internal/port/pipe_service.h"

namespace anc::pipe {

/// The last word of the guest on each.
struct HardwareState {
  int backlight = 255;      ///< 0 to 255
  bool screen_on = true;    ///< else the guest's power HAL went to standby
  int vibrator_ms = 0;      ///< of the last request; 0 is off
  uint64_t vibrations = 0;  ///< requests other than off
};

/// Takes one message body. False, and nothing changes, where it is none we know.
bool apply_hw_message(std::string_view body, HardwareState& state);

class HwControl final : public port::PipeService {
 public:
  explicit HwControl(net::Loop& loop);

  std::string_view prefix() const override { return "qemud:hw-control"; }
  void accept(core::Fd connection, const std::string&) override {
    clients_.accept(std::move(connection));
  }
  const HardwareState& state() const { return state_; }  ///< net thread only

 private:
  struct PerClient {
    QemudReader reader{256};
  };
  HardwareState state_;
  Clients<PerClient> clients_;
};

}  // namespace anc::pipe
