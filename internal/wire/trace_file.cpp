// Traces on disk: see trace_file.h.
#include "internal/wire/trace_file.h"

#include <cerrno>
#include <unistd.h>

#include "internal/wire/trace.h"

namespace anc::wire {
namespace {

/// How many of the first `written` bytes are whole records.
size_t whole_part(core::Bytes records, size_t written) {
  core::Bytes left = records.first(written);
  while (take_trace_record(left)) {
  }
  return written - left.size();
}

}  // namespace

Result<TraceFile> TraceFile::begin(core::Fd fd) {
  std::vector<std::byte> header;
  append_trace_header(header);
  TRY(core::write_all(fd, header), "begin the trace");
  TraceFile file(std::move(fd));
  file.size_ = header.size();
  return file;
}

Result<void> TraceFile::append(core::Bytes records) {
  for (size_t done = 0; done < records.size();) {
    const ssize_t n = ::write(fd_.get(), records.data() + done, records.size() - done);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) {
      const int cause = errno;
      size_ += whole_part(records, done);
      if (::ftruncate(fd_.get(), static_cast<off_t>(size_)) != 0) {
        return fail_errno(errno, "cut the trace back to whole records");
      }
      return fail_errno(cause, "write the trace");
    }
    done += static_cast<size_t>(n);
  }
  size_ += records.size();
  return {};
}

}  // namespace anc::wire
