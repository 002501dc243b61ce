// Performing gestures: see gestures.h.
#include "cmd/ancloud/gestures.h"

#include <cmath>
#include <thread>

#include "internal/core/text.h"
#include "internal/session/input_client.h"
#include "internal/state/instance.h"

namespace anc::cmd {
namespace {
constexpr std::chrono::milliseconds kStep{8};  // 125 a second, as touch screens report

core::Json touch(const char* phase, size_t finger, double x, double y) {
  return {{"touch", phase},
          {"finger", finger},
          {"x", static_cast<int32_t>(std::lround(x))},
          {"y", static_cast<int32_t>(std::lround(y))}};
}

void scale(core::Json& event, const Extent& from, const session::InputClient& to) {
  const auto scaled = [](int64_t value, int64_t before, int64_t now) {
    return (2 * value + 1) * now / (2 * before);  // the middle of a pixel stays in its pixel
  };
  if (const auto x = core::json_field<int32_t>(event, "x")) {
    event["x"] = scaled(*x, from.width, to.width());
  }
  if (const auto y = core::json_field<int32_t>(event, "y")) {
    event["y"] = scaled(*y, from.height, to.height());
  }
}
}  // namespace

void declare_instance(Flags& flags, std::string& instance) { flags.instance(instance, true); }

Result<int32_t> parse_pixel(const std::string& text, const std::string& what) {
  if (text.empty()) return fail(Kind::kUsage, what + " is missing");
  return static_cast<int32_t>(TRY(core::parse_int(text, 0, 65535), what));
}

std::vector<TimedEvent> drag(const std::vector<Line>& fingers, std::chrono::milliseconds duration) {
  std::vector<TimedEvent> events;
  for (size_t i = 0; i < fingers.size(); ++i) {
    events.push_back({{}, touch("down", i, fingers[i].from_x, fingers[i].from_y)});
  }
  for (auto at = kStep; at < duration + kStep; at += kStep) {
    const double part =
        std::min(1.0, static_cast<double>(at.count()) / static_cast<double>(duration.count()));
    for (size_t i = 0; i < fingers.size(); ++i) {
      const Line& line = fingers[i];
      events.push_back(
          {std::min(at, duration), touch("move", i, line.from_x + part * (line.to_x - line.from_x),
                                         line.from_y + part * (line.to_y - line.from_y))});
    }
  }
  for (size_t i = 0; i < fingers.size(); ++i) {
    events.push_back({duration, {{"touch", "up"}, {"finger", i}}});
  }
  return events;
}

Result<int> perform(Env& env, const std::string& name, const std::vector<TimedEvent>& events,
                    std::optional<Extent> made_for) {
  const auto instance = TRY(state::Instance::open(env.config.data_path(), name));
  const std::string doing = "input to " + name;
  auto session = TRY(session::InputClient::connect(instance.session_state()), doing);
  const auto start = std::chrono::steady_clock::now();
  for (const TimedEvent& timed : events) {
    std::this_thread::sleep_until(start + timed.at);
    core::Json event = timed.event;
    if (made_for) scale(event, *made_for, session);
    TRY(session.send(event), doing);
  }
  const auto took = events.empty() ? std::chrono::milliseconds(0) : events.back().at;
  env.out.print("ancloud.input.v1", core::Json{{"events", events.size()}, {"ms", took.count()}},
                "");
  return 0;
}

}  // namespace anc::cmd
