// A guest's data as a file system of its own: see data_volume.h.
#include "internal/container/data_volume.h"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "internal/core/file.h"
#include "internal/core/lock.h"
#include "internal/core/process.h"
#include "internal/core/text.h"
#include "internal/image/kernel_mount.h"

namespace anc::container {
namespace {

Result<void> run_tool(const std::vector<std::string>& argv) {
  const auto program = core::find_program(argv[0]);
  if (!program) {
    return fail(Error(Kind::kHostRequirement, argv[0] + " is not installed")
                    .hint("apt install e2fsprogs, or set container.data_size to 0"));
  }
  core::Command command;
  command.argv = argv;
  command.argv[0] = *program;
  const auto output = TRY(core::run_command(command));
  // 1 from e2fsck: it has put something right.
  if (output.status.ok() || (argv[0] == "e2fsck" && output.status.code == 1)) return {};
  return fail(Kind::kFailure,
              argv[0] + ": " + output.status.text() + ": " + std::string(core::trim(output.err)));
}

// A file that is not whole, after a kill, never has the name.
Result<void> make_volume(const std::string& path, uint64_t size, uint32_t owner) {
  const std::string fresh = path + ".new";
  const Fd file = TRY(core::open_file(fresh, O_RDWR | O_CREAT | O_TRUNC | O_NOFOLLOW, 0600));
  if (::ftruncate(file.get(), static_cast<off_t>(size)) != 0) {
    return fail_errno(errno, "make " + fresh);
  }
  const std::string id = std::to_string(owner);
  TRY(run_tool({"mkfs.ext4", "-q", "-F", "-E",
                "root_owner=" + id + ":" + id + ",lazy_itable_init=1,lazy_journal_init=1", fresh}),
      "make a file system in " + fresh);
  if (::fsync(file.get()) != 0 || std::rename(fresh.c_str(), path.c_str()) != 0) {
    return fail_errno(errno, "make " + path);
  }
  return {};
}

Result<void> grow_volume(const std::string& path, uint64_t size) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) return fail_errno(errno, "stat " + path);
  if (static_cast<uint64_t>(info.st_size) >= size) return {};
  TRY(run_tool({"e2fsck", "-p", "-f", path}), "check " + path);
  if (::truncate(path.c_str(), static_cast<off_t>(size)) != 0) {
    return fail_errno(errno, "grow " + path);
  }
  return run_tool({"resize2fs", path});
}

}  // namespace

DataVolume::~DataVolume() {
  for (auto path = mounted_.rbegin(); path != mounted_.rend(); ++path) {
    if (::umount2(path->c_str(), 0) != 0) (void)::umount2(path->c_str(), MNT_DETACH);
  }
}

Result<void> DataVolume::mount_file(const std::string& path, const std::string& at) {
  // The lock belongs to the open file, which the loop device keeps open for as long as it is there.
  const core::FileLock lock = TRY(core::FileLock::take(path, std::chrono::seconds(5)));
  auto loop = image::attach_loop(lock.fd(), false);
  if (!loop) return fail(std::move(loop.error()).as(Kind::kHostRequirement));
  if (::mount(loop->path.c_str(), at.c_str(), "ext4", MS_NOSUID | MS_NODEV, nullptr) != 0) {
    return fail_errno(errno, "mount " + path + " as ext4",
                      errno == ENODEV ? Kind::kHostRequirement : Kind::kFailure);
  }
  mounted_.push_back(at);
  return {};
}

Result<void> DataVolume::show(const std::string& source, const std::string& target,
                              uint32_t owner) {
  if (::mkdir(source.c_str(), 0771) == 0) {
    if (::chmod(source.c_str(), 0771) != 0 || ::chown(source.c_str(), owner, owner) != 0) {
      return fail_errno(errno, "make " + source);
    }
  } else if (errno != EEXIST) {
    return fail_errno(errno, "make " + source);
  }
  if (::mount(source.c_str(), target.c_str(), nullptr, MS_BIND, nullptr) != 0) {
    return fail_errno(errno, "show " + source + " on " + target);
  }
  mounted_.push_back(target);
  return {};
}

Result<DataVolume> DataVolume::mount(const state::Instance& instance, const std::string& at,
                                     uint64_t size, uint32_t owner) {
  const std::string path = instance.dir() + "/data.ext4";
  if (core::exists(path)) {
    TRY(grow_volume(path, size));
  } else {
    TRY(make_volume(path, size, owner));
  }
  DataVolume volume;
  TRY(volume.mount_file(path, at));
  TRY(volume.show(at + "/data", instance.data(), owner));
  TRY(volume.show(at + "/cache", instance.cache(), owner));
  return volume;
}

}  // namespace anc::container
