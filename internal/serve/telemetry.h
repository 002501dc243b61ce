// What the server counts and measures (field.md 4.6), for /metrics and for the sessions' status.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <string>

#include "internal/metrics/registry.h"
#include "internal/serve/instances.h"
#include "internal/webrtc/port.h"

namespace anc::serve {

/// Net thread only.
class Telemetry final : public Watcher {
 public:
  Telemetry();

  /// Where packets wait until a picture has gone to all its viewers. Borrowed.
  void send_by(webrtc::Port& port) { port_ = &port; }

  void on_picture(const std::string& instance, const port::EncodedVideo& picture,
                  Duration packetised) override;
  void on_left_out(const std::string& instance) override;
  void on_delivered(const std::string& instance, bool picture) override;
  void on_joined(const std::string& transport, Duration took) override;
  void on_statistics(const std::string& instance, const remote::Statistics& seen) override;
  void on_gone(const std::string& instance, const core::Json& facts) override;
  core::Json stages(const std::string& instance) const override;

  /// The text of /metrics.
  std::string text(Instances& instances);

 private:
  /// Of one instance.
  struct Series {
    std::map<std::string, std::shared_ptr<metrics::Histogram>> stages;
    std::shared_ptr<metrics::Histogram> presented, input_to_frame;
    std::shared_ptr<metrics::Counter> sent, left_out;
    std::map<port::Codec, std::chrono::steady_clock::time_point> newest;
    std::map<std::string, double> of_the_gone;  ///< sums of what ended viewers counted
  };
  Series& of(const std::string& instance);
  void observe(Series& series, const char* stage, Duration took);
  void sample(Instance& instance);

  metrics::Registry registry_;
  webrtc::Port* port_ = nullptr;
  std::map<std::string, Series> series_;
};

}  // namespace anc::serve
