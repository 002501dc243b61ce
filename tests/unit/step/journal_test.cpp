// The journal: what it keeps over a restart, and what it says about damage.
#include "internal/step/journal.h"

#include <fstream>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "internal/core/file.h"

namespace anc::test {
namespace {
using step::FileJournal;
using step::Sync;

Seen seen_with(const std::string& value) { return Seen(State::kAbsent, {{"previous", value}}); }

void put(const std::string& path, const std::string& content) {
  std::ofstream(path, std::ios::trunc) << content;
}

class JournalFile : public ::testing::Test {
 protected:
  core::TempDir dir_ = *core::TempDir::make("journal");
  std::string path_ = dir_.path() + "/host/journal";

  std::unique_ptr<FileJournal> open() {
    auto journal = FileJournal::open_at(path_);
    EXPECT_TRUE(journal) << journal.error().message();
    return std::move(*journal);
  }
};

TEST_F(JournalFile, MakesNothingBeforeTheFirstLine) {
  open();
  EXPECT_FALSE(core::exists(dir_.path() + "/host"));
}

TEST_F(JournalFile, KeepsWhatWasBegunWithItsFacts) {
  ASSERT_TRUE(open()->begin("forwarding", "boot-1", seen_with("0"), Sync::kLater));
  const auto again = open();
  ASSERT_EQ(again->open().size(), 1u);
  const step::Entry& entry = again->open()[0];
  EXPECT_EQ(entry.step, "forwarding");
  EXPECT_EQ(entry.boot, "boot-1");
  EXPECT_EQ(*entry.seen.fact("previous"), "0");
  EXPECT_FALSE(entry.complete);
}

TEST_F(JournalFile, SyncsWhatMustOutliveAPowerCut) {
  const auto journal = open();
  ASSERT_TRUE(journal->begin("user", "boot-1", seen_with("0"), Sync::kNow));
  ASSERT_TRUE(journal->complete(Sync::kNow));
  EXPECT_TRUE(open()->open().at(0).complete);
}

TEST_F(JournalFile, KnowsWhichRunsCompleted) {
  const auto journal = open();
  ASSERT_TRUE(journal->begin("a", "b", seen_with("0"), Sync::kLater));
  ASSERT_TRUE(journal->complete(Sync::kNow));
  ASSERT_TRUE(journal->begin("c", "b", seen_with("0"), Sync::kLater));
  const auto again = open();
  ASSERT_EQ(again->open().size(), 2u);
  EXPECT_TRUE(again->open()[0].complete);
  EXPECT_FALSE(again->open()[1].complete);
}

TEST_F(JournalFile, IsEmptyOnceAllIsUndone) {
  const auto journal = open();
  ASSERT_TRUE(journal->begin("a", "b", seen_with("0"), Sync::kLater));
  ASSERT_TRUE(journal->begin("c", "b", seen_with("0"), Sync::kLater));
  ASSERT_TRUE(journal->undone(2));
  EXPECT_EQ(open()->open().size(), 1u);
  ASSERT_TRUE(journal->undone(1));
  EXPECT_EQ(*core::read_file(path_), "");
}

TEST_F(JournalFile, DropsATornLastLineAtEveryLength) {
  ASSERT_TRUE(open()->begin("first", "b", seen_with("0"), Sync::kLater));
  const std::string whole = *core::read_file(path_);
  ASSERT_TRUE(open()->begin("second", "b", seen_with("1"), Sync::kLater));
  const std::string both = *core::read_file(path_);
  for (size_t length = whole.size(); length < both.size(); ++length) {
    put(path_, both.substr(0, length));
    const auto journal = open();
    ASSERT_EQ(journal->open().size(), 1u) << "cut at " << length;
    ASSERT_TRUE(journal->begin("third", "b", seen_with("2"), Sync::kLater));
    const auto again = open();
    ASSERT_EQ(again->open().size(), 2u) << "cut at " << length;
    EXPECT_EQ(again->open()[1].step, "third");
  }
}

TEST_F(JournalFile, OtherDamageNamesLineAndCommand) {
  ASSERT_TRUE(open()->begin("first", "b", seen_with("0"), Sync::kLater));
  const std::string good = *core::read_file(path_);
  const std::vector<std::string> damages{"\n",
                                         "{}\n",
                                         "not json\n",
                                         "{\"schema\":1,\"event\":\"undone\",\"id\":7}\n",
                                         "{\"schema\":2,\"event\":\"complete\"}\n",
                                         "{\"schema\":1,\"event\":\"begin\"}\n",
                                         "{\"schema\":1,\"event\":\"dance\"}\n"};
  for (const std::string& damage : damages) {
    put(path_, good + damage + good);
    const auto journal = FileJournal::open_at(path_);
    ASSERT_FALSE(journal) << damage;
    EXPECT_THAT(journal.error().message(), ::testing::HasSubstr("line 2"));
    EXPECT_THAT(journal.error().hint(), ::testing::HasSubstr("cat " + path_));
  }
}

TEST_F(JournalFile, AFailingWriteLeavesTheEntriesAsTheyWere) {
  if (::access("/dev/full", W_OK) != 0) GTEST_SKIP() << "no /dev/full here";
  ASSERT_TRUE(core::make_dirs(dir_.path() + "/host"));
  auto journal = FileJournal::open_at(dir_.path() + "/host/other");
  ASSERT_TRUE(journal);
  ASSERT_EQ(::symlink("/dev/full", (dir_.path() + "/host/other").c_str()), 0);
  EXPECT_FALSE((*journal)->begin("a", "b", seen_with("0"), Sync::kLater));
  EXPECT_TRUE((*journal)->open().empty());
}

}  // namespace
}  // namespace anc::test
