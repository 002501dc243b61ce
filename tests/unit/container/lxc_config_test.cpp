// LXC configuration text: goldens, and what must never get into a line.
#include "internal/container/lxc_config.h"

#include <cstdlib>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "internal/core/file.h"

namespace anc::test {
namespace {

using container::ContainerSpec;
using container::render_config;

ContainerSpec basic_spec() {
  ContainerSpec spec;
  spec.rootfs = "/run/ancloud/default-1a2b3c4d/rootfs";
  spec.rootfs_mount = "/run/ancloud/default-1a2b3c4d/mount";
  spec.init = "/anbox-init.sh";
  spec.environment = {"PATH=/system/bin:/system/sbin:/system/xbin"};
  spec.cgroup = "ancloud/default-1a2b3c4d";
  spec.console_log = "/data path/logs/console.log";
  spec.lxc_log = "/data path/logs/container.log";
  spec.devices = {{10, 229}, {245, std::nullopt}};
  spec.mounts = {{"/run/ancloud/default-1a2b3c4d/data", "data", "none", "rbind,create=dir"},
                 {"/odd path/a\\b", "dev/x", "none", "bind,create=file"}};
  return spec;
}

ContainerSpec mapped_spec() {
  ContainerSpec spec = basic_spec();
  spec.idmap = *image::android_id_map(image::kShiftBase, 1234, 1235);
  spec.link = container::Link{"ancloud",         "anc1a2b3c4d",   "192.168.240.2",    24,
                              "192.168.240.255", "192.168.240.1", "02:61:1a:2b:3c:4d"};
  return spec;
}

void expect_golden(const std::string& name, const ContainerSpec& spec) {
  const std::string path = std::string(ANC_SRC) + "/tests/golden/lxc/" + name;
  const auto text = render_config(spec);
  ASSERT_TRUE(text) << text.error().message();
  if (std::getenv("ANCLOUD_ACCEPT") != nullptr) {
    ASSERT_TRUE(core::write_atomic(path, *text));
  }
  const auto expected = core::read_file(path);
  ASSERT_TRUE(expected) << expected.error().message() << ": ANCLOUD_ACCEPT=1 writes it";
  EXPECT_EQ(*text, *expected) << "if it is meant: ANCLOUD_ACCEPT=1";
}

TEST(LxcConfig, IdMappedWithNetworkIsAsRecorded) { expect_golden("mapped.conf", mapped_spec()); }

TEST(LxcConfig, PrivilegedIsAsRecorded) {
  ContainerSpec spec = mapped_spec();
  spec.idmap = {};
  expect_golden("privileged.conf", spec);
}

TEST(LxcConfig, WithoutNetworkIsAsRecorded) {
  ContainerSpec spec = mapped_spec();
  spec.link.reset();
  expect_golden("no-network.conf", spec);
}

TEST(LxcConfig, NoValueCanBringALineOfItsOwn) {
  // Each text field in turn gets a text that would add a line to the configuration.
  for (const std::string bad : {"x\nlxc.hook.start = /evil", "x\r"}) {
    const std::vector<std::function<void(ContainerSpec&)>> fields = {
        [&](ContainerSpec& s) { s.hostname = bad; },
        [&](ContainerSpec& s) { s.rootfs = bad; },
        [&](ContainerSpec& s) { s.rootfs_mount = bad; },
        [&](ContainerSpec& s) { s.init = bad; },
        [&](ContainerSpec& s) { s.environment = {bad}; },
        [&](ContainerSpec& s) { s.link->bridge = bad; },
        [&](ContainerSpec& s) { s.link->gateway = bad; },
        [&](ContainerSpec& s) { s.mounts[0].source = bad; },
        [&](ContainerSpec& s) { s.mounts[0].target = bad; },
        [&](ContainerSpec& s) { s.mounts[0].options = bad; },
        [&](ContainerSpec& s) { s.cgroup = bad; },
        [&](ContainerSpec& s) { s.console_log = bad; },
        [&](ContainerSpec& s) { s.lxc_log = bad; },
    };
    for (size_t i = 0; i < fields.size(); ++i) {
      ContainerSpec spec = mapped_spec();
      fields[i](spec);
      const auto text = render_config(spec);
      ASSERT_FALSE(text) << "field " << i;
      EXPECT_EQ(text.error().kind(), Kind::kUsage);
    }
  }
}

TEST(LxcConfig, NulAndBlankEndsAreRefused) {
  for (const std::string& bad : {std::string("a\0b", 3), std::string(" a"), std::string("a\t")}) {
    ContainerSpec spec = basic_spec();
    spec.init = bad;
    EXPECT_FALSE(render_config(spec));
  }
}

TEST(LxcConfig, MountWordsAreEscapedAsInFstab) {
  EXPECT_EQ(container::escape_mount_word("/a b\tc\\d#e"), "/a\\040b\\011c\\134d\\043e");
}

TEST(LxcConfig, BothKindsOfControlGroupsGetTheSameRules) {
  const std::string text = *render_config(basic_spec());
  size_t rules = 0;
  for (size_t at = 0; (at = text.find("lxc.cgroup.devices.", at)) != std::string::npos; ++at) {
    const std::string rest = text.substr(at + 11, text.find('\n', at) - at - 11);
    EXPECT_NE(text.find("lxc.cgroup2." + rest.substr(0)), std::string::npos) << rest;
    ++rules;
  }
  EXPECT_EQ(rules, 12u);
}

}  // namespace
}  // namespace anc::test
