// Start codes and lengths.
#include "internal/stream/h264.h"

#include <algorithm>
#include <array>

namespace anc::stream {

std::vector<core::Bytes> nal_units(core::Bytes annex_b) {
  static constexpr std::array kStart{std::byte{0}, std::byte{0}, std::byte{1}};
  const auto next = [&](core::Bytes::iterator from) {
    return std::search(from, annex_b.end(), kStart.begin(), kStart.end());
  };
  std::vector<core::Bytes> units;
  for (auto at = next(annex_b.begin()); at != annex_b.end();) {
    const auto begin = at + kStart.size();
    at = next(begin);
    auto end = at;
    while (end != begin && *(end - 1) == std::byte{0}) --end;
    if (begin != end) units.emplace_back(begin, end);
  }
  return units;
}

std::vector<std::byte> with_lengths(core::Bytes annex_b) {
  core::ByteWriter out;
  for (const core::Bytes nal : nal_units(annex_b)) {
    if (nal_type(nal) == NalType::kSps || nal_type(nal) == NalType::kPps) continue;
    out.u32be(static_cast<uint32_t>(nal.size())).bytes(nal);
  }
  return out.take();
}

}  // namespace anc::stream
