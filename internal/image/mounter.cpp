// The kernel first, then FUSE.
#include "internal/image/mounter.h"

#include "internal/core/log.h"
#include "internal/image/fuse_server.h"
#include "internal/image/kernel_mount.h"

namespace anc::image {
namespace {

Result<void> mount_by_kernel(step::Host& host, const ImageMount& what) {
  auto loop = attach_loop(what.image);
  if (!loop && host.load_module("loop", {})) loop = attach_loop(what.image);
  if (!loop) return tl::unexpected<Error>(loop.error());
  const DetachedMount mount = TRY(make_mount("squashfs", {"source=" + loop->path}, true));
  if (what.id_map) TRY(id_map_mount(mount, TRY(user_namespace(*what.id_map))));
  return attach_mount(mount, what.target);
}

}  // namespace

Result<void> RealMounter::mount(step::Host& host, const ImageMount& what) {
  std::string refusal;
  if (!what.fuse) {
    const auto mounted = mount_by_kernel(host, what);
    if (mounted) return {};
    refusal = mounted.error().message();
    core::log_info("the kernel cannot mount " + what.image + " (" + refusal + "), trying FUSE");
  }
  auto server = start_fuse(what.image, what.target,
                           {.id_map = what.id_map, .die_with_parent = !stay_, .lock_fd = lock_fd_});
  if (!server) {
    Error error = std::move(server.error());
    if (refusal.empty()) return tl::unexpected<Error>(std::move(error));
    return tl::unexpected<Error>(
        std::move(error).context("the kernel cannot mount it (" + refusal + "), nor can FUSE"));
  }
  server_ = *std::move(server);
  return {};
}

}  // namespace anc::image
