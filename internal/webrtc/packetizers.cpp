// NAL units and VP8 frames in pieces: see packetizers.h.
#include "internal/webrtc/packetizers.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace anc::webrtc {
namespace {

constexpr uint8_t kTypeMask = 31, kNriMask = 0x60;
constexpr uint8_t kSei = 6, kSps = 7, kPps = 8, kDelimiter = 9, kFiller = 12;
constexpr uint8_t kStapA = 24, kFuA = 28;

uint8_t at(core::Bytes bytes, size_t i) { return std::to_integer<uint8_t>(bytes[i]); }
uint8_t type_of(core::Bytes nal) { return at(nal, 0) & kTypeMask; }

/// Where the next start code begins, or the end.
size_t next_start(core::Bytes data, size_t from) {
  const auto* begin = reinterpret_cast<const char*>(data.data());
  for (size_t i = from + 2; i < data.size(); ++i) {
    const void* one = std::memchr(begin + i, 1, data.size() - i);
    if (one == nullptr) break;
    i = static_cast<size_t>(static_cast<const char*>(one) - begin);
    if (begin[i - 1] == 0 && begin[i - 2] == 0) return i - 2;
  }
  return data.size();
}

std::vector<core::Bytes> nal_units(core::Bytes annex_b) {
  std::vector<core::Bytes> units;
  for (size_t start = next_start(annex_b, 0); start < annex_b.size();) {
    const size_t begin = start + 3;
    start = next_start(annex_b, begin);
    size_t end = start;
    while (end > begin && annex_b[end - 1] == std::byte{0}) --end;
    const core::Bytes unit = annex_b.subspan(begin, end - begin);
    if (!unit.empty() && type_of(unit) != kDelimiter && type_of(unit) != kFiller) {
      units.push_back(unit);
    }
  }
  return units;
}

/// In as few pieces of at most `most` as there can be, all of about the same length: a short one at
/// the end would cost a packet's head as well.
void cut(core::Bytes data, size_t most,
         const std::function<void(core::Bytes, size_t left)>& piece) {
  size_t left = (data.size() + most - 1) / most;
  while (left > 0) {
    const size_t size = (data.size() + left - 1) / left;
    piece(data.first(size), --left);
    data = data.subspan(size);
  }
}

/// RFC 6184 5.8.
void send_fu_a(core::Bytes nal, bool last, size_t most, const PayloadSink& sink) {
  const uint8_t indicator = (at(nal, 0) & ~kTypeMask) | kFuA;
  uint8_t start = 0x80;
  cut(nal.subspan(1), most - 2, [&](core::Bytes piece, size_t left) {
    const uint8_t end = left == 0 ? 0x40 : 0;
    const std::array head{std::byte{indicator}, std::byte(start | end | type_of(nal))};
    sink({head, piece, last && left == 0});
    start = 0;
  });
}

/// RFC 6184 5.7.1.
void send_stap_a(std::span<const core::Bytes> nals, bool last, const PayloadSink& sink) {
  core::ByteWriter out;
  uint8_t importance = 0;
  for (const core::Bytes nal : nals) {
    importance = std::max<uint8_t>(importance, at(nal, 0) & kNriMask);
  }
  out.u8(importance | kStapA);
  for (const core::Bytes nal : nals) out.u16be(static_cast<uint16_t>(nal.size())).bytes(nal);
  sink({{}, out.view(), last});
}

/// How many of the first ones are about the picture, not of it, and fit in one packet.
size_t joined(std::span<const core::Bytes> nals, size_t most) {
  size_t size = 1, count = 0;
  for (const core::Bytes nal : nals) {
    const uint8_t type = type_of(nal);
    if (type != kSps && type != kPps && type != kSei) break;
    size += 2 + nal.size();
    if (size > most) break;
    ++count;
  }
  return count;
}
}  // namespace

void packetize_h264(core::Bytes annex_b, size_t most, const PayloadSink& sink) {
  const std::vector<core::Bytes> units = nal_units(annex_b);
  std::span<const core::Bytes> rest = units;
  while (!rest.empty()) {
    const size_t together = joined(rest, most);
    const bool last = rest.size() == std::max<size_t>(together, 1);
    if (together > 1) {
      send_stap_a(rest.first(together), last, sink);
    } else if (rest[0].size() <= most) {
      sink({{}, rest[0], last});
    } else {
      send_fu_a(rest[0], last, most, sink);
    }
    rest = rest.subspan(std::max<size_t>(together, 1));
  }
}

void packetize_vp8(core::Bytes frame, uint16_t picture_id, size_t most, const PayloadSink& sink) {
  uint8_t start = 0x10;
  cut(frame, most - 4, [&](core::Bytes piece, size_t left) {
    // RFC 7741 4.2: X and S; I; the number with its M bit.
    const std::array head{std::byte(0x80 | start), std::byte{0x80},
                          std::byte(0x80 | (picture_id >> 8 & 0x7f)), std::byte(picture_id & 0xff)};
    sink({head, piece, left == 0});
    start = 0;
  });
}

}  // namespace anc::webrtc
