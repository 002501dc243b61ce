// From events of sources to reports on devices: see server.h.
#include "internal/input/server.h"

#include <algorithm>
#include <ctime>
#include <linux/input-event-codes.h>
#include <utility>

namespace anc::input {
namespace {

constexpr Record kEnd{EV_SYN, SYN_REPORT, 0};
constexpr SourceId kTyping = 0;  // no source has it

std::chrono::microseconds monotonic_now() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return std::chrono::seconds(now.tv_sec) + std::chrono::duration_cast<std::chrono::microseconds>(
                                                std::chrono::nanoseconds(now.tv_nsec));
}

int32_t right_edge(const port::Display& display) { return static_cast<int32_t>(display.width) - 1; }
int32_t bottom_edge(const port::Display& display) {
  return static_cast<int32_t>(display.height) - 1;
}

/// Keyboards send no end of a report: Android acts on each record (anbox-host.md 5.5).
Report key_report(uint16_t code, int32_t value) {
  return {.records = {{EV_KEY, code, value}}, .at = {}, .motion = false};
}

}  // namespace

/// Posts to the net thread; what comes after the server's end is dropped there.
class Server::Source final : public port::InputSource {
 public:
  Source(net::Loop& loop, std::weak_ptr<Server*> server, SourceId id)
      : loop_(loop), server_(std::move(server)), id_(id) {}
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;
  ~Source() override { post_release(); }

  void send(port::InputEvent event) override {
    loop_.post([server = server_, id = id_, event = std::move(event)] {
      if (const auto at = server.lock()) (*at)->apply(id, event);
    });
  }
  void release_all() override { post_release(); }

 private:
  void post_release() {
    loop_.post([server = server_, id = id_] {
      if (const auto at = server.lock()) (*at)->release(id);
    });
  }
  net::Loop& loop_;
  const std::weak_ptr<Server*> server_;
  const SourceId id_;
};

Result<std::unique_ptr<Server>> Server::start(net::Loop& loop, Options options) {
  if (!options.now) options.now = monotonic_now;
  std::unique_ptr<Server> server(new Server(loop, std::move(options)));
  TRY(server->start_devices(), "input devices");
  return server;
}

Server::Server(net::Loop& loop, Options options)
    : loop_(loop),
      options_(std::move(options)),
      display_(options_.display),
      typist_(loop, keyboard()),
      self_(std::make_shared<Server*>(this)) {}

Server::~Server() = default;

Result<void> Server::start_devices() {
  const auto start = [this](DeviceIndex index, const Description& description) -> Result<void> {
    const auto snapshot = [this, index] {
      std::vector<Report> reports = index == kTouch ? slots_.snapshot() : std::vector<Report>();
      for (Report& report : reports) report.at = options_.now();
      return reports;
    };
    const std::string name = "/event" + std::to_string(index);
    devices_[index] = TRY(Device::start(loop_, options_.directory + name, options_.staging + name,
                                        description, snapshot));
    return {};
  };
  TRY(start(kPointer, pointer_description()));
  TRY(start(kKeyboard, keyboard_description()));
  TRY(start(kTouch, touch_description(display_)));
  if (options_.gamepad) TRY(start(kGamepad, gamepad_description()));
  return {};
}

Result<void> Server::set_display(const port::Display& display) {
  const bool resized = display.width != display_.width || display.height != display_.height;
  display_ = display;
  if (!resized) return {};
  slots_.confine(right_edge(display), bottom_edge(display));
  TRY(devices_[kPointer]->offer_anew(pointer_description()), "offer the pointer anew");
  TRY(devices_[kTouch]->offer_anew(touch_description(display)), "offer the touch screen anew");
  return {};
}

std::unique_ptr<port::InputSource> Server::add_source() {
  return std::make_unique<Source>(loop_, self_, ++last_source_);
}

Server::Observation Server::observe(Observer observer) {
  auto observation = std::make_shared<const Observer>(std::move(observer));
  observers_.push_back(observation);
  return observation;
}

std::vector<Server::DeviceState> Server::devices() const {
  constexpr const char* kNames[] = {"pointer", "keyboard", "touch", "gamepad"};
  std::vector<DeviceState> states;
  for (size_t i = 0; i < kDevices; ++i) {
    if (devices_[i]) states.push_back({kNames[i], devices_[i]->clients()});
  }
  return states;
}

