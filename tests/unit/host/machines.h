// The kinds of machine over which the laws of the host steps are tested.
#pragma once

#include <string>
#include <vector>

#include "internal/host/steps.h"
#include "tests/unit/fake_host.h"

namespace anc::test {

struct Machine {
  std::string name;
  FakeHost host;
  host::Settings settings = {};
  host::Needs needs = {};
};

/// What a kernel module is built with, and programs that pretend to.
inline FakeHost with_kernel_source(FakeHost host) {
  const std::string release = "6.1.0-30-amd64";
  host.add_file("/lib/modules/" + release + "/build/Makefile", "");
  host.add_file("/lib/modules/" + release + "/build/.config",
                "CONFIG_CC_VERSION_TEXT=\"gcc-12 (Debian 12.2.0-14) 12.2.0\"\n");
  host.add_file("/usr/src/linux-source-6.1.tar.xz", "");
  for (const char* program : {"gcc-12", "make", "xz", "strip", "tar"}) {
    host.programs.insert(program);
  }
  host.other_programs = [](FakeHost& machine, const std::vector<std::string>& argv,
                           const std::string&) -> Result<std::string> {
    for (size_t i = 1; i < argv.size(); ++i) {
      const std::string& before = argv[i - 1];
      if (argv[0] == "tar" && before == "-C") machine.add_file(argv[i] + "/binder.c", "");
      if (argv[0] == "strip" && before == "-o") machine.add_file(argv[i], "module");
      if (argv[0] == "make" && argv[i].starts_with("M=")) {
        machine.add_dir(argv[i].substr(2) + "/.tmp_versions");
        machine.add_file(argv[i].substr(2) + "/binder_linux.ko", "module with symbols");
      }
    }
    return std::string();
  };
  return host;
}

inline constexpr size_t kMachines = 8;

inline std::vector<Machine> machines() {
  std::vector<Machine> all;
  all.push_back({"Debian 12", debian_12()});

  FakeHost binderfs = debian_12();
  binderfs.binder_module_has_binderfs = true;
  all.push_back({"binderfs as a module", std::move(binderfs)});

  FakeHost fedora = debian_12();
  fedora.add_dir("/sys/fs/selinux");
  fedora.add_file("/sys/fs/selinux/enforce", "1");
  fedora.available_modules.insert("ashmem_linux");
  fedora.default_iptables = "legacy";
  all.push_back({"SELinux enforcing, ashmem, iptables-legacy", std::move(fedora)});

  FakeHost half = debian_12();  // someone began by hand
  half.add_link("ancloud", "bridge", false);
  half.now.files["/proc/sys/net/ipv4/ip_forward"].content = "1\n";
  half.now.rules["nft"]["filter"] = {"INPUT -s 10.0.0.0/8 -j DROP",
                                     "FORWARD -o ancloud -m comment --comment ancloud -j ACCEPT"};
  half.add_dir("/var/lib/ancloud/images");
  all.push_back({"half done by hand", std::move(half)});

  all.push_back({"builds binder", with_kernel_source(debian_12()), {}, {.build_binder = true}});
  FakeHost nft = debian_12();
  nft.programs.insert("nft");
  host::Settings by_nft;
  by_nft.firewall = host::Firewall::kNft;
  by_nft.network_chosen = true;
  all.push_back({"nftables, and another range", nft, by_nft});

  FakeHost docker = nft;
  docker.docker = "legacy";
  all.push_back({"Docker in iptables-legacy beside nftables", std::move(docker), by_nft});

  FakeHost firewalld = std::move(nft);
  firewalld.programs.insert("firewall-cmd");
  firewalld.firewalld_runs = true;
  firewalld.docker = "nft";
  firewalld.now.nft = {
      // someone's half of our table, and a rule of theirs in it
      {{"table", {{"family", "ip"}, {"name", "ancloud"}, {"handle", 1}}}},
      {{"chain", {{"family", "ip"}, {"table", "ancloud"}, {"name", "mine"}, {"handle", 2}}}},
      {{"rule",
        {{"family", "ip"},
         {"table", "ancloud"},
         {"chain", "mine"},
         {"handle", 3},
         {"expr", core::Json::array({{{"drop", nullptr}}})}}}}};
  all.push_back({"firewalld, Docker, half a table", std::move(firewalld), by_nft});
  return all;
}

}  // namespace anc::test
