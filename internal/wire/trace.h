// Recorded sessions of the GL pipe: every byte of both directions, in the order the host saw them.
//
// Little endian. 16 bytes of file header: "GWTR", u16 version 1, u16 header size 16, u64 zero. Then
// records: u32 connection (from 1, in order of arrival), u8 kind, 3 bytes zero, u64 microseconds
// since the start, u32 length, that many bytes. The cuts between records mean nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "internal/core/bytes.h"

namespace anc::wire {

enum class TraceKind : uint8_t {
  kUp = 0,      ///< guest to host
  kDown = 1,    ///< host to guest
  kOpened = 2,  ///< data: "pipe:NAME" and its NUL, which is not repeated as kUp
  kClosed = 3,  ///< by the guest; missing where the process just ended
  // From a session to the command that records it, never in files.
  kEnd = 255,  ///< data: a text, what broke the recording off; empty at the session's end
};

inline constexpr size_t kTraceHeaderSize = 16;
inline constexpr size_t kTraceRecordSize = 20;  ///< without its data

struct TraceRecord {
  uint32_t connection = 0;
  TraceKind kind = TraceKind::kUp;
  uint64_t microseconds = 0;
  core::Bytes data;  ///< borrowed
};

void append_trace_header(std::vector<std::byte>& to);
void append_trace_record(std::vector<std::byte>& to, const TraceRecord& record);

/// Whether `head`, of at least kTraceHeaderSize bytes, begins a trace of this version.
bool is_trace_header(core::Bytes head);
/// The record at the start of `bytes`, which then begin after it; nullopt, and nothing taken, when
/// it is not complete.
std::optional<TraceRecord> take_trace_record(core::Bytes& bytes);

}  // namespace anc::wire
