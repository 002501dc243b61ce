// Kept capabilities: see capabilities.h.
#include "internal/confine/capabilities.h"

#include <array>
#include <linux/capability.h>

namespace anc::confine {
namespace {

// What Android 7's zygote gives system_server (ZygoteInit.java, "--capabilities=") must stay in the
// bounding set, or its capset(2) fails and Android does not come up, even where the capability has
// no power in a user namespace.
constexpr std::array kKept = {
    KeptCapability{CAP_CHOWN, "chown", "init, installd, vold"},
    KeptCapability{CAP_DAC_OVERRIDE, "dac_override", "init, installd, vold"},
    KeptCapability{CAP_DAC_READ_SEARCH, "dac_read_search", "init, debuggerd"},
    KeptCapability{CAP_FOWNER, "fowner", "init, installd"},
    KeptCapability{CAP_FSETID, "fsetid", "init, installd"},
    KeptCapability{CAP_KILL, "kill", "system_server ends applications"},
    KeptCapability{CAP_SETGID, "setgid", "zygote makes applications of itself"},
    KeptCapability{CAP_SETUID, "setuid", "zygote makes applications of itself"},
    KeptCapability{CAP_SETPCAP, "setpcap", "zygote empties its children's bounding sets"},
    KeptCapability{CAP_NET_BIND_SERVICE, "net_bind_service", "system_server's set"},
    KeptCapability{CAP_NET_BROADCAST, "net_broadcast", "system_server's set"},
    KeptCapability{CAP_NET_ADMIN, "net_admin", "netd, of the guest's own network namespace"},
    KeptCapability{CAP_NET_RAW, "net_raw", "ping, netd"},
    KeptCapability{CAP_IPC_LOCK, "ipc_lock", "system_server's set; pins code in memory"},
    KeptCapability{CAP_SYS_MODULE, "sys_module",
                   "system_server's set; no power in a user namespace, and its calls are refused"},
    KeptCapability{CAP_SYS_CHROOT, "sys_chroot", "vold, adbd"},
    KeptCapability{CAP_SYS_PTRACE, "sys_ptrace", "debuggerd, system_server"},
    KeptCapability{CAP_SYS_ADMIN, "sys_admin", "mounts and namespaces of init, vold and zygote"},
    KeptCapability{CAP_SYS_BOOT, "sys_boot", "init's reboot, which ends the container"},
    KeptCapability{CAP_SYS_NICE, "sys_nice", "priorities of what is seen and heard"},
    KeptCapability{CAP_SYS_RESOURCE, "sys_resource", "init's rlimits, lmkd"},
    KeptCapability{CAP_SYS_TIME, "sys_time",
                   "system_server's set; no power in a user namespace, and its calls are refused"},
    KeptCapability{CAP_SYS_TTY_CONFIG, "sys_tty_config", "system_server's set"},
    KeptCapability{CAP_AUDIT_WRITE, "audit_write", "service managers"},
    KeptCapability{CAP_AUDIT_CONTROL, "audit_control", "logd's set"},
    KeptCapability{CAP_SYSLOG, "syslog", "logd's set"},
    KeptCapability{CAP_BLOCK_SUSPEND, "block_suspend", "system_server's set"},
};

constexpr std::array<std::string_view, 41> kNames = {"chown",
                                                     "dac_override",
                                                     "dac_read_search",
                                                     "fowner",
                                                     "fsetid",
                                                     "kill",
                                                     "setgid",
                                                     "setuid",
                                                     "setpcap",
                                                     "linux_immutable",
                                                     "net_bind_service",
                                                     "net_broadcast",
                                                     "net_admin",
                                                     "net_raw",
                                                     "ipc_lock",
                                                     "ipc_owner",
                                                     "sys_module",
                                                     "sys_rawio",
                                                     "sys_chroot",
                                                     "sys_ptrace",
                                                     "sys_pacct",
                                                     "sys_admin",
                                                     "sys_boot",
                                                     "sys_nice",
                                                     "sys_resource",
                                                     "sys_time",
                                                     "sys_tty_config",
                                                     "mknod",
                                                     "lease",
                                                     "audit_write",
                                                     "audit_control",
                                                     "setfcap",
                                                     "mac_override",
                                                     "mac_admin",
                                                     "syslog",
                                                     "wake_alarm",
                                                     "block_suspend",
                                                     "audit_read",
                                                     "perfmon",
                                                     "bpf",
                                                     "checkpoint_restore"};

}  // namespace

std::span<const KeptCapability> kept_capabilities() { return kKept; }

uint64_t kept_mask() {
  uint64_t mask = 0;
  for (const KeptCapability& kept : kKept) mask |= uint64_t{1} << kept.number;
  return mask;
}

std::vector<std::string> capability_names(uint64_t mask) {
  std::vector<std::string> names;
  for (size_t bit = 0; bit < 64; ++bit) {
    if ((mask >> bit & 1) == 0) continue;
    names.push_back(bit < kNames.size() ? std::string(kNames[bit]) : "cap_" + std::to_string(bit));
  }
  return names;
}

}  // namespace anc::confine
