// The agents without a network: messages go from one to the other by hand, and time is a number.
#include "internal/webrtc/ice.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace anc::webrtc {
namespace {
using namespace std::chrono_literals;

struct Sent {
  Route to;
  std::vector<std::byte> packet;
  StunMessage message;
};

/// An agent and all that it has said.
struct Agent {
  Agent(IceAgent::Options options, IceAgent::Time now)
      : ice(std::move(options),
            {[this](const Route& to, core::Bytes packet) {
               sent.push_back({to, {packet.begin(), packet.end()}, *parse_stun(packet)});
             },
             [this](const Route& route) { return !std::ranges::count(foreign, route); },
             [](const TransactionId&) {}, [](const TransactionId&) {},
             [this](const Route& route) { selections.push_back(route); }},
            now) {}
  void take(const std::vector<std::byte>& packet, const Route& from, IceAgent::Time now) {
    const auto message = parse_stun(packet);
    ASSERT_TRUE(message);
    ice.take(*message, packet, from, now);
  }

  std::vector<Sent> sent;
  std::vector<Route> selections, foreign;
  IceAgent ice;
};

Route at(const char* ip, uint16_t port) { return {0, *Address::parse(ip, port), {}}; }

class IceLite : public testing::Test {
 protected:
  IceLite() { lite.ice.set_remote("theirs", "their-password", now); }

  std::vector<std::byte> check(uint8_t id, bool use_candidate, uint32_t priority = 100,
                               std::string_view password = "our-password",
                               std::string username = "ours:theirs") {
    StunMessage message;
    message.transaction = {id, id, id};
    message.username = std::move(username);
    message.priority = priority;
    message.controlling = 5;
    message.use_candidate = use_candidate;
    return write_stun(message, password);
  }

