// A machine in memory for tests of steps: counts the calls made of it, fails or "kills" at the
// n-th.
#pragma once

#include <algorithm>
#include <cerrno>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <utility>
#include <vector>

#include "internal/core/text.h"
#include "internal/step/host.h"
#include "tests/unit/fake_iptables.h"
#include "tests/unit/fake_nft.h"

namespace anc::test {

/// Thrown by a call that `kill_at_call` chose: nothing after it happens, as after SIGKILL.
struct Killed {};

struct FakeFile {
  step::FileInfo info;
  std::string content;
  bool operator==(const FakeFile&) const = default;
};

/// All that steps can change; compare two of them to see what remained.
struct FakeState {
  std::map<std::string, FakeFile> files;
  std::vector<step::MountInfo> mounts;
  std::vector<step::Link> links;
  std::vector<step::Ipv4> addresses;
  std::vector<step::Ipv4> routes;
  /// By iptables variant: "nft", "legacy".
  std::map<std::string, FakeTables> rules;
  FakeRuleset nft;
  std::map<std::string, std::string> zones;  ///< of firewalld, by interface
  std::set<std::string> modules;
  std::map<std::string, step::User> users;
  bool operator==(const FakeState&) const = default;
};

/// A Host whose state is plain data in `now`; tests set it up and look at it directly.
class FakeHost final : public step::Host {
 public:
  FakeState now;
  uid_t euid = 0;
  std::string boot = "boot-1";
  std::set<std::string> programs;
  std::set<std::string> available_modules;
  bool binder_module_has_binderfs = false;
  std::string default_iptables = "nft";
  std::string docker = {};      ///< variant of iptables with Docker's chains, or empty
  bool firewalld_runs = false;  ///< its table is in nftables then
  /// Handles programs that this class does not know; the default says "not found".
  std::function<Result<std::string>(FakeHost&, const std::vector<std::string>&, const std::string&)>
      other_programs;
  std::vector<std::vector<std::string>> commands_run;

  FakeState snapshot() const { return now; }
  /// From now on, call number `n` (1 is the next) fails with `error`, once. 0: never.
  void fail_call(int n, int error) { calls_ = 0, fail_at_ = n, error_ = error, kill_at_ = 0; }
  /// From now on, call number `n` throws Killed before it has any effect.
  void kill_at_call(int n) { calls_ = 0, kill_at_ = n, fail_at_ = 0; }
  int calls() const { return calls_; }

  void add_dir(const std::string& path, mode_t mode = 0755) {
    now.files[path] = {{.type = step::FileType::kDirectory, .mode = mode}, {}};
  }
  void add_file(const std::string& path, const std::string& content, mode_t mode = 0644) {
    now.files[path] = {{.type = step::FileType::kRegular, .mode = mode, .size = content.size()},
                       content};
  }
  void add_node(const std::string& path, dev_t device, mode_t mode = 0600) {
    now.files[path] = {{.type = step::FileType::kCharDevice, .mode = mode, .rdev = device}, {}};
  }
  void add_link(const std::string& name, const std::string& kind, bool up = true) {
    now.links.push_back({.index = ++last_index_, .name = name, .kind = kind, .up = up});
  }

  uid_t user_id() const override { return euid; }
  Result<std::string> boot_id() const override {
    TRY(call("boot id"));
    return boot;
  }
  Result<std::optional<step::User>> user(const std::string& name) const override {
    TRY(call("user " + name));
    const auto it = now.users.find(name);
    return it == now.users.end() ? std::optional<step::User>() : std::optional(it->second);
  }

