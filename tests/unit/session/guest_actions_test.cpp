// What becomes of a wish to launch or stop: which intent, which task, whose answer.
#include "internal/session/guest_actions.h"

#include <gtest/gtest.h>

#include "internal/core/file.h"
#include "tests/unit/net/guest_end.h"

namespace anc::test {
namespace {

/// A guest that answers when the test says so.
class Calls final : public port::PlatformCalls {
 public:
  void launch(const port::Launch&, Done done) override { waiting_.push_back(std::move(done)); }
  void focus_task(int32_t, Done done) override { waiting_.push_back(std::move(done)); }
  void remove_task(int32_t, Done done) override { waiting_.push_back(std::move(done)); }
  void resize_task(int32_t, const port::Rect&, Done done) override {
    waiting_.push_back(std::move(done));
  }
  std::vector<Done> waiting_;
};

class GuestActions : public testing::Test {
 protected:
  core::TempDir dir_ = *core::TempDir::make("anc-actions");
  net::Loop loop_;  // not started: all on this thread
  app::GuestState state_{loop_, dir_.path(), [](const core::Json&) {}};
  Calls calls_;

  void boot() {
    state_.guest_connected();
    state_.boot_finished(true);
    state_.applications_changed({{.name = "A",
                                  .package = "org.a",
                                  .launch = {.action = "MAIN", .component = "org.a.Main"}}},
                                {});
  }
  Result<port::Launch> wish(const port::Intent& wanted, const std::string& stack = "") {
    return session::launch_of(state_, wanted, stack, std::nullopt);
  }
};

TEST_F(GuestActions, NothingIsLaunchedBeforeBoot) {
  EXPECT_EQ(wish({.package = "org.a"}).error().kind(), Kind::kNotRunning);
}

TEST_F(GuestActions, TheGuestsOwnIntentWithWhatTheCallerAdds) {
  boot();
  const auto plain = wish({.package = "org.a"});
  ASSERT_TRUE(plain);
  EXPECT_EQ(plain->intent.action, "MAIN");
  EXPECT_EQ(plain->intent.package, "org.a");
  EXPECT_FALSE(plain->stack);
  const auto more =
      wish({.action = "VIEW", .uri = "u", .package = "org.a", .categories = {"c"}}, "freeform");
  ASSERT_TRUE(more);
  EXPECT_EQ(more->intent, (port::Intent{.action = "VIEW",
                                        .uri = "u",
                                        .package = "org.a",
                                        .component = "org.a.Main",
                                        .categories = {"c"}}));
  EXPECT_EQ(more->stack, port::Stack::kFreeform);
  EXPECT_EQ(wish({.package = "org.z", .component = ".Hidden"})->intent.component, "org.z.Hidden");
}

TEST_F(GuestActions, WrongWishesAreUsage) {
  boot();
  EXPECT_EQ(wish({.package = "org.b"}).error().hint(), "did you mean org.a?");
  for (const auto& wrong : {wish({.package = "no package"}), wish({.package = ""}),
                            wish({.package = "org.a"}, "attic"), wish({.package = "org.b"})}) {
    ASSERT_FALSE(wrong);
    EXPECT_EQ(wrong.error().kind(), Kind::kUsage);
  }
  const auto long_one = wish({.package = std::string(1u << 20, 'x')});
  EXPECT_LT(long_one.error().message().size(), 200u) << "a caller's words are cut";
}

TEST_F(GuestActions, AStopIsAnsweredOnceByTheLastTaskOrTheFirstRefusal) {
  boot();
  std::vector<Result<std::vector<int32_t>>> answers;
  const auto stop = [&] {
    session::stop_tasks(state_, calls_, "org.a",
                        [&](const auto& done) { answers.push_back(done); });
  };
  stop();
  ASSERT_EQ(answers.size(), 1u);
  EXPECT_EQ(answers[0].error().kind(), Kind::kNotRunning);
  state_.windows_changed({{.package = "org.a", .task = 3}, {.package = "org.a", .task = 5}}, {});
  stop();
  ASSERT_EQ(calls_.waiting_.size(), 2u);
  calls_.waiting_[0]({});
  EXPECT_EQ(answers.size(), 1u);
  calls_.waiting_[1]({});
  ASSERT_EQ(answers.size(), 2u);
  EXPECT_EQ(*answers[1], (std::vector<int32_t>{3, 5}));
  calls_.waiting_.clear();
  stop();
  calls_.waiting_[0](fail(Kind::kFailure, "no"));
  calls_.waiting_[1]({});
  ASSERT_EQ(answers.size(), 3u);
  EXPECT_FALSE(answers[2]);
}
}  // namespace
}  // namespace anc::test
