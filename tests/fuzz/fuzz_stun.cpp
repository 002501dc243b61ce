// Fuzz target: what strangers send to the port: STUN, by UDP or framed by TCP. The first byte says
// in pieces of how many bytes a TCP stream arrives, which must not matter.
#include <algorithm>
#include <cstdlib>
#include <vector>

#include "internal/webrtc/stun.h"
#include "internal/webrtc/tcp_framing.h"

namespace anc {
namespace {
using namespace webrtc;

void check(bool holds) {
  if (!holds) std::abort();
}

/// What was read is written, and reads the same.
void read(core::Bytes packet) {
  const auto message = parse_stun(packet);
  if (!message) return;
  check(looks_like_stun(packet));
  (void)is_authentic(packet, *message, "password");
  StunMessage known = *message;
  known.integrity.reset();
  if (known.error > 799) return;  // its second byte counts to 255
  const auto again = write_stun(known, "password");
  const auto reread = parse_stun(again);
  check(reread && is_authentic(again, *reread, "password"));
  check(reread->username == message->username && reread->error == message->error);
  check(reread->mapped == message->mapped && reread->priority == message->priority);
  check(reread->use_candidate == message->use_candidate);
}

std::vector<std::vector<std::byte>> frames(core::Bytes stream, size_t piece, bool& good) {
  std::vector<std::vector<std::byte>> got;
  FrameReader reader;
  good = true;
  for (size_t at = 0; good && at < stream.size(); at += piece) {
    good = reader.feed(stream.subspan(at, std::min(piece, stream.size() - at)),
                       [&](core::Bytes packet) {
                         check(!packet.empty() && packet.size() <= FrameReader::kMaxFrame);
                         got.emplace_back(packet.begin(), packet.end());
                         return true;
                       });
  }
  return got;
}

}  // namespace
}  // namespace anc

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace anc;
  if (size < 2) return 0;
  const core::Bytes rest = std::as_bytes(std::span(data + 1, size - 1));
  read(rest);
  bool whole_good = false, pieces_good = false;
  const auto whole = frames(rest, rest.size(), whole_good);
  const auto pieces = frames(rest, data[0] == 0 ? 1 : data[0], pieces_good);
  check(whole == pieces && whole_good == pieces_good);
  for (const auto& packet : whole) read(packet);
  return 0;
}
