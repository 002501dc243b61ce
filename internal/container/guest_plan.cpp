// From facts to a plan, and from a plan to mount entries; both pure: see guest_plan.h.
#include "internal/container/guest_plan.h"

#include <array>
#include <sys/sysmacros.h>

#include "internal/core/text.h"

namespace anc::container {
namespace {

constexpr std::array<std::string_view, 20> kMasked = {
    "/proc/acpi",          "/proc/asound",
    "/proc/interrupts",    "/proc/kcore",
    "/proc/key-users",     "/proc/keys",
    "/proc/kpagecgroup",   "/proc/kpagecount",
    "/proc/kpageflags",    "/proc/latency_stats",
    "/proc/sched_debug",   "/proc/scsi",
    "/proc/sysrq-trigger", "/proc/timer_list",
    "/proc/timer_stats",   "/sys/devices/virtual/powercap",
    "/sys/firmware",       "/sys/fs/bpf",
    "/sys/kernel/debug",   "/sys/kernel/tracing"};

GuestFacts::Entry entry(const std::map<std::string, GuestFacts::Entry>& entries,
                        const std::string& path) {
  const auto it = entries.find(path);
  return it == entries.end() ? GuestFacts::Entry{} : it->second;
}

Result<std::string> choose_init(const GuestFacts& facts, const StartOptions& options) {
  std::vector<std::string> wanted = {"/anbox-init.sh", "/init"};
  if (!options.init.empty()) wanted = {options.init};
  for (const std::string& path : wanted) {
    const FileKind kind = entry(facts.rootfs, path).kind;
    if (kind == FileKind::kRegular) return path;
    if (kind != FileKind::kAbsent) return fail(Kind::kImage, path + " in the root is no program");
  }
  return fail(Error(Kind::kImage, "the root has no " + core::join(wanted, " and no "))
                  .hint("is this an Android image? name another first program with --init"));
}

void add_node(GuestPlan& plan, const GuestFacts& facts, const std::string& source, NodePlan node) {
  const GuestFacts::Entry found = entry(facts.host, source);
  if (found.kind != FileKind::kCharDevice) return;
  for (const NodePlan& other : plan.nodes) {
    if (other.name == node.name) return;  // one that was asked for wins (anbox-host.md 1.9)
  }
  node.device = found.device;
  plan.rules.push_back({::major(found.device), ::minor(found.device)});
  plan.nodes.push_back(std::move(node));
}

Result<void> add_binder(GuestPlan& plan, const GuestFacts& facts, const StartOptions& options) {
  plan.binder = TRY(decide_binder(facts, options));
  switch (plan.binder.from) {
    case BinderPlan::From::kNowhere:
      if (image::needs_binder(facts.family)) {
        plan.warnings.push_back("the guest has no binder: no service of Android's will work");
      }
      break;
    case BinderPlan::From::kBinderfs:
      plan.rules.push_back({*facts.binder_major, std::nullopt});
      break;
    case BinderPlan::From::kHostNodes:
      for (const std::string& name : plan.binder.nodes) {
        add_node(plan, facts, "/dev/" + name, {.name = name});
      }
      break;
  }
  return {};
}

void add_socket(GuestPlan& plan, const GuestFacts& facts, const state::Instance& instance,
                const std::string& name, bool needed) {
  const std::string source = instance.sockets() + "/" + name;
  const FileKind kind = entry(facts.host, source).kind;
  if (kind == FileKind::kSocket) {
    plan.binds.push_back({"socket-" + name, source, kind, "dev/" + name, ""});
  } else if (needed || kind != FileKind::kAbsent) {
    plan.warnings.push_back(source +
                            (kind == FileKind::kAbsent ? " is not there" : " is no socket") +
                            ": the guest runs without /dev/" + name + "; start the session first");
  }
}

void add_directory(GuestPlan& plan, const GuestFacts& facts, const std::string& source,
                   const std::string& name) {
  if (entry(facts.rootfs, "/" + name).kind == FileKind::kDirectory) {
    plan.binds.push_back({name, source, FileKind::kDirectory, name, "nosuid,nodev"});
  } else {
    plan.warnings.push_back("the root has no directory /" + name + ": nothing is mounted there");
  }
}

void add_own_session(GuestPlan& plan, const GuestFacts& facts, const state::Instance& instance) {
  add_socket(plan, facts, instance, "qemu_pipe", true);
  add_socket(plan, facts, instance, "anbox_bridge", true);
  add_socket(plan, facts, instance, "anbox_audio", false);
  if (entry(facts.host, instance.input()).kind == FileKind::kDirectory) {
    plan.binds.push_back({"input", instance.input(), FileKind::kDirectory, "dev/input", ""});
  }
}

void add_asked_binds(GuestPlan& plan, const GuestFacts& facts, const Asked& asked) {
  for (size_t i = 0; i < asked.binds.size() && i < facts.asked.size(); ++i) {
    plan.binds.push_back({asked_name(i), "", facts.asked[i], asked.binds[i].target.substr(1),
                          "nosuid,nodev,noexec"});
  }
}

Result<void> add_asked_devices(GuestPlan& plan, const GuestFacts& facts, const Asked& asked) {
  for (const Asked::Device& device : asked.devices) {
    if (entry(facts.host, device.path).kind != FileKind::kCharDevice) {
      return fail(Kind::kHostRequirement, "this host has no character device " + device.path);
    }
    add_node(plan, facts, device.path,
             {.name = device.path.substr(std::string_view("/dev/").size()), .mode = device.mode});
  }
  return {};
}

}  // namespace

std::span<const std::string_view> masked_paths() { return kMasked; }

std::string asked_name(size_t index) { return "asked-" + std::to_string(index); }

Result<GuestPlan> decide(const GuestFacts& facts, const state::Instance& instance,
                         const StartOptions& options) {
  GuestPlan plan;
  plan.init = TRY(choose_init(facts, options));
  plan.asks_for_address = facts.family == image::Family::kAndroid;
  if (options.asked) TRY(add_asked_devices(plan, facts, *options.asked));
  add_node(plan, facts, "/dev/fuse", {.name = "fuse"});
  // AID_SYSTEM and AID_VPN, as Android's ueventd gives it.
  add_node(plan, facts, "/dev/net/tun", {.name = "tun", .mode = 0660, .uid = 1000, .gid = 1016});
  add_node(plan, facts, "/dev/ashmem", {.name = "ashmem"});
  TRY(add_binder(plan, facts, options));
  add_directory(plan, facts, instance.data(), "data");
  add_directory(plan, facts, instance.cache(), "cache");
  if (options.asked) {
    add_asked_binds(plan, facts, *options.asked);
  } else {
    add_own_session(plan, facts, instance);
  }
  for (const auto& [path, kind] : facts.masked) {
    if (kind != FileKind::kAbsent) plan.masks.emplace_back(path, kind);
  }
  if (facts.default_prop) {
    // First of all lines: the first writer of a ro. property wins.
    // The battery: else Android believes that it is empty and shuts down.
    plan.default_prop = "# ancloud\nro.boot.fake_battery=1\n";
    for (const std::string& property : options.properties) plan.default_prop += property + "\n";
    plan.default_prop += "\n" + *facts.default_prop;
  }
  return plan;
}

std::vector<MountEntry> mount_entries(const GuestPlan& plan, const std::string& stage) {
  std::vector<MountEntry> entries;
  const auto node = [&](const std::string& directory, const std::string& name) {
    entries.push_back({stage + directory + name, "dev/" + name, "none", "bind,create=file"});
  };
  for (const NodePlan& item : plan.nodes) node("/dev/", item.name);
  if (plan.binder.from == BinderPlan::From::kBinderfs) {
    if (plan.binder.directory) {
      entries.push_back({stage + "/binderfs", "dev/binderfs", "none", "bind,create=dir"});
    }
    for (const std::string& name : plan.binder.nodes) node("/binderfs/", name);
  }
  for (const auto& [path, kind] : plan.masks) {
    if (kind == FileKind::kDirectory) {
      entries.push_back({"tmpfs", path.substr(1), "tmpfs", "ro,nosuid,nodev,noexec,size=4k"});
    } else {
      entries.push_back({"/dev/null", path.substr(1), "none", "bind"});
    }
  }
  for (const BindPlan& bind : plan.binds) {
    const bool directory = bind.kind == FileKind::kDirectory;
    std::string options = directory ? "rbind,create=dir" : "bind,create=file";
    if (!bind.flags.empty()) options += "," + bind.flags;
    entries.push_back({stage + "/" + bind.name, bind.target, "none", options});
  }
  if (!plan.default_prop.empty()) {
    entries.push_back({stage + "/default.prop", "default.prop", "none", "bind,ro"});
  }
  return entries;
}

}  // namespace anc::container