  const IceAgent::Time now{};
  Agent lite{{"ours", "our-password", true}, now};
  const Route one = at("10.0.0.1", 1000), two = at("10.0.0.2", 2000);
};

TEST_F(IceLite, AnswersAnAuthenticCheck) {
  lite.take(check(1, false), one, now);
  ASSERT_EQ(lite.sent.size(), 1U);
  EXPECT_EQ(lite.sent[0].to, one);
  EXPECT_EQ(lite.sent[0].message.type, StunClass::kSuccess);
  EXPECT_EQ(lite.sent[0].message.mapped, one.remote);
  EXPECT_TRUE(is_authentic(lite.sent[0].packet, lite.sent[0].message, "our-password"));
  EXPECT_EQ(lite.selections, std::vector{one});  // DTLS may begin before USE-CANDIDATE
}

TEST_F(IceLite, ForgedChecksChangeNothing) {
  lite.take(check(1, true), one, now);
  lite.take(check(2, true, 200, "wrong"), two, now);
  lite.take(check(3, true, 200, "our-password", "ours:others"), two, now);
  lite.take(check(4, true, 200, "their-password"), two, now);
  EXPECT_EQ(lite.selections, std::vector{one});
  for (size_t i = 1; i < lite.sent.size(); ++i) EXPECT_EQ(lite.sent[i].message.error, 401);
  // Nor do they keep the session alive.
  EXPECT_FALSE(lite.ice.tick(now + 29s));
  lite.take(check(5, true, 200, "wrong"), one, now + 29s);
  EXPECT_TRUE(lite.ice.tick(now + 30s));
}

TEST_F(IceLite, ACheckThatIsPlayedAgainFromElsewhereChangesNothing) {
  const auto heard = check(1, true);
  lite.take(heard, one, now);
  lite.take(heard, two, now);
  EXPECT_EQ(lite.sent.size(), 1U);
  EXPECT_EQ(lite.selections, std::vector{one});
  lite.take(heard, one, now + 20s);  // a repeat is answered, but is no sign of life
  EXPECT_EQ(lite.sent.size(), 2U);
  EXPECT_TRUE(lite.ice.tick(now + 30s));
}

TEST_F(IceLite, LivesByWhatElseIsAuthentic) {  // libnice checks no more once it has chosen
  lite.ice.alive(now);
  EXPECT_NE(lite.ice.tick(now + 30s)->find("no connectivity check"), std::string::npos) << "yet";
  lite.take(check(1, true), one, now);
  lite.ice.alive(now + 20s);
  EXPECT_FALSE(lite.ice.tick(now + 49s));
  EXPECT_TRUE(lite.ice.tick(now + 50s));
}

TEST_F(IceLite, FollowsToANewAddress) {
  lite.take(check(1, true), one, now);
  lite.take(check(2, false), two, now);
  EXPECT_EQ(lite.selections.size(), 1U);
  lite.take(check(3, true), two, now);
  EXPECT_EQ(lite.ice.route(), two);
}

TEST_F(IceLite, DoesNotFlutterBetweenRoutesThatAreAllNominated) {
  lite.take(check(1, true, 100), one, now);
  for (uint8_t id = 2; id < 12; id += 2) {
    lite.take(check(id, true, 50), two, now);
    lite.take(check(static_cast<uint8_t>(id + 1), true, 100), one, now);
  }
  EXPECT_EQ(lite.selections, std::vector{one});
  // But the worse one is taken when it alone is left.
  lite.take(check(20, true, 50), two, now);
  lite.take(check(21, true, 50), two, now);
  EXPECT_EQ(lite.ice.route(), two);
}

TEST_F(IceLite, ARouteOfAnotherPeerIsNotTaken) {
  lite.foreign = {one};
  lite.take(check(1, true), one, now);
  EXPECT_TRUE(lite.sent.empty());
  EXPECT_FALSE(lite.ice.route());
}

TEST_F(IceLite, ItNeverControls) {
  StunMessage message;
  message.username = "ours:theirs";
  message.controlled = 1;
  lite.take(write_stun(message, "our-password"), one, now);
  ASSERT_EQ(lite.sent.size(), 1U);
  EXPECT_EQ(lite.sent[0].message.error, 487);
}

TEST_F(IceLite, SaysWhyNothingCame) {
  EXPECT_EQ(lite.ice.next(), now + 30s);
  EXPECT_NE(lite.ice.tick(now + 30s)->find("no connectivity check"), std::string::npos);
  lite.take(check(2, true, 200, "wrong"), two, now);
  EXPECT_NE(lite.ice.tick(now + 30s)->find("password"), std::string::npos);
  lite.take(check(3, true), two, now + 31s);
  EXPECT_FALSE(lite.ice.tick(now + 60s));
  EXPECT_NE(lite.ice.tick(now + 61s)->find("not been heard of"), std::string::npos);
}

TEST_F(IceLite, ABrokenConnectionWaitsForAnother) {
  Route tcp = one;
  tcp.connection = 7;
  lite.take(check(1, true), tcp, now);
  lite.ice.broken(tcp, now);
  EXPECT_FALSE(lite.ice.route());
  EXPECT_EQ(lite.ice.next(), now + 5s);
  lite.take(check(2, false), two, now + 4s);
  EXPECT_EQ(lite.ice.route(), two);
  EXPECT_FALSE(lite.ice.tick(now + 5s));
  lite.ice.broken(two, now + 6s);
  EXPECT_NE(lite.ice.tick(now + 11s)->find("TCP"), std::string::npos);
}

class IceFull : public testing::Test {
 protected:
  IceFull() {
    full.ice.set_remote("theirs", "their-password", now);
    full.ice.add(far, 10);
    full.ice.add(near, 20);
  }
  StunMessage last() { return full.sent.back().message; }
  void succeed(const Route& from, std::string_view password = "their-password") {
    StunMessage answer;
    answer.type = StunClass::kSuccess;
    answer.transaction = last().transaction;
    answer.mapped = from.remote;
    full.take(write_stun(answer, password), from, now);
  }
  void refuse(const Route& from, int error) {
    StunMessage answer;
    answer.type = StunClass::kError;
    answer.transaction = last().transaction;
    answer.error = error;
    full.take(write_stun(answer, "their-password"), from, now);
  }

