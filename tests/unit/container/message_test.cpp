// What crosses between starter and supervisor, and what is read from logs and control groups.
#include "internal/container/message.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "internal/container/cgroup.h"
#include "internal/container/log_tail.h"
#include "internal/container/options.h"
#include "internal/core/codes.h"
#include "internal/core/file.h"

namespace anc::test {
namespace {

TEST(Message, ReadySurvivesTheWay) {
  const auto ready = container::decode_message(container::encode(
      container::Ready{4711, "192.168.240.2", {"the guest runs without /dev/qemu_pipe"}}));
  ASSERT_TRUE(ready) << ready.error().message();
  EXPECT_EQ(ready->init_pid, 4711);
  EXPECT_EQ(ready->address, "192.168.240.2");
  EXPECT_EQ(ready->warnings.size(), 1u);
}

TEST(Message, AnErrorKeepsKindHintAndLog) {
  const Error sent = Error(Kind::kNetwork, "bridge ancloud: no such device\xff")
                         .context("network")
                         .hint("run `ancloud host-setup`")
                         .code(Code::kBridgeMissing)
                         .log("/logs/container.log");
  const auto got = container::decode_message(container::encode(sent));
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().kind(), Kind::kNetwork);
  EXPECT_THAT(got.error().message(), ::testing::StartsWith("network: bridge ancloud"));
  EXPECT_EQ(got.error().hint(), sent.hint());
  EXPECT_EQ(got.error().code(), Code::kBridgeMissing);
  EXPECT_EQ(got.error().log(), sent.log());
}

TEST(Message, ACutOrForeignLineIsAnErrorAndNoCrash) {
  const std::string line = container::encode(container::Ready{1, "a", {}});
  for (size_t size = 0; size < line.size() - 2; ++size) {
    EXPECT_FALSE(container::decode_message(line.substr(0, size))) << size;
  }
  EXPECT_FALSE(container::decode_message("{\"state\":\"odd\"}"));
  EXPECT_FALSE(container::decode_message(
      "{\"state\":\"error\",\"kind\":99,\"message\":\"\",\"hint\":\"\",\"log\":\"\"}"));
}

TEST(StartOptions, SurviveTheWay) {
  container::StartOptions options;
  options.rootfs = "/r";
  options.image = "/i";
  options.fuse = options.writable = options.privileged = options.verbose = true;
  options.init = "/init";
  options.network = false;
  options.bridge = "br";
  options.subnet = *config::parse_subnet("10.1.2.3/16");
  options.dns = {"1.1.1.1", "8.8.8.8"};
  options.session_uid = 1234;
  options.session_gid = 1235;
  options.properties = {"a=b"};
  options.stop_timeout = std::chrono::milliseconds(77);
  const core::Json json = container::to_json(options);
  const auto back = container::options_from_json(json);
  ASSERT_TRUE(back) << back.error().message();
  EXPECT_EQ(container::to_json(*back), json);
  for (const auto& [name, value] : json.items()) {
    core::Json cut = json;
    cut.erase(name);
    EXPECT_FALSE(container::options_from_json(cut)) << name;
  }
}

TEST(LogTail, TheFirstErrorOfLxcIsTheCause) {
  const std::string log =
      "lxc t 20261123 INFO     start - ../src/lxc/start.c:f:1 - fine\n"
      "lxc t 20261123 ERROR    start - ../src/lxc/start.c:start:2187 - No such file or directory "
      "- Failed to exec \"/nosuch\"\n"
      "lxc t 20261123 ERROR    sync - ../src/lxc/sync.c:w:34 - An error occurred\n"
      "torn ERROR line\n";
  EXPECT_EQ(container::lxc_errors(log),
            "No such file or directory - Failed to exec \"/nosuch\"\nAn error occurred");
  EXPECT_EQ(container::lxc_errors("nothing here"), "");
}

TEST(LogTail, AGuestsConsoleCannotDriveTheTerminal) {
  EXPECT_EQ(container::last_lines("a\nb\x1b[2J\r\nc\n\n", 2), "b?[2J\nc");
  EXPECT_EQ(container::last_lines(std::string(1000, 'x'), 1).size(), 200u);
  EXPECT_EQ(container::last_lines("", 3), "");
}

TEST(Cgroups, MountsAreFoundOnceEach) {
  const auto mounts = container::cgroup_mounts(
      "24 1 0:22 / /sys rw - sysfs sysfs rw\n"
      "30 24 0:26 / /sys/fs/cgroup/unified rw shared:5 - cgroup2 cgroup2 rw\n"
      "31 24 0:27 / /a\\040b rw - cgroup cgroup rw,memory\n"
      "32 24 0:27 / /a\\040b rw - cgroup cgroup rw,memory\n"
      "torn");
  EXPECT_THAT(mounts, ::testing::ElementsAre("/sys/fs/cgroup/unified", "/a b"));
}

TEST(Cgroups, GroupsLieBelowThoseOfPidOne) {
  EXPECT_THAT(container::cgroup_paths("4:memory:/a/b\n3:cpuset:/\n2:pids:/a/b\n0::/init.scope\n"
                                      "1:x:/c/init.scope\ntorn"),
              ::testing::ElementsAre("/a/b", "/c"));
}

TEST(Cgroups, HasteningMovesNothing) {
  const std::string before = *core::read_file("/proc/self/cgroup");
  container::hasten_moves();
  EXPECT_EQ(*core::read_file("/proc/self/cgroup"), before);
}

TEST(Cgroups, OnlyTheInstancesOwnGroupsAreRemoved) {
  const auto dir = *core::TempDir::make("cgroups");
  for (const char* name : {"/v1/ancloud/a-1/container/sub", "/v1/ancloud/a-1-pivot/lxc.pivot",
                           "/v2/ancloud/a-1/monitor", "/v2/ancloud/b-2/container"}) {
    ASSERT_TRUE(core::make_dirs(dir.path() + name));
  }
  const container::InstanceCgroup group({dir.path() + "/v1", dir.path() + "/v2"}, "ancloud/a-1");
  EXPECT_TRUE(group.exists());
  ASSERT_TRUE(group.kill_and_remove(std::chrono::milliseconds(100)));
  EXPECT_FALSE(group.exists());
  EXPECT_FALSE(core::exists(dir.path() + "/v1/ancloud"));
  EXPECT_TRUE(core::exists(dir.path() + "/v2/ancloud/b-2/container"));
}

}  // namespace
}  // namespace anc::test
