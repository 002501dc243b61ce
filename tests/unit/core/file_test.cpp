// Whole files and locks.
#include "internal/core/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "internal/core/lock.h"

namespace anc::core {
namespace {

class Files : public testing::Test {
 protected:
  TempDir dir_ = TempDir::make("ancloud-test-").value();
  std::string at(const std::string& name) const { return dir_.path() + "/" + name; }
};

TEST_F(Files, AtomicWriteReplacesAndLeavesNothingElse) {
  for (const auto write : {write_atomic, write_whole}) {
    ASSERT_TRUE(write(at("f"), "one", 0644));
    ASSERT_TRUE(write(at("f"), "two", 0600));
    EXPECT_EQ(read_file(at("f")).value(), "two");
    struct stat info {};
    ASSERT_EQ(::stat(at("f").c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777, 0600u);
    ASSERT_EQ(::unlink(at("f").c_str()), 0);
  }
  EXPECT_EQ(::rmdir(dir_.path().c_str()), 0) << "a temporary file was left behind";
}

TEST_F(Files, AFailedWriteNamesThePathAndKeepsTheOld) {
  const auto done = write_atomic(at("no/such/f"), "x");
  ASSERT_FALSE(done);
  EXPECT_NE(done.error().message().find("no/such/f"), std::string::npos);
}

TEST_F(Files, MissingIsNotBroken) {
  EXPECT_EQ(read_file_if_exists(at("none")).value(), std::nullopt);
  EXPECT_EQ(read_file(at("none")).error().root_errno(), ENOENT);
  ASSERT_TRUE(write_atomic(at("big"), std::string(100, 'x')));
  EXPECT_EQ(read_file(at("big"), 99).error().root_errno(), EFBIG);
}

TEST_F(Files, TreesAreRemovedButLinksNotFollowed) {
  ASSERT_TRUE(make_dirs(at("a/b/c")));
  ASSERT_TRUE(make_dirs(at("kept")));
  ASSERT_TRUE(write_atomic(at("kept/file"), "x"));
  ASSERT_EQ(::symlink(at("kept").c_str(), at("a/b/link").c_str()), 0);
  ASSERT_TRUE(write_atomic(at("a/b/file"), "x"));
  ASSERT_TRUE(remove_tree(at("a")));
  EXPECT_FALSE(exists(at("a")));
  EXPECT_TRUE(exists(at("kept/file")));
  EXPECT_TRUE(remove_tree(at("a"))) << "nothing to remove is no error";
}

TEST_F(Files, ALockExcludesAndDiesWithItsHolder) {
  const auto path = at("lock");
  EXPECT_FALSE(FileLock::is_held(path).value());
  {
    auto held = FileLock::try_take(path, FileLock::Mode::kExclusive).value();
    ASSERT_TRUE(held);
    EXPECT_TRUE(FileLock::is_held(path).value());
    EXPECT_FALSE(FileLock::try_take(path, FileLock::Mode::kExclusive).value());
    EXPECT_FALSE(FileLock::try_take(path, FileLock::Mode::kShared).value());
  }
  EXPECT_FALSE(FileLock::is_held(path).value());
  EXPECT_TRUE(exists(path)) << "lock files are never deleted";
}

}  // namespace
}  // namespace anc::core
