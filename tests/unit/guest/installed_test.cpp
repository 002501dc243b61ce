// Packages of the demo guest: what its pm keeps.
#include "cmd/ancloud-guest/installed.h"

#include <gtest/gtest.h>

#include "internal/core/file.h"
#include "tests/unit/apk/packages.h"

namespace anc::test {
namespace {

class Installed : public testing::Test {
 protected:
  core::TempDir dir_ = *core::TempDir::make("anc-pm");
  std::string apk(const std::string& package) {
    const auto bytes = apk_of(package);
    const std::string path = dir_.path() + "/x.apk";
    EXPECT_TRUE(
        core::write_whole(path, {reinterpret_cast<const char*>(bytes.data()), bytes.size()}));
    return path;
  }
};

TEST_F(Installed, PackagesAreKeptAndRemoved) {
  EXPECT_TRUE(guest::installed_in(dir_.path()).empty());
  const auto before = guest::installed_version(dir_.path());
  const auto installed = guest::install(apk("org.a"), dir_.path());
  ASSERT_TRUE(installed) << installed.error().message();
  EXPECT_EQ(installed->activity, "org.a.Main");
  ASSERT_TRUE(guest::install(apk("org.b"), dir_.path()));
  ASSERT_TRUE(guest::install(apk("org.a"), dir_.path())) << "again is an update";
  const auto list = guest::installed_in(dir_.path());
  ASSERT_EQ(list.size(), 2u);
  EXPECT_EQ(list[1].package, "org.a");
  EXPECT_EQ(list[1].name, "Label");
  EXPECT_TRUE(list[1].icon.starts_with("\x89PNG"));
  EXPECT_NE(list[0].icon, list[1].icon);
  EXPECT_NE(guest::installed_version(dir_.path()), before);
  EXPECT_TRUE(core::exists(dir_.path() + "/org.a-1/base.apk"));
  ASSERT_TRUE(guest::uninstall("org.a", dir_.path()));
  EXPECT_FALSE(core::exists(dir_.path() + "/org.a-1"));
  EXPECT_EQ(guest::installed_in(dir_.path()).size(), 1u);
}

TEST_F(Installed, RefusalsAreAndroidsCodes) {
  EXPECT_EQ(guest::install("/no/such.apk", dir_.path()).error().message(),
            "INSTALL_FAILED_INVALID_URI");
  EXPECT_EQ(guest::uninstall("org.a", dir_.path()).error().message(),
            "DELETE_FAILED_INTERNAL_ERROR");
  const std::string text = dir_.path() + "/text";
  ASSERT_TRUE(core::write_whole(text, "no package"));
  EXPECT_EQ(guest::install(text, dir_.path()).error().message(), "INSTALL_PARSE_FAILED_NOT_APK");
}

TEST_F(Installed, DamagedLinesOfTheListAreSkipped) {
  const auto list =
      guest::parse_installed("org.a\torg.a.Main\tA\nrubbish\n../x\ty\tz\n\norg.b\t\tB");
  ASSERT_EQ(list.size(), 2u);
  EXPECT_EQ(guest::format_installed(list), "org.a\torg.a.Main\tA\norg.b\t\tB\n");
}
}  // namespace
}  // namespace anc::test
