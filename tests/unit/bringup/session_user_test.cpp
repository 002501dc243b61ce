// Who a session runs as.
#include "internal/bringup/session_user.h"

#include <algorithm>
#include <sys/stat.h>

#include <gtest/gtest.h>

#include "internal/bringup/session_process.h"
#include "internal/core/file.h"

namespace anc::bringup {
namespace {

Accounts known() {
  return {[](const std::string& name) -> std::optional<Account> {
    if (name == "ancloud") return Account{"ancloud", {990, 990, {}}, "/"};
    if (name == "alice" || name == "1000")
      return Account{"alice", {1000, 1000, {44}}, "/home/alice"};
    if (name == "root") return Account{"root", {0, 0, {}}, "/root"};
    return std::nullopt;
  }};
}

config::Config with_user(const std::string& user) {
  config::Sources sources;
  sources.flags["session.user"] = {"--user", user};
  return config::load(sources).value();
}

TEST(SessionUser, AFlagBeatsSudoBeatsTheSystemUser) {
  EXPECT_EQ(session_user(with_user("alice"), "990", known())->name, "alice");
  EXPECT_EQ(session_user(with_user(""), "1000", known())->name, "alice");
  EXPECT_EQ(session_user(with_user(""), "", known())->name, "ancloud");
  EXPECT_EQ(session_user(with_user(""), "0", known())->name, "ancloud") << "sudo from root";
}

TEST(SessionUser, NeverRootAndNeverNobody) {
  EXPECT_EQ(session_user(with_user("root"), "", known()).error().exit_code(), 2);
  EXPECT_EQ(session_user(with_user("nosuch"), "", known()).error().exit_code(), 2);
  const Accounts none{[](const std::string&) { return std::optional<Account>(); }};
  const auto missing = session_user(with_user(""), "", none);
  EXPECT_EQ(missing.error().exit_code(), 5);
  EXPECT_NE(missing.error().hint().find("host-setup"), std::string::npos);
}

TEST(SessionUser, GroupsAreAskedForWhenTheyAreNeeded) {
  const Account root = Accounts::system().find("0").value();
  EXPECT_EQ(root.name, "root");
  EXPECT_TRUE(root.run_as.groups.empty());
  const auto groups = with_groups(root).run_as.groups;
  EXPECT_NE(std::find(groups.begin(), groups.end(), root.run_as.gid), groups.end());
}

TEST(SessionUser, ReachIsWhatTheModeBitsSay) {
  const auto dir = core::TempDir::make("ancloud-test-").value();
  const std::string inner = dir.path() + "/a/b";
  ASSERT_TRUE(core::make_dirs(inner));
  const Account stranger{"s", {54321, 54321, {}}, "/"};
  ASSERT_EQ(::chmod(dir.path().c_str(), 0755), 0);
  EXPECT_TRUE(can_reach(stranger, inner).value());
  EXPECT_FALSE(can_reach(stranger, dir.path() + "/none/x")) << "what is not there is an error";
  ASSERT_EQ(::chmod(dir.path().c_str(), 0700), 0);
  EXPECT_FALSE(can_reach(stranger, inner).value());
  EXPECT_FALSE(may_enter(stranger, dir.path()).value());
  EXPECT_TRUE(may_enter(stranger, inner).value());
}

TEST(SessionUser, AnErrorLineIsReadBackWhole) {
  const auto error = parse_error_line(
      R"({"schema":"ancloud.error.v1","kind":"graphics","exit_code":9,"message":"no EGL","errno":0,)"
      R"("hint":"install libegl1","log":"/l"})");
  ASSERT_TRUE(error);
  EXPECT_EQ(error->exit_code(), 9);
  EXPECT_EQ(error->message(), "no EGL");
  EXPECT_EQ(error->hint(), "install libegl1");
  EXPECT_EQ(error->log(), "/l");
  EXPECT_FALSE(parse_error_line("a line of a log"));
  EXPECT_FALSE(parse_error_line("{\"schema\":\"other\"}"));
  const auto odd = parse_error_line(R"({"schema":"ancloud.error.v1","exit_code":999})");
  ASSERT_TRUE(odd);
  EXPECT_EQ(odd->exit_code(), 1);
}

}  // namespace
}  // namespace anc::bringup
