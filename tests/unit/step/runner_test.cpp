// The runner on steps made for the purpose: order, roll-back, what an error says.
#include "internal/step/runner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "internal/core/codes.h"
#include "tests/unit/fake_host.h"

namespace anc::test {
namespace {
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// Makes a file; each part can be told to misbehave.
class FileStep final : public Step {
 public:
  struct Faults {
    bool impossible = false;
    bool is_optional = false;
    bool apply_lies = false;
    bool undo_fails = false;
    bool is_persistent = false;
  };
  FileStep(std::string name, Faults faults) : name_(std::move(name)), faults_(faults) {}

  std::string_view name() const override { return name_; }
  std::string_view why() const override { return "for the test"; }
  std::vector<std::string> commands() const override { return {"touch /" + name_}; }
  bool optional() const override { return faults_.is_optional; }
  bool persistent() const override { return faults_.is_persistent; }

  Result<Seen> check(const Host& host) const override {
    if (faults_.impossible)
      return step::impossible("no " + name_ + " here", "buy one", Kind::kHostRequirement,
                              Code::kLoopMissing);
    return Seen(TRY(host.info("/" + name_)) ? State::kHolds : State::kAbsent);
  }
  Result<void> apply(Host& host, const Seen&) const override {
    if (faults_.apply_lies) return {};
    return host.write_file("/" + name_, "", 0644);
  }
  Result<Left> undo(Host& host, const Seen&) const override {
    if (faults_.undo_fails) return fail(Kind::kFailure, "undo of " + name_ + " does not work");
    if (!TRY(host.info("/" + name_))) return Left{};
    if (*TRY(host.read("/" + name_)) != "") return Left{name_ + " was written to"};
    TRY(host.remove_file("/" + name_));
    return Left{};
  }

 private:
  std::string name_;
  Faults faults_;
};

struct Named {
  std::string name;
  FileStep::Faults faults = {};
};

Steps make(const std::vector<Named>& names) {
  Steps steps;
  for (const Named& one : names) steps.push_back(std::make_unique<FileStep>(one.name, one.faults));
  return steps;
}

std::vector<std::string> files(const FakeHost& host) {
  std::vector<std::string> names;
  for (const auto& [path, file] : host.now.files) names.push_back(path);
  return names;
}

class Recorder final : public step::Observer {
 public:
  std::vector<std::string> seen;
  void applying(const Step& step, const Seen&) override { add("+", step); }
  void skipping(const Step& step, const Seen&) override { add("?", step); }
  void undoing(const Step& step) override { add("-", step); }

