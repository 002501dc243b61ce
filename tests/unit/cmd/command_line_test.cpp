// From argv to a verb: what is understood, and what is said of the rest.
#include "cmd/ancloud/command_line.h"

#include <set>

#include <gtest/gtest.h>

namespace anc::cmd {
namespace {

Result<Parsed> parse(const std::vector<std::string>& words) { return parse_command_line(words); }

TEST(CommandLine, FlagsStandAnywhereAroundTheVerb) {
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"--data-path", "/d", "config", "show", "--origin"},
        {"config", "--data-path", "/d", "show", "--origin"},
        {"config", "show", "--origin", "--data-path=/d"}}) {
    const auto parsed = parse(words);
    ASSERT_TRUE(parsed) << parsed.error().message();
    EXPECT_EQ(parsed->verb->name, "config show");
    EXPECT_EQ(parsed->config_flags.find("data_path")->second.second, "/d");
  }
}

TEST(CommandLine, TheInstanceIsPositionalOrAFlagButNotTwo) {
  EXPECT_EQ(parse({"status"})->instance, "default");
  EXPECT_EQ(parse({"status", "phone"})->instance, "phone");
  EXPECT_EQ(parse({"status", "--name", "phone"})->instance, "phone");
  EXPECT_EQ(parse({"status", "phone", "--name=phone"})->instance, "phone");
  EXPECT_EQ(parse({"status", "a", "--name", "b"}).error().exit_code(), 2);
}

TEST(CommandLine, AnUnknownWordIsNamedWithItsNeighbour) {
  const std::pair<std::vector<std::string>, std::string> cases[] = {
      {{"staus"}, "`ancloud status`"},
      {{"config", "shwo"}, "`ancloud config show`"},
      {{"continer", "start"}, "`ancloud container`"},
      {{"status", "--nmae", "x"}, "--name"},
      {{"wait", "--for", "bootd"}, ""},
  };
  for (const auto& [words, hint] : cases) {
    const auto parsed = parse(words);
    ASSERT_FALSE(parsed) << words[0];
    EXPECT_EQ(parsed.error().exit_code(), 2);
    EXPECT_NE(parsed.error().hint().find(hint), std::string::npos) << parsed.error().hint();
  }
}

TEST(CommandLine, BadValuesNameTheFlag) {
  const auto parsed = parse({"wait", "--timeout", "soon"});
  ASSERT_FALSE(parsed);
  EXPECT_EQ(parsed.error().message().find("--timeout: "), 0u) << parsed.error().message();
}

TEST(CommandLine, HelpWinsOverEverythingElse) {
  EXPECT_TRUE(parse({"wait", "--timeout", "soon", "--help"})->globals.help);
  EXPECT_TRUE(parse({"--help"})->globals.help);
  EXPECT_EQ(parse({"container"})->group, "container");
}

TEST(CommandLine, VerboseCounts) {
  EXPECT_EQ(parse({"status"})->globals.verbosity, 0);
  EXPECT_EQ(parse({"-vv", "status", "--verbose"})->globals.verbosity, 3);
}

// Over the whole table: names are unique, texts are there, flags do not clash, help can be printed.
TEST(CommandLine, EveryVerbIsComplete) {
  std::set<std::string> names;
  for (const Verb& verb : verbs()) {
    SCOPED_TRACE(verb.name);
    EXPECT_TRUE(names.insert(verb.name).second);
    EXPECT_FALSE(verb.summary.empty());
    EXPECT_FALSE(verb.summary.ends_with('.'));
    Flags flags;
    Globals globals;
    declare_globals(flags, globals);
    verb.declare(flags);
    std::set<std::string> seen;
    for (const FlagSpec& spec : flags.specs()) {
      EXPECT_FALSE(spec.doc.empty()) << spec.names;
      EXPECT_TRUE(spec.config_key.empty() || config::find_key(spec.config_key) != nullptr);
      EXPECT_TRUE(seen.insert(spec.names).second) << spec.names;
    }
    EXPECT_NE(help_text(&verb, "").find(verb.summary), std::string::npos);
  }
}

}  // namespace
}  // namespace anc::cmd
