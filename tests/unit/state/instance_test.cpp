// Instance names, trees, leases and rungs.
#include "internal/state/instance.h"

#include <unistd.h>

#include <gtest/gtest.h>

#include "internal/core/file.h"
#include "internal/state/lease.h"
#include "internal/state/readiness.h"

namespace anc::state {
namespace {

class Instances : public testing::Test {
 protected:
  core::TempDir dir_ = core::TempDir::make("ancloud-test-").value();
};

TEST(InstanceName, RefusesWhatAPathOrCgroupCouldNotBear) {
  for (const char* good : {"default", "a", "0", "phone-1", "phone_2"})
    EXPECT_TRUE(check_name(good));
  const std::string bad[] = {"",
                             "..",
                             "a/b",
                             ".hidden",
                             "-x",
                             "_x",
                             "A",
                             "a b",
                             "a\nb",
                             "ü",
                             std::string(65, 'a'),
                             std::string(300, 'a')};
  for (const std::string& name : bad) {
    const auto checked = check_name(name);
    ASSERT_FALSE(checked) << name;
    EXPECT_EQ(checked.error().exit_code(), 2);
    EXPECT_LT(checked.error().message().size(), 200u);
  }
}

TEST_F(Instances, DefaultAlwaysExistsOthersOnceMade) {
  EXPECT_TRUE(Instance::open(dir_.path(), "default"));
  EXPECT_EQ(Instance::open(dir_.path(), "other").error().exit_code(), 4);
  EXPECT_EQ(Instance::list(dir_.path() + "/none").value(), std::vector<std::string>{"default"});
  ASSERT_TRUE(Instance::create(dir_.path(), "other"));
  ASSERT_TRUE(Instance::create(dir_.path(), "other")) << "making it again changes nothing";
  EXPECT_TRUE(Instance::open(dir_.path(), "other"));
  EXPECT_EQ(Instance::list(dir_.path()).value(), (std::vector<std::string>{"default", "other"}));
}

TEST_F(Instances, ALeaseIsOnePerInstanceAndNamesItsHolder) {
  const auto instance = Instance::create(dir_.path(), "default").value();
  EXPECT_FALSE(is_running(instance).value());
  {
    const auto lease = Lease::take(instance);
    ASSERT_TRUE(lease);
    ASSERT_TRUE(lease->describe({{"address", "192.168.240.2"}}));
    EXPECT_TRUE(is_running(instance).value());
    const auto second = Lease::take(instance);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().exit_code(), 11);
    EXPECT_NE(second.error().message().find(std::to_string(::getpid())), std::string::npos);
  }
  EXPECT_FALSE(is_running(instance).value());
  EXPECT_EQ(lease_facts(lock_path(instance))["address"], "192.168.240.2");
}

TEST_F(Instances, RungsAreReadBackInOrderAndATornLineIsDropped) {
  const auto instance = Instance::create(dir_.path(), "default").value();
  const auto path = session_ready_path(instance);
  EXPECT_TRUE(read_rungs(instance)->empty());
  ASSERT_TRUE(
      append_rung(supervisor_ready_path(instance), "container", std::chrono::milliseconds(5)));
  ASSERT_TRUE(append_rung(path, "pipe", std::chrono::milliseconds(7)));
  const std::string whole = core::read_file(path).value();
  ASSERT_TRUE(core::write_atomic(path, whole + whole.substr(0, whole.size() / 2)));
  const auto rungs = read_rungs(instance).value();
  ASSERT_EQ(rungs.size(), 2u);
  EXPECT_EQ(rungs[0].rung, "container");
  EXPECT_EQ(rungs[1].rung, "pipe");
  EXPECT_EQ(rungs[1].ms, 7);
  ASSERT_TRUE(clear_rungs(path));
  EXPECT_EQ(read_rungs(instance)->size(), 1u);
}

}  // namespace
}  // namespace anc::state
