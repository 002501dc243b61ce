// One event device of the host, read as Android's EventHub does.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "cmd/ancloud-guest/input_sink.h"
#include "internal/core/bytes.h"
#include "internal/core/fd.h"

namespace anc::guest {

/// What a device's records came to: lines for the console, such as "touch down 0 at 512,384".
using InputLines = std::vector<std::string>;

/// The state that records change: slots of fingers, held keys.
class EventState {
 public:
  void record(uint16_t type, uint16_t code, int32_t value, InputSink& sink, InputLines& lines);

 private:
  struct Finger {
    bool down = false, was_down = false, moved = false;
    int32_t x = 0, y = 0;
  };
  void axis(uint16_t code, int32_t value);
  void key(uint16_t code, int32_t value, InputSink& sink, InputLines& lines);
  void report(InputSink& sink, InputLines& lines);

  std::array<Finger, 11> fingers_{};  // Anbox announces one slot more than it has
  size_t slot_ = 0;
  bool shift_ = false;
};

/// Not thread-safe.
class EventDevice {
 public:
  /// Connects and reads the description of 896 bytes.
  static Result<EventDevice> open(const std::string& path);

  const std::string& path() const { return path_; }
  const std::string& name() const { return name_; }
  int fd() const { return socket_.get(); }
  /// Reads what is there; false at the end of the device.
  bool read(InputSink& sink, InputLines& lines);

 private:
  EventDevice(std::string path, std::string name, Fd socket)
      : path_(std::move(path)), name_(std::move(name)), socket_(std::move(socket)) {}
  std::string path_, name_;
  Fd socket_;
  EventState state_;
};

}  // namespace anc::guest