  IceAgent::Time now{};
  Agent full{{"ours", "our-password", false}, now};
  const Route near = at("10.0.0.1", 1000), far = at("2001:db8::1", 2000);
};

TEST_F(IceFull, AsksTheBestFirstAndNominatesTheFirstThatAnswers) {
  EXPECT_FALSE(full.ice.tick(now));
  ASSERT_EQ(full.sent.size(), 1U);
  EXPECT_EQ(full.sent[0].to, near);
  EXPECT_EQ(last().username, "theirs:ours");
  EXPECT_TRUE(last().controlling && last().priority);
  EXPECT_FALSE(last().use_candidate);
  EXPECT_TRUE(is_authentic(full.sent[0].packet, last(), "their-password"));
  EXPECT_FALSE(full.ice.tick(now + 5ms));
  EXPECT_EQ(full.sent.size(), 1U);  // paced
  EXPECT_FALSE(full.ice.tick(now + 20ms));
  ASSERT_EQ(full.sent.size(), 2U);
  EXPECT_EQ(full.sent[1].to, far);
  succeed(far);
  EXPECT_EQ(full.ice.route(), far);
  EXPECT_EQ(full.sent.back().to, far);
  EXPECT_TRUE(last().use_candidate);
}

TEST_F(IceFull, ForgedAnswersChangeNothing) {
  EXPECT_FALSE(full.ice.tick(now));
  succeed(near, "wrong");
  EXPECT_FALSE(full.ice.route());
  succeed(far);  // right password, from where nothing was asked
  EXPECT_FALSE(full.ice.route());
  succeed(near);
  EXPECT_EQ(full.ice.route(), near);
}

TEST_F(IceFull, RepeatsLostQuestionsAndGivesUp) {
  IceAgent::Time time = now;
  while (time < now + 29s) {
    ASSERT_FALSE(full.ice.tick(time));
    ASSERT_GT(*full.ice.next(), time);
    time = *full.ice.next();
  }
  EXPECT_GT(full.sent.size(), 20U);
  EXPECT_LT(full.sent.size(), 200U);
  EXPECT_NE(full.ice.tick(now + 30s)->find("none of the other end's 2 addresses"),
            std::string::npos);
}

TEST_F(IceFull, AConflictOfRolesIsSettled) {
  EXPECT_FALSE(full.ice.tick(now));
  refuse(near, 487);
  EXPECT_FALSE(full.ice.tick(now + 20ms));
  EXPECT_TRUE(last().controlled);
  EXPECT_FALSE(last().controlling);
  // Theirs to choose now: nothing is nominated by us.
  succeed(near);
  EXPECT_FALSE(last().use_candidate);
}

TEST_F(IceFull, AConflictOfTwoQuestionsIsOneConflict) {
  EXPECT_FALSE(full.ice.tick(now));
  const StunMessage first = last();
  EXPECT_FALSE(full.ice.tick(now + 20ms));
  refuse(far, 487);
  full.sent.push_back({near, {}, first});
  refuse(near, 487);
  full.sent.pop_back();
  EXPECT_FALSE(full.ice.tick(now + 40ms));
  EXPECT_TRUE(last().controlled);
  EXPECT_FALSE(full.ice.tick(now + 60ms));
  EXPECT_TRUE(last().controlled);
}

TEST_F(IceFull, ARouteThatAnsweredIsTakenWhereTheChosenOneFallsSilent) {
  EXPECT_FALSE(full.ice.tick(now));
  const StunMessage first = last();
  EXPECT_FALSE(full.ice.tick(now + 20ms));
  succeed(far);  // chosen, and asked whether it agrees: it never says so
  full.sent.push_back({near, {}, first});
  succeed(near);
  full.sent.pop_back();
  EXPECT_EQ(full.ice.route(), far);
  IceAgent::Time time = now + 20ms;
  while (time < now + 8s) {
    ASSERT_FALSE(full.ice.tick(time));
    ASSERT_GT(*full.ice.next(), time);
    time = *full.ice.next();
    if (last().use_candidate || full.sent.back().to != near) continue;
    now = time;
    succeed(near);
    break;
  }
  EXPECT_EQ(full.ice.route(), near);
  EXPECT_TRUE(last().use_candidate);
}

TEST_F(IceFull, WhatTheOtherEndChoosesIsAskedAlsoWhereOneIsChosen) {
  EXPECT_FALSE(full.ice.tick(now));
  refuse(near, 487);
  EXPECT_FALSE(full.ice.tick(now + 20ms));
  succeed(near);
  EXPECT_EQ(full.ice.route(), near);
  const Route late = at("192.0.2.9", 9);
  StunMessage question;
  question.username = "ours:theirs";
  question.priority = 99;
  question.controlling = 1;
  question.use_candidate = true;
  full.take(write_stun(question, "our-password"), late, now + 30ms);
  now += 60ms;
  EXPECT_FALSE(full.ice.tick(now));
  ASSERT_EQ(full.sent.back().to, near) << "whether it still consents";
  full.sent.pop_back();
  ASSERT_EQ(full.sent.back().to, late);
  ASSERT_EQ(last().type, StunClass::kRequest);
  succeed(late);
  EXPECT_EQ(full.ice.route(), late);
}

TEST_F(IceFull, WhoeverHasTheGreaterTieBreakerControls) {
  StunMessage question;
  question.username = "ours:theirs";
  question.transaction = {1};
  question.controlling = 0;
  full.take(write_stun(question, "our-password"), near, now);
  EXPECT_EQ(last().error, 487);
  question.transaction = {2};
  question.controlling = UINT64_MAX;
  full.take(write_stun(question, "our-password"), near, now);
  EXPECT_EQ(last().type, StunClass::kSuccess);
  EXPECT_FALSE(full.ice.tick(now));
  EXPECT_TRUE(last().controlled);
}

TEST_F(IceFull, APeerReflexiveAddressIsAskedToo) {
  const Route unknown = at("192.0.2.9", 9);
  StunMessage question;
  question.username = "ours:theirs";
  question.priority = 99;
  question.controlled = 1;
  full.take(write_stun(question, "our-password"), unknown, now);
  EXPECT_FALSE(full.ice.tick(now));
  EXPECT_EQ(full.sent.back().to, unknown);
  succeed(unknown);
  EXPECT_EQ(full.ice.route(), unknown);
}

TEST(IceEarly, WhoAskedBeforeItsAnswerCameIsAskedBack) {
  const IceAgent::Time now{};
  Agent full{{"ours", "our-password", false}, now};
  const Route unknown = at("192.0.2.9", 9), other = at("192.0.2.8", 8), listed = at("10.0.0.1", 1);
  StunMessage question;
  question.priority = 99;
  question.controlled = 1;
  question.username = "ours:others";  // not of the end whose answer is coming
  full.take(write_stun(question, "our-password"), other, now);
  question.transaction = {1};
  question.username = "ours:theirs";
  full.take(write_stun(question, "our-password"), unknown, now);
  ASSERT_EQ(full.sent.size(), 2U);
  EXPECT_EQ(full.sent[1].message.type, StunClass::kSuccess);
  full.ice.set_remote("theirs", "their-password", now);
  full.ice.add(listed, 200);
  EXPECT_FALSE(full.ice.tick(now));
  ASSERT_EQ(full.sent.size(), 3U);
  EXPECT_EQ(full.sent[2].to, unknown);
  EXPECT_FALSE(full.ice.tick(now + 20ms));
  EXPECT_EQ(full.sent[3].to, listed);
  EXPECT_FALSE(full.ice.tick(now + 40ms));
  EXPECT_EQ(full.sent.size(), 4U);
}

TEST_F(IceFull, ConsentIsRenewedAndEnds) {
  EXPECT_FALSE(full.ice.tick(now));
  succeed(near);
  succeed(near);
  IceAgent::Time time = now;
  const size_t before = full.sent.size();
  while (time < now + 29s) {
    ASSERT_FALSE(full.ice.tick(time));
    time = *full.ice.next();
  }
  EXPECT_GE(full.sent.size(), before + 4);
  EXPECT_LE(full.sent.size(), before + 8);
  EXPECT_NE(full.ice.tick(now + 30s)->find("not been heard of"), std::string::npos);
}

}  // namespace
}  // namespace anc::webrtc
