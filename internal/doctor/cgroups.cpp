// Control groups by making one in each hierarchy: see cgroups.h.
#include "internal/doctor/cgroups.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <linux/bpf.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "internal/container/cgroup.h"
#include "internal/core/file.h"
#include "internal/core/text.h"
#include "internal/doctor/probes.h"

namespace anc::doctor {
namespace {

/// What limits of an instance need.
constexpr std::array<std::string_view, 3> kWanted = {"memory", "cpu", "pids"};
/// Controllers of v1, as the kernel names them; other words in the options are flags.
constexpr std::array<std::string_view, 13> kKnown = {
    "cpuset",     "cpu",      "cpuacct", "blkio",   "memory", "devices", "freezer",
    "perf_event", "net_prio", "hugetlb", "net_cls", "pids",   "rdma"};

bool has(const std::vector<std::string>& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

/// In the group below which liblxc makes an instance's.
int try_group(const Hierarchy& hierarchy, const std::vector<std::string>& bases) {
  int error = ENOENT;
  for (const std::string& base : bases) {
    const std::string parent = hierarchy.path + (base == "/" ? "" : base);
    if (!core::is_directory(parent)) continue;
    const std::string group = parent + "/ancloud-doctor-" + std::to_string(::getpid());
    if (::mkdir(group.c_str(), 0755) == 0) {
      (void)::rmdir(group.c_str());
      return 0;
    }
    error = errno;
  }
  return error;
}

/// Loads "allow everything" as a filter of devices and lets go of it.
int try_device_filter() {
  const std::array<bpf_insn, 2> allow = {{
      {BPF_ALU64 | BPF_MOV | BPF_K, 0, 0, 0, 1},
      {BPF_JMP | BPF_EXIT, 0, 0, 0, 0},
  }};
  static constexpr char kLicense[] = "Apache-2.0";
  bpf_attr attributes{};
  attributes.prog_type = BPF_PROG_TYPE_CGROUP_DEVICE;
  attributes.insns = reinterpret_cast<uint64_t>(allow.data());
  attributes.insn_cnt = allow.size();
  attributes.license = reinterpret_cast<uint64_t>(kLicense);
  const Fd program(
      static_cast<int>(::syscall(SYS_bpf, BPF_PROG_LOAD, &attributes, sizeof attributes)));
  return program ? 0 : errno;
}

CgroupFacts look_at_cgroups() {
  CgroupFacts facts;
  facts.root = ::geteuid() == 0;
  facts.hierarchies = parse_hierarchies(core::read_file("/proc/self/mountinfo").value_or(""));
  auto bases = container::cgroup_paths(core::read_file("/proc/1/cgroup").value_or(""));
  bases.emplace_back("/");
  for (Hierarchy& hierarchy : facts.hierarchies) {
    if (hierarchy.unified) {
      const auto text = core::read_file(hierarchy.path + "/cgroup.controllers");
      hierarchy.controllers = core::split(core::trim(text.value_or("")), ' ');
    }
    if (facts.root) hierarchy.error = try_group(hierarchy, bases);
  }
  if (facts.root) facts.device_filter_error = try_device_filter();
  return facts;
}

std::string version_of(const CgroupFacts& facts) {
  const auto unified = [](const Hierarchy& each) { return each.unified; };
  const auto& all = facts.hierarchies;
  if (all.empty()) return "none";
  if (std::all_of(all.begin(), all.end(), unified)) return "v2";
  return std::any_of(all.begin(), all.end(), unified) ? "hybrid" : "v1";
}

std::string missing_controllers(const CgroupFacts& facts) {
  std::string missing;
  for (const std::string_view wanted : kWanted) {
    const bool there =
        std::any_of(facts.hierarchies.begin(), facts.hierarchies.end(),
                    [&](const Hierarchy& each) { return has(each.controllers, wanted); });
    if (!there) missing += (missing.empty() ? "" : ", ") + std::string(wanted);
  }
  return missing;
}

bool can_restrict_devices(const CgroupFacts& facts) {
  return std::any_of(
      facts.hierarchies.begin(), facts.hierarchies.end(), [&](const Hierarchy& each) {
        return each.unified ? facts.device_filter_error == 0 : has(each.controllers, "devices");
      });
}

/// Hierarchies in which no group can be made; one that is empty of controllers does not matter
/// beside others.
std::string refused_hierarchies(const CgroupFacts& facts) {
  std::string refused;
  for (const Hierarchy& each : facts.hierarchies) {
    if (each.error == 0 || (each.controllers.empty() && facts.hierarchies.size() > 1)) continue;
    refused += (refused.empty() ? "" : ", ") + each.path + ": " + core::errno_text(each.error);
  }
  return refused;
}

}  // namespace

std::vector<Hierarchy> parse_hierarchies(std::string_view mountinfo) {
  std::vector<Hierarchy> found;
  for (const std::string& line : core::split(mountinfo, '\n')) {
    // "30 24 0:26 / /sys/fs/cgroup/memory rw,nosuid - cgroup cgroup rw,memory"
    const size_t dash = line.find(" - ");
    const auto left = core::split(std::string_view(line).substr(0, dash), ' ');
    if (dash == std::string::npos || left.size() < 5) continue;
    const auto right = core::split(std::string_view(line).substr(dash + 3), ' ');
    if (right.size() < 3 || (right[0] != "cgroup" && right[0] != "cgroup2")) continue;
    Hierarchy hierarchy{left[4], right[0] == "cgroup2", {}};
    for (const std::string& option : core::split(right[2], ',')) {
      if (std::find(kKnown.begin(), kKnown.end(), option) != kKnown.end()) {
        hierarchy.controllers.push_back(option);
      }
    }
    const auto same = [&](const Hierarchy& other) { return other.path == hierarchy.path; };
    if (std::none_of(found.begin(), found.end(), same)) found.push_back(std::move(hierarchy));
  }
  return found;
}

Report judge_cgroups(const CgroupFacts& facts) {
  const std::string version = version_of(facts);
  Report report;
  report.labels["ancloud.cgroup"] = version;
  if (version == "none") {
    report.add(fault(Code::kCgroupMissing, "no cgroup file system is mounted")
                   .with_command("mount -t cgroup2 cgroup2 /sys/fs/cgroup"));
    return report;
  }
  if (const std::string refused = refused_hierarchies(facts); !refused.empty()) {
    report.add(fault(Code::kCgroupReadOnly, "no group can be made in " + refused)
                   .with_advice("inside a container: let it have control groups of its own, "
                                "writable (docker run --cgroupns=private --privileged)"));
    return report;
  }
  if (!facts.root) {
    report.add(
        not_tried(Code::kNeedsRoot, "control groups are " + version + "; only root makes groups"));
    return report;
  }
  report.add(fine("control groups " + version + ", groups can be made"));
  if (const std::string missing = missing_controllers(facts); !missing.empty()) {
    report.add(fault(Code::kCgroupControllers,
                     "no controller " + missing + ": that cannot be limited for an instance")
                   .with_advice("boot without cgroup_disable=…; on cgroup v2 the parent's "
                                "cgroup.subtree_control must pass it on"));
  }
  if (!can_restrict_devices(facts)) {
    const std::string why = version == "v1" ? "no devices controller"
                                            : "a filter cannot be loaded: " +
                                                  core::errno_text(facts.device_filter_error);
    report.add(
        fault(Code::kCgroupDevices, "an instance's devices cannot be restricted: " + why)
            .with_advice("use a kernel with CONFIG_CGROUP_BPF, or CONFIG_CGROUP_DEVICE on v1"));
  }
  return report;
}

Report probe_cgroups(const Question&) { return judge_cgroups(look_at_cgroups()); }

}  // namespace anc::doctor