  Result<std::optional<std::string>> read(const std::string& path) const override {
    TRY(call("read " + path));
    const bool legacy = now.rules.contains("legacy") || docker == "legacy";
    if (path == "/proc/net/ip_tables_names" && legacy) {
      return std::optional<std::string>("filter\n");
    }
    const auto it = now.files.find(path);
    return it == now.files.end() ? std::optional<std::string>() : std::optional(it->second.content);
  }
  Result<void> write(const std::string& path, const std::string& content) override {
    TRY(call("write " + path));
    if (!now.files.contains(path)) return fail_errno(ENOENT, "write " + path);
    now.files[path].content = content;
    return {};
  }
  Result<void> write_file(const std::string& path, const std::string& content,
                          mode_t mode) override {
    TRY(call("write file " + path));
    TRY(parent_exists(path));
    add_file(path, content, mode);
    return {};
  }
  Result<std::optional<step::FileInfo>> info(const std::string& path) const override {
    TRY(call("info " + path));
    const auto it = now.files.find(path);
    if (it == now.files.end()) return std::optional<step::FileInfo>();
    return std::optional(it->second.info);
  }
  Result<std::vector<std::string>> list(const std::string& path) const override {
    TRY(call("list " + path));
    if (!now.files.contains(path)) return fail_errno(ENOENT, "list " + path);
    return children(path);
  }
  Result<void> make_dir(const std::string& path, mode_t mode) override {
    TRY(call("make dir " + path));
    if (now.files.contains(path)) return fail_errno(EEXIST, "make directory " + path);
    TRY(parent_exists(path));
    add_dir(path, mode);
    return {};
  }
  Result<void> make_node(const std::string& path, mode_t type_and_mode, dev_t device) override {
    TRY(call("make node " + path));
    if (now.files.contains(path)) return fail_errno(EEXIST, "make node " + path);
    TRY(parent_exists(path));
    add_node(path, device, type_and_mode & 07777);
    return {};
  }
  Result<void> set_mode(const std::string& path, mode_t mode) override {
    TRY(call("set mode " + path));
    if (!now.files.contains(path)) return fail_errno(ENOENT, "change the mode of " + path);
    now.files[path].info.mode = mode;
    return {};
  }
  Result<void> set_owner(const std::string& path, uid_t uid, gid_t gid) override {
    TRY(call("set owner " + path));
    if (!now.files.contains(path)) return fail_errno(ENOENT, "change the owner of " + path);
    now.files[path].info.uid = uid;
    now.files[path].info.gid = gid;
    return {};
  }
  Result<void> remove_dir(const std::string& path) override {
    TRY(call("remove dir " + path));
    const auto it = now.files.find(path);
    if (it == now.files.end()) return fail_errno(ENOENT, "remove directory " + path);
    if (it->second.info.type != step::FileType::kDirectory) {
      return fail_errno(ENOTDIR, "remove directory " + path);
    }
    if (is_mounted(path)) return fail_errno(EBUSY, "remove directory " + path);
    if (!children(path).empty()) return fail_errno(ENOTEMPTY, "remove directory " + path);
    now.files.erase(it);
    return {};
  }
  Result<void> remove_file(const std::string& path) override {
    TRY(call("remove file " + path));
    if (now.files.erase(path) == 0) return fail_errno(ENOENT, "remove " + path);
    return {};
  }

  Result<std::vector<step::MountInfo>> mounts() const override {
    TRY(call("mounts"));
    return now.mounts;
  }
  Result<void> mount(const step::MountRequest& request) override {
    TRY(call("mount " + request.target));
    if (!now.files.contains(request.target)) return fail_errno(ENOENT, "mount " + request.target);
    const auto filesystems = now.files.find("/proc/filesystems");
    if (request.type == "binder" &&
        (filesystems == now.files.end() ||
         filesystems->second.content.find("\tbinder\n") == std::string::npos)) {
      return fail_errno(ENODEV, "mount binder on " + request.target);
    }
    now.mounts.push_back({request.target, request.source, request.type,
                          (request.flags & MS_RDONLY) != 0 ? "ro" : "rw", request.data});
    return {};
  }
  Result<void> unmount(const std::string& target, int /*flags*/) override {
    TRY(call("unmount " + target));
    const auto it = std::find_if(now.mounts.rbegin(), now.mounts.rend(),
                                 [&](const auto& mount) { return mount.target == target; });
    if (it == now.mounts.rend()) return fail_errno(EINVAL, "unmount " + target);
    now.mounts.erase(std::next(it).base());
    return {};
  }

