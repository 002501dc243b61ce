// Data channels: who opened which, and what is a message of it (RFC 8831, 8832). No SCTP in here.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "internal/core/bytes.h"
#include "internal/webrtc/reliability.h"

namespace anc::webrtc {

/// DATA_CHANNEL_OPEN (RFC 8832 section 5.1).
struct ChannelOpen {
  Reliability reliability;
  uint16_t priority = 256;  ///< "normal"; kept by nobody
  std::string label, protocol;
};
/// None for what is no such message. Labels and protocols have at most 256 bytes each.
std::optional<ChannelOpen> parse_channel_open(core::Bytes message);
std::vector<std::byte> write_channel_open(const ChannelOpen& open);

/// The channels of one association. One thread.
class DataChannels {
 public:
  struct Out {
    std::function<bool(uint16_t stream, uint32_t ppid, core::Bytes, const Reliability&)> send;
    std::function<void(uint16_t stream)> reset;
    /// None of these may destroy the object.
    std::function<void(uint16_t stream, const ChannelOpen&)> opened;
    std::function<void(uint16_t stream, bool text, core::Bytes)> message;
    std::function<void(uint16_t stream)> closed;
  };
  static constexpr size_t kMaxChannels = 64;

  explicit DataChannels(Out out) : out_(std::move(out)) {}

  /// RFC 8832 section 6: the DTLS client opens even streams, the server odd ones. Of the other end
  /// any free one is taken, for not all keep to it.
  void up(bool dtls_client, uint16_t streams);
  /// None before up(), and where there are too many.
  std::optional<uint16_t> open(const ChannelOpen& open);
  bool send(uint16_t stream, bool text, core::Bytes message);
  /// closed() comes when the other end has closed too.
  void close(uint16_t stream);

  void take(uint16_t stream, uint32_t ppid, core::Bytes message);
  void reset_by_other(uint16_t stream);

 private:
  struct Channel {
    ChannelOpen how;
    bool acknowledged = false;  // until then all goes ordered (RFC 8832 section 6)
    bool closing = false;
  };
  void take_control(uint16_t stream, core::Bytes message);

  const Out out_;
  bool client_ = false;
  uint16_t streams_ = 0;
  std::map<uint16_t, Channel> channels_;
};

}  // namespace anc::webrtc
