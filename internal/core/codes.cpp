// The table of codes: see codes.h.
#include "internal/core/codes.h"

#include <algorithm>
#include <array>

namespace anc::core {
namespace {

using enum Code;
using enum Severity;
using enum Concerns;

constexpr std::array kTable = {
    // One line each, whatever its length: clang-format would make columns of them.
    // clang-format off
    CodeFacts{kBinderMissing, "binder_missing", kProblem, kAndroid, "", "the kernel has no binder driver, and no module of it is installed"},
    CodeFacts{kBinderNotLoaded, "binder_not_loaded", kWarning, kAndroid, "binder", "binder's module is installed, but not loaded"},
    CodeFacts{kBinderNoNodes, "binder_no_nodes", kProblem, kAndroid, "", "the driver is there, but offers neither binderfs nor a node"},
    CodeFacts{kBinderForbidden, "binder_forbidden", kProblem, kAndroid, "", "a binder node or binderfs is there and cannot be used"},
    CodeFacts{kBinderVersion, "binder_version", kProblem, kAndroid, "", "binder speaks another protocol than 8, which all 64-bit kernels speak"},
    CodeFacts{kBinderShared, "binder_shared", kWarning, kAndroid, "", "fixed nodes and no binderfs: one guest at a time can have a service manager"},
    CodeFacts{kBinderNodeMode, "binder_node_mode", kWarning, kAndroid, "binder", "a fixed node may be opened by root alone"},
    CodeFacts{kAshmemMissing, "ashmem_missing", kProblem, kAnbox, "", "no /dev/ashmem, which Android 7 cannot do without (kernels from 5.18 on have none)"},
    CodeFacts{kMemfdMissing, "memfd_missing", kProblem, kAll, "", "memfd_create does not work"},
    CodeFacts{kSelinuxEnforcing, "selinux_enforcing", kWarning, kAndroid, "selinux", "SELinux enforces a policy that knows nothing of Android"},
    CodeFacts{kSelinuxInactive, "selinux_inactive", kWarning, kAndroid, "", "SELinux is not active, which an unpatched service manager of Android 10 or newer needs"},
    CodeFacts{kApparmorProfile, "apparmor_profile", kWarning, kAll, "apparmor", "AppArmor is active and does not have the guests' profile"},
    CodeFacts{kUserNamespaceMissing, "user_namespace_missing", kProblem, kAll, "", "no user namespace can be made, so only --privileged guests can run"},
    CodeFacts{kUserNamespaceRestricted, "user_namespace_restricted", kOk, kAll, "", "users who are not root cannot make user namespaces (ancloud does not need it)"},
    CodeFacts{kSubidMissing, "subid_missing", kOk, kAll, "", "root has no such range in /etc/subuid or /etc/subgid (ancloud writes the map itself)"},
    CodeFacts{kCgroupMissing, "cgroup_missing", kProblem, kAll, "", "no control groups are mounted"},
    CodeFacts{kCgroupReadOnly, "cgroup_read_only", kProblem, kAll, "", "no control group can be made"},
    CodeFacts{kCgroupControllers, "cgroup_controllers", kWarning, kAll, "", "a controller is missing, so that limit cannot be set"},
    CodeFacts{kCgroupDevices, "cgroup_devices", kWarning, kAll, "", "control groups cannot restrict devices"},
    CodeFacts{kOverlayMissing, "overlay_missing", kProblem, kAll, "", "overlay cannot be mounted"},
    CodeFacts{kOverlayUpperRefused, "overlay_upper_refused", kWarning, kAll, "", "the data path's file system cannot carry a writable layer (image.writable)"},
    CodeFacts{kOverlayUserNamespace, "overlay_user_namespace", kOk, kAll, "", "overlay does not mount in a user namespace (kernels before 5.11)"},
    CodeFacts{kLoopMissing, "loop_missing", kWarning, kAll, "", "no loop devices, so images are served by FUSE, which reads slower"},
    CodeFacts{kFuseMissing, "fuse_missing", kWarning, kAll, "", "no FUSE: images that the kernel cannot mount cannot be served, nor can Android's /sdcard"},
    CodeFacts{kSquashfsMissing, "squashfs_missing", kWarning, kAll, "", "the kernel cannot mount squashfs, so images are served by FUSE"},
    CodeFacts{kSquashfsCompressor, "squashfs_compressor", kOk, kAll, "", "the kernel's squashfs lacks a compressor; images with it are served by FUSE"},
    CodeFacts{kImageUnmountable, "image_unmountable", kProblem, kAll, "", "neither the kernel nor FUSE can mount an image"},
    CodeFacts{kIdMapMissing, "id_map_missing", kOk, kAll, "", "squashfs cannot be id-mapped (kernels before 6.12): images with unshifted owners are served by FUSE"},
    CodeFacts{kImageMissing, "image_missing", kProblem, kAll, "", "the image is not there"},
    CodeFacts{kImageBad, "image_bad", kProblem, kAll, "", "the image cannot be used"},
    CodeFacts{kImageAbi, "image_abi", kProblem, kAll, "", "the image is for another processor"},
    CodeFacts{kCpu32Bit, "cpu_32_bit", kProblem, kAll, "", "the image is 32-bit, which this processor or kernel does not run"},
    CodeFacts{kCpuFeatures, "cpu_features", kProblem, kAndroid, "", "the processor lacks instructions that Android's x86 ABI takes for granted"},
    CodeFacts{kDataPathMissing, "data_path_missing", kWarning, kAll, "directories", "the data path is not there yet"},
    CodeFacts{kDataPathReadOnly, "data_path_read_only", kProblem, kAll, "", "the data path's file system is read-only"},
    CodeFacts{kDataPathForbidden, "data_path_forbidden", kProblem, kAll, "", "the data path cannot be written"},
    CodeFacts{kDataPathNoexec, "data_path_noexec", kWarning, kAll, "", "the data path's file system runs no programs, so installed applications fail"},
    CodeFacts{kDataPathUnreachable, "data_path_unreachable", kProblem, kAll, "", "the session's user cannot reach the data path"},
    CodeFacts{kDiskFull, "disk_full", kProblem, kAll, "", "the data path's disk is full"},
    CodeFacts{kDiskLow, "disk_low", kWarning, kAll, "", "the data path's disk is nearly full"},
    CodeFacts{kInodesLow, "inodes_low", kWarning, kAll, "", "the data path's file system can hardly take more files"},
    CodeFacts{kSessionUserMissing, "session_user_missing", kWarning, kAll, "user", "the user that sessions run as is not there yet"},
    CodeFacts{kSessionUserBad, "session_user_bad", kProblem, kAll, "", "the named session user is unknown, or root"},
    CodeFacts{kOvercommitStrict, "overcommit_strict", kProblem, kAndroid, "", "vm.overcommit_memory is 2: Android's runtime reserves more than it uses, and restarts for ever"},
    CodeFacts{kInotifyExhausted, "inotify_exhausted", kProblem, kAll, "", "no inotify instance or watch is left"},
    CodeFacts{kInotifyLow, "inotify_low", kWarning, kAll, "", "an inotify limit is so low that few instances fit"},
    CodeFacts{kKeysExhausted, "keys_exhausted", kProblem, kAll, "", "no key is left in the quota"},
    CodeFacts{kKeysLow, "keys_low", kWarning, kAll, "", "the quota of keys is so low that few instances fit"},
    CodeFacts{kMapCountLow, "map_count_low", kWarning, kAndroid, "", "vm.max_map_count is lower than Android's runtime expects"},
    CodeFacts{kBridgeUnsupported, "bridge_unsupported", kProblem, kAll, "", "the kernel makes no bridge or no veth pair"},
    CodeFacts{kBridgeTaken, "bridge_taken", kProblem, kAll, "", "an interface of the bridge's name is there and is no bridge"},
    CodeFacts{kBridgeMissing, "bridge_missing", kWarning, kAll, "network", "the bridge is not there yet, is down, or has no address"},
    CodeFacts{kRouteClash, "route_clash", kProblem, kAll, "", "the range that network.address names is in use on this host"},
    CodeFacts{kIpForwardOff, "ip_forward_off", kWarning, kAll, "network", "the kernel does not forward packets"},
    CodeFacts{kFirewallMissing, "firewall_missing", kProblem, kAll, "", "no program is installed that sets the packet filter"},
    CodeFacts{kFirewallRules, "firewall_rules", kWarning, kAll, "network", "the rules that let the guests' packets out are not there yet"},
    CodeFacts{kFirewallMixed, "firewall_mixed", kWarning, kAll, "", "both variants of iptables hold rules; each packet passes both"},
    CodeFacts{kForwardDocker, "forward_docker", kWarning, kAll, "network", "Docker's policy drops what the guests send out"},
    CodeFacts{kForwardUfw, "forward_ufw", kWarning, kAll, "network", "ufw's policy drops what the guests send out"},
    CodeFacts{kForwardFirewalld, "forward_firewalld", kWarning, kAll, "network", "firewalld drops what the guests send out"},
    CodeFacts{kForwardDrop, "forward_drop", kWarning, kAll, "network", "another rule or policy drops what the guests send out"},
    CodeFacts{kGuestNoGateway, "guest_no_gateway", kProblem, kAll, "", "the gateway does not answer a running guest"},
    CodeFacts{kGuestNoDns, "guest_no_dns", kProblem, kAll, "", "the name server does not answer a running guest"},
    CodeFacts{kPortInUse, "port_in_use", kWarning, kAll, "", "another program has a port that ancloud would listen on"},
    CodeFacts{kPortForbidden, "port_forbidden", kWarning, kAll, "", "the port may not be opened"},
    CodeFacts{kAddressNotHere, "address_not_here", kWarning, kAll, "", "this host does not have the address to listen on"},
    CodeFacts{kGlMissing, "gl_missing", kProblem, kAll, "", "EGL or OpenGL ES is not installed"},
    CodeFacts{kGlNothingDraws, "gl_nothing_draws", kProblem, kAll, "", "no GL driver of this host can draw for guests"},
    CodeFacts{kGlCrashes, "gl_crashes", kWarning, kAll, "", "a GL driver crashes; another one draws"},
    CodeFacts{kGlHangs, "gl_hangs", kWarning, kAll, "", "a GL driver hangs; another one draws"},
    CodeFacts{kGlSoftware, "gl_software", kWarning, kAll, "", "the processor draws, no GPU does"},
    CodeFacts{kEncoderMissing, "encoder_missing", kProblem, kAll, "", "video cannot be encoded"},
    CodeFacts{kEncoderHardware, "encoder_hardware", kWarning, kAll, "", "a chip that should encode does not; the processor does"},
    CodeFacts{kProbeCrashed, "probe_crashed", kProblem, kAll, "", "a probe of the doctor died"},
    CodeFacts{kProbeHung, "probe_hung", kProblem, kAll, "", "a probe of the doctor did not answer in its time"},
    CodeFacts{kProbeFailed, "probe_failed", kProblem, kAll, "", "a probe of the doctor could not look"},
    CodeFacts{kNeedsRoot, "needs_root", kNotTried, kAll, "", "only root can find out"},
    CodeFacts{kNeedsDataPath, "needs_data_path", kNotTried, kAll, "", "it takes a data path that can be written"},
    CodeFacts{kNeedsImage, "needs_image", kNotTried, kAll, "", "no image is named, and there is no demo image"},
    CodeFacts{kNeedsInstance, "needs_instance", kNotTried, kAll, "", "no instance runs"},
    // clang-format on
};

}  // namespace

std::span<const CodeFacts> code_table() { return kTable; }

const CodeFacts& code_facts(Code code) {
  const auto row = static_cast<size_t>(code);
  CHECK(row >= 1 && row <= kTable.size() && kTable[row - 1].code == code, "each code has its row");
  return kTable[row - 1];
}

std::string_view code_name(Code code) {
  return code == Code::kNone ? std::string_view() : code_facts(code).name;
}

std::optional<Code> find_code(std::string_view name) {
  const auto row = std::find_if(kTable.begin(), kTable.end(),
                                [&](const CodeFacts& facts) { return facts.name == name; });
  if (row == kTable.end()) return std::nullopt;
  return row->code;
}

std::string_view severity_name(Severity severity) {
  switch (severity) {
    case Severity::kOk:
      return "ok";
    case Severity::kWarning:
      return "warning";
    case Severity::kProblem:
      return "problem";
    case Severity::kNotTried:
      return "not_tried";
  }
  return "ok";
}

std::optional<Severity> find_severity(std::string_view name) {
  for (const Severity severity : {kOk, kWarning, kProblem, kNotTried}) {
    if (severity_name(severity) == name) return severity;
  }
  return std::nullopt;
}

}  // namespace anc::core
