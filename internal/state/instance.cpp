// Instances on disk: see instance.h.
#include "internal/state/instance.h"

#include <algorithm>
#include <cerrno>
#include <dirent.h>
#include <fcntl.h>
#include <memory>
#include <sys/stat.h>
#include <unistd.h>

#include "internal/core/file.h"

namespace anc::state {

Result<void> check_name(std::string_view name) {
  static constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz0123456789";
  const bool good = !name.empty() && name.size() <= 64 &&
                    kLetters.find(name.front()) != std::string_view::npos &&
                    std::all_of(name.begin(), name.end(), [](char c) {
                      return kLetters.find(c) != std::string_view::npos || c == '-' || c == '_';
                    });
  if (good) return {};
  std::string shown(name.substr(0, 80));
  if (shown.size() < name.size()) shown += "…";
  return fail(Error(Kind::kUsage, "\"" + shown + "\" is not an instance name")
                  .hint("use 1 to 64 of a-z, 0-9, - and _, beginning with a letter or digit"));
}

Instance::Instance(std::string data_path, std::string name)
    : data_path_(std::move(data_path)),
      name_(std::move(name)),
      dir_(data_path_ + "/instances/" + name_) {}

Result<Instance> Instance::open(const std::string& data_path, const std::string& name) {
  TRY(check_name(name));
  Instance instance(data_path, name);
  if (name != "default" && !core::is_directory(instance.dir())) {
    return fail(Error(Kind::kNoInstance, "no instance " + name + " under " + data_path)
                    .hint("`ancloud container list` shows those that exist; `ancloud run " + name +
                          "` makes a new one"));
  }
  return instance;
}

Result<Instance> Instance::create(const std::string& data_path, const std::string& name) {
  TRY(check_name(name));
  Instance instance(data_path, name);
  const bool root = ::geteuid() == 0;
  auto made = core::make_dirs(data_path + "/instances", root ? 0755 : 0700);
  for (const std::string& path :
       {instance.dir(), instance.rootfs(), instance.rootfs_overlay(), instance.combined_rootfs(),
        instance.data(), instance.cache(), instance.containers(), instance.sockets(),
        instance.input(), instance.state_dir(), instance.session_state(), instance.logs()}) {
    if (made) made = core::make_dirs(path);
  }
  if (!made) {
    Error error = std::move(made.error()).context("make instance " + name);
    if (error.root_errno() == EACCES) {
      error = std::move(error)
                  .as(Kind::kPermission)
                  .hint("run it as root, or name a --data-path of your own");
    }
    return fail(std::move(error));
  }
  return instance;
}

Result<std::vector<std::string>> Instance::list(const std::string& data_path) {
  std::vector<std::string> names = {"default"};
  const std::unique_ptr<DIR, int (*)(DIR*)> dir(::opendir((data_path + "/instances").c_str()),
                                                ::closedir);
  if (!dir) {
    if (errno == ENOENT) return names;
    return fail_errno(errno, "list " + data_path + "/instances");
  }
  while (const dirent* entry = ::readdir(dir.get())) {  // NOLINT(concurrency-mt-unsafe): own DIR
    const std::string name = entry->d_name;
    if (name != "default" && check_name(name)) names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

Result<void> Instance::give_to_session(uid_t uid, gid_t gid) const {
  const std::string log = logs() + "/session.log";
  TRY(core::open_file(log, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW, 0644));
  for (const std::string& path : {sockets(), input(), session_state(), log}) {
    if (::lchown(path.c_str(), uid, gid) != 0)
      return fail_errno(errno, "give to the session " + path);
  }
  // What an earlier session of another user left in its own directory.
  for (const char* name : {"/session.lock", "/ready", "/status.json"}) {
    const std::string path = session_state() + name;
    if (::lchown(path.c_str(), uid, gid) != 0 && errno != ENOENT) {
      return fail_errno(errno, "give to the session " + path);
    }
  }
  return {};
}

}  // namespace anc::state
