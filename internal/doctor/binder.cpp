// Binder by use: a private binderfs with a node of its own, or the host's fixed nodes.
#include "internal/doctor/binder.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <linux/android/binder.h>
#include <linux/android/binderfs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "internal/core/file.h"
#include "internal/doctor/mounts.h"
#include "internal/doctor/probes.h"
#include "internal/step/real_host.h"

namespace anc::doctor {
namespace {

/// BINDER_CURRENT_PROTOCOL_VERSION of every 64-bit kernel; 7 is that of some old 32-bit ones.
constexpr int kProtocol = 8;
constexpr unsigned kOpenToAll = 0666;
constexpr const char* kModule = "binder_linux";

/// Protocol of an open node, or an errno.
int ask_version(const Fd& node, int& version) {
  binder_version answer{};
  if (::ioctl(node.get(), BINDER_VERSION, &answer) != 0) return errno;
  version = answer.protocol_version;
  return 0;
}

std::optional<BinderNode> look_at_node(const std::string& path) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) return std::nullopt;
  BinderNode node{path, info.st_mode & 07777};
  const Fd fd(::open(path.c_str(), O_RDWR | O_CLOEXEC | O_NONBLOCK));
  node.error = fd ? ask_version(fd, node.version) : errno;
  return node;
}

/// As a container's start does it; nobody else sees that file system.
int try_binderfs(int& version) {
  const auto mount = detached_mount("binder", {});
  if (!mount) return mount.error().root_errno();
  const Fd control(::openat(mount->get(), "binder-control", O_RDWR | O_CLOEXEC));
  if (!control) return errno;
  binderfs_device device{};
  std::strncpy(device.name, "doctor", sizeof device.name - 1);
  if (::ioctl(control.get(), BINDER_CTL_ADD, &device) != 0) return errno;
  const Fd node(::openat(mount->get(), "doctor", O_RDWR | O_CLOEXEC | O_NONBLOCK));
  return node ? ask_version(node, version) : errno;
}

BinderFacts look_at_binder() {
  BinderFacts facts;
  for (const char* path : {"/dev/binder", "/dev/hwbinder", "/dev/vndbinder", "/dev/binderfs/binder",
                           "/dev/binderfs/hwbinder", "/dev/binderfs/vndbinder"}) {
    if (auto node = look_at_node(path)) facts.nodes.push_back(std::move(*node));
  }
  const step::RealHost host;
  facts.module_loaded = core::exists(std::string("/sys/module/") + kModule);
  facts.module_installed = host.has_module(kModule).value_or(false);
  const auto types = core::read_file("/proc/filesystems");
  facts.has_binderfs = types && types->find("\tbinder\n") != std::string::npos;
  utsname name{};
  if (::uname(&name) == 0) facts.kernel = name.release;
  // Last: root in here is root nowhere else.
  if (facts.has_binderfs && ::geteuid() != 0) (void)enter_user_namespace();
  if (facts.has_binderfs) facts.binderfs_error = try_binderfs(facts.binderfs_version);
  return facts;
}

Finding wrong_version(const std::string& where, int version) {
  return fault(Code::kBinderVersion, where + " speaks protocol " + std::to_string(version) +
                                         ", Android's libraries speak " + std::to_string(kProtocol))
      .with_advice("boot a 64-bit kernel of this distribution");
}

Finding judge_binderfs(const BinderFacts& facts) {
  if (facts.binderfs_error != 0) {
    return fault(Code::kBinderForbidden,
                 "the kernel has binderfs, but an own one cannot be used: " +
                     core::errno_text(facts.binderfs_error))
        .with_advice(forbidden(facts.binderfs_error)
                         ? "run it as root, outside of containers that forbid mounts"
                         : "see the kernel's log: dmesg | grep binder");
  }
  if (facts.binderfs_version != kProtocol) {
    return wrong_version("binderfs", facts.binderfs_version);
  }
  return fine("binderfs works, protocol 8; each guest gets nodes of its own");
}

std::string octal(unsigned mode) {
  char text[16];
  std::snprintf(text, sizeof text, "%04o", mode);
  return text;
}

Report judge_nodes(const BinderFacts& facts) {
  Report report;
  for (const BinderNode& node : facts.nodes) {
    if (node.error != 0) {
      report.add(
          fault(Code::kBinderForbidden,
                node.path + " is there and cannot be used: " + core::errno_text(node.error))
              .with_advice(forbidden(node.error)
                               ? "run it as root, and outside of containers that forbid devices"
                           : node.error == ENOTTY ? "it is no binder node: remove it"
                                                  : "see the kernel's log: dmesg | grep binder"));
    } else if (node.version != kProtocol) {
      report.add(wrong_version(node.path, node.version));
    } else if (node.mode != kOpenToAll) {
      report.add(fault(Code::kBinderNodeMode,
                       node.path + " has mode " + octal(node.mode) + ", Android's users need 0666")
                     .with_command(kHostSetup));
    }
  }
  report.add(fault(Code::kBinderShared,
                   "the kernel has no binderfs; all guests would share " + facts.nodes.front().path)
                 .with_advice("a kernel with CONFIG_ANDROID_BINDERFS gives each its own"));
  return report;
}

Finding judge_absence(const BinderFacts& facts) {
  if (facts.module_loaded) {
    return fault(Code::kBinderNoNodes,
                 "module binder_linux was loaded without devices, and has no binderfs")
        .with_command("modprobe -r binder_linux && ancloud host-setup")
        .with_advice("where modprobe says that it is in use: reboot first");
  }
  if (facts.module_installed) {
    return fault(Code::kBinderNotLoaded, "module binder_linux is installed, but not loaded")
        .with_command(kHostSetup);
  }
  return fault(Code::kBinderMissing,
               "kernel " + facts.kernel + " has no binder driver, and no module binder_linux")
      .with_command("ancloud host-setup --build-binder")
      .with_advice(
          "or boot a kernel with CONFIG_ANDROID_BINDER_IPC; on Debian linux-image-amd64 has "
          "one, its cloud flavour none; on Ubuntu: apt install linux-modules-extra-" +
          facts.kernel);
}

}  // namespace

Report judge_binder(const BinderFacts& facts) {
  if (facts.has_binderfs) {
    Report report(judge_binderfs(facts));
    const bool works = report.findings.front().code == Code::kNone;
    report.labels["ancloud.binder"] = works ? "binderfs" : "none";
    return report;
  }
  if (!facts.nodes.empty()) {
    Report report = judge_nodes(facts);
    const bool works = facts.nodes.front().error == 0;
    report.labels["ancloud.binder"] = works ? "nodes" : "none";
    return report;
  }
  Report report(judge_absence(facts));
  report.labels["ancloud.binder"] = "none";
  return report;
}

Report probe_binder(const Question&) { return judge_binder(look_at_binder()); }

}  // namespace anc::doctor
