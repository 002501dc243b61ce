// Reading recorded sessions: see trace.h.
#include "tests/bench/trace.h"

#include <algorithm>
#include <cstring>
#include <map>

#include "internal/core/bytes.h"
#include "internal/core/file.h"
#include "internal/core/text.h"
#include "wire/opcodes.h"

namespace anc::bench {
namespace {

constexpr size_t kMostBytes = size_t{1} << 30;
enum RecordKind : uint8_t { kUp = 0, kDown = 1 };

Result<void> read_records(Trace& trace, const std::string& path) {
  const std::string file = TRY(core::read_file(path, kMostBytes));
  core::ByteReader in(std::as_bytes(std::span(file)));
  if (in.take_text(4) != "GWTR") return fail(Kind::kFailure, path + " is not a trace");
  in.skip(12);
  size_t down = 0;
  while (in.ok() && in.remaining() > 0) {
    if (in.u32le() != 1) return fail(Kind::kFailure, path + " has more than one connection");
    const uint8_t kind = in.u8();
    in.skip(11);
    const core::Bytes data = in.take(in.u32le());
    if (kind == kUp) trace.up.insert(trace.up.end(), data.begin(), data.end());
    if (kind == kDown) trace.waits.push_back({trace.up.size(), down += data.size()});
  }
  if (!in.ok()) return fail(Kind::kFailure, path + " is cut short");
  return {};
}

Result<void> read_ids(Trace& trace, const std::string& path) {
  const std::string file = TRY(core::read_file(path, kMostBytes));
  std::map<std::string, uint32_t> slots;
  for (const auto& line : core::split(file, '\n')) {
    const auto cells = core::split(line, ',');  // conn,dir,offset,kind,scope,value,call
    if (cells.size() < 6 || cells[0] == "conn") continue;
    const auto value = static_cast<uint32_t>(TRY(core::parse_int(cells[5], 0, UINT32_MAX)));
    std::string key(cells[3]);
    (key += ' ').append(cells[4]).append(" ").append(cells[5]);
    const auto [slot, fresh] = slots.emplace(key, static_cast<uint32_t>(slots.size()));
    if (fresh) trace.recorded_ids.push_back(value);
    const auto offset = static_cast<size_t>(TRY(core::parse_int(cells[2], 0, INT64_MAX)));
    (cells[1] == "up" ? trace.up_ids : trace.down_ids).push_back({offset, slot->second});
  }
  const auto by_offset = [](const Trace::Id& a, const Trace::Id& b) { return a.offset < b.offset; };
  std::ranges::sort(trace.up_ids, by_offset);
  std::ranges::sort(trace.down_ids, by_offset);
  return {};
}

/// Finds the parts and counts what is in the frames.
Result<void> survey(Trace& trace) {
  const size_t last_id = trace.down_ids.empty() ? 0 : trace.down_ids.back().offset;
  for (const Trace::Wait& wait : trace.waits) {
    trace.setup_end = wait.up;
    if (wait.down > last_id) break;
  }
  core::ByteReader in(trace.up);
  in.skip(4);
  Trace counted;
  while (in.remaining() > 0) {
    const size_t at = in.offset();
    const uint32_t opcode = in.u32le(), size = in.u32le();
    if (size < 8) return fail(Kind::kFailure, "a packet has no size");
    in.skip(size - 8);
    if (!in.ok()) return fail(Kind::kFailure, "the last packet is cut short");
    if (at < trace.setup_end) continue;
    ++counted.packets;
    counted.draws += opcode == wire::gles2::kGlDrawArrays;
    if (opcode != wire::rc::kRcFlushWindowColorBuffer) continue;
    trace.frames_end = in.offset();
    trace.packets = counted.packets;
    trace.draws = counted.draws;
    ++trace.swaps;
  }
  return {};
}

}  // namespace

Result<Trace> Trace::load(const std::string& stem) {
  Trace trace;
  TRY(read_records(trace, stem + ".trace"));
  TRY(read_ids(trace, stem + ".ids.csv"));
  TRY(survey(trace), stem);
  return trace;
}

void Trace::patch(const std::vector<uint32_t>& ids, size_t from, size_t to) {
  const auto before = [](const Id& id, size_t offset) { return id.offset < offset; };
  auto it = std::lower_bound(up_ids.begin(), up_ids.end(), from, before);
  for (; it != up_ids.end() && it->offset < to; ++it) {
    std::memcpy(up.data() + it->offset, &ids[it->slot], sizeof(uint32_t));
  }
}

}  // namespace anc::bench
