// One program in the guest that reads an event device.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "internal/input/report_queue.h"
#include "internal/net/watch.h"

namespace anc::input {

/// Net thread only. What the guest writes is read and ignored: Android writes nothing, and other
/// programs switch lights of keyboards.
class Client {
 public:
  /// Sends the description at once. `closed` comes at most once, and may destroy the Client.
  Client(net::Loop& loop, core::Fd fd, std::vector<std::byte> description,
         std::function<void(Client&)> closed);
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;
  ~Client() = default;

  /// A whole report, now or in its turn. False when this client is not to be kept: it has gone, or
  /// does not read.
  bool send(const Report& report);

 private:
  bool flush();
  bool push();
  void wait_to_read();
  bool drain();
  void end();

  net::Watch watch_;
  const std::function<void(Client&)> closed_;
  ReportQueue queue_;
  std::vector<std::byte> out_;  // bytes of one report on their way
  size_t written_ = 0;
  int slot_ = kNoSlot;
  bool waiting_ = false;
};

}  // namespace anc::input
