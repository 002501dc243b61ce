#pragma once
#include "internal/serve/instances.h"
#include "internal/webrtc/port.h"
namespace anc::serve {
class Telemetry final : public Watcher {
 public:
  void on_picture(const std::string&, const port::EncodedVideo&) override {}
  void on_sent(const std::string&, std::chrono::steady_clock::duration) override {}
  std::string text(Instances&, const webrtc::Port&) { return ""; }
};
}
