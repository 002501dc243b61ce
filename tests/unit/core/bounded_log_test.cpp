// Logs that are cut: what stays are whole lines, the newest, and those who append go on.
#include "internal/core/bounded_log.h"

#include <fcntl.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "internal/core/file.h"
#include "internal/core/log.h"

namespace anc::test {
namespace {
using ::testing::EndsWith;
using ::testing::StartsWith;

struct Log {
  core::TempDir dir = *core::TempDir::make("bounded-log-");
  std::string path = dir.path() + "/a.log";
  Fd fd = *core::open_file(path, O_RDWR | O_CREAT | O_APPEND);

  std::string text() const { return *core::read_file(path); }
};

TEST(BoundedLog, IsLeftAloneUpToItsLimit) {
  Log log;
  ASSERT_TRUE(core::write_all(log.fd, std::string(100, 'x')));
  EXPECT_FALSE(*core::cut_log(log.fd, 100));
  EXPECT_EQ(log.text().size(), 100u);
}

TEST(BoundedLog, KeepsTheNewestWholeLines) {
  Log log;
  for (int i = 0; i < 1000; ++i) {
    ASSERT_TRUE(core::write_all(log.fd, "line " + std::to_string(i) + "\n"));
  }
  EXPECT_TRUE(*core::cut_log(log.fd, 400));
  const std::string text = log.text();
  EXPECT_LE(text.size(), 130u);
  EXPECT_THAT(text, StartsWith("(earlier lines were cut)\nline 9"));
  EXPECT_THAT(text, EndsWith("line 999\n"));
  EXPECT_FALSE(*core::cut_log(log.fd, 400));
}

TEST(BoundedLog, WhoeverHasItOpenGoesOnBelow) {
  Log log;
  const Fd other = *core::open_file(log.path, O_WRONLY | O_APPEND);
  ASSERT_TRUE(core::write_all(other, std::string(500, 'x') + "\n"));
  EXPECT_TRUE(*core::cut_log(log.fd, 100));
  ASSERT_TRUE(core::write_all(other, "and on\n"));
  EXPECT_THAT(log.text(), EndsWith("\nand on\n"));
  EXPECT_LT(log.text().size(), 100u);
}

TEST(BoundedLog, ALineWithoutEndIsCutToo) {
  Log log;
  ASSERT_TRUE(core::write_all(log.fd, std::string(500, 'x')));
  EXPECT_TRUE(*core::cut_log(log.fd, 100));
  EXPECT_LE(log.text().size(), 50u);
}

TEST(BoundedLog, TheLoggersFileStaysNearItsLimitWhateverIsLogged) {
  Log log;
  core::init_log(core::LogLevel::kError, "test", log.path);
  const std::string line(4000, 'x');
  for (off_t sent = 0; sent < 3 * core::kLogLimit; sent += 4000) core::log_debug(line);
  core::log_debug("the last one");
  EXPECT_LE(static_cast<off_t>(log.text().size()), core::kLogLimit + (128 << 10));
  EXPECT_THAT(log.text(), EndsWith("the last one\n"));
  core::init_log(core::LogLevel::kWarning, "test");
}

}  // namespace
}  // namespace anc::test
