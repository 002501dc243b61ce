// The guest's AppArmor profile as text.
#pragma once

#include <string_view>

namespace anc::host {

/// Beside the id map, the system call filter and the masked files, which hold without it: what a
/// guest must not reach even where one of those has a hole. Mounts and traces stay within the
/// guest.
inline constexpr std::string_view kGuestProfileText =
    R"(# Android guests of ancloud; written by `ancloud host-setup`, removed by `ancloud host-setup --undo`.
profile ancloud-guest flags=(attach_disconnected,mediate_deleted) {
  capability,
  network,
  file,
  umount,
  pivot_root,
  unix,
  signal (receive),
  signal (send) peer=ancloud-guest,
  ptrace peer=ancloud-guest,
  mount,

  # File systems that show or change the whole machine.
  deny mount fstype=debugfs,
  deny mount fstype=securityfs,
  deny mount fstype=efivarfs,
  deny mount fstype=pstore,
  deny mount fstype=devtmpfs,
  deny mount fstype=bpf,

  deny /proc/sysrq-trigger rwklx,
  deny /proc/kcore rwklx,
  deny /proc/mem rwklx,
  deny /proc/kmem rwklx,
  deny /proc/acpi/** rwklx,
  deny /proc/sys/kernel/core_pattern wklx,
  deny /proc/sys/kernel/modprobe wklx,
  deny /proc/sys/kernel/hotplug wklx,
  deny /proc/sys/vm/** wklx,
  deny /sys/firmware/** rwklx,
  deny /sys/kernel/debug/** rwklx,
  deny /sys/kernel/security/** rwklx,
  deny /sys/kernel/uevent_helper wklx,
  deny /sys/fs/bpf/** rwklx,
  deny /sys/fs/cgroup/**/release_agent wklx,
  deny /sys/module/** wklx,
}
)";

}  // namespace anc::host
