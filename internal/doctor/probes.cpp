// The table of probes: see probes.h.
#include "internal/doctor/probes.h"

#include <algorithm>
#include <array>

namespace anc::doctor {
namespace {

/// GL drivers that hang are given up one after another (gl.cpp), and the next one is tried.
constexpr int kDrivers = 4;
/// A chip's driver may hang, too, after which the processor encodes (encoder.cpp).
constexpr int kEncoders = 2;

constexpr std::array kProbes = {
    // One line each, whatever its length: clang-format would make columns of them.
    // clang-format off
    Probe{"binder", "the driver, its protocol, binderfs or fixed nodes", 1, probe_binder},
    Probe{"memory", "memfd, and ashmem for Android 7", 1, probe_memory},
    Probe{"lsm", "SELinux: active, enforcing or not; the guests' profile where AppArmor is active", 1, probe_lsm},
    Probe{"namespaces", "user namespaces, and the ranges of ids for them", 1, probe_namespaces},
    Probe{"cgroups", "which version, which controllers, whether groups can be made", 1, probe_cgroups},
    Probe{"limits", "sysctls that stop Android or the next instance", 1, probe_limits},
    Probe{"overlay", "a writable overlay on the data path, and one in a user namespace", 1, probe_overlay, true},
    Probe{"squashfs", "loop, FUSE, squashfs with each compressor, id-mapped", 1, probe_squashfs},
    Probe{"image", "the image, and whether this processor runs it", 1, probe_image},
    Probe{"storage", "the data path: writable, space left", 1, probe_storage},
    Probe{"user", "the user that sessions run as", 1, probe_user},
    Probe{"bridge", "bridge, its range, forwarding", 1, probe_bridge},
    Probe{"firewall", "iptables and nft, our rules, and others that drop", 1, probe_firewall},
    Probe{"guest", "gateway and name server, asked from inside each running guest", 1, probe_guest},
    Probe{"ports", "TCP and UDP ports that would be listened on", 1, probe_ports},
    Probe{"gl", "a GL driver that draws, and which", kDrivers, probe_gl},
    Probe{"encoder", "one picture through each video encoder", kEncoders, probe_encoder},
    // clang-format on
};

}  // namespace

std::span<const Probe> probes() { return kProbes; }

const Probe* find_probe(std::string_view name) {
  const auto probe = std::find_if(kProbes.begin(), kProbes.end(),
                                  [&](const Probe& each) { return each.name == name; });
  return probe == kProbes.end() ? nullptr : &*probe;
}

std::string probe_names() {
  std::string names;
  for (const Probe& probe : kProbes) {
    names += (names.empty() ? "" : ", ") + std::string(probe.name);
  }
  return names;
}

}  // namespace anc::doctor
