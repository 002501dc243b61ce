// Desktop entries: quoting, whose they are, and the files.
#include "internal/app/desktop_entry.h"

#include <gtest/gtest.h>

#include "internal/app/desktop_entries.h"
#include "internal/core/file.h"
#include "internal/core/process.h"

namespace anc::test {
namespace {
const std::string kPng = std::string("\x89PNG\r\n\x1a\n") + "picture";
// Everything that has a meaning to a shell, a desktop file or a terminal.
const std::string kNasty = " a\n[Desktop Action x]\r\tExec=\"$(id)`id`\\%f'é\xff\x1b[2J";

/// What a reader of the file makes of a value of type string.
std::string unescaped(const std::string& value) {
  std::string out;
  for (size_t i = 0; i < value.size(); ++i) {
    if (value[i] != '\\' || ++i == value.size()) {
      out += i < value.size() ? value[i] : '?';
      continue;
    }
    const std::string_view from = "sntr\\", to = " \n\t\r\\";
    const size_t at = from.find(value[i]);
    out += at == std::string_view::npos ? '?' : to[at];
  }
  return out;
}

/// What a launcher makes of a value of Exec: its words, as the specification unquotes them.
std::vector<std::string> words(const std::string& value) {
  std::vector<std::string> found;
  const std::string line = unescaped(value);
  for (size_t i = 0; i < line.size(); ++i) {
    if (line[i] == ' ') continue;
    EXPECT_EQ(line[i], '"');
    std::string word;
    for (++i; i < line.size() && line[i] != '"'; ++i) {
      if (line[i] == '\\') ++i;
      if (line[i] == '%') {
        EXPECT_EQ(line[++i], '%') << "a field code";
      }
      word += line[i];
    }
    found.push_back(word);
  }
  return found;
}

TEST(DesktopEntry, AStringIsOneLine) {
  EXPECT_EQ(app::desktop_string("plain name"), "plain name");
  EXPECT_EQ(app::desktop_string(" a\nb\tc\rd\\"), "\\sa\\nb\\tc\\rd\\\\");
  EXPECT_EQ(app::desktop_string("\x1b"), "\xef\xbf\xbd");
  EXPECT_EQ(app::desktop_string("\xff"), "\xef\xbf\xbd");
  EXPECT_EQ(app::desktop_string("文"), "文");
}

TEST(DesktopEntry, AnArgumentComesOutAsItWentIn) {
  const std::vector<std::string> given = {
      "/opt/a b/ancloud", "$HOME", "`id`", "\"", "\\", "%f", "100%", "", "a\nb", "'; rm -rf /"};
  EXPECT_EQ(words(app::desktop_exec(given)), given);
  EXPECT_EQ(app::desktop_exec({"a\nb"}).find('\n'), std::string::npos);
  EXPECT_EQ(app::desktop_exec({"%U"}), "\"%%U\"");
  EXPECT_EQ(app::desktop_exec({"$"}), "\"\\\\$\"") << "quoted for the command, then for the file";
}

TEST(DesktopEntry, NoGuestAddsALine) {
  const std::string text = app::desktop_entry_text({.name = kNasty,
                                                    .comment = kNasty,
                                                    .exec = {kNasty},
                                                    .icon = kNasty,
                                                    .package = "a.b",
                                                    .instance = "x",
                                                    .data_path = kNasty});
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 12);
  EXPECT_EQ(text.find("\n[", 1), std::string::npos);
  EXPECT_TRUE(app::belongs_to(text, "x", kNasty));
  EXPECT_FALSE(app::belongs_to(text, "y", kNasty));
  EXPECT_FALSE(app::belongs_to(text, "x", "/other"));
}

TEST(DesktopEntry, ADesktopTakesIt) {
  if (!core::find_program("desktop-file-validate")) {
    GTEST_SKIP() << "desktop-file-utils is not installed";
  }
  const auto dir = *core::TempDir::make("anc-entry");
  const std::string path = dir.path() + "/ancloud-x-a.b.desktop";
  for (const std::string& name : {std::string("Plain"), kNasty, std::string()}) {
    ASSERT_TRUE(core::write_whole(
        path, app::desktop_entry_text({.name = name,
                                       .comment = "of " + name,
                                       .exec = {"/bin/sh", "--data-path", name, "a.b"},
                                       .icon = "/tmp/" + name + ".png",
                                       .package = "a.b",
                                       .instance = "x",
                                       .data_path = "/" + name})));
    const auto checked = core::run_command({.argv = {"desktop-file-validate", path}}).value();
    EXPECT_TRUE(checked.status.ok() && checked.out.empty() && checked.err.empty())
        << checked.out << checked.err << *core::read_file(path);
  }
}

TEST(DesktopEntry, AFileIsOneInstancesOnly) {
  const auto package = [](const std::string& instance, const std::string& file) {
    return app::package_of_desktop_file(instance, file).value_or("none");
  };
  EXPECT_EQ(package("a", "ancloud-a-org.x.desktop"), "org.x");
  EXPECT_EQ(package("a-b", "ancloud-a-b-org.x.desktop"), "org.x");
  EXPECT_EQ(package("a", "ancloud-a-b-org.x.desktop"), "none");
  for (const char* other : {"ancloud-a-.desktop", "ancloud-a-org.x", "firefox.desktop",
                            "ancloud-a.desktop", "ancloud-a-../x.desktop"}) {
    EXPECT_EQ(package("a", other), "none") << other;
  }
}

class Menu : public testing::Test {
 protected:
  core::TempDir dir_ = *core::TempDir::make("anc-menu");
  app::Applications list_{dir_.path() + "/state"};
  app::DesktopEntries entries_{options("phone", "/data")};

