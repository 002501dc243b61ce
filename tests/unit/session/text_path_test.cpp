// The two ways of text to a guest: its text-input, else a paste with a clipboard that is only lent.
#include "internal/session/text_path.h"

#include <gtest/gtest.h>

#include "internal/core/file.h"
#include "tests/unit/net/guest_end.h"

namespace anc::test {
namespace {
using namespace std::chrono_literals;

class TextPathTest : public testing::Test {
 protected:
  void SetUp() override { loop_.start(); }
  void TearDown() override {
    on_loop(loop_, [this] {
      path_.reset();
      guest_.reset();
      input_.reset();
    });
    loop_.stop();
  }
  void boot() {
    guest_->guest_connected();
    guest_->boot_finished(false);
  }
  port::TextCommit::Done note() {
    return
        [this](const Result<void>& how) { said_ += how ? "done;" : how.error().message() + ";"; };
  }
  core::TempDir dir_ = *core::TempDir::make("anc-text");
  net::Loop loop_;
  std::unique_ptr<pipe::TextInput> input_ = std::make_unique<pipe::TextInput>(loop_);
  std::unique_ptr<app::GuestState> guest_ =
      std::make_unique<app::GuestState>(loop_, dir_.path(), [](const core::Json&) {});
  std::unique_ptr<session::TextPath> path_ = std::make_unique<session::TextPath>(
      loop_, *input_, *guest_, session::TextPath::Patience{.begin = 50ms, .settle = 50ms});
  std::string said_;
};

TEST_F(TextPathTest, WithoutAGuestThereIsNone) {
  on_loop(loop_, [this] {
    EXPECT_EQ(path_->check("汉").error().kind(), Kind::kNotRunning);
    boot();
    EXPECT_TRUE(path_->check("汉"));
    EXPECT_EQ(path_->check(std::string((1 << 20) + 1, 'x')).error().kind(), Kind::kCapacity);
    EXPECT_FALSE(path_->direct());
  });
}

TEST_F(TextPathTest, AGuestThatTakesTextGetsItDirectly) {
  auto pair = *core::make_socket_pair();
  on_loop(loop_, [&] {
    input_->accept(std::move(pair.first), "text-input");
    EXPECT_TRUE(path_->direct());
    EXPECT_TRUE(path_->check("汉")) << "booted or not";
    EXPECT_EQ(*path_->commit("汉"), 1);
  });
}

TEST_F(TextPathTest, APasteEndsWhenTheGuestHasReadForTheLastTime) {
  on_loop(loop_, [this] {
    boot();
    ASSERT_TRUE(guest_->set_clipboard("mine"));
    path_->paste("汉", note());
    EXPECT_EQ(guest_->read_clipboard(), "汉");
    EXPECT_EQ(guest_->read_clipboard(), "汉") << "Android looks, then pastes";
    EXPECT_EQ(said_, "");
  });
  EXPECT_TRUE(wait_until(loop_, [this] { return said_ == "done;"; }));
  on_loop(loop_, [this] { EXPECT_EQ(guest_->read_clipboard(), "mine"); });
}

TEST_F(TextPathTest, AGuestThatDoesNotPasteIsTold) {
  on_loop(loop_, [this] {
    boot();
    path_->paste("汉", note());
  });
  EXPECT_TRUE(wait_until(loop_, [this] { return said_ == "the guest did not paste the text;"; }));
  on_loop(loop_, [this] { EXPECT_EQ(guest_->read_clipboard(), ""); });
}

}  // namespace
}  // namespace anc::test
