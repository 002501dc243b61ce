// The files of a recording: see gl_recording.h.
#include "cmd/ancloud/gl_recording.h"

#include <fcntl.h>

#include "internal/wire/trace_ids.h"

namespace anc::cmd {
namespace {

std::string beside(const std::string& path) {
  constexpr std::string_view kEnding = ".trace";
  const bool named = path.ends_with(kEnding);
  return path.substr(0, path.size() - (named ? kEnding.size() : 0)) + ".ids.csv";
}

}  // namespace

Result<RecordingFiles> RecordingFiles::create(const std::string& path) {
  RecordingFiles files;
  files.path_ = path;
  files.ids_path_ = beside(path);
  files.trace_ = TRY(core::open_file(files.path_, O_RDWR | O_CREAT | O_TRUNC));
  files.ids_ = TRY(core::open_file(files.ids_path_, O_WRONLY | O_CREAT | O_TRUNC));
  return files;
}

Result<void> RecordingFiles::finish() const { return wire::list_trace_ids(trace_, ids_); }

}  // namespace anc::cmd