  Result<bool> has_module(const std::string& name) const override {
    TRY(call("has module " + name));
    return available_modules.contains(name) || now.modules.contains(name);
  }
  Result<void> load_module(const std::string& name, const std::string& parameters) override;
  Result<void> unload_module(const std::string& name) override;

  Result<std::vector<step::Link>> links() const override {
    TRY(call("links"));
    return now.links;
  }
  Result<std::vector<step::Ipv4>> addresses() const override {
    TRY(call("addresses"));
    return now.addresses;
  }
  Result<std::vector<step::Ipv4>> routes() const override {
    TRY(call("routes"));
    return now.routes;
  }
  Result<void> add_bridge(const std::string& name, const step::HardwareAddress&) override {
    TRY(call("add bridge " + name));
    if (find_link(name) != nullptr) return fail_errno(EEXIST, "add bridge " + name);
    add_link(name, "bridge", false);
    return {};
  }
  Result<void> remove_link(const std::string& name) override {
    TRY(call("remove link " + name));
    if (find_link(name) == nullptr) return fail_errno(ENODEV, "remove interface " + name);
    std::erase_if(now.links, [&](const auto& link) { return link.name == name; });
    std::erase_if(now.addresses, [&](const auto& address) { return address.link == name; });
    return {};
  }
  Result<void> set_link_up(const std::string& name, bool up) override {
    TRY(call("set link up " + name));
    step::Link* link = find_link(name);
    if (link == nullptr) return fail_errno(ENODEV, "set interface " + name);
    link->up = up;
    return {};
  }
  Result<void> add_address(const step::Ipv4& address) override {
    TRY(call("add address"));
    if (find_link(address.link) == nullptr) return fail_errno(ENODEV, "add address");
    now.addresses.push_back(address);
    return {};
  }
  Result<void> remove_address(const step::Ipv4& address) override {
    TRY(call("remove address"));
    if (std::erase(now.addresses, address) == 0) return fail_errno(EADDRNOTAVAIL, "remove address");
    return {};
  }

  std::optional<std::string> find_program(const std::string& name) const override {
    if (!programs.contains(name)) return std::nullopt;
    return "/usr/sbin/" + name;
  }
  Result<core::Output> ask(const std::vector<std::string>& argv) const override;
  Result<std::string> run(const std::vector<std::string>& argv, const std::string& input) override;
  Result<core::Output> attempt(const std::vector<std::string>& argv) override;

 private:
  Result<void> call(const std::string& what) const {
    ++calls_;
    if (calls_ == kill_at_) throw Killed{};
    if (calls_ == fail_at_) return fail_errno(error_, what);
    return {};
  }
  Result<void> parent_exists(const std::string& path) const {
    const std::string parent = path.substr(0, path.rfind('/'));
    if (parent.empty() || now.files.contains(parent)) return {};
    return fail_errno(ENOENT, path);
  }
  std::vector<std::string> children(const std::string& path) const {
    std::vector<std::string> names;
    for (const auto& [other, file] : now.files) {
      if (other.starts_with(path + "/") && other.find('/', path.size() + 1) == std::string::npos) {
        names.push_back(other.substr(path.size() + 1));
      }
    }
    return names;
  }
  bool is_mounted(const std::string& path) const {
    return std::any_of(now.mounts.begin(), now.mounts.end(),
                       [&](const auto& mount) { return mount.target == path; });
  }
  step::Link* find_link(const std::string& name) {
    const auto it = std::find_if(now.links.begin(), now.links.end(),
                                 [&](const auto& link) { return link.name == name; });
    return it == now.links.end() ? nullptr : &*it;
  }
  /// "nft" or "legacy" for "iptables-nft-save", "iptables-restore", …; empty for other programs.
  std::string variant(const std::string& program) const {
    if (program.starts_with("iptables-nft")) return "nft";
    if (program.starts_with("iptables-legacy")) return "legacy";
    return program.starts_with("iptables") ? default_iptables : "";
  }
  Result<void> useradd(const std::vector<std::string>& argv);
  Result<core::Output> ask_nft(const std::vector<std::string>& argv) const;
  Result<core::Output> ask_firewalld(const std::string& word) const;
  Result<void> run_firewalld(const std::vector<std::string>& argv);

