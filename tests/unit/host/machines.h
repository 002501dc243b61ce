// The kinds of machine over which the laws of the host steps are tested.
#pragma once

#include <string>
#include <vector>

#include "tests/unit/fake_host.h"

namespace anc::test {

struct Machine {
  std::string name;
  FakeHost host;
};

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
  return all;
}

}  // namespace anc::test
