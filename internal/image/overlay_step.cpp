// The operator's files over the image, on combined-rootfs.
#include <algorithm>
#include <array>
#include <cerrno>
#include <sys/mount.h>

#include "internal/core/text.h"
#include "internal/image/mount_steps.h"

namespace anc::image {
namespace {

/// File systems that overlayfs refuses as an upper layer: no trusted xattrs, no whiteouts.
constexpr std::array<std::string_view, 10> kNoUpper = {
    "overlay", "nfs", "nfs4", "cifs", "smb3", "vfat", "msdos", "exfat", "9p", "ecryptfs"};

/// overlayfs separates layers by ':' and options by ','; a backslash takes their meaning away.
std::string escape(const std::string& path) {
  std::string text;
  for (const char c : path) {
    if (c == ':' || c == ',' || c == '\\') text += '\\';
    text += c;
  }
  return text;
}

bool has_option(const std::string& options, std::string_view name) {
  for (const std::string& option : core::split(options, ',')) {
    if (std::string_view(option).substr(0, option.find('=')) == name) return true;
  }
  return false;
}

/// The type of the file system that `path` lies on.
Result<std::string> file_system_of(const Host& host, const std::string& path) {
  std::string type;
  size_t longest = 0;
  for (const step::MountInfo& mount : TRY(host.mounts())) {
    const std::string& target = mount.target;
    const bool above = target == "/" || path == target ||
                       (path.rfind(target, 0) == 0 && path[target.size()] == '/');
    if (!above || target.size() < longest) continue;  // of equal ones the newest, the last, counts
    longest = target.size();
    type = mount.type;
  }
  return type;
}

class OverlayStep final : public step::Step {
 public:
  explicit OverlayStep(OverlayPlan plan) : plan_(std::move(plan)) {}

  std::string_view name() const override { return "overlay"; }
  std::string_view why() const override { return "the operator's files stand over the image's"; }
  std::vector<std::string> commands() const override {
    return {"mount -t overlay overlay -o " + core::shell_quote(flags() + "," + layers()) + " " +
            core::shell_quote(plan_.target)};
  }
  Result<Seen> check(const Host& host) const override;
  Result<void> apply(Host& host, const Seen& seen) const override;
  Result<Left> undo(Host& host, const Seen& before) const override;

 private:
  std::string flags() const {
    return std::string(plan_.writable() ? "rw" : "ro") + ",nodev" + (plan_.nosuid ? ",nosuid" : "");
  }
  std::string layers() const {
    std::string text = "lowerdir=" + escape(plan_.over) + ":" + escape(plan_.rootfs);
    if (plan_.writable()) {
      text += ",upperdir=" + escape(plan_.upper) + ",workdir=" + escape(plan_.work);
    }
    return text;
  }
  Seen see(State state, std::string reason) const {
    return Seen{state, {{"target", plan_.target}}, std::move(reason)};
  }
  Seen busy(std::string reason) const {
    Seen seen = see(State::kImpossible, std::move(reason));
    seen.hint = "unmount it first: ancloud image unmount";
    seen.kind = Kind::kBusy;
    return seen;
  }
  Result<Seen> check_absent(const Host& host) const;

  OverlayPlan plan_;
};

Result<Seen> OverlayStep::check_absent(const Host& host) const {
  if (!plan_.writable()) return see(State::kAbsent, "not mounted");
  const std::string type = TRY(file_system_of(host, plan_.upper));
  if (std::find(kNoUpper.begin(), kNoUpper.end(), type) == kNoUpper.end()) {
    return see(State::kAbsent, "not mounted");
  }
  Seen seen = see(State::kImpossible, plan_.upper + " lies on a file system of type " + type +
                                          ", which cannot be the writable layer of an overlay");
  seen.hint = "put the data path on ext4, xfs, btrfs or tmpfs: --data-path DIR; or mount read-only";
  return seen;
}

Result<Seen> OverlayStep::check(const Host& host) const {
  const auto mount = TRY(host.mount_at(plan_.target));
  if (!mount) return check_absent(host);
  if (mount->type != "overlay") {
    return busy("a file system of type " + mount->type + " is mounted on " + plan_.target);
  }
  if (is_dead(host, plan_.target)) return see(State::kDrifted, "a layer below it has died");
  const bool writable = has_option(mount->super_options, "upperdir");
  if (writable != plan_.writable()) {
    return busy(plan_.target + " is mounted " + (writable ? "writable" : "read-only"));
  }
  if (writable && has_option(mount->super_options, "ro")) {
    return see(State::kDrifted, "the kernel mounted it read-only, see dmesg");
  }
  return see(State::kHolds, "");
}

Result<void> OverlayStep::apply(Host& host, const Seen& seen) const {
  if (seen.state == State::kDrifted) TRY(host.unmount(plan_.target, MNT_DETACH));
  unsigned long flags = MS_NODEV;
  if (!plan_.writable()) flags |= MS_RDONLY;
  if (plan_.nosuid) flags |= MS_NOSUID;
  return host.mount({"overlay", plan_.target, "overlay", flags, layers()});
}

Result<Left> OverlayStep::undo(Host& host, const Seen& before) const {
  const std::string target = TRY(before.fact("target"));
  if (before.state == State::kHolds) return Left{};
  const auto mount = TRY(host.mount_at(target));
  if (!mount) return Left{};
  if (mount->type != "overlay") return Left{mount->source + " is mounted on " + target + " now"};
  TRY(unmount_target(host, target));
  return Left{};
}

}  // namespace

std::unique_ptr<const step::Step> overlay_step(OverlayPlan plan) {
  return std::make_unique<OverlayStep>(std::move(plan));
}

}  // namespace anc::image