 private:
  void add(const char* what, const Step& step) { seen.push_back(what + std::string(step.name())); }
};

TEST(Runner, AppliesInOrderAndUndoesInReverse) {
  FakeHost host;
  MemoryJournal journal;
  Recorder recorder;
  const Steps steps = make({{"a"}, {"b"}});
  ASSERT_TRUE(apply_all(steps, host, journal, &recorder));
  const auto undone = undo_all(steps, host, journal, &recorder);
  ASSERT_TRUE(undone);
  EXPECT_THAT(undone->steps, ElementsAre("b", "a"));
  EXPECT_THAT(recorder.seen, ElementsAre("+a", "+b", "-b", "-a"));
  EXPECT_THAT(files(host), IsEmpty());
  EXPECT_THAT(journal.lines(), IsEmpty());
}

TEST(Runner, WhatHeldBeforeIsNotUndone) {
  FakeHost host;
  host.add_file("/a", "");
  MemoryJournal journal;
  const Steps steps = make({{"a"}, {"b"}});
  const auto statuses = apply_all(steps, host, journal);
  ASSERT_TRUE(statuses);
  EXPECT_FALSE((*statuses)[0].applied);
  EXPECT_TRUE((*statuses)[1].applied);
  ASSERT_TRUE(undo_all(steps, host, journal));
  EXPECT_THAT(files(host), ElementsAre("/a"));
}

TEST(Runner, AnImpossibleStepIsSkippedOnlyWhereItIsOptional) {
  FakeHost host;
  MemoryJournal journal;
  Recorder recorder;
  ASSERT_TRUE(apply_all(make({{"a", {.impossible = true, .is_optional = true}}, {"b"}}), host,
                        journal, &recorder));
  EXPECT_THAT(recorder.seen, ElementsAre("?a", "+b"));

  FakeHost other;
  MemoryJournal other_journal;
  const auto result = apply_all(make({{"b"}, {"a", {.impossible = true}}}), other, other_journal);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind(), Kind::kHostRequirement);
  EXPECT_EQ(result.error().message(), "step a: no a here");
  EXPECT_EQ(result.error().hint(), "buy one");
  EXPECT_EQ(result.error().code(), Code::kLoopMissing);
  EXPECT_THAT(files(other), IsEmpty());
}

TEST(Runner, AStepThatDoesNotHoldAfterwardsIsAFailure) {
  FakeHost host;
  MemoryJournal journal;
  const auto result = apply_all(make({{"a"}, {"b", {.apply_lies = true}}}), host, journal);
  ASSERT_FALSE(result);
  EXPECT_THAT(result.error().message(), HasSubstr("step b: was applied, yet does not hold"));
  EXPECT_THAT(files(host), IsEmpty());
  EXPECT_THAT(journal.lines(), IsEmpty());
}

TEST(Runner, AnUndoThatFailsIsToldBesideTheCauseAndStaysInTheJournal) {
  FakeHost host;
  MemoryJournal journal;
  const auto result = apply_all(
      make({{"a", {.undo_fails = true}}, {"b"}, {"c", {.apply_lies = true}}}), host, journal);
  ASSERT_FALSE(result);
  EXPECT_THAT(result.error().message(), HasSubstr("undo of a does not work"));
  EXPECT_THAT(result.error().message(), HasSubstr("step c"));
  EXPECT_THAT(files(host), ElementsAre("/a"));
  ASSERT_EQ(journal.open().size(), 1u);
  EXPECT_EQ(journal.open()[0].step, "a");
  ASSERT_TRUE(undo_all(make({{"a"}, {"b"}}), host, journal));
  EXPECT_THAT(files(host), IsEmpty());
}

TEST(Runner, WhatOthersChangedIsLeftAndNamed) {
  FakeHost host;
  MemoryJournal journal;
  const Steps steps = make({{"a"}, {"b"}});
  ASSERT_TRUE(apply_all(steps, host, journal));
  host.add_file("/a", "by another");
  const auto undone = undo_all(steps, host, journal);
  ASSERT_TRUE(undone);
  EXPECT_THAT(undone->left, ElementsAre("a: a was written to"));
  EXPECT_THAT(files(host), ElementsAre("/a"));
  EXPECT_THAT(journal.open(), IsEmpty());
}

TEST(Runner, WhatIsLeftAfterAFailureIsTriedAgain) {
  FakeHost host;
  MemoryJournal journal;
  ASSERT_TRUE(step::apply_all(make({{"a"}, {"b"}}), host, journal));
  ASSERT_TRUE(host.write_file("/a", "in use by b", 0644));
  EXPECT_FALSE(step::undo_all(make({{"a"}, {"b", {.undo_fails = true}}}), host, journal));
  EXPECT_EQ(journal.open().size(), 2u);
  ASSERT_TRUE(host.write_file("/a", "", 0644));
  const auto undone = step::undo_all(make({{"a"}, {"b"}}), host, journal);
  ASSERT_TRUE(undone);
  EXPECT_THAT(undone->steps, ElementsAre("b", "a"));
  EXPECT_THAT(files(host), IsEmpty());
}

TEST(Runner, ARebootEndsWhatTheKernelHeldAndOnlyFilesAreUndone) {
  FakeHost host;
  MemoryJournal journal;
  const Steps steps = make({{"kernel"}, {"file", {.is_persistent = true}}});
  ASSERT_TRUE(apply_all(steps, host, journal));
  host.boot = "boot-2";
  host.now.files.erase("/kernel");
  const auto undone = undo_all(steps, host, journal);
  ASSERT_TRUE(undone);
  EXPECT_THAT(undone->steps, ElementsAre("file"));
  EXPECT_THAT(files(host), IsEmpty());
}

TEST(Runner, AStepOfAnotherVersionIsNamedNotGuessed) {
  FakeHost host;
  MemoryJournal journal;
  ASSERT_TRUE(apply_all(make({{"old"}, {"a"}}), host, journal));
  const auto undone = undo_all(make({{"a"}}), host, journal);
  ASSERT_FALSE(undone);
  EXPECT_THAT(undone.error().message(), HasSubstr("undo step old"));
  EXPECT_THAT(files(host), ElementsAre("/old"));
}

TEST(Runner, RecoveryUndoesOnlyTheRunThatWasCutOff) {
  FakeHost host;
  MemoryJournal journal;
  const Steps steps = make({{"a"}, {"b"}, {"c"}});
  ASSERT_TRUE(apply_all(make({{"a"}}), host, journal));
  ASSERT_TRUE(apply_all(steps, host, journal));
  std::vector<std::string> cut(journal.lines().begin(), journal.lines().end() - 1);
  auto after_kill = MemoryJournal::from_lines(cut);
  ASSERT_TRUE(after_kill);
  ASSERT_TRUE(recover(steps, host, **after_kill));
  EXPECT_THAT(files(host), ElementsAre("/a"));
  EXPECT_EQ((*after_kill)->open().size(), 1u);
}

TEST(Runner, LookingNamesAStepWhoseCheckFails) {
  FakeHost host;
  const Steps steps = make({{"a"}, {"b"}});
  host.fail_call(1, EACCES);
  const auto all = look(steps, host);
  ASSERT_EQ(all.size(), 2u);
  EXPECT_FALSE(all[0].seen);
  EXPECT_THAT(all[0].problem, HasSubstr("permission denied"));
  EXPECT_EQ(all[1].seen->state, State::kAbsent);
}

}  // namespace
}  // namespace anc::test
