// Services of the guest's init: order, restarts with back-off, and giving up a user id.
#include "cmd/ancloud-guest/services.h"

#include <csignal>
#include <sys/wait.h>

#include <gtest/gtest.h>

namespace anc::guest {
namespace {

using namespace std::chrono_literals;

TEST(Services, RestartsWaitTwiceAsLongEachTimeUpToFiveSeconds) {
  EXPECT_EQ(restart_delay(1), 50ms);
  EXPECT_EQ(restart_delay(2), 100ms);
  EXPECT_EQ(restart_delay(4), 400ms);
  EXPECT_EQ(restart_delay(8), 5000ms);
  EXPECT_EQ(restart_delay(1000), 5000ms);
}

// Waits for the one running service and tells the table, as init does.
void reap_one(Services& services, Services::Clock::time_point now) {
  const auto pids = services.running();
  ASSERT_EQ(pids.size(), 1u);
  int status = 0;
  ASSERT_EQ(::waitpid(pids[0], &status, 0), pids[0]);
  core::ExitStatus how;
  if (WIFSIGNALED(status)) how.signal = WTERMSIG(status);
  if (WIFEXITED(status)) how.code = WEXITSTATUS(status);
  services.on_exit(pids[0], how, now);
}

TEST(Services, WhatComesAfterAOneShotWaitsForItsEnd) {
  Services services({{"first", {"/bin/true"}, std::nullopt, true, ""},
                     {"second", {"/bin/sleep", "60"}, std::nullopt, false, "first"}});
  const auto now = Services::Clock::now();
  EXPECT_EQ(services.next_due_ms(now), 0);
  services.start_due(now);
  EXPECT_EQ(services.next_due_ms(now), -1);
  reap_one(services, now);
  services.start_due(now);
  ASSERT_EQ(services.running().size(), 1u);
  ::kill(services.running()[0], SIGKILL);
  reap_one(services, now);
}

TEST(Services, ADeadServiceIsStartedAgainWhenItsTimeHasCome) {
  Services services({{"fails", {"/bin/false"}, std::nullopt, false, ""}});
  auto now = Services::Clock::now();
  for (int failure = 1; failure <= 3; ++failure) {
    services.start_due(now);
    reap_one(services, now);
    EXPECT_EQ(services.next_due_ms(now), restart_delay(failure).count());
    services.start_due(now + restart_delay(failure) - 1ms);
    EXPECT_TRUE(services.running().empty());
    now += restart_delay(failure);
  }
  services.freeze();
  services.start_due(now);
  EXPECT_TRUE(services.running().empty());
  EXPECT_EQ(services.next_due_ms(now), -1);
}

TEST(Services, AUserIdThatCannotBeTakenIsGivenUp) {
  // The group -1 is none: the system call refuses it, for root as for anybody.
  Services services({{"quick", {"/bin/true"}, core::RunAs{0, 0, {~0u}}, false, ""}});
  const auto now = Services::Clock::now();
  services.start_due(now);
  EXPECT_TRUE(services.running().empty());
  services.start_due(now + restart_delay(1));
  reap_one(services, now);
}

TEST(Services, AnOrphanIsNobodysService) {
  Services services({{"one", {"/bin/true"}, std::nullopt, true, ""}});
  services.on_exit(1, {}, Services::Clock::now());
  EXPECT_EQ(services.next_due_ms(Services::Clock::now()), 0);
}

}  // namespace
}  // namespace anc::guest
