// When a container that has ended is started again, and how its confinement is read.
#include <gtest/gtest.h>

#include "internal/confine/apparmor.h"
#include "internal/container/cgroup.h"
#include "internal/container/inspect.h"
#include "internal/container/restart.h"

namespace anc::container {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

const core::ExitStatus kGood{.code = 0}, kBad{.code = 1}, kKilled{.signal = 9};

TEST(Restart, FollowsItsPolicy) {
  EXPECT_FALSE(RestartPolicy(Restart::kNo).after(kBad, false, seconds(1)));
  EXPECT_FALSE(RestartPolicy(Restart::kOnFailure).after(kGood, false, seconds(1)));
  EXPECT_TRUE(RestartPolicy(Restart::kOnFailure).after(kKilled, false, seconds(1)));
  EXPECT_TRUE(RestartPolicy(Restart::kAlways).after(kGood, false, seconds(1)));
  EXPECT_FALSE(RestartPolicy(Restart::kAlways).after(kBad, true, seconds(1))) << "it was stopped";
}

TEST(Restart, WaitsLongerEachTimeAndGivesUp) {
  RestartPolicy policy(Restart::kAlways);
  milliseconds sum{0}, last{0};
  for (int i = 0; i < RestartPolicy::kMostInARow; ++i) {
    const auto delay = policy.after(kBad, false, seconds(1));
    ASSERT_TRUE(delay);
    EXPECT_GE(*delay, last);
    EXPECT_LE(*delay, seconds(60));
    sum += last = *delay;
  }
  EXPECT_FALSE(policy.after(kBad, false, seconds(1)));
  EXPECT_EQ(sum, seconds(1 + 2 + 4 + 8 + 16 + 32 + 60 * 4));
}

TEST(Restart, AMinuteOfLifeBeginsAnew) {
  RestartPolicy policy(Restart::kAlways);
  for (int i = 0; i < RestartPolicy::kMostInARow; ++i) policy.after(kBad, false, seconds(1));
  EXPECT_EQ(*policy.after(kBad, false, seconds(60)), seconds(1));
}

TEST(Inspect, ReadsTheKernelsAccount) {
  const std::string status = "Name:\tinit\nNoNewPrivs:\t1\nSeccomp:\t2\nSeccomp_filters:\t1\n";
  EXPECT_EQ(status_value(status, "NoNewPrivs"), "1");
  EXPECT_EQ(status_value(status, "Seccomp"), "2");
  EXPECT_EQ(status_value(status, "CapBnd"), "");
  EXPECT_EQ(id_map_rows("         0     100000        999\n      1000       4711          1\n"),
            core::Json({"0:100000:999", "1000:4711:1"}));
  const auto mounts =
      mount_rows("36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw\n");
  ASSERT_EQ(mounts.size(), 1u);
  EXPECT_EQ(mounts[0],
            (core::Json{{"target", "/mnt2"}, {"options", "rw,noatime"}, {"type", "ext3"}}));
}

TEST(AppArmor, IsUsedOnlyWhereTheProfileIsLoaded) {
  EXPECT_TRUE(
      confine::has_profile("other (enforce)\nancloud-guest (enforce)\n", confine::kGuestProfile));
  EXPECT_TRUE(confine::has_profile("ancloud-guest (complain)\n", confine::kGuestProfile));
  EXPECT_FALSE(confine::has_profile("ancloud-guest-old (enforce)\n", confine::kGuestProfile));
  EXPECT_FALSE(confine::has_profile("", confine::kGuestProfile));
  EXPECT_EQ(confine::exec_transition("ancloud-guest (enforce)\n"), "exec ancloud-guest");
  EXPECT_EQ(confine::exec_transition("unconfined\n"), "");
  EXPECT_EQ(confine::exec_transition("system_u:system_r:unconfined_t:s0"), "") << "SELinux's";
}

TEST(Cgroup, TellsWhichControllersThereAre) {
  const std::string v1 =
      "30 24 0:26 / /sys/fs/cgroup/pids rw,relatime shared:9 - cgroup cgroup rw,pids\n"
      "31 24 0:27 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu,cpuacct\n"
      "32 24 0:28 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n";
  EXPECT_TRUE(has_controller(v1, "", "pids"));
  EXPECT_TRUE(has_controller(v1, "", "cpuacct"));
  EXPECT_FALSE(has_controller(v1, "", "memory"));
  EXPECT_TRUE(has_controller("", "cpuset cpu io memory pids\n", "memory"));
  EXPECT_FALSE(has_controller("", "cpuset cpu\n", "memory"));
}

}  // namespace
}  // namespace anc::container
