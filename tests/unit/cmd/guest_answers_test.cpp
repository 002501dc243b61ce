// What programs of the guest answer: properties and the package manager.
#include <gtest/gtest.h>

#include "cmd/ancloud/guest_properties.h"
#include "internal/adb/package_manager.h"

namespace anc::test {
namespace {

int code_of(const Result<void>& result) { return result ? 0 : result.error().exit_code(); }

TEST(Properties, NamesAndValuesThatAndroidTakes) {
  for (const char* good : {"a", "ro.build.version.sdk", "persist.sys.locale", "a_b-c:d@e.1"}) {
    EXPECT_EQ(code_of(cmd::check_property_name(good)), 0) << good;
  }
  for (const char* bad : {"", "-x", ".x", "a b", "a=b", "$(id)", "a;b", "ä", "a\nb"}) {
    EXPECT_EQ(code_of(cmd::check_property_name(bad)), 2) << bad;
  }
  EXPECT_EQ(code_of(cmd::check_property_name(std::string(256, 'a'))), 2);
  EXPECT_EQ(code_of(cmd::check_property_value("")), 0);
  EXPECT_EQ(code_of(cmd::check_property_value("$(id) 'x' ; y")), 0) << "no shell reads it";
  EXPECT_EQ(code_of(cmd::check_property_value(std::string(91, 'x'))), 0);
  EXPECT_EQ(code_of(cmd::check_property_value(std::string(92, 'x'))), 2);
  EXPECT_EQ(code_of(cmd::check_property_value("a\nb")), 2);
  EXPECT_EQ(code_of(cmd::check_property_value(std::string_view("a\0b", 3))), 2);
}

TEST(Properties, AListIsRead) {
  const auto list = cmd::parse_property_list("[a.b]: [1]\n[c]: []\nnoise\n[d]: [two\nlines]\n[e");
  ASSERT_EQ(list.size(), 3u) << list.dump();
  EXPECT_EQ(list[0], (core::Json{{"name", "a.b"}, {"value", "1"}}));
  EXPECT_EQ(list[1], (core::Json{{"name", "c"}, {"value", ""}}));
  EXPECT_EQ(list[2], (core::Json{{"name", "d"}, {"value", "two\nlines"}}));
}

struct Answer {
  const char* said;
  int code;
  const char* words;
};

TEST(PackageManager, AnswersAreUnderstood) {
  const Answer answers[] = {
      {"\tpkg: /data/local/tmp/x.apk\nSuccess\n", 0, ""},
      {"Success\r\n", 0, ""},
      {"\tpkg: x\nFailure [INSTALL_FAILED_INVALID_APK]\n", 6, "INSTALL_FAILED_INVALID_APK"},
      {"Failure [INSTALL_PARSE_FAILED_NOT_APK: Failed to parse x]", 6, "Failed to parse"},
      {"Failure [INSTALL_FAILED_INSUFFICIENT_STORAGE]\n", 12, "STORAGE"},
      {"Failure [INSTALL_FAILED_UPDATE_INCOMPATIBLE]\n", 1, "UPDATE_INCOMPATIBLE"},
      {"Failure [INSTALL_FAILED_NO_MATCHING_ABIS: x]\n", 6, "ABIS"},
      {"Failure [DELETE_FAILED_INTERNAL_ERROR]\n", 1, "DELETE_FAILED"},
      {"Failure\n", 1, "Failure"},
      {"Error: Could not access the Package Manager.  Is the system running?\n", 3, "not there"},
      {"\ncat: /data/local/tmp/x: No space left on device\n", 12, "No space left"},
      {"java.lang.Something: \x1b[2Jodd\n\n", 1, "Something:  [2Jodd"},
      {"", 1, "says nothing"},
  };
  for (const Answer& answer : answers) {
    const auto understood = adb::understand_pm(answer.said);
    EXPECT_EQ(code_of(understood), answer.code) << answer.said;
    if (understood) continue;
    EXPECT_NE(understood.error().message().find(answer.words), std::string::npos)
        << understood.error().message();
  }
}
}  // namespace
}  // namespace anc::test
