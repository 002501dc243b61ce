// LXC configuration text: see lxc_config.h.
#include "internal/container/lxc_config.h"

#include <string_view>

#include "internal/confine/capabilities.h"
#include "internal/core/text.h"

namespace anc::container {
namespace {

// Collects "key = value" lines; the first bad value is remembered and nothing after it matters.
class Lines {
 public:
  void add(std::string_view key, std::string_view value) {
    if (bad_) return;
    const bool blank_end = !value.empty() && (is_blank(value.front()) || is_blank(value.back()));
    const std::string_view breaks("\n\r\0", 3);
    if (blank_end || value.find_first_of(breaks) != std::string_view::npos) {
      bad_ = Error(Kind::kUsage, std::string(key) + ": the value \"" + printable(value) +
                                     "\" cannot stand in a configuration line")
                 .hint("no newlines, and no blanks at either end");
      return;
    }
    text_.append(key).append(" = ").append(value).append("\n");
  }

  Result<std::string> take() {
    if (bad_) return fail(*bad_);
    return std::move(text_);
  }

 private:
  static bool is_blank(char c) { return c == ' ' || c == '\t'; }
  static std::string printable(std::string_view value) {
    std::string text;
    for (const char c : value.substr(0, 80)) text += c >= ' ' && c != 0x7f ? c : '?';
    return text;
  }

  std::string text_;
  std::optional<Error> bad_;
};

void add_devices(const ContainerSpec& spec, Lines& lines) {
  std::vector<std::string> allowed = {"c 1:3 rwm", "c 1:5 rwm", "c 1:7 rwm",
                                      "c 1:8 rwm", "c 1:9 rwm", "c 5:0 rwm",
                                      "c 5:1 rwm", "c 5:2 rwm", "c 136:* rwm"};
  for (const DeviceRule& rule : spec.devices) {
    allowed.push_back("c " + std::to_string(rule.major) + ":" +
                      (rule.minor ? std::to_string(*rule.minor) : "*") + " rwm");
  }
  // Each host obeys one of the two and ignores the other.
  for (const char* prefix : {"lxc.cgroup.devices.", "lxc.cgroup2.devices."}) {
    lines.add(std::string(prefix) + "deny", "a");
    for (const std::string& rule : allowed) lines.add(std::string(prefix) + "allow", rule);
  }
}

void add_limits(const GroupLimits& limits, Lines& lines) {
  // As for devices: a host has the one or the other.
  if (limits.memory != 0) {
    lines.add("lxc.cgroup.memory.limit_in_bytes", std::to_string(limits.memory));
    lines.add("lxc.cgroup2.memory.max", std::to_string(limits.memory));
  }
  if (limits.processes != 0) {
    lines.add("lxc.cgroup.pids.max", std::to_string(limits.processes));
    lines.add("lxc.cgroup2.pids.max", std::to_string(limits.processes));
  }
}

void add_confinement(const ContainerSpec& spec, Lines& lines) {
  std::vector<std::string> kept;
  for (const auto& capability : confine::kept_capabilities()) kept.emplace_back(capability.name);
  lines.add("lxc.cap.keep", core::join(kept, " "));
  if (spec.no_new_privs) lines.add("lxc.no_new_privs", "1");
  if (!spec.seccomp.empty()) {
    lines.add("lxc.seccomp.profile", spec.seccomp);
    // Else LXC leaves the profile out, silently, where it runs under a filter itself.
    lines.add("lxc.seccomp.allow_nesting", "1");
  }
  lines.add("lxc.apparmor.profile", spec.apparmor);
  // The kernel would write a guest's cores where the host's core_pattern says.
  // One byte, not none: only that keeps the kernel from a core_pattern that is a pipe
  // (do_coredump).
  lines.add("lxc.prlimit.core", "1");
}

void add_idmap(const image::IdMap& map, Lines& lines) {
  for (size_t i = 0; i < map.uids.size() || i < map.gids.size(); ++i) {
    const auto line = [&lines](char kind, const image::IdRange& range) {
      lines.add("lxc.idmap", std::string(1, kind) + " " + std::to_string(range.inside) + " " +
                                 std::to_string(range.outside) + " " + std::to_string(range.count));
    };
    if (i < map.uids.size()) line('u', map.uids[i]);
    if (i < map.gids.size()) line('g', map.gids[i]);
  }
}

void add_link(const std::optional<Link>& link, Lines& lines) {
  if (!link) {
    lines.add("lxc.net.0.type", "empty");
    return;
  }
  lines.add("lxc.net.0.type", "veth");
  lines.add("lxc.net.0.link", link->bridge);
  lines.add("lxc.net.0.veth.pair", link->host_name);
  if (!link->hardware_address.empty()) lines.add("lxc.net.0.hwaddr", link->hardware_address);
  lines.add("lxc.net.0.flags", "up");
  lines.add("lxc.net.0.name", "eth0");
  lines.add("lxc.net.0.ipv4.address",
            link->address + "/" + std::to_string(link->prefix) + " " + link->broadcast);
  lines.add("lxc.net.0.ipv4.gateway", link->gateway);
}

void add_mounts(const std::vector<MountEntry>& mounts, Lines& lines) {
  for (const MountEntry& entry : mounts) {
    lines.add("lxc.mount.entry",
              escape_mount_word(entry.source) + " " + escape_mount_word(entry.target) + " " +
                  escape_mount_word(entry.type) + " " + escape_mount_word(entry.options) + " 0 0");
  }
}

}  // namespace

std::string escape_mount_word(std::string_view word) {
  std::string text;
  for (const char c : word) {
    if (c == ' ') {
      text += "\\040";
    } else if (c == '\t') {
      text += "\\011";
    } else if (c == '\\') {
      text += "\\134";
    } else if (c == '#') {
      text += "\\043";  // getmntent takes a line beginning with it for a comment
    } else {
      text += c;
    }
  }
  return text;
}

Result<std::string> render_config(const ContainerSpec& spec) {
  Lines lines;
  lines.add("lxc.uts.name", spec.hostname);
  lines.add("lxc.rootfs.path", "dir:" + spec.rootfs);
  lines.add("lxc.rootfs.mount", spec.rootfs_mount);
  lines.add("lxc.init.cmd", spec.init);
  for (const std::string& entry : spec.environment) lines.add("lxc.environment", entry);
  lines.add("lxc.autodev", "1");
  lines.add("lxc.tty.max", "0");
  lines.add("lxc.pty.max", "1024");
  lines.add("lxc.mount.auto", "proc:mixed sys:mixed cgroup:mixed");
  add_confinement(spec, lines);
  lines.add("lxc.signal.halt", "SIGPWR");
  lines.add("lxc.console.logfile", spec.console_log);
  lines.add("lxc.console.rotate", "1");
  if (spec.console_log_size != 0) {
    lines.add("lxc.console.size", std::to_string(spec.console_log_size));
  }
  lines.add("lxc.log.file", spec.lxc_log);
  lines.add("lxc.log.level", spec.log_level);
  lines.add("lxc.cgroup.dir.monitor", spec.cgroup + "/monitor");
  lines.add("lxc.cgroup.dir.container", spec.cgroup + "/container");
  lines.add("lxc.cgroup.dir.monitor.pivot", spec.cgroup + "-pivot");
  add_devices(spec, lines);
  add_limits(spec.limits, lines);
  add_idmap(spec.idmap, lines);
  add_link(spec.link, lines);
  add_mounts(spec.mounts, lines);
  return lines.take();
}

}  // namespace anc::container
