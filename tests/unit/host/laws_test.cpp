// The laws of steps, over the whole list of host steps and every kind of machine.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "internal/host/steps.h"
#include "internal/step/runner.h"
#include "tests/unit/host/machines.h"

namespace anc::test {
namespace {
using ::testing::IsEmpty;

class HostSteps : public ::testing::TestWithParam<size_t> {
 protected:
  FakeHost machine() { return machines()[GetParam()].host; }
  Steps all_steps() {
    const Machine machine = machines()[GetParam()];
    return host::steps(machine.settings, machine.needs);
  }
};

INSTANTIATE_TEST_SUITE_P(OnEveryMachine, HostSteps, ::testing::Range<size_t>(0, kMachines));

// Let each call that the bring-up makes of the host fail in turn: the host must end as it began.
TEST_P(HostSteps, AFailureAnywhereLeavesTheHostAsItWas) {
  for (int failing = 1;; ++failing) {
    FakeHost host = machine();
    const auto before = host.snapshot();
    host.fail_call(failing, EPERM);
    MemoryJournal journal;
    const auto applied = apply_all(all_steps(), host, journal);
    if (applied) {  // no call was left to fail: all of them have been tried
      EXPECT_GT(failing, 20);
      EXPECT_NE(host.snapshot(), before);
      return;
    }
    EXPECT_EQ(applied.error().root_errno(), EPERM) << applied.error().message();
    ASSERT_EQ(host.snapshot(), before) << "after failing call " << failing;
    EXPECT_THAT(journal.open(), IsEmpty());
  }
}

TEST_P(HostSteps, ApplyThenUndoIsTheIdentity) {
  FakeHost host = machine();
  const auto before = host.snapshot();
  MemoryJournal journal;
  ASSERT_TRUE(apply_all(all_steps(), host, journal));
  const auto undone = undo_all(all_steps(), host, journal);
  ASSERT_TRUE(undone);
  EXPECT_THAT(undone->left, IsEmpty());
  EXPECT_EQ(host.snapshot(), before);
}

TEST_P(HostSteps, ApplyingTwiceChangesNothing) {
  FakeHost host = machine();
  MemoryJournal journal;
  ASSERT_TRUE(apply_all(all_steps(), host, journal));
  const auto after_first = host.snapshot();
  const auto lines = journal.lines();
  host.commands_run.clear();
  const auto second = apply_all(all_steps(), host, journal);
  ASSERT_TRUE(second);
  for (const auto& status : *second) EXPECT_FALSE(status.applied) << status.step->name();
  EXPECT_EQ(host.snapshot(), after_first);
  EXPECT_EQ(journal.lines(), lines);
  EXPECT_THAT(host.commands_run, IsEmpty());
}

TEST_P(HostSteps, EachUndoIsIdempotentAndMendsAnApplyThatNeverBegan) {
  FakeHost host = machine();
  for (const auto& step : all_steps()) {
    const auto before = host.snapshot();
    const auto seen = step->check(host);
    ASSERT_TRUE(seen);
    if (seen->state == State::kHolds || seen->state == State::kImpossible) continue;
    ASSERT_TRUE(step->undo(host, *seen)) << step->name();
    EXPECT_EQ(host.snapshot(), before) << step->name() << " undone before it was applied";
    ASSERT_TRUE(step->apply(host, *seen)) << step->name();
    ASSERT_TRUE(step->undo(host, *seen)) << step->name();
    EXPECT_EQ(host.snapshot(), before) << step->name();
    ASSERT_TRUE(step->undo(host, *seen)) << step->name() << " a second time";
    EXPECT_EQ(host.snapshot(), before) << step->name() << " undone twice";
    ASSERT_TRUE(step->apply(host, *seen)) << step->name();
  }
}

// SIGKILL before each call in turn, hence after each journal line too; then start again.
TEST_P(HostSteps, AKillAnywhereIsMendedByTheNextRun) {
  FakeHost clean = machine();
  MemoryJournal clean_journal;
  ASSERT_TRUE(apply_all(all_steps(), clean, clean_journal));

  for (int killed = 1;; ++killed) {
    FakeHost host = machine();
    const auto before = host.snapshot();
    host.kill_at_call(killed);
    MemoryJournal journal;
    bool died = false;
    try {
      ASSERT_TRUE(apply_all(all_steps(), host, journal));
    } catch (const Killed&) {
      died = true;
    }
    if (!died) return;
    auto found = MemoryJournal::from_lines(journal.lines());
    ASSERT_TRUE(found);
    host.kill_at_call(0);
    ASSERT_TRUE(recover(all_steps(), host, **found)) << "killed at call " << killed;
    ASSERT_EQ(host.snapshot(), before) << "killed at call " << killed;
    ASSERT_TRUE(apply_all(all_steps(), host, **found));
    host.now.links.back().index = clean.now.links.back().index;  // the kernel counts on
    ASSERT_EQ(host.snapshot(), clean.snapshot()) << "killed at call " << killed;
    ASSERT_TRUE(undo_all(all_steps(), host, **found));
    ASSERT_EQ(host.snapshot(), before) << "killed at call " << killed;
  }
}

TEST_P(HostSteps, AKillDuringAnUndoIsMendedByTheNextUndo) {
  for (int killed = 1;; ++killed) {
    FakeHost host = machine();
    const auto before = host.snapshot();
    MemoryJournal journal;
    ASSERT_TRUE(apply_all(all_steps(), host, journal));
    host.kill_at_call(killed);
    bool died = false;
    try {
      ASSERT_TRUE(undo_all(all_steps(), host, journal));
    } catch (const Killed&) {
      died = true;
    }
    if (!died) return;
    auto found = MemoryJournal::from_lines(journal.lines());
    ASSERT_TRUE(found);
    host.kill_at_call(0);
    ASSERT_TRUE(undo_all(all_steps(), host, **found)) << "killed at call " << killed;
    ASSERT_EQ(host.snapshot(), before) << "killed at call " << killed;
  }
}

TEST_P(HostSteps, AfterARebootOnlyFilesAndUsersAreUndone) {
  FakeHost host = machine();
  MemoryJournal journal;
  const auto files_before = host.now.files;
  ASSERT_TRUE(apply_all(all_steps(), host, journal));
  host.boot = "boot-2";
  FakeHost rebooted = machine();
  rebooted.boot = "boot-2";
  rebooted.now.users = host.now.users;
  for (const auto& [path, file] : host.now.files) {
    if (path.starts_with("/var/")) rebooted.now.files[path] = file;
  }
  const auto undone = undo_all(all_steps(), rebooted, journal);
  ASSERT_TRUE(undone);
  EXPECT_THAT(undone->left, IsEmpty());
  EXPECT_EQ(rebooted.snapshot(), machine().snapshot());
}

TEST(HostStepList, NeedsSelectTheSteps) {
  const host::Needs demo{.selinux = false, .binder = false, .network = true, .user = false};
  std::vector<std::string> names;
  for (const auto& step : host::steps(host::Settings{}, demo)) names.emplace_back(step->name());
  EXPECT_THAT(
      names, ::testing::ElementsAre("bridge", "address", "forwarding", "firewall", "docker-forward",
                                    "firewalld-zone", "forward-policy", "apparmor", "directories"));
}

TEST(HostStepList, TheSettingSelectsTheFirewall) {
  const host::Needs network{.selinux = false, .binder = false, .network = true, .user = false};
  host::Settings settings;
  const auto names = [&] {
    std::set<std::string> all;
    for (const auto& step : host::steps(settings, network)) all.emplace(step->name());
    return all;
  };
  settings.firewall = host::Firewall::kNft;
  EXPECT_TRUE(names().contains("firewall-nft"));
  EXPECT_FALSE(names().contains("firewall"));
  settings.firewall = host::Firewall::kNone;
  EXPECT_EQ(names(),
            (std::set<std::string>{"bridge", "address", "forwarding", "apparmor", "directories"}));
}

TEST(HostStepList, NamesAreUniqueAndEveryStepExplainsItself) {
  std::set<std::string_view> names;
  const Steps steps = host::every_step(host::Settings{});
  for (const auto& step : steps) {
    EXPECT_TRUE(names.insert(step->name()).second) << step->name();
    EXPECT_FALSE(step->why().empty()) << step->name();
    EXPECT_FALSE(step->commands().empty()) << step->name();
  }
}

}  // namespace
}  // namespace anc::test
