// The parent's side of the FUSE server: mounts, starts it, waits until it serves.
#include <cerrno>
#include <fcntl.h>
#include <sys/mount.h>
#include <unistd.h>

#include "internal/core/codes.h"
#include "internal/core/file.h"
#include "internal/core/text.h"
#include "internal/image/fuse_server.h"
#include "internal/image/internal_verb.h"
#include "internal/image/kernel_mount.h"

namespace anc::image {
namespace {

constexpr int kReadyTimeoutMs = 20000;
constexpr size_t kMaxSetting = 255;  // fsconfig(2) takes no longer values

Result<Fd> mount_fuse(const std::string& image, const std::string& target) {
  auto fuse = core::open_file("/dev/fuse", O_RDWR);
  if (!fuse) {
    return fail(std::move(fuse.error())
                    .as(Kind::kHostRequirement)
                    .hint("load it: modprobe fuse")
                    .code(Code::kFuseMissing));
  }
  // Mountinfo shows the source; a longer path only loses its beginning.
  const std::string source =
      image.size() <= kMaxSetting ? image : image.substr(image.size() - kMaxSetting);
  const DetachedMount mount = TRY(make_mount(
      "fuse",
      {"source=" + source, "subtype=ancloud", "fd=" + std::to_string(fuse->get()), "rootmode=40000",
       "user_id=0", "group_id=0", "allow_other", "default_permissions"},
      true));
  TRY(attach_mount(mount, target));
  return std::move(*fuse);
}

Result<core::Child> spawn_server(const Fd& image, const Fd& fuse, const Fd& ready,
                                 const FuseOptions& options) {
  const auto ranges = [&](const std::vector<IdRange> IdMap::*which) {
    return options.id_map ? format_ranges((*options.id_map).*which) : std::string("-");
  };
  core::Command command;
  command.argv = {TRY(core::own_executable()),
                  kInternalVerb,
                  "image-fuse",
                  std::to_string(image.get()),
                  std::to_string(fuse.get()),
                  std::to_string(ready.get()),
                  options.die_with_parent ? "follow" : "stay",
                  ranges(&IdMap::uids),
                  ranges(&IdMap::gids)};
  command.env = std::vector<std::string>{};
  command.keep = {image.get(), fuse.get(), ready.get()};
  if (options.lock_fd >= 0) command.keep.push_back(options.lock_fd);
  command.in = command.out = command.err = core::Command::kNull;
  command.new_session = true;  // Ctrl-C in a terminal must not take the root from under the guest
  command.die_with_parent = options.die_with_parent;
  command.directory = "/";
  return core::Child::spawn(command);
}

Result<void> wait_ready(const Fd& ready) {
  if (!TRY(core::wait_readable(ready, kReadyTimeoutMs))) {
    return fail(Kind::kTimeout, "the FUSE server does not answer");
  }
  const std::string said = TRY(core::read_to_end(ready, 4096));
  if (said == "ok") return {};
  return fail(Kind::kImage, said.empty() ? "damaged: the FUSE server died of it" : said);
}

}  // namespace

Result<core::Child> start_fuse(const std::string& image, const std::string& target,
                               const FuseOptions& options) {
  const Fd file = TRY(core::open_file(image, O_RDONLY));
  core::FdPair ready = TRY(core::make_pipe());
  Fd fuse = TRY(mount_fuse(image, target));
  auto child = spawn_server(file, fuse, ready.second, options);
  // Our copies go, or a dead server would leave its callers waiting instead of with ENOTCONN.
  fuse.reset();
  ready.second.reset();
  const Result<void> served =
      child ? wait_ready(ready.first) : Result<void>(tl::unexpected(child.error()));
  if (!served) {
    ::umount2(target.c_str(), MNT_DETACH);
    return tl::unexpected<Error>(Error(served.error()).context("serve " + image + " by FUSE"));
  }
  return child;
}

}  // namespace anc::image
