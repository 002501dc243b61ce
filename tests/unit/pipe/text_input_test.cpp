// The service text-input: whole texts to the guest that came last, and peers that behave badly.
#include "internal/pipe/text_input.h"

#include <gtest/gtest.h>

#include "tests/unit/net/guest_end.h"

namespace anc::test {
namespace {
using namespace std::string_literals;

class TextInputTest : public testing::Test {
 protected:
  void SetUp() override { loop_.start(); }
  void TearDown() override {
    on_loop(loop_, [this] { input_.reset(); });
    loop_.stop();
  }
  GuestEnd connect() {
    auto pair = *core::make_socket_pair();
    on_loop(loop_, [&] { input_->accept(std::move(pair.first), "text-input"); });
    return GuestEnd(std::move(pair.second));
  }
  Result<int32_t> commit(const std::string& text) {
    Result<int32_t> number = 0;
    on_loop(loop_, [&] { number = input_->commit(text); });
    return number;
  }
  bool open() {
    bool is = false;
    on_loop(loop_, [&] { is = input_->open(); });
    return is;
  }
  net::Loop loop_;
  std::unique_ptr<pipe::TextInput> input_ = std::make_unique<pipe::TextInput>(loop_);
};

TEST_F(TextInputTest, ATextIsItsLengthAndItsBytes) {
  EXPECT_EQ(commit("a").error().kind(), Kind::kNotRunning);
  GuestEnd guest = connect();
  EXPECT_EQ(*commit("汉😀"), 1);
  EXPECT_EQ(*commit(""), 2);
  EXPECT_EQ(guest.receive(15), "\x07\0\0\0汉😀\0\0\0\0"s);
}

TEST_F(TextInputTest, TheGuestThatCameLastGetsIt) {
  GuestEnd first = connect();
  EXPECT_EQ(*commit("1"), 1);
  {
    GuestEnd second = connect();
    EXPECT_EQ(*commit("2"), 1) << "each connection counts for itself";
    EXPECT_EQ(second.receive(5), "\x01\0\0\0002"s);
  }
  EXPECT_TRUE(wait_until(loop_, [this] { return input_->listeners() == 1; }));
  EXPECT_EQ(*commit("3"), 2);
  EXPECT_EQ(first.receive(10), "\x01\0\0\0001\x01\0\0\0003"s);
}

TEST_F(TextInputTest, AMegabyteArrivesAndMoreIsRefusedWhole) {
  GuestEnd guest = connect();
  const std::string most(pipe::TextInput::kLongest, 'x');
  EXPECT_EQ(commit(most + "y").error().kind(), Kind::kCapacity);
  EXPECT_TRUE(commit(most));
  EXPECT_EQ(guest.receive(4 + most.size()).substr(4), most);
}

TEST_F(TextInputTest, AGuestThatDoesNotReadIsRefusedTextAndNotCutOff) {
  GuestEnd guest = connect();
  const std::string text(pipe::TextInput::kLongest, 'x');
  size_t taken = 0;
  Result<int32_t> last = 0;
  for (; taken < 9 && (last = commit(text)); ++taken) continue;
  ASSERT_FALSE(last);
  EXPECT_EQ(last.error().kind(), Kind::kBusy);
  EXPECT_EQ(guest.receive(taken * (text.size() + 4)).size(), taken * (text.size() + 4));
  EXPECT_TRUE(wait_until(loop_, [this] { return input_->commit("again").has_value(); }));
  EXPECT_EQ(guest.receive(9), "\x05\0\0\0again"s);
}

TEST_F(TextInputTest, WhatAGuestSaysIsIgnoredAndItsEndIsSeen) {
  GuestEnd guest = connect();
  ASSERT_TRUE(guest.send(std::string(300000, '?')));
  EXPECT_TRUE(commit("x"));
  EXPECT_EQ(guest.receive(5), "\x01\0\0\0x"s);
  { const GuestEnd gone = std::move(guest); }
  EXPECT_TRUE(wait_until(loop_, [this] { return !input_->open(); }));
}

TEST_F(TextInputTest, SoManyMayWaitAndNoMore) {
  std::vector<GuestEnd> many;
  for (int i = 0; i < 5; ++i) many.push_back(connect());
  EXPECT_TRUE(many.front().closed());
  EXPECT_TRUE(open());
}

TEST(Applications, AreKnownByTheirUid) {
  for (const uid_t uid : {10000u, 19999u, 99000u, 110042u, 199999u}) {
    EXPECT_TRUE(pipe::is_application(uid)) << uid;
  }
  for (const uid_t uid : {0u, 1000u, 2000u, 9999u, 20000u, 65534u, 100000u, 101000u}) {
    EXPECT_FALSE(pipe::is_application(uid)) << uid;
  }
}

}  // namespace
}  // namespace anc::test
