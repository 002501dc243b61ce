// Files, users and programs of the machine; mounts, modules and the network have files of their
// own.
#include "internal/step/real_host.h"

#include <algorithm>
#include <cerrno>
#include <dirent.h>
#include <fcntl.h>
#include <memory>
#include <sys/stat.h>
#include <unistd.h>

#include "internal/core/file.h"
#include "internal/core/text.h"

namespace anc::step {
namespace {
Result<void> checked(int result, const std::string& what) {
  if (result != 0) return fail_errno(errno, what);
  return {};
}

FileType type_of(mode_t mode) {
  if (S_ISREG(mode)) return FileType::kRegular;
  if (S_ISDIR(mode)) return FileType::kDirectory;
  if (S_ISLNK(mode)) return FileType::kSymlink;
  if (S_ISCHR(mode)) return FileType::kCharDevice;
  if (S_ISBLK(mode)) return FileType::kBlockDevice;
  return FileType::kOther;
}
}  // namespace

uid_t RealHost::user_id() const { return ::geteuid(); }

Result<std::string> RealHost::boot_id() const {
  return std::string(core::trim(TRY(core::read_file("/proc/sys/kernel/random/boot_id"))));
}

Result<std::optional<User>> RealHost::user(const std::string& name) const {
  return core::find_account(name);
}

Result<std::optional<std::string>> RealHost::read(const std::string& path) const {
  return core::read_file_if_exists(path);
}

Result<void> RealHost::write(const std::string& path, const std::string& content) {
  return core::write_in_place(path, content);
}

Result<void> RealHost::write_file(const std::string& path, const std::string& content,
                                  mode_t mode) {
  return core::write_atomic(path, content, mode);
}

Result<std::optional<FileInfo>> RealHost::info(const std::string& path) const {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0) {
    if (errno == ENOENT || errno == ENOTDIR) return std::optional<FileInfo>();
    return fail_errno(errno, "look at " + path);
  }
  return std::optional<FileInfo>(FileInfo{
      .type = type_of(status.st_mode),
      .mode = status.st_mode & 07777,
      .uid = status.st_uid,
      .gid = status.st_gid,
      .rdev = status.st_rdev,
      .size = static_cast<uint64_t>(status.st_size),
  });
}

Result<std::vector<std::string>> RealHost::list(const std::string& path) const {
  const std::unique_ptr<DIR, int (*)(DIR*)> directory(::opendir(path.c_str()), ::closedir);
  if (!directory) return fail_errno(errno, "list " + path);
  std::vector<std::string> names;
  errno = 0;
  while (const dirent* entry =
             ::readdir(directory.get())) {  // NOLINT(concurrency-mt-unsafe): own DIR
    const std::string name = entry->d_name;
    if (name != "." && name != "..") names.push_back(name);
  }
  if (errno != 0) return fail_errno(errno, "list " + path);
  std::sort(names.begin(), names.end());
  return names;
}

Result<void> RealHost::make_dir(const std::string& path, mode_t mode) {
  TRY(checked(::mkdir(path.c_str(), mode), "make directory " + path));
  return set_mode(path, mode);  // whatever the umask is
}

Result<void> RealHost::make_node(const std::string& path, mode_t type_and_mode, dev_t device) {
  TRY(checked(::mknod(path.c_str(), type_and_mode, device), "make node " + path));
  return set_mode(path, type_and_mode & 07777);
}

Result<void> RealHost::set_mode(const std::string& path, mode_t mode) {
  return checked(::chmod(path.c_str(), mode), "change the mode of " + path);
}

Result<void> RealHost::set_owner(const std::string& path, uid_t uid, gid_t gid) {
  return checked(::lchown(path.c_str(), uid, gid), "change the owner of " + path);
}

Result<void> RealHost::remove_dir(const std::string& path) {
  return checked(::rmdir(path.c_str()), "remove directory " + path);
}

Result<void> RealHost::remove_file(const std::string& path) {
  return checked(::unlink(path.c_str()), "remove " + path);
}

std::optional<std::string> RealHost::find_program(const std::string& name) const {
  return core::find_program(name);
}

Result<core::Output> RealHost::ask(const std::vector<std::string>& argv) const {
  core::Command command;
  command.argv = argv;
  return core::run_command(std::move(command));
}

Result<std::string> RealHost::run(const std::vector<std::string>& argv, const std::string& input) {
  core::Command command;
  command.argv = argv;
  return core::run_checked(std::move(command), input);
}

Result<core::Output> RealHost::attempt(const std::vector<std::string>& argv) { return ask(argv); }

Result<bool> RealHost::has_module(const std::string& name) const {
  if (core::exists("/sys/module/" + name)) return true;
  if (!find_program("modprobe")) return false;
  return TRY(ask({"modprobe", "-n", "-q", name})).status.ok();
}

Result<void> RealHost::load_module(const std::string& name, const std::string& parameters) {
  std::vector<std::string> argv{name.front() == '/' ? "insmod" : "modprobe", name};
  for (std::string& word : core::split(parameters, ' ')) {
    if (!word.empty()) argv.push_back(std::move(word));
  }
  TRY(run(argv, {}));
  return {};
}

Result<void> RealHost::unload_module(const std::string& name) {
  TRY(run({"modprobe", "-r", name}, {}));
  return {};
}

}  // namespace anc::step
