// moof and mdat: some samples, with all that is to be known of them.
#include <array>

#include "internal/stream/mp4.h"
#include "internal/stream/mp4_box.h"

namespace anc::stream {
namespace {
// Flags of the boxes (ISO/IEC 14496-12, 8.8.7 and 8.8.8).
constexpr uint32_t kBaseIsMoof = 0x020000;
constexpr uint32_t kDataOffset = 0x1, kDurations = 0x100, kSizes = 0x200, kFlags = 0x400;
// Of a sample: depends on no other, or on others and is no sync sample.
constexpr uint32_t kKey = 0x02000000, kDependent = 0x01010000;

/// Returns where the offset of the run's data is to be written.
size_t track_fragment(BoxWriter& out, uint32_t id, const Run& run) {
  size_t offset_at = 0;
  out.box("traf", [&] {
    out.full_box("tfhd", 0, kBaseIsMoof, [&] { out.u32(id); });
    out.full_box("tfdt", 1, 0, [&] { out.u64(run.begin); });
    out.full_box("trun", 0, kDataOffset | kDurations | kSizes | kFlags, [&] {
      out.u32(static_cast<uint32_t>(run.samples.size()));
      offset_at = out.size();
      out.u32(0);
      for (const Sample& sample : run.samples) {
        out.u32(sample.duration).u32(static_cast<uint32_t>(sample.data.size()));
        out.u32(sample.key ? kKey : kDependent);
      }
    });
  });
  return offset_at;
}
}  // namespace

std::vector<std::byte> mp4_fragment(uint32_t number, const Run& video, const Run& sound) {
  const std::array runs{&video, &sound};
  std::array<size_t, 2> offset_at{};
  BoxWriter out;
  out.box("moof", [&] {
    out.full_box("mfhd", 0, 0, [&] { out.u32(number); });
    for (size_t i = 0; i < runs.size(); ++i) {
      if (runs[i]->samples.empty()) continue;
      offset_at[i] = track_fragment(out, static_cast<uint32_t>(i + 1), *runs[i]);
    }
  });
  out.box("mdat", [&] {
    for (size_t i = 0; i < runs.size(); ++i) {
      if (runs[i]->samples.empty()) continue;
      out.set_u32(offset_at[i], static_cast<uint32_t>(out.size()));  // from the moof's begin: 0
      for (const Sample& sample : runs[i]->samples) out.raw(sample.data);
    }
  });
  return out.take();
}

}  // namespace anc::stream
