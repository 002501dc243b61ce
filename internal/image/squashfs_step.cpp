// The image, mounted read-only on rootfs.
#include <cerrno>
#include <sys/mount.h>

#include "internal/core/text.h"
#include "internal/image/fuse_server.h"
#include "internal/image/mount_steps.h"

namespace anc::image {
namespace {

class SquashfsStep final : public step::Step {
 public:
  SquashfsStep(SquashfsPlan plan, Mounter& mounter) : plan_(std::move(plan)), mounter_(mounter) {}

  std::string_view name() const override { return "squashfs"; }
  std::string_view why() const override { return "the guest's root lies in a squashfs image"; }
  std::vector<std::string> commands() const override;
  Result<Seen> check(const Host& host) const override;
  Result<void> apply(Host& host, const Seen& seen) const override;
  Result<Left> undo(Host& host, const Seen& before) const override;

 private:
  Seen see(State state, std::string reason) const {
    return Seen{
        state, {{"image", plan_.mount.image}, {"target", plan_.mount.target}}, std::move(reason)};
  }
  Seen busy(std::string reason) const {
    Seen seen = see(State::kImpossible, std::move(reason));
    seen.hint = "unmount it first: ancloud image unmount";
    seen.kind = Kind::kBusy;
    return seen;
  }

  SquashfsPlan plan_;
  Mounter& mounter_;
};

std::vector<std::string> SquashfsStep::commands() const {
  const ImageMount& mount = plan_.mount;
  const std::string paths = core::shell_quote(mount.image) + " " + core::shell_quote(mount.target);
  if (mount.fuse) return {"squashfuse -o ro,allow_other,default_permissions " + paths};
  std::string options = "loop,ro,nodev,nosuid";
  if (mount.id_map) {
    std::string map;
    for (const IdRange& range : mount.id_map->uids) {
      map += (map.empty() ? "u:" : " u:") + format_ranges({range});
    }
    for (const IdRange& range : mount.id_map->gids) map += " g:" + format_ranges({range});
    options += ",X-mount.idmap=" + map;
  }
  return {"mount -t squashfs -o " + core::shell_quote(options) + " " + paths};
}

Result<Seen> SquashfsStep::check(const Host& host) const {
  const std::string& target = plan_.mount.target;
  const auto mount = TRY(host.mount_at(target));
  if (!mount) return see(State::kAbsent, "no image is mounted");
  if (is_dead(host, target)) return see(State::kDrifted, "its FUSE server has died");
  const std::string image = TRY(mounted_image(host, *mount));
  if (image.empty())
    return busy("a file system of type " + mount->type + " is mounted on " + target);
  if (image != plan_.mount.image) return busy("image " + image + " is mounted on " + target);
  const auto root = TRY(host.info(target));
  if (root && root->uid != plan_.root_uid) {
    return busy("the image is mounted with another id map on " + target);
  }
  return see(State::kHolds, "");
}

Result<void> SquashfsStep::apply(Host& host, const Seen& seen) const {
  if (seen.state == State::kDrifted) TRY(host.unmount(plan_.mount.target, MNT_DETACH));
  return mounter_.mount(host, plan_.mount);
}

Result<Left> SquashfsStep::undo(Host& host, const Seen& before) const {
  const std::string target = TRY(before.fact("target"));
  const std::string ours = TRY(before.fact("image"));
  if (before.state == State::kHolds) return Left{};
  const auto mount = TRY(host.mount_at(target));
  if (!mount) return Left{};
  if (!is_dead(host, target)) {
    const std::string image = TRY(mounted_image(host, *mount));
    if (image != ours) {
      return Left{(image.empty() ? mount->source : image) + " is mounted on " + target + " now"};
    }
  }
  TRY(unmount_target(host, target));
  return Left{};
}

}  // namespace

std::unique_ptr<const step::Step> squashfs_step(SquashfsPlan plan, Mounter& mounter) {
  return std::make_unique<SquashfsStep>(std::move(plan), mounter);
}

Result<std::string> mounted_image(const step::Host& host, const step::MountInfo& mount) {
  if (mount.type == kFuseType) return mount.source;
  constexpr std::string_view kDevice = "/dev/";
  if (mount.type != "squashfs" || mount.source.rfind(kDevice, 0) != 0) return std::string();
  const std::string name = mount.source.substr(kDevice.size());
  const auto file = TRY(host.read("/sys/block/" + name + "/loop/backing_file"));
  return std::string(core::trim(file.value_or(mount.source)));
}

bool is_dead(const step::Host& host, const std::string& target) {
  const auto entries = host.list(target);
  if (entries) return false;
  const int error = entries.error().root_errno();
  return error == ENOTCONN || error == ECONNABORTED || error == ESTALE;
}

Result<void> unmount_target(step::Host& host, const std::string& target) {
  auto unmounted = host.unmount(target, is_dead(host, target) ? MNT_DETACH : 0);
  if (unmounted || unmounted.error().root_errno() != EBUSY) return unmounted;
  return tl::unexpected<Error>(
      std::move(unmounted.error())
          .as(Kind::kBusy)
          .hint("find who uses it: fuser -vm " + core::shell_quote(target)));
}

}  // namespace anc::image
