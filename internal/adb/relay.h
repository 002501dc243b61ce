// Bytes both ways between two sockets.
#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

#include "internal/net/watch.h"

namespace anc::adb {

/// Copies until either side ends; what was read by then still reaches the other one. Holds at most
/// 64 KiB for each direction: a side that does not read stops the other. Net thread only.
class Relay {
 public:
  /// `ended` is called once and may destroy the Relay.
  Relay(std::unique_ptr<net::Watch> a, std::unique_ptr<net::Watch> b, std::function<void()> ended);

 private:
  struct Direction {
    net::Watch* from = nullptr;
    net::Watch* to = nullptr;
    std::vector<std::byte> buffer = std::vector<std::byte>(64u << 10);
    size_t begin = 0, end = 0;  // of what was read and not yet written
    bool eof = false;
  };
  void read(Direction& way);
  void write(Direction& way);
  void end();

  std::unique_ptr<net::Watch> a_, b_;
  std::array<Direction, 2> ways_;
  std::function<void()> ended_;
};

}  // namespace anc::adb
