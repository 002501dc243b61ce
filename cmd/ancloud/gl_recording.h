// Where a recording of the GL pipe goes: shared by `gl record` and `session run --gl-record`.
#pragma once

#include <string>

#include "internal/core/error.h"
#include "internal/core/fd.h"

namespace anc::cmd {

/// The two files of a recording, made before root is given up.
class RecordingFiles {
 public:
  /// FILE and, beside it, its list of ids: NAME.ids.csv for NAME.trace, else FILE.ids.csv. Empties
  /// both where they exist.
  static Result<RecordingFiles> create(const std::string& path);

  /// The trace, empty, at its start.
  Result<core::Fd> trace() const { return core::duplicate(trace_); }
  /// Reads the finished trace and fills the list of ids.
  Result<void> finish() const;

  const std::string& path() const { return path_; }
  const std::string& ids_path() const { return ids_path_; }

 private:
  std::string path_, ids_path_;
  core::Fd trace_, ids_;
};

}  // namespace anc::cmd
