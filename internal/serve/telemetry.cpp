// From events to series.
#include "internal/serve/telemetry.h"

#include <array>
#include <utility>

#include "internal/metrics/process.h"

namespace anc::serve {
namespace {
using metrics::Labels;

constexpr std::array kStages = {"compose", "draw",      "readback", "convert",
                                "encode",  "packetize", "send",     "decode"};
/// Fields of Outlet::facts() that only grow, and the series that are their sums.
struct Sum {
  const char *field, *series, *help;
};
constexpr Sum kSums[] = {
    {"nacks", "ancloud_rtcp_nack_total", "packets that receivers asked for again"},
    {"plis", "ancloud_rtcp_pli_total", "key pictures that receivers asked for"},
    {"firs", "ancloud_rtcp_fir_total", "key pictures that receivers demanded"},
    {"packets", "ancloud_rtp_packets_total", "RTP packets sent"},
    {"retransmitted", "ancloud_rtp_retransmitted_packets_total", "RTP packets sent again"},
    {"bytes", "ancloud_media_bytes_total", "bytes of pictures, sound and words sent"},
};

double seconds(std::chrono::steady_clock::duration took) {
  return std::chrono::duration<double>(took).count();
}

/// The bound below which `share` of the values lie, in ms; an upper limit of the true one.
double below(const metrics::Histogram& histogram, double share) {
  const auto counts = histogram.cumulative();
  const double wanted = share * static_cast<double>(counts.back());
  for (size_t i = 0; i < histogram.bounds().size(); ++i) {
    if (static_cast<double>(counts[i]) >= wanted) return histogram.bounds()[i] * 1000;
  }
  return histogram.bounds().back() * 1000;
}
}  // namespace

Telemetry::Telemetry() {
  registry_.gauge("ancloud_build_info", "what this program is", {{"version", ANC_VERSION}})->set(1);
}

Telemetry::Series& Telemetry::of(const std::string& name) {
  const auto known = series_.find(name);
  if (known != series_.end()) return known->second;
  Series& series = series_[name];
  for (const char* stage : kStages) {
    series.stages[stage] = registry_.histogram(
        "ancloud_stage_latency_seconds", "time that a picture spends in each stage",
        metrics::kLatencyBounds, {{"instance", name}, {"stage", stage}});
  }
  series.presented = registry_.histogram("ancloud_present_latency_seconds",
                                         "drawn to presented, medians that viewers tell",
                                         metrics::kLatencyBounds, {{"instance", name}});
  series.input_to_frame = registry_.histogram(
      "ancloud_input_to_frame_seconds", "touch to the next picture, medians that viewers tell",
      metrics::kLatencyBounds, {{"instance", name}, {"kind", "touch"}});
  series.sent = registry_.counter("ancloud_frames_total", "pictures sent to viewers",
                                  {{"instance", name}, {"stage", "send"}});
  series.left_out =
      registry_.counter("ancloud_frames_dropped_total", "pictures left out for one viewer",
                        {{"instance", name}, {"stage", "send"}, {"reason", "slow_viewer"}});
  return series;
}

void Telemetry::observe(Series& series, const char* stage, Duration took) {
  series.stages[stage]->observe(seconds(took));
}

void Telemetry::on_picture(const std::string& instance, const port::EncodedVideo& picture,
                           Duration packetised) {
  Series& series = of(instance);
  series.sent->add();
  observe(series, "packetize", packetised);
  const port::Stages& at = picture.at;
  // What came before the server is the same for all viewers, also for one that begins with what
  // others have seen.
  auto& newest = series.newest[picture.codec];
  if (at.encoded <= newest) return;
  newest = at.encoded;
  observe(series, "compose", at.composed - at.posted);
  observe(series, "draw", at.drawn - at.composed);
  observe(series, "readback", at.read_back - at.drawn);
  observe(series, "convert", at.converted - at.read_back);
  observe(series, "encode", at.encoded - at.converted);
}

void Telemetry::on_left_out(const std::string& instance) { of(instance).left_out->add(); }

void Telemetry::on_delivered(const std::string& instance, bool picture) {
  if (port_ == nullptr) return;
  const auto begun = std::chrono::steady_clock::now();
  port_->flush();
  if (picture) observe(of(instance), "send", std::chrono::steady_clock::now() - begun);
}

void Telemetry::on_joined(const std::string& transport, Duration took) {
  registry_
      .histogram("ancloud_viewer_join_seconds", "offer to the first picture sent",
                 metrics::kLatencyBounds, {{"transport", transport}})
      ->observe(seconds(took));
}

void Telemetry::on_statistics(const std::string& instance, const remote::Statistics& seen) {
  Series& series = of(instance);
  const auto note = [](metrics::Histogram& histogram, uint32_t us) {
    if (us != 0) histogram.observe(us / 1e6);
  };
  note(*series.stages["decode"], seen.decode_us);
  note(*series.presented, seen.presented_us);
  note(*series.input_to_frame, seen.input_to_frame_us);
}

void Telemetry::on_gone(const std::string& instance, const core::Json& facts) {
  Series& series = of(instance);
  for (const Sum& sum : kSums) series.of_the_gone[sum.field] += facts.value(sum.field, 0.0);
}

core::Json Telemetry::stages(const std::string& instance) const {
  core::Json all = core::Json::object();
  const auto known = series_.find(instance);
  if (known == series_.end()) return all;
  for (const char* stage : kStages) {
    const metrics::Histogram& histogram = *known->second.stages.at(stage);
    const uint64_t count = histogram.count();
    if (count == 0) continue;
    all[stage] = {{"count", count},
                  {"mean_ms", histogram.sum() * 1000 / static_cast<double>(count)},
                  {"p50_below_ms", below(histogram, 0.50)},
                  {"p95_below_ms", below(histogram, 0.95)}};
  }
  return all;
}

void Telemetry::sample(Instance& instance) {
  Series& series = of(instance.name());
  const Labels label = {{"instance", instance.name()}};
  std::map<std::pair<std::string, std::string>, double> viewers = {
      {{"controller", "udp"}, 0},   {{"controller", "tcp"}, 0}, {{"controller", "websocket"}, 0},
      {{"controller", "none"}, 0},  {{"viewer", "udp"}, 0},     {{"viewer", "tcp"}, 0},
      {{"viewer", "websocket"}, 0}, {{"viewer", "none"}, 0}};
  std::map<std::string, double> sums = series.of_the_gone;
  instance.each_viewer([&](Viewer& viewer) {
    const core::Json facts = viewer.outlet().facts();
    viewers[{viewer.may_control() ? "controller" : "viewer", facts.value("transport", "none")}] +=
        1;
    for (const Sum& sum : kSums) sums[sum.field] += facts.value(sum.field, 0.0);
  });
  for (const auto& [who, count] : viewers) {
    registry_
        .gauge("ancloud_viewers", "who watches",
               {{"instance", instance.name()}, {"role", who.first}, {"transport", who.second}})
        ->set(count);
  }
  for (const Sum& sum : kSums) {
    const auto counter = registry_.counter(sum.series, sum.help, label);
    counter->add(std::max(0.0, sums[sum.field] - counter->value()));
  }
  for (const auto& [codec, name] :
       {std::pair(port::Codec::kH264, "h264"), std::pair(port::Codec::kVp8, "vp8")}) {
    const MediaSource& source = instance.video(codec);
    const Labels labels = {{"instance", instance.name()}, {"codec", name}};
    registry_.gauge("ancloud_encoder_target_bytes_per_second", "what the encoder keeps to", labels)
        ->set(source.sinks() == 0 ? 0 : source.facts().rate.bits_per_second / 8.0);
    const auto keys = registry_.counter("ancloud_key_requests_total",
                                        "key pictures that the encoder was asked for", labels);
    keys->add(std::max(0.0, static_cast<double>(source.key_requests()) - keys->value()));
  }
}

std::string Telemetry::text(Instances& instances) {
  instances.each([this](Instance& instance) { sample(instance); });
  if (port_ != nullptr) {
    const webrtc::Port::Counters counters = port_->counters();
    registry_.gauge("ancloud_media_peers", "peers of WebRTC, also those not yet connected")
        ->set(static_cast<double>(counters.peers));
    const auto strangers = registry_.counter("ancloud_ice_failures_total",
                                             "packets of the media port that nobody "
                                             "wanted",
                                             {{"reason", "stranger"}});
    strangers->add(std::max(0.0, static_cast<double>(counters.strangers) - strangers->value()));
  }
  metrics::sample_process(registry_);
  return registry_.render();
}

}  // namespace anc::serve
