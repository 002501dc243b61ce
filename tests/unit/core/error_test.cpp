// The error value and TRY.
#include "internal/core/error.h"

#include <cerrno>

#include <gtest/gtest.h>

#include "internal/core/codes.h"

namespace anc::core {
namespace {

Result<int> half(int value) {
  if (value % 2 != 0) return fail(Kind::kImage, "odd " + std::to_string(value));
  return value / 2;
}
Result<int> quarter(int value) { return TRY(half(TRY(half(value), "first half")), "second half"); }
Result<void> open_nothing() { return fail_errno(ENOENT, "open /nothing"); }

TEST(Error, ContextGrowsOutwardsAndTheRootStays) {
  EXPECT_EQ(quarter(8).value(), 2);
  const auto odd = quarter(6);
  ASSERT_FALSE(odd);
  EXPECT_EQ(odd.error().message(), "second half: odd 3");
  EXPECT_EQ(odd.error().kind(), Kind::kImage);
  EXPECT_EQ(odd.error().exit_code(), 6);
}

TEST(Error, ErrnoTextIsLowerCaseAndLast) {
  const auto done = open_nothing();
  const Error error = Error(done.error()).context("mount image");
  EXPECT_EQ(error.message(), "mount image: open /nothing: no such file or directory");
  EXPECT_EQ(error.root_errno(), ENOENT);
  EXPECT_EQ(errno_text(EIO), "input/output error");
}

TEST(Error, TheInnermostHintAndLogWin) {
  const Error error =
      Error(Kind::kBusy, "busy").hint("inner").log("/a").context("outer").hint("outer").log("/b");
  EXPECT_EQ(error.hint(), "inner");
  EXPECT_EQ(error.log(), "/a");
  const Error named = Error(Kind::kBusy, "busy").code(Code::kPortInUse).code(Code::kDiskFull);
  EXPECT_EQ(named.code(), Code::kPortInUse);
  EXPECT_EQ(error.code(), Code::kNone);
}

TEST(Error, ACopyIsIndependent) {
  const Error error(Kind::kFailure, "root");
  const Error wrapped = Error(error).context("more").as(Kind::kTimeout);
  EXPECT_EQ(error.message(), "root");
  EXPECT_EQ(error.kind(), Kind::kFailure);
  EXPECT_EQ(wrapped.exit_code(), 10);
}

}  // namespace
}  // namespace anc::core
