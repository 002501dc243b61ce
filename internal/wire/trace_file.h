// A recorded session on disk (trace.h), whole at every moment but within one write.
#pragma once

#include "internal/core/bytes.h"
#include "internal/core/error.h"
#include "internal/core/fd.h"

namespace anc::wire {

/// Writes a trace. One thread.
class TraceFile {
 public:
  /// Owns `fd`, an empty file open for writing, and writes the header.
  static Result<TraceFile> begin(core::Fd fd);

  /// Appends whole records. When the disk takes only a part of them (ENOSPC), the file is cut back
  /// to the last whole one.
  Result<void> append(core::Bytes records);
  /// Bytes in the file.
  uint64_t size() const { return size_; }

 private:
  explicit TraceFile(core::Fd fd) : fd_(std::move(fd)) {}

  core::Fd fd_;
  uint64_t size_ = 0;
};

}  // namespace anc::wire