  app::DesktopEntries::Options options(const std::string& instance, const std::string& data) {
    return {.share = dir_.path() + "/share",
            .instance = instance,
            .data_path = data,
            .program = "/usr/bin/ancloud"};
  }
  void add(const std::string& package, const std::string& icon = kPng) {
    ASSERT_TRUE(list_.put({.name = "N", .package = package, .launch = {}, .icon = icon}, 1));
    entries_.hear({{"event", "application"}, {"package", package}}, list_);
  }
  bool has_icon(const std::string& package) {
    return core::exists(dir_.path() + "/share/icons/ancloud-phone-" + package + ".png");
  }
};

TEST_F(Menu, EntriesComeAndGoWithTheApplications) {
  ASSERT_TRUE(core::make_dirs(dir_.path() + "/state"));
  add("org.a");
  add("org.b", "no picture");
  EXPECT_EQ(*entries_.packages(), (std::vector<std::string>{"org.a", "org.b"}));
  EXPECT_TRUE(has_icon("org.a"));
  EXPECT_FALSE(has_icon("org.b")) << "what is no PNG is no icon";
  EXPECT_EQ(core::read_file(entries_.path_of("org.b"))->find("Icon="), std::string::npos);
  list_.remove("org.a");
  entries_.hear({{"event", "application_removed"}, {"package", "org.a"}}, list_);
  EXPECT_EQ(*entries_.packages(), std::vector<std::string>{"org.b"});
  EXPECT_FALSE(has_icon("org.a"));
  entries_.hear({{"event", "application_removed"}, {"package", "../../x"}}, list_);
  entries_.hear({{"event", "windows"}}, list_);
  EXPECT_EQ(entries_.remove_all()->size(), 1u);
  EXPECT_TRUE(entries_.packages()->empty());
}

TEST_F(Menu, StaleOnesGoAndOthersStay) {
  ASSERT_TRUE(core::make_dirs(dir_.path() + "/state"));
  add("org.stale");
  app::DesktopEntries other(options("phone", "/other"));
  app::DesktopEntries neighbour(options("phone-2", "/data"));
  list_.remove("org.stale");
  ASSERT_TRUE(list_.put({.name = "N", .package = "org.new", .launch = {}, .icon = kPng}, 1));
  neighbour.match(list_);
  entries_.match(list_);
  EXPECT_EQ(*entries_.packages(), std::vector<std::string>{"org.new"});
  other.match(list_);  // the same name, of another data path: not touched, and not taken over
  EXPECT_TRUE(other.packages()->empty());
  EXPECT_TRUE(other.remove_all()->empty());
  EXPECT_EQ(*entries_.packages(), std::vector<std::string>{"org.new"});
  ASSERT_TRUE(entries_.remove_all());
  EXPECT_EQ(*neighbour.packages(), std::vector<std::string>{"org.new"});
}
}  // namespace
}  // namespace anc::test
