// Precedence, origins and what a wrong file is told.
#include "internal/config/config.h"

#include <set>

#include <gtest/gtest.h>

#include "internal/core/file.h"

namespace anc::config {
namespace {

class Settings : public testing::Test {
 protected:
  std::string write(const std::string& name, const std::string& text) {
    const std::string path = dir_.path() + "/" + name;
    EXPECT_TRUE(core::make_dirs(path.substr(0, path.rfind('/'))));
    EXPECT_TRUE(core::write_atomic(path, text));
    return path;
  }
  Sources only(const std::string& text) {
    Sources sources;
    sources.system_file = {write("only.toml", text), true};
    return sources;
  }
  core::TempDir dir_ = core::TempDir::make("ancloud-test-").value();
};

TEST_F(Settings, EachSourceBeatsTheNext) {
  const std::string size[] = {"1x1", "2x2", "3x3", "4x4", "5x5"};
  Sources sources;
  sources.flags["data_path"] = {"--data-path", dir_.path()};
  EXPECT_EQ(load(sources)->value("display.size").origin.source, "default");
  const char* names[] = {"system", "user", "instance", "environment", "flag"};
  for (int i = 0; i < 5; ++i) {
    const std::string text = "[display]\nsize = \"" + size[i] + "\"\n";
    if (i == 0) sources.system_file = {write("system.toml", text), false};
    if (i == 1) sources.user_file = {write("user.toml", text), false};
    if (i == 2) {
      sources.instance = "phone";
      write("instances/phone/ancloud.toml", text);
    }
    if (i == 3) {
      sources.environment = [&](const std::string& name) -> std::optional<std::string> {
        if (name == "ANCLOUD_DISPLAY_SIZE") return size[3];
        return std::nullopt;
      };
    }
    if (i == 4) sources.flags["display.size"] = {"--window-size", size[4]};
    const auto config = load(sources);
    ASSERT_TRUE(config) << config.error().message();
    EXPECT_EQ(config->text("display.size"), size[i]);
    EXPECT_EQ(config->value("display.size").origin.source, names[i]);
  }
}

TEST_F(Settings, AnUnknownKeyNamesPlaceAndNeighbour) {
  const auto config = load(only("[display]\nsize = \"1x1\"\ndensty = 160\n"));
  ASSERT_FALSE(config);
  EXPECT_EQ(config.error().kind(), Kind::kUsage);
  EXPECT_NE(config.error().message().find("only.toml:3:"), std::string::npos)
      << config.error().message();
  EXPECT_EQ(config.error().hint(), "did you mean \"display.density\"?");
}

TEST_F(Settings, AWrongTypeOrRangeNamesPlaceAndWhatIsRight) {
  const std::pair<const char*, const char*> cases[] = {
      {"display.density = \"240\"", "whole number"},
      {"display.density = 5", "from 72 to 1000"},
      {"display.size = 720", "in quotes"},
      {"display.size = \"big\"", "720x1280"},
      {"image.fuse = \"yes\"", "true or false"},
      {"network.address = \"192.168.240.0/24\"", "192.168.240.1/24"},
      {"log.level = \"loud\"", "warning"},
      {"data_path = \"relative\"", "absolute"},
      {"display.density = [1]", "whole number"},
      {"display.density = 1.5", "whole number"},
      {"gl.max_memory = \"lots\"", "64KiB"},
      {"gl.max_memory = \"1MiB\"", "from 16MiB to 1024GiB"},
      {"gl.max_packet = 5", "from 1MiB to 1GiB"},
      {"gl.max_packet = true", "64MiB"},
  };
  for (const auto& [text, expected] : cases) {
    const auto config = load(only(text));
    ASSERT_FALSE(config) << text;
    EXPECT_EQ(config.error().exit_code(), 2);
    EXPECT_NE(config.error().message().find("only.toml:1:"), std::string::npos)
        << config.error().message();
    EXPECT_NE(config.error().message().find(expected), std::string::npos)
        << config.error().message();
  }
}

TEST_F(Settings, BrokenSyntaxNamesLineAndColumn) {
  const auto config = load(only("a = \n"));
  ASSERT_FALSE(config);
  EXPECT_NE(config.error().message().find("only.toml:1:"), std::string::npos);
}

TEST_F(Settings, AnInstanceCannotMoveTheDataPath) {
  Sources sources;
  sources.flags["data_path"] = {"--data-path", dir_.path()};
  sources.instance = "phone";
  write("instances/phone/ancloud.toml", "data_path = \"/elsewhere\"\n");
  const auto config = load(sources);
  ASSERT_FALSE(config);
  EXPECT_NE(config.error().message().find("one instance"), std::string::npos);
}

TEST_F(Settings, AFileGivenByFlagMustExist) {
  Sources sources;
  sources.system_file = {dir_.path() + "/none.toml", true};
  EXPECT_EQ(load(sources).error().kind(), Kind::kUsage);
  sources.system_file->required = false;
  EXPECT_TRUE(load(sources));
}

// Walks the whole table: each key has a sound default, a name of its own, and can be set.
TEST_F(Settings, EveryKeyCanBeSetReadAndNamed) {
  std::set<std::string> names;
  for (const Key& key : keys()) {
    SCOPED_TRACE(key.name);
    EXPECT_TRUE(check_value(key, key.default_text));
    EXPECT_TRUE(names.insert(environment_name(key)).second);
    EXPECT_FALSE(key.doc.empty());
    EXPECT_EQ(find_key(key.name), &key);
    Sources sources;
    sources.environment = [&](const std::string& name) -> std::optional<std::string> {
      if (name == environment_name(key)) return std::string(key.default_text);
      return std::nullopt;
    };
    const auto config = load(sources);
    ASSERT_TRUE(config);
    EXPECT_EQ(config->value(key.name).origin.source, "environment");
  }
}

}  // namespace
}  // namespace anc::config
