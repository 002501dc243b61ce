// Which files a confined session may reach.
#include "internal/session/confinement.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace anc::session {
namespace {

using Access = confine::PathRule::Access;

const confine::PathRule* rule_for(const std::vector<confine::PathRule>& rules,
                                  const std::string& path) {
  const auto found =
      std::find_if(rules.begin(), rules.end(), [&](const auto& rule) { return rule.path == path; });
  return found == rules.end() ? nullptr : &*found;
}

TEST(Confinement, ReachesLibrariesGpusAndItsOwnAndNotTheHome) {
  const auto rules = reachable_files(
      {"HOME=/home/alice", "XDG_RUNTIME_DIR=/run/user/1000", "LD_LIBRARY_PATH=/a:/b:", "X=/secret"},
      "/opt/x/ancloud", {.readable = {"/r"}, .writable = {"/w"}});
  ASSERT_TRUE(rule_for(rules, "/usr"));
  EXPECT_EQ(rule_for(rules, "/usr")->access, Access::kRead);
  EXPECT_EQ(rule_for(rules, "/dev/dri")->access, Access::kUse);
  EXPECT_EQ(rule_for(rules, "/run/user/1000")->access, Access::kWrite);
  EXPECT_EQ(rule_for(rules, "/w")->access, Access::kWrite);
  for (const char* path : {"/opt/x/ancloud", "/a", "/b", "/r", "/home/alice/.Xauthority"}) {
    ASSERT_TRUE(rule_for(rules, path)) << path;
    EXPECT_EQ(rule_for(rules, path)->access, Access::kRead) << path;
  }
  for (const char* path :
       {"/", "/home", "/home/alice", "/root", "/tmp", "/var", "/dev", "/secret", ""}) {
    EXPECT_FALSE(rule_for(rules, path)) << path;
  }
}

}  // namespace
}  // namespace anc::session
