// The host's side of adb's protocol: one service of the guest's adbd at a time.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "internal/core/bytes.h"
#include "internal/core/fd.h"

namespace anc::adb {

/// One packet's head. Source: AOSP system/core adb/protocol.txt.
struct PacketHead {
  static constexpr size_t kSize = 24;
  static constexpr uint32_t kMostData = 256u << 10;  ///< bytes behind a head that we take

  uint32_t command = 0;
  uint32_t arg0 = 0, arg1 = 0;
  uint32_t length = 0;  ///< bytes that follow
};

constexpr uint32_t command_of(const char (&name)[5]) {
  return static_cast<uint32_t>(name[0]) | static_cast<uint32_t>(name[1]) << 8 |
         static_cast<uint32_t>(name[2]) << 16 | static_cast<uint32_t>(name[3]) << 24;
}

/// kFailure for what is no head, or announces more than kMostData.
Result<PacketHead> parse_packet_head(core::Bytes bytes);
/// Head and data as they are sent.
std::vector<std::byte> render_packet(uint32_t command, uint32_t arg0, uint32_t arg1,
                                     core::Bytes data);

/// A connection to an adbd that asks for no key. Blocking, for a thread that may wait; the guest is
/// not trusted: what it sends is bounded in size and time.
class HostLink {
 public:
  /// At 127.0.0.1:`port`, where `greeting` is said first (door.h; may be empty). kNotRunning where
  /// nobody listens or no guest answers in `patience`, kBusy where the door is closed on us,
  /// kPermission where adbd wants a key. All later calls together have `patience` as well.
  static Result<HostLink> open(uint16_t port, const std::string& greeting,
                               std::chrono::milliseconds patience);

  /// Opens a service ("sync:", "exec:ls"). kFailure where adbd has none of that name.
  Result<void> start(const std::string& service);
  /// To the service. Takes all, piece by piece as adbd asks for it.
  Result<void> write(core::Bytes data);
  /// The next bytes from the service; at its end none.
  Result<std::string> read();
  /// Ends the service, whatever it still has to say.
  Result<void> stop();

 private:
  explicit HostLink(core::Fd fd, std::chrono::steady_clock::time_point end)
      : fd_(std::move(fd)), end_(end) {}
  Result<void> shake_hands();
  Result<void> send(uint32_t command, uint32_t arg0, uint32_t arg1, core::Bytes data);
  Result<PacketHead> receive();
  /// Takes the next packet of this service: data into `incoming_`, an end into `open_`.
  Result<PacketHead> turn();

  core::Fd fd_;
  std::chrono::steady_clock::time_point end_;
  uint32_t most_ = 4096;  // bytes in one packet to adbd
  uint32_t local_ = 0, remote_ = 0;
  bool open_ = false;
  std::string data_;      // of the packet received last
  std::string incoming_;  // from the service, not read yet
};

}  // namespace anc::adb