void Server::apply(SourceId source, const port::InputEvent& event) {
  std::erase_if(observers_, [](const auto& observer) { return observer.expired(); });
  for (const auto& observer : observers_) {
    if (const auto seen = observer.lock()) (*seen)(source, event);
  }
  const auto* text = std::get_if<port::Text>(&event);
  const bool typed = text != nullptr || std::holds_alternative<port::Key>(event);
  if (!typed || !typist_.busy()) return act(source, event);
  if (!typist_.full()) {
    const size_t bytes = text != nullptr ? text->utf8.size() : 0;
    return typist_.wait([this, source, event] { act(source, event); }, bytes);
  }
  log_.warning("the guest does not take the text before: what is typed behind it is dropped");
  if (text != nullptr && text->done) {
    text->done(fail(Kind::kBusy, "too much text waits for the guest already"));
  }
}

void Server::act(SourceId source, const port::InputEvent& event) {
  std::visit([&](const auto& what) { on(source, what); }, event);
}

void Server::release(SourceId source) {
  for (Report& report : slots_.release(source)) send(kTouch, std::move(report));
  for (const DeviceIndex device : {kPointer, kKeyboard, kGamepad}) {
    for (const uint16_t code : held_[device].release(source)) {
      Report report = key_report(code, 0);
      if (device != kKeyboard) report.records.push_back(kEnd);
      send(device, std::move(report));
    }
  }
  for (const auto& [code, value] : axes_[source]) {
    send(kGamepad, {.records = {{EV_ABS, code, 0}, kEnd}, .at = {}, .motion = false});
  }
  axes_.erase(source);
  // Keys that wait behind a text are pressed later, and released then.
  if (typist_.busy()) typist_.wait([this, source] { release(source); });
}

void Server::send(DeviceIndex device, Report report) {
  if (!devices_[device]) return;
  report.at = options_.now();
  devices_[device]->send(report);
}

void Server::on(SourceId source, port::Touch touch) {
  touch.x = std::clamp(touch.x, 0, right_edge(display_));
  touch.y = std::clamp(touch.y, 0, bottom_edge(display_));
  if (auto report = slots_.apply(source, touch)) send(kTouch, std::move(*report));
}

void Server::on(SourceId source, const port::Key& key) {
  if (!held_[kKeyboard].apply(source, key.code, key.action)) return;
  send(kKeyboard, key_report(key.code, static_cast<int32_t>(key.action)));
}

void Server::on(SourceId, const port::PointerMove& move) {
  // Android takes the place from ABS and only from REL that it moved (anbox-host.md 5.4).
  send(kPointer, {.records = {{EV_ABS, ABS_X, move.x},
                              {EV_ABS, ABS_Y, move.y},
                              {EV_REL, REL_X, move.dx},
                              {EV_REL, REL_Y, move.dy},
                              kEnd},
                  .at = {},
                  .motion = true});
}

void Server::on(SourceId source, const port::PointerButton& pressed) {
  button(kPointer, source, pressed.code, pressed.down);
}

void Server::on(SourceId, const port::Wheel& wheel) {
  Report report{
      .records = {{EV_ABS, ABS_X, wheel.x}, {EV_ABS, ABS_Y, wheel.y}}, .at = {}, .motion = false};
  if (wheel.right != 0) report.records.push_back({EV_REL, REL_HWHEEL, wheel.right});
  if (wheel.up != 0) report.records.push_back({EV_REL, REL_WHEEL, wheel.up});
  report.records.push_back(kEnd);
  send(kPointer, std::move(report));
}

void Server::on(SourceId source, const port::PadButton& pressed) {
  button(kGamepad, source, pressed.code, pressed.down);
}

void Server::on(SourceId source, const port::PadAxis& axis) {
  axes_[source][axis.code] = axis.value;
  send(kGamepad, {.records = {{EV_ABS, axis.code, axis.value}, kEnd}, .at = {}, .motion = true});
}

void Server::button(DeviceIndex device, SourceId source, uint16_t code, bool down) {
  const auto action = down ? port::Key::Action::kDown : port::Key::Action::kUp;
  if (!held_[device].apply(source, code, action)) return;
  send(device, {.records = {{EV_KEY, code, down ? 1 : 0}, kEnd}, .at = {}, .motion = false});
}

void Server::on(SourceId, const port::Text& text) { typist_.type(text); }

Typist::Keyboard Server::keyboard() {
  return {
      .key = [this](const port::Key& key) { on(kTyping, key); },
      .mark =
          [this](int32_t number) {
            send(kKeyboard, {.records = {{EV_MSC, MSC_SERIAL, number}}, .at = {}, .motion = false});
          }};
}

}  // namespace anc::input
