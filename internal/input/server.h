// The guest's input devices, and the sources that move them.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "internal/input/device.h"
#include "internal/input/held_keys.h"
#include "internal/input/touch_slots.h"
#include "internal/input/typist.h"
#include "internal/port/display.h"
#include "internal/port/input.h"

namespace anc::input {

struct Options {
  std::string directory;  ///< of the instance; becomes the guest's /dev/input
  std::string staging;    ///< of the session alone; on the file system of `directory`
  port::Display display;  ///< at the start
  bool gamepad = false;   ///< a fourth device, which games then prefer to touch
  /// CLOCK_MONOTONIC; another clock in tests.
  std::function<std::chrono::microseconds()> now;
};

/// event0 pointer, event1 keyboard, event2 touch screen, event3 gamepad (anbox-host.md 5). Net
/// thread only, but for add_source() and the sources.
class Server final : public port::InputHub {
 public:
  /// Sees each event that a source sends, before anything is made of it.
  using Observer = std::function<void(SourceId, const port::InputEvent&)>;
  /// Ends the observation when it goes.
  using Observation = std::shared_ptr<const Observer>;

  static Result<std::unique_ptr<Server>> start(net::Loop& loop, Options options);
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server() override;

  std::unique_ptr<port::InputSource> add_source() override;

  /// The guest's display is another from now on. When its size changes, the devices that have
  /// places on it are offered anew: their clients are disconnected and come back as to a device
  /// that was plugged in, and read the new ranges. Fingers that are down stay, moved to the nearest
  /// edge. An error leaves a device that nobody finds.
  Result<void> set_display(const port::Display& display);
  const port::Display& display() const { return display_; }

  /// How text goes that keys cannot bring; borrowed, null: not at all.
  void commit_text_by(port::TextCommit* commit) { typist_.commit_by(commit); }
  /// An error where `utf8` cannot be brought to the guest now.
  Result<void> check_text(const std::string& utf8) const { return typist_.check(utf8); }
  [[nodiscard]] Observation observe(Observer observer);

  struct DeviceState {
    std::string name;
    size_t clients;
  };
  std::vector<DeviceState> devices() const;
  int fingers() const { return slots_.fingers(); }

 private:
  class Source;
  enum DeviceIndex { kPointer, kKeyboard, kTouch, kGamepad, kDevices };

  Server(net::Loop& loop, Options options);
  Result<void> start_devices();
  void apply(SourceId source, const port::InputEvent& event);
  void act(SourceId source, const port::InputEvent& event);
  void release(SourceId source);
  Typist::Keyboard keyboard();

  void on(SourceId source, port::Touch touch);
  void on(SourceId source, const port::Key& key);
  void on(SourceId source, const port::PointerMove& move);
  void on(SourceId source, const port::PointerButton& button);
  void on(SourceId source, const port::Wheel& wheel);
  void on(SourceId source, const port::PadButton& button);
  void on(SourceId source, const port::PadAxis& axis);
  void on(SourceId source, const port::Text& text);
  void button(DeviceIndex device, SourceId source, uint16_t code, bool down);
  void send(DeviceIndex device, Report report);

  net::Loop& loop_;
  const Options options_;
  port::Display display_;
  TouchSlots slots_;
  std::array<HeldKeys, kDevices> held_;
  std::array<std::unique_ptr<Device>, kDevices> devices_;
  std::map<SourceId, std::map<uint16_t, int32_t>> axes_;  // of the gamepad, where not at rest
  Typist typist_;
  core::RateLimitedLog log_;
  std::vector<std::weak_ptr<const Observer>> observers_;
  std::atomic<SourceId> last_source_ = 0;
  std::shared_ptr<Server*> self_;  // what sources reach us by, until we go
};

}  // namespace anc::input
