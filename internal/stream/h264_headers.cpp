// Bit by bit, in the order of the standard's syntax tables.
#include "internal/stream/h264_headers.h"

#include <bit>

#include "internal/stream/h264.h"

namespace anc::stream {
namespace {
constexpr uint8_t kBaseline = 66, kConstraints = 0xC0;

class BitWriter {
 public:
  BitWriter& bits(uint32_t count, uint32_t value) {
    for (uint32_t i = count; i-- > 0;) {
      if (used_ % 8 == 0) bytes_.push_back(0);
      bytes_.back() = static_cast<uint8_t>(bytes_.back() | ((value >> i & 1) << (7 - used_ % 8)));
      ++used_;
    }
    return *this;
  }
  BitWriter& flag(bool value) { return bits(1, value ? 1 : 0); }
  /// ue(v), 9.1
  BitWriter& number(uint32_t value) {
    const auto length = static_cast<uint32_t>(std::bit_width(value + 1));
    return bits(length - 1, 0).bits(length, value + 1);
  }
  /// se(v), 9.1.1
  BitWriter& signed_number(int value) {
    return number(value > 0 ? static_cast<uint32_t>(2 * value - 1)
                            : static_cast<uint32_t>(-2 * value));
  }
  /// A start code, the unit's first byte, and what was written, with its trailing bit and with the
  /// bytes that keep start codes out of it (7.4.1).
  void append_to(std::vector<std::byte>& out, NalType type) {
    bits(1, 1);
    for (const int byte : {0, 0, 0, 1, 3 << 5 | static_cast<int>(type)}) {
      out.push_back(static_cast<std::byte>(byte));
    }
    int zeros = 0;
    for (const uint8_t byte : bytes_) {
      if (zeros == 2 && byte <= 3) {
        out.push_back(std::byte{3});
        zeros = 0;
      }
      out.push_back(std::byte{byte});
      zeros = byte == 0 ? zeros + 1 : 0;
    }
  }

 private:
  std::vector<uint8_t> bytes_;
  uint32_t used_ = 0;
};

uint32_t in_blocks(uint32_t pixels) { return (pixels + 15) / 16; }

/// vui_parameters(), E.1.1
void write_vui(BitWriter& out) {
  out.flag(false).flag(false);  // neither aspect ratio nor overscan
  out.flag(true).bits(3, 5).flag(kColours.full_range).flag(true);
  out.bits(8, kColours.primaries).bits(8, kColours.transfer).bits(8, kColours.matrix);
  out.flag(false).flag(false).flag(false).flag(false).flag(false);  // no times, no HRD
  out.flag(true).flag(true).number(0).number(0).number(15).number(15).number(0).number(1);
}
}  // namespace

uint8_t h264_level(Size size, uint32_t frames_per_second) {
  struct Level {
    uint8_t idc;
    uint32_t blocks, blocks_per_second;
  };
  constexpr Level kLevels[] = {{31, 3600, 108000},
                               {32, 5120, 216000},
                               {40, 8192, 245760},
                               {42, 8704, 522240},
                               {51, 36864, 983040}};
  const uint32_t blocks = in_blocks(size.width) * in_blocks(size.height);
  for (const Level& level : kLevels) {
    if (blocks <= level.blocks && blocks * frames_per_second <= level.blocks_per_second) {
      return level.idc;
    }
  }
  return 52;
}

std::vector<std::byte> h264_headers(Size size, uint32_t frames_per_second) {
  std::vector<std::byte> out;
  const uint32_t wide = in_blocks(size.width), high = in_blocks(size.height);
  BitWriter sps;
  sps.bits(8, kBaseline).bits(8, kConstraints).bits(8, h264_level(size, frames_per_second));
  sps.number(0).number(kFrameNumBits - 4).number(0).number(kPicOrderBits - 4);
  sps.number(1).flag(false).number(wide - 1).number(high - 1).flag(true).flag(true);
  const uint32_t right = wide * 16 - size.width, bottom = high * 16 - size.height;
  sps.flag(right + bottom > 0);
  if (right + bottom > 0) sps.number(0).number(right / 2).number(0).number(bottom / 2);
  sps.flag(true);
  write_vui(sps);
  sps.append_to(out, NalType::kSps);
  BitWriter pps;
  pps.number(0).number(0).flag(false).flag(false).number(0).number(0).number(0);
  pps.flag(false).bits(2, 0).signed_number(kInitialQp - 26).signed_number(0).signed_number(0);
  pps.flag(true).flag(false).flag(false);
  pps.append_to(out, NalType::kPps);
  return out;
}

}  // namespace anc::stream
