// The guest's state: what is kept, what is told, and what a guest may not put there.
#include "internal/app/guest_state.h"

#include <gtest/gtest.h>

#include "internal/core/file.h"
#include "tests/unit/net/guest_end.h"

namespace anc::test {
namespace {
using namespace std::chrono_literals;

const std::string kPng = std::string("\x89PNG\r\n\x1a\n") + "picture";

port::Application application(const std::string& package, const std::string& name = "Name") {
  return {
      .name = name, .package = package, .launch = {.component = package + ".Main"}, .icon = kPng};
}

class Guest : public testing::Test {
 protected:
  void SetUp() override {
    dir_.emplace(*core::TempDir::make("anc-app"));
    loop_.start();
    make();
  }
  void TearDown() override {
    on_loop(loop_, [this] { state_.reset(); });
    loop_.stop();
  }
  void make() {
    on_loop(loop_, [this] {
      state_.reset();
      state_ = std::make_unique<app::GuestState>(
          loop_, dir_->path(), [this](const core::Json& event) { told_.push_back(event); }, 10ms);
    });
  }
  void tell(const std::vector<port::Application>& changed,
            const std::vector<std::string>& removed = {}) {
    on_loop(loop_, [&] { state_->applications_changed(changed, removed); });
  }
  std::vector<std::string> packages() {
    std::vector<std::string> all;
    on_loop(loop_, [&] {
      for (const auto& [package, entry] : state_->applications().all()) all.push_back(package);
    });
    return all;
  }
  int count(const std::string& event) {
    int times = 0;
    on_loop(loop_, [&] {
      for (const core::Json& one : told_) times += one["event"] == event ? 1 : 0;
    });
    return times;
  }

  std::optional<core::TempDir> dir_;
  net::Loop loop_;
  std::vector<core::Json> told_;
  std::unique_ptr<app::GuestState> state_;
};

TEST_F(Guest, ApplicationsAreKeptWithTheirIconsForTheNextSession) {
  tell({application("org.a", "Ä"), application("org.b")});
  tell({application("org.a", "Ä")});
  EXPECT_EQ(count("application"), 2) << "the same again is no news";
  make();
  EXPECT_EQ(packages(), (std::vector<std::string>{"org.a", "org.b"}));
  on_loop(loop_, [&] {
    const auto* entry = state_->applications().find("org.a");
    EXPECT_EQ(entry->name, "Ä");
    EXPECT_EQ(entry->launch.component, "org.a.Main");
    EXPECT_EQ(*core::read_file(state_->applications().icon_path("org.a")), kPng);
  });
  tell({}, {"org.a", "org.never"});
  EXPECT_EQ(count("application_removed"), 1);
  EXPECT_FALSE(core::exists(dir_->path() + "/icons/org.a.png"));
}

TEST_F(Guest, WhatABootDoesNotTellAgainIsForgotten) {
  tell({application("org.gone"), application("org.stays")});
  on_loop(loop_, [&] {
    state_->guest_connected();
    state_->boot_finished(false);
  });
  tell({application("org.stays")});
  EXPECT_TRUE(wait_until(loop_, [&] { return state_->applications().all().size() == 1; }));
  EXPECT_EQ(packages(), std::vector<std::string>{"org.stays"});
  EXPECT_EQ(count("application_removed"), 1);
}

TEST_F(Guest, ImpossibleEntriesAreLeftOutAndTheRestIsKept) {
  port::Application bare = application("org.bare", "Two\nLines\x1b[31m");
  bare.icon = "no picture";
  port::Application huge = application("org.huge");
  huge.launch.uri = std::string(100000, 'u');
  tell({application("../../etc/passwd"), application("org.with space"), application("1org"),
        application("org.a;reboot"), application(std::string(300, 'p')), application(""), huge,
        bare});
  EXPECT_EQ(packages(), std::vector<std::string>{"org.bare"});
  on_loop(loop_, [&] {
    EXPECT_EQ(state_->applications().find("org.bare")->name, "Two Lines [31m");
    EXPECT_FALSE(state_->applications().find("org.bare")->has_icon);
  });
  std::vector<port::Application> many;
  for (int i = 0; i < 2000; ++i) many.push_back({.name = "n", .package = "p" + std::to_string(i)});
  tell(many);
  EXPECT_EQ(packages().size(), 1024u);
}

TEST_F(Guest, ADamagedListIsLeftAsideAndReplaced) {
  on_loop(loop_, [&] { state_.reset(); });
  ASSERT_TRUE(core::write_atomic(dir_->path() + "/applications.json", "{\"applications\":[{}]}"));
  make();
  EXPECT_TRUE(packages().empty());
  tell({application("org.a")});
  make();
  EXPECT_EQ(packages().size(), 1u);
}

TEST_F(Guest, WindowsAreToldWhenTheyChangeAndTasksFoundByPackage) {
  const port::TaskWindow bar{0, true, "com.android.systemui", {0, 0, 720, 48}, 0, 0};
  const port::TaskWindow main{0, true, "org.a", {0, 0, 9, 9}, 7, 1};
  port::TaskWindow dialog = main;
  dialog.frame.left = 3;
  port::TaskWindow second = main;
  second.task = 9;
  on_loop(loop_, [&] {
    state_->windows_changed({bar, main, dialog, second}, {});
    state_->windows_changed({bar, main, dialog, second}, {});
    EXPECT_EQ(state_->tasks_of("org.a"), (std::vector<int32_t>{7, 9}));
    EXPECT_TRUE(state_->tasks_of("com.android.systemui").empty()) << "task 0 is no task";
  });
  EXPECT_EQ(count("windows"), 1);
  on_loop(loop_, [&] { state_->guest_gone(); });
  EXPECT_EQ(count("windows"), 2);
  on_loop(loop_, [&] { EXPECT_TRUE(state_->tasks_of("org.a").empty()); });
}

TEST_F(Guest, TheClipboardHoldsAMegabyteAndNoMore) {
  const std::string full(app::kLongestClipboard, 'x');
  on_loop(loop_, [&] {
    EXPECT_TRUE(state_->clipboard_set(full));
    EXPECT_EQ(state_->set_clipboard(full + "y").error().kind(), Kind::kCapacity);
    EXPECT_FALSE(state_->clipboard_set(full + "y"));
    EXPECT_EQ(state_->clipboard(), full);
    EXPECT_TRUE(state_->set_clipboard(""));
    EXPECT_EQ(state_->clipboard(), "");
  });
  EXPECT_EQ(count("clipboard"), 2);
}

TEST_F(Guest, ALentClipboardIsReadInPlaceOfTheOwnAndNothingIsToldOfIt) {
  int reads = 0;
  on_loop(loop_, [&] {
    ASSERT_TRUE(state_->set_clipboard("mine"));
    state_->lend_clipboard("汉字", [&reads] { ++reads; });
    EXPECT_EQ(state_->read_clipboard(), "汉字");
    EXPECT_EQ(state_->clipboard(), "mine") << "commands see the user's own";
    ASSERT_TRUE(state_->clipboard_set("copied meanwhile"));
    EXPECT_EQ(state_->read_clipboard(), "汉字");
    state_->return_clipboard();
    EXPECT_EQ(state_->read_clipboard(), "copied meanwhile");
    EXPECT_EQ(reads, 2);
  });
  EXPECT_EQ(count("clipboard"), 2);
}
}  // namespace
}  // namespace anc::test
