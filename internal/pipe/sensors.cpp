// Sensors on timers, one for each connection that enabled any.
#include "internal/pipe/sensors.h"

#include <algorithm>
#include <utility>

#include "internal/core/text.h"

namespace anc::pipe {
namespace {
using std::chrono::microseconds;
constexpr std::string_view kSet = "set:", kDelay = "set-delay:";
constexpr uint32_t kAll = 255;
}  // namespace

bool apply_sensor_message(std::string_view body, SensorRequest& request) {
  if (body == "list-sensors") return true;
  if (body.starts_with(kDelay)) {
    // Bounded: a guest that asks for 0 would keep a core busy.
    const auto delay = core::parse_int(body.substr(kDelay.size()), INT32_MIN, INT32_MAX);
    if (delay) request.delay = std::chrono::milliseconds(std::clamp<int64_t>(*delay, 10, 60000));
  } else if (body.starts_with(kSet) && (body.ends_with(":0") || body.ends_with(":1"))) {
    const std::string_view name = body.substr(kSet.size(), body.size() - kSet.size() - 2);
    const Sensor* sensor = body.size() >= kSet.size() + 2 ? find_sensor(name) : nullptr;
    if (!sensor) return false;
    const uint32_t bit = 1u << (sensor - sensors().data());
    request.mask = body.back() == '1' ? request.mask | bit : request.mask & ~bit;
  }
  return false;
}

Sensors::Sensors(net::Loop& loop)
    : loop_(loop), clients_(loop, "sensors", 16, [this](Client& client, core::Bytes chunk) {
        return on_data(client, chunk);
      }) {}

void Sensors::accept(core::Fd connection, const std::string&) {
  clients_.accept(std::move(connection)).state.next = std::make_unique<net::Timer>(loop_);
}

bool Sensors::on_data(Client& client, core::Bytes chunk) {
  const uint32_t before = client.state.request.mask;
  const bool good = client.state.reader.feed(chunk, [&](std::string_view body) {
    const bool asked = apply_sensor_message(body, client.state.request);
    if (asked) client.write(qemud_frame(std::to_string(kAll)));
  });
  if (before == 0 && client.state.request.mask != 0) tell(client);
  return good;
}

/// One cycle, and a timer for the next. A guest that does not read misses cycles: what it gets when
/// it reads again is not minutes old.
void Sensors::tell(Client& client) {
  const SensorRequest& request = client.state.request;
  if (request.mask == 0) return;
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  if (client.stream->queued() == 0) {
    client.write(values_.cycle(request.mask, std::chrono::duration_cast<microseconds>(now)));
  }
  client.state.next->start(request.delay, [this, &client] { tell(client); });
}

void Sensors::set(const Sensor& sensor, const std::array<double, 3>& values) {
  values_.set(sensor, values);
  const uint32_t bit = 1u << (&sensor - sensors().data());
  for (Client& client : clients_.all()) {
    if (client.state.request.mask & bit) tell(client);
  }
}

uint32_t Sensors::enabled() const {
  uint32_t mask = 0;
  for (const Client& client : clients_.all()) mask |= client.state.request.mask;
  return mask;
}

}  // namespace anc::pipe
