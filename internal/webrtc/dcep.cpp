// The opening hand-shake and the framing of messages.
#include "internal/webrtc/dcep.h"

#include <array>
#include <span>

namespace anc::webrtc {
namespace {
constexpr uint8_t kOpen = 0x03, kAck = 0x02;
constexpr uint8_t kUnordered = 0x80;
constexpr size_t kMaxName = 256;

/// Payload protocol identifiers (RFC 8831 section 8).
enum Ppid : uint32_t {
  kControl = 50,
  kText = 51,
  kBinary = 53,
  kEmptyText = 56,
  kEmptyBinary = 57,
};
}  // namespace

std::optional<ChannelOpen> parse_channel_open(core::Bytes message) {
  core::ByteReader in(message);
  const uint8_t type = in.u8(), kind = in.u8();
  ChannelOpen open;
  open.priority = in.u16be();
  open.reliability.value = in.u32be();
  const size_t label = in.u16be(), protocol = in.u16be();
  if (type != kOpen || label > kMaxName || protocol > kMaxName) return std::nullopt;
  open.label = in.take_text(label);
  open.protocol = in.take_text(protocol);
  if (!in.ok() || in.remaining() != 0) return std::nullopt;
  open.reliability.ordered = (kind & kUnordered) == 0;
  switch (kind & ~kUnordered) {
    case 0:
      open.reliability.value = 0;
      break;
    case 1:
      open.reliability.limit = Reliability::Limit::kRetransmits;
      break;
    case 2:
      open.reliability.limit = Reliability::Limit::kLifetime;
      break;
    default:
      return std::nullopt;
  }
  return open;
}

std::vector<std::byte> write_channel_open(const ChannelOpen& open) {
  const auto kind = static_cast<uint8_t>(open.reliability.limit);
  core::ByteWriter out;
  out.u8(kOpen).u8(open.reliability.ordered ? kind : kind | kUnordered);
  out.u16be(open.priority).u32be(open.reliability.value);
  out.u16be(static_cast<uint16_t>(open.label.size()));
  out.u16be(static_cast<uint16_t>(open.protocol.size()));
  return out.text(open.label).text(open.protocol).take();
}

void DataChannels::up(bool dtls_client, uint16_t streams) {
  client_ = dtls_client;
  streams_ = streams;
}

std::optional<uint16_t> DataChannels::open(const ChannelOpen& open) {
  if (open.label.size() > kMaxName || open.protocol.size() > kMaxName) return std::nullopt;
  if (channels_.size() >= kMaxChannels) return std::nullopt;
  for (uint16_t stream = client_ ? 0 : 1; stream < streams_; stream += 2) {
    if (channels_.contains(stream)) continue;
    if (!out_.send(stream, kControl, write_channel_open(open), {})) return std::nullopt;
    channels_[stream].how = open;
    return stream;
  }
  return std::nullopt;
}

bool DataChannels::send(uint16_t stream, bool text, core::Bytes message) {
  const auto at = channels_.find(stream);
  if (at == channels_.end() || at->second.closing) return false;
  Reliability how = at->second.how.reliability;
  how.ordered = how.ordered || !at->second.acknowledged;
  constexpr std::array<std::byte, 1> kNothing{};  // SCTP has no empty messages
  if (message.empty()) return out_.send(stream, text ? kEmptyText : kEmptyBinary, kNothing, how);
  return out_.send(stream, text ? kText : kBinary, message, how);
}

void DataChannels::close(uint16_t stream) {
  const auto at = channels_.find(stream);
  if (at == channels_.end() || at->second.closing) return;
  at->second.closing = true;
  out_.reset(stream);
}

void DataChannels::take_control(uint16_t stream, core::Bytes message) {
  const auto at = channels_.find(stream);
  if (message.size() == 1 && message[0] == std::byte{kAck}) {
    if (at != channels_.end()) at->second.acknowledged = true;
    return;
  }
  const auto open = parse_channel_open(message);
  if (!open || at != channels_.end()) return;
  // A stream that we cannot send on is of no use, and says so by being closed.
  if (channels_.size() >= kMaxChannels || stream >= streams_) return out_.reset(stream);
  channels_[stream] = {*open, true, false};
  constexpr std::array<std::byte, 1> kAnswer{std::byte{kAck}};
  out_.send(stream, kControl, kAnswer, {});
  out_.opened(stream, *open);
}

void DataChannels::take(uint16_t stream, uint32_t ppid, core::Bytes message) {
  if (ppid == kControl) return take_control(stream, message);
  const auto at = channels_.find(stream);
  if (at == channels_.end() || at->second.closing) return;
  at->second.acknowledged = true;  // who sends has it open
  const bool text = ppid == kText || ppid == kEmptyText;
  if (!text && ppid != kBinary && ppid != kEmptyBinary) return;
  const bool empty = ppid == kEmptyText || ppid == kEmptyBinary;
  out_.message(stream, text, empty ? core::Bytes() : message);
}

void DataChannels::reset_by_other(uint16_t stream) {
  const auto at = channels_.find(stream);
  if (at == channels_.end()) return;
  const bool closing = at->second.closing;
  channels_.erase(at);
  if (!closing) out_.reset(stream);
  out_.closed(stream);
}

}  // namespace anc::webrtc
