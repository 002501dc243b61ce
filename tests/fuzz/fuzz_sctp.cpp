// Fuzz target: SCTP packets of the other end of a DTLS connection, through usrsctp to data
// channels. Each packet of the input is two bytes of length and its chunks; ports, tag and checksum
// are put before them as they must be. Messages of the other end also go straight to the channels.
#include <algorithm>
#include <cstdlib>
#include <memory>
#include <optional>
#include <vector>

#include "internal/net/loop.h"
#include "internal/webrtc/dcep.h"
#include "internal/webrtc/sctp.h"

namespace anc {
namespace {
using namespace webrtc;

void check(bool holds) {
  if (!holds) std::abort();
}

/// CRC32c, reflected, as RFC 9260 appendix A has it.
uint32_t checksum(core::Bytes data) {
  uint32_t crc = 0xffffffff;
  for (const std::byte byte : data) {
    crc ^= std::to_integer<uint32_t>(byte);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ (0x82f63b78 & (0 - (crc & 1)));
  }
  return ~crc;
}

std::vector<std::byte> packet_of(core::Bytes chunks, uint32_t tag) {
  core::ByteWriter out;
  out.u16be(5000).u16be(5000).u32be(tag).u32le(0).bytes(chunks);
  const uint32_t crc = checksum(out.view());
  std::vector<std::byte> packet = out.take();
  for (size_t i = 0; i < 4; ++i) packet[8 + i] = static_cast<std::byte>(crc >> (8 * i));
  return packet;
}

/// The tag that our INIT asks for: the other end's packets bear it.
std::optional<uint32_t> tag_of(core::Bytes packet) {
  core::ByteReader in(packet);
  in.skip(12);
  const uint8_t chunk = in.u8();
  in.skip(3);
  const uint32_t tag = in.u32be();
  return in.ok() && chunk == 1 ? std::optional(tag) : std::nullopt;
}

void through_usrsctp(core::Bytes input) {
  static net::Loop loop;
  static const auto stack = std::make_shared<SctpStack>(loop);
  std::optional<uint32_t> tag;
  std::unique_ptr<Sctp> sctp;
  DataChannels channels({
      [&](uint16_t stream, uint32_t ppid, core::Bytes data, const Reliability& how) {
        return sctp && sctp->send(stream, ppid, data, how);
      },
      [&](uint16_t stream) { sctp->reset(stream); },
      [](uint16_t, const ChannelOpen& open) { check(open.label.size() <= 256); },
      [](uint16_t, bool, core::Bytes message) { check(message.size() <= Sctp::kMaxMessage); },
      [](uint16_t) {},
  });
  Sctp::Out out;
  out.packet = [&](core::Bytes packet) {
    check(packet.size() <= 1200);
    if (!tag) tag = tag_of(packet);
  };
  out.up = [&] { channels.up(true, Sctp::kStreams); };
  out.message = [&](uint16_t stream, uint32_t ppid, core::Bytes message) {
    channels.take(stream, ppid, message);
  };
  out.reset = [&](uint16_t stream) { channels.reset_by_other(stream); };
  out.down = [](const std::string&) {};
  auto made = Sctp::connect(stack, 5000, std::move(out));
  check(made.has_value() && tag);
  sctp = std::move(*made);
  core::ByteReader in(input);
  while (in.remaining() > 2) {
    const size_t size = std::min<size_t>(in.u16be() % 1300, in.remaining());
    sctp->take(packet_of(in.take(size), *tag));
  }
  sctp.reset();
}

void straight_to_channels(core::Bytes input) {
  size_t opened = 0;
  DataChannels channels({
      [](uint16_t, uint32_t, core::Bytes, const Reliability&) { return true; },
      [](uint16_t) {},
      [&](uint16_t, const ChannelOpen&) { ++opened; },
      [](uint16_t, bool, core::Bytes) {},
      [](uint16_t) {},
  });
  channels.up(true, Sctp::kStreams);
  core::ByteReader in(input);
  while (in.remaining() > 4) {
    const uint16_t stream = in.u8(), ppid = in.u8();
    const size_t size = std::min<size_t>(in.u16be() % 700, in.remaining());
    const core::Bytes message = in.take(size);
    if (const auto open = parse_channel_open(message)) {
      check(write_channel_open(*open).size() == message.size());
    }
    channels.take(stream, ppid, message);
    if (ppid == 0) channels.reset_by_other(stream);
  }
}

}  // namespace
}  // namespace anc

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace anc;
  if (size < 2) return 0;
  const core::Bytes rest = std::as_bytes(std::span(data + 1, size - 1));
  data[0] % 2 == 0 ? through_usrsctp(rest) : straight_to_channels(rest);
  return 0;
}
