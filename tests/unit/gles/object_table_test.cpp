// Handles: one numbering, counted buffers, and what the end of a connection or process takes away.
#include "internal/gles/object_table.h"

#include <random>
#include <set>

#include <gtest/gtest.h>

namespace anc::gles {
namespace {

using Table = ObjectTable<int, float, char>;
using namespace std::chrono_literals;
constexpr auto kGrace = 2s;
const Table::Clock::time_point kStart{};

auto always(bool answer) {
  return [answer](Table::OwnerId) { return answer; };
}

struct Fixture : testing::Test {
  Table table{{.buffers_per_owner = 8, .objects_per_connection = 4}};
};
using ObjectTableTest = Fixture;

TEST_F(ObjectTableTest, AllKindsShareOneNumberingThatStartsAtOne) {
  EXPECT_EQ(table.add_buffer(1, std::make_shared<char>()), 1u);
  EXPECT_EQ(table.add_context(1, std::make_shared<int>()), 2u);
  EXPECT_EQ(table.add_surface(1, std::make_shared<float>()), 3u);
  EXPECT_EQ(table.context(1), nullptr);
  EXPECT_EQ(table.buffer(2), nullptr);
  EXPECT_NE(table.surface(3), nullptr);
}

TEST_F(ObjectTableTest, ABufferIsGoneAtItsLastClose) {
  const std::weak_ptr<char> watch = [&] {
    auto buffer = std::make_shared<char>();
    table.add_buffer(1, buffer);
    return std::weak_ptr<char>(buffer);
  }();
  EXPECT_TRUE(table.open_buffer(2, 1));
  table.close_buffer(1, 1);
  EXPECT_FALSE(watch.expired());
  table.close_buffer(2, 1);
  EXPECT_TRUE(watch.expired());
  EXPECT_FALSE(table.open_buffer(2, 1));
}

TEST_F(ObjectTableTest, WhoHoldsNothingCannotClose) {
  const uint32_t handle = table.add_buffer(1, std::make_shared<char>());
  table.close_buffer(2, handle);
  table.close_buffer(2, handle + 7);
  EXPECT_NE(table.buffer(handle), nullptr);
}

TEST_F(ObjectTableTest, TheEndOfAConnectionTakesItsContextsAndSurfacesOnly) {
  table.connected(5);
  table.connected(5);
  const uint32_t context = table.add_context(1, std::make_shared<int>());
  const uint32_t other = table.add_context(2, std::make_shared<int>());
  const uint32_t surface = table.add_surface(1, std::make_shared<float>());
  const uint32_t buffer = table.add_buffer(5, std::make_shared<char>());
  table.disconnected(1, 5, kStart);
  EXPECT_EQ(table.context(context), nullptr);
  EXPECT_EQ(table.surface(surface), nullptr);
  EXPECT_NE(table.context(other), nullptr);
  EXPECT_NE(table.buffer(buffer), nullptr);
}

TEST_F(ObjectTableTest, BuffersOutliveTheThreadThatMadeThemWhileTheProcessLives) {
  table.connected(5);
  const uint32_t buffer = table.add_buffer(5, std::make_shared<char>());
  table.disconnected(1, 5, kStart);
  EXPECT_TRUE(table.reap(kStart + 1h, kGrace, always(false)));
  EXPECT_NE(table.buffer(buffer), nullptr);
}

TEST_F(ObjectTableTest, ADeadProcessLosesItsBuffersAfterTheGrace) {
  table.connected(5);
  const uint32_t buffer = table.add_buffer(5, std::make_shared<char>());
  table.disconnected(1, 5, kStart);
  EXPECT_TRUE(table.reap(kStart + kGrace / 2, kGrace, always(true)));
  EXPECT_NE(table.buffer(buffer), nullptr);
  EXPECT_FALSE(table.reap(kStart + kGrace, kGrace, always(true)));
  EXPECT_EQ(table.buffer(buffer), nullptr);
}

TEST_F(ObjectTableTest, AHandleTakenOverInTheGraceSurvives) {
  table.connected(5);
  const uint32_t buffer = table.add_buffer(5, std::make_shared<char>());
  table.disconnected(1, 5, kStart);
  table.connected(6);
  EXPECT_TRUE(table.open_buffer(6, buffer));
  table.reap(kStart + kGrace, kGrace, always(true));
  EXPECT_NE(table.buffer(buffer), nullptr);
  table.close_buffer(6, buffer);
  EXPECT_EQ(table.buffer(buffer), nullptr);
}

TEST_F(ObjectTableTest, LimitsHoldAndAreGivenBack) {
  std::vector<uint32_t> buffers;
  for (int i = 0; i < 8; ++i) buffers.push_back(table.add_buffer(1, std::make_shared<char>()));
  EXPECT_EQ(table.add_buffer(1, std::make_shared<char>()), 0u);
  EXPECT_NE(table.add_buffer(2, std::make_shared<char>()), 0u);
  table.close_buffer(1, buffers[3]);
  EXPECT_NE(table.add_buffer(1, std::make_shared<char>()), 0u);
  for (int i = 0; i < 4; ++i) table.add_context(9, std::make_shared<int>());
  EXPECT_EQ(table.add_surface(9, std::make_shared<float>()), 0u);
}

// Whatever a set of processes opens, closes and leaves behind: nothing that somebody holds goes,
// and everything goes once all of them are dead.
TEST_F(ObjectTableTest, RandomOpensAndClosesNeverLoseAHeldBuffer) {
  std::mt19937 random(7);
  std::map<uint32_t, std::multiset<int64_t>> model;
  for (int64_t owner = 1; owner <= 3; ++owner) table.connected(owner);
  for (int step = 0; step < 5000; ++step) {
    const int64_t owner = 1 + random() % 3;
    const uint32_t handle =
        model.empty() ? 0 : std::next(model.begin(), random() % model.size())->first;
    switch (random() % 3) {
      case 0:
        if (const uint32_t made = table.add_buffer(owner, std::make_shared<char>())) {
          model[made].insert(owner);
        }
        break;
      case 1:
        if (handle != 0 && table.open_buffer(owner, handle)) model[handle].insert(owner);
        break;
      default:
        table.close_buffer(owner, handle);
        if (handle == 0) break;
        if (auto& holders = model[handle]; holders.contains(owner)) {
          holders.erase(holders.find(owner));
          if (holders.empty()) model.erase(handle);
        }
    }
    ASSERT_EQ(table.counts().buffers, model.size());
  }
  for (int64_t owner = 1; owner <= 3; ++owner) table.disconnected(owner, owner, kStart);
  table.reap(kStart + kGrace, kGrace, always(true));
  EXPECT_EQ(table.counts().buffers, 0u);
}

}  // namespace
}  // namespace anc::gles
