// Bytes of recorded sessions: see trace.h.
#include "internal/wire/trace.h"

#include <cstring>

namespace anc::wire {
namespace {

constexpr uint32_t kMagic = 0x52545747;  // "GWTR"
constexpr uint16_t kVersion = 1;

template <class T>
void append(std::vector<std::byte>& to, T value) {
  const auto* bytes = reinterpret_cast<const std::byte*>(&value);
  to.insert(to.end(), bytes, bytes + sizeof value);
}

}  // namespace

void append_trace_header(std::vector<std::byte>& to) {
  append(to, kMagic);
  append(to, kVersion);
  append(to, static_cast<uint16_t>(kTraceHeaderSize));
  append(to, uint64_t{0});
}

void append_trace_record(std::vector<std::byte>& to, const TraceRecord& record) {
  append(to, record.connection);
  append(to, static_cast<uint32_t>(record.kind));
  append(to, record.microseconds);
  append(to, static_cast<uint32_t>(record.data.size()));
  to.insert(to.end(), record.data.begin(), record.data.end());
}

bool is_trace_header(core::Bytes head) {
  core::ByteReader in(head);
  return in.u32le() == kMagic && in.u16le() == kVersion && in.u16le() == kTraceHeaderSize &&
         in.u64le() == 0 && in.ok();
}

std::optional<TraceRecord> take_trace_record(core::Bytes& bytes) {
  core::ByteReader in(bytes);
  TraceRecord record;
  record.connection = in.u32le();
  record.kind = static_cast<TraceKind>(in.u8());
  in.skip(3);
  record.microseconds = in.u64le();
  record.data = in.take(in.u32le());
  if (!in.ok()) return std::nullopt;
  bytes = bytes.subspan(in.offset());
  return record;
}

}  // namespace anc::wire