  mutable int calls_ = 0;
  int fail_at_ = 0;
  int error_ = 0;
  int kill_at_ = 0;
  int last_index_ = 1;
};

/// A Debian 12 with network, without containers: binder as a module without binderfs, no SELinux.
FakeHost debian_12();

inline Result<void> FakeHost::load_module(const std::string& wanted,
                                          const std::string& parameters) {
  TRY(call("load module " + wanted));
  const bool built = wanted.starts_with("/");  // ours has binderfs
  const std::string name = built ? "binder_linux" : wanted;
  if (built ? !now.files.contains(wanted) : !available_modules.contains(name)) {
    return fail(Kind::kFailure, "modprobe: FATAL: Module " + wanted + " not found");
  }
  now.modules.insert(name);
  add_dir("/sys/module/" + name);
  if (name != "binder_linux") return {};
  if (built || binder_module_has_binderfs) {
    now.files["/proc/filesystems"].content += "nodev\tbinder\n";
  } else if (parameters == "devices=binder,hwbinder,vndbinder") {
    add_node("/dev/binder", makedev(10, 1));
    add_node("/dev/hwbinder", makedev(10, 2));
    add_node("/dev/vndbinder", makedev(10, 3));
  }
  return {};
}

inline Result<void> FakeHost::unload_module(const std::string& name) {
  TRY(call("unload module " + name));
  if (now.modules.erase(name) == 0) return fail(Kind::kFailure, "module is not loaded");
  now.files.erase("/sys/module/" + name);
  if (name != "binder_linux") return {};
  for (const char* node : {"/dev/binder", "/dev/hwbinder", "/dev/vndbinder"}) now.files.erase(node);
  std::string& text = now.files["/proc/filesystems"].content;
  if (const size_t at = text.find("nodev\tbinder\n"); at != std::string::npos) text.erase(at, 13);
  return {};
}

inline Result<core::Output> FakeHost::ask(const std::vector<std::string>& argv) const {
  TRY(call("ask " + argv[0]));
  core::Output output;
  if (!programs.contains(argv[0])) return fail_errno(ENOENT, "run " + argv[0]);
  if (argv[0] == "nft") return ask_nft(argv);
  if (argv[0] == "firewall-cmd") return ask_firewalld(argv[1]);
  if (!argv[0].ends_with("-save")) return output;
  const auto tables = now.rules.find(variant(argv[0]));
  const bool with_docker = docker == variant(argv[0]);
  if (tables != now.rules.end()) output.out = save_text(tables->second, with_docker);
  if (tables == now.rules.end() && with_docker) output.out = save_text({}, true);
  return output;
}

inline Result<core::Output> FakeHost::ask_nft(const std::vector<std::string>& argv) const {
  core::Output output;
  const std::string table = argv.back() == "ruleset" ? "" : argv.back();
  const bool there = std::any_of(now.nft.begin(), now.nft.end(), [&](const core::Json& entry) {
    return entry.contains("table") && nft_field(entry, "name") == table;
  });
  if (!table.empty() && !there) {
    output.status.code = 1;
    output.err = "Error: No such file or directory\nlist table ip ancloud\n";
    return output;
  }
  FakeRuleset ruleset = now.nft;
  // What iptables-nft and firewalld have is in nftables, too.
  if (now.rules.contains("nft") || docker == "nft") {
    ruleset.push_back({{"table", {{"family", "ip"}, {"name", "filter"}}}});
    ruleset.push_back({{"chain", {{"family", "ip"}, {"table", "filter"}, {"name", "FORWARD"}}}});
    if (docker == "nft") {
      ruleset.push_back(
          {{"chain", {{"family", "ip"}, {"table", "filter"}, {"name", "DOCKER-USER"}}}});
    }
  }
  if (firewalld_runs) {
    ruleset.push_back({{"table", {{"family", "inet"}, {"name", "firewalld"}}}});
  }
  output.out = nft_list(ruleset, table);
  return output;
}

inline Result<core::Output> FakeHost::ask_firewalld(const std::string& word) const {
  core::Output output;
  const auto zone = now.zones.find(word.substr(word.find('=') + 1));
  if (zone != now.zones.end()) output.out = zone->second + "\n";
  if (zone == now.zones.end()) output.status.code = 2, output.out = "no zone\n";
  return output;
}

inline Result<void> FakeHost::run_firewalld(const std::vector<std::string>& argv) {
  const std::string link = argv[2].substr(argv[2].find('=') + 1);
  if (argv[2].starts_with("--add-interface=")) {
    if (!now.zones.emplace(link, argv[1].substr(argv[1].find('=') + 1)).second) {
      return fail(Kind::kFailure, "firewall-cmd: Error: ZONE_CONFLICT");
    }
  } else if (now.zones.erase(link) == 0) {
    return fail(Kind::kFailure, "firewall-cmd: Error: UNKNOWN_INTERFACE");
  }
  return {};
}

inline Result<std::string> FakeHost::run(const std::vector<std::string>& argv,
                                         const std::string& input) {
  TRY(call("run " + argv[0]));
  commands_run.push_back(argv);
  if (argv[0].ends_with("-restore") && !variant(argv[0]).empty()) {
    auto& tables = now.rules[variant(argv[0])];
    const Result<void> restored = restore(tables, input);
    if (tables.empty()) now.rules.erase(variant(argv[0]));
    TRY(Result<void>(restored));
  } else if (argv[0] == "nft") {
    TRY(nft_run(now.nft, input));
  } else if (argv[0] == "firewall-cmd") {
    TRY(run_firewalld(argv));
  } else if (argv[0] == "useradd") {
    TRY(useradd(argv));
  } else if (argv[0] == "userdel") {
    if (now.users.erase(argv.back()) == 0) return fail(Kind::kFailure, "userdel: no such user");
  } else if (other_programs) {
    return other_programs(*this, argv, input);
  } else {
    return fail_errno(ENOENT, "run " + argv[0]);
  }
  return std::string();
}

inline Result<core::Output> FakeHost::attempt(const std::vector<std::string>& argv) {
  auto said = run(argv, {});
  core::Output output;
  if (said) {
    output.out = std::move(*said);
  } else if (said.error().root_errno() != 0) {
    return fail(std::move(said.error()));
  } else {
    output.status.code = 2;
    output.err = said.error().message();
  }
  return output;
}

inline Result<void> FakeHost::useradd(const std::vector<std::string>& argv) {
  const auto home = std::find(argv.begin(), argv.end(), "--home-dir");
  if (home == argv.end() || std::next(home) == argv.end()) {
    return fail(Kind::kFailure, "useradd: no home");
  }
  now.users[argv.back()] = {argv.back(), 998, 998, *std::next(home)};
  return {};
}

inline FakeHost debian_12() {
  FakeHost host;
  for (const char* path :
       {"/dev", "/proc", "/sys", "/sys/module", "/var/lib/ancloud", "/var/lib/ancloud/host"}) {
    host.add_dir(path);
  }
  host.add_file("/proc/filesystems", "nodev\tsysfs\nnodev\ttmpfs\n\text4\n");
  host.add_file("/proc/sys/kernel/osrelease", "6.1.0-30-amd64\n");
  host.add_file("/proc/sys/net/ipv4/ip_forward", "0\n");
  host.available_modules = {"binder_linux"};
  for (const char* program :
       {"iptables-save", "iptables-restore", "iptables-nft-save", "iptables-nft-restore",
        "iptables-legacy-save", "iptables-legacy-restore", "useradd", "userdel", "modprobe"}) {
    host.programs.insert(program);
  }
  host.now.links = {{.index = 1, .name = "lo", .kind = "", .up = true}};
  host.add_link("eth0", "");
  host.now.addresses = {{0x7f000001, 8, "lo"}, {0xac100002, 24, "eth0"}};
  host.now.routes = {{0, 0, "eth0"}, {0xac100000, 24, "eth0"}};
  return host;
}

}  // namespace anc::test
