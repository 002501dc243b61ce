// The data path by writing to it: see storage.h.
#include "internal/doctor/storage.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/statvfs.h>
#include <unistd.h>
#include <vector>

#include "internal/core/fd.h"
#include "internal/core/file.h"
#include "internal/core/text.h"
#include "internal/doctor/probes.h"
#include "internal/doctor/scratch.h"

namespace anc::doctor {
namespace {

/// Below the first no instance starts for long; below the second Android's first boot may not fit.
constexpr uint64_t kFull = 64u << 20;
constexpr uint64_t kLow = 1u << 30;
/// An instance's /data begins with a few thousand files.
constexpr uint64_t kFewInodes = 5000;
constexpr size_t kTrial = 64u << 10;

int try_writing(const std::string& directory) {
  const Fd file(::open(directory.c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600));
  if (!file) return errno;
  const std::string bytes(kTrial, 'x');
  if (const auto written = core::write_all(file, bytes); !written) {
    return written.error().root_errno();
  }
  return ::fdatasync(file.get()) == 0 ? 0 : errno;
}

Finding judge_writing(const StorageFacts& facts) {
  const std::string where = facts.directory + ": " + core::errno_text(facts.write_error);
  switch (facts.write_error) {
    case EROFS:
      return fault(Code::kDataPathReadOnly, where)
          .with_command("mount -o remount,rw " + core::shell_quote(facts.directory))
          .with_advice("or choose another data path: --data-path, data_path in the configuration");
    case ENOSPC:
    case EDQUOT:
      return fault(Code::kDiskFull, where)
          .with_advice("make room, or choose another data path: --data-path");
    default:
      return fault(Code::kDataPathForbidden, "write in " + where)
          .with_advice("choose another data path: --data-path");
  }
}

void judge_room(const StorageFacts& facts, Report& report) {
  const std::string left = core::format_size(facts.free_bytes) + " are left on " + facts.directory;
  const std::string advice = "make room, or choose another data path: --data-path";
  if (facts.free_bytes < kFull) {
    report.add(fault(Code::kDiskFull, left).with_advice(advice));
  } else if (facts.free_bytes < kLow) {
    report.add(fault(Code::kDiskLow, left).with_advice(advice));
  }
  if (facts.inodes > 0 && facts.free_inodes < kFewInodes) {
    report.add(fault(Code::kInodesLow,
                     std::to_string(facts.free_inodes) + " more files fit on " + facts.directory)
                   .with_advice(advice));
  }
}

}  // namespace

Report judge_storage(const StorageFacts& facts) {
  Report report;
  report.labels["ancloud.disk.free"] = std::to_string(facts.free_bytes >> 30) + "GiB";
  const bool unknown = facts.write_error == EOPNOTSUPP || facts.write_error == EISDIR;
  const bool only_root = !facts.root && (facts.write_error == EACCES || facts.write_error == EPERM);
  if (only_root) {
    report.add(not_tried(Code::kNeedsRoot, facts.directory + " belongs to somebody else"));
  } else if (facts.write_error != 0 && !unknown) {
    report.add(judge_writing(facts));
    return report;
  }
  judge_room(facts, report);
  if (facts.noexec) {
    report.add(fault(Code::kDataPathNoexec, facts.directory + " is mounted noexec")
                   .with_command("mount -o remount,exec " + core::shell_quote(facts.directory)));
  }
  if (facts.directory != facts.path) {
    report.add(
        fault(Code::kDataPathMissing, facts.path + " is not there yet").with_command(kHostSetup));
  }
  if (report.findings.empty()) {
    report.add(fine(facts.path + " can be written, " + std::to_string(facts.free_bytes >> 30) +
                    " GiB are free"));
  }
  return report;
}

Report probe_storage(const Question& question) {
  StorageFacts facts;
  facts.path = question.data_path;
  facts.directory = nearest_directory(question.data_path);
  facts.root = ::geteuid() == 0;
  facts.write_error = try_writing(facts.directory);
  struct statvfs info {};
  if (::statvfs(facts.directory.c_str(), &info) != 0) {
    return Report(could_not_look("statvfs " + facts.directory + ": " + core::errno_text(errno)));
  }
  facts.free_bytes = static_cast<uint64_t>(info.f_bfree) * info.f_frsize;
  facts.inodes = info.f_files;
  facts.free_inodes = info.f_ffree;
  facts.noexec = (info.f_flag & ST_NOEXEC) != 0;
  return judge_storage(facts);
}

}  // namespace anc::doctor
