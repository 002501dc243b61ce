// The AppArmor step on a machine that has AppArmor.
#include <gtest/gtest.h>

#include "internal/host/apparmor_profile.h"
#include "internal/host/steps.h"
#include "internal/step/runner.h"
#include "tests/unit/host/machines.h"

namespace anc::test {
namespace {

constexpr auto kLoaded = "/sys/kernel/security/apparmor/profiles";
constexpr auto kFile = "/etc/apparmor.d/ancloud-guest";

FakeHost machine_with_apparmor() {
  FakeHost host = machines()[0].host;
  host.add_file(kLoaded, "docker-default (enforce)\n");
  host.add_dir("/etc/apparmor.d");
  host.programs.insert("apparmor_parser");
  host.other_programs = [](FakeHost& machine, const std::vector<std::string>& argv,
                           const std::string&) -> Result<std::string> {
    if (argv[0] != "apparmor_parser") return fail_errno(ENOENT, "run " + argv[0]);
    std::string& profiles = machine.now.files.at(kLoaded).content;
    const std::string line = "ancloud-guest (enforce)\n";
    if (const size_t at = profiles.find(line); at != std::string::npos) {
      profiles.erase(at, line.size());
    }
    if (argv[1] == "--replace") profiles += line;
    return std::string();
  };
  return host;
}

Steps only_apparmor() {
  Steps steps;
  steps.push_back(host::apparmor());
  return steps;
}

TEST(AppArmorStep, LoadsTheProfileAndTakesItBack) {
  FakeHost host = machine_with_apparmor();
  const auto before = host.snapshot();
  MemoryJournal journal;
  ASSERT_TRUE(apply_all(only_apparmor(), host, journal));
  EXPECT_EQ(host.now.files.at(kFile).content, host::kGuestProfileText);
  EXPECT_NE(host.now.files.at(kLoaded).content.find("ancloud-guest (enforce)"), std::string::npos);
  const auto seen = host::apparmor()->check(host);
  ASSERT_TRUE(seen);
  EXPECT_EQ(seen->state, State::kHolds);
  ASSERT_TRUE(undo_all(only_apparmor(), host, journal));
  EXPECT_EQ(host.snapshot(), before);
}

TEST(AppArmorStep, AFileOfSomebodyElseComesBackAndAChangedOneStays) {
  FakeHost host = machine_with_apparmor();
  host.add_file(kFile, "an older one\n");
  MemoryJournal journal;
  ASSERT_TRUE(apply_all(only_apparmor(), host, journal));
  ASSERT_TRUE(undo_all(only_apparmor(), host, journal));
  EXPECT_EQ(host.now.files.at(kFile).content, "an older one\n");

  ASSERT_TRUE(apply_all(only_apparmor(), host, journal));
  host.now.files.at(kFile).content = "edited\n";
  const auto undone = undo_all(only_apparmor(), host, journal);
  ASSERT_TRUE(undone);
  EXPECT_EQ(undone->left.size(), 1u);
  EXPECT_EQ(host.now.files.at(kFile).content, "edited\n");
}

TEST(AppArmorStep, IsLeftOutWithoutAppArmorOrItsParser) {
  FakeHost host = machine_with_apparmor();
  host.programs.erase("apparmor_parser");
  EXPECT_EQ(host::apparmor()->check(host)->state, State::kImpossible);
  host.now.files.erase(kLoaded);
  EXPECT_EQ(host::apparmor()->check(host)->state, State::kImpossible);
  EXPECT_TRUE(host::apparmor()->optional());
}

}  // namespace
}  // namespace anc::test
