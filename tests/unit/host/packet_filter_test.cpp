// Who drops what guests send: recorded rulesets of Docker, firewalld, ufw, and plain ones.
#include "internal/host/packet_filter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "internal/core/file.h"
#include "internal/host/filter_facts.h"
#include "internal/host/nft.h"
#include "internal/host/steps.h"
#include "internal/step/runner.h"
#include "tests/unit/fake_host.h"

namespace anc::test {
namespace {
using host::Firewall;
using host::forward_drops;
using Owner = host::ForwardDrop::Owner;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string recorded(const std::string& name) {
  const auto text = core::read_file(std::string(ANC_SRC) + "/tests/unit/host/rulesets/" + name);
  EXPECT_TRUE(text) << text.error().message();
  return text.value_or("");
}

host::FilterFacts facts_of(std::vector<host::FilterTable> tables) {
  host::FilterFacts facts;
  facts.nft = true;
  facts.iptables = "iptables";
  facts.uplink = "eth0";
  facts.tables = std::move(tables);
  return facts;
}
host::FilterFacts nft_facts(const std::string& file) {
  auto tables = host::parse_nft_ruleset(recorded(file));
  EXPECT_TRUE(tables) << tables.error().message();
  return facts_of(*tables);
}
host::FilterFacts iptables_facts(const std::string& program, const std::string& text) {
  return facts_of({*host::parse_iptables_filter(program, text)});
}

TEST(ForwardDrops, DockerDropsAndItsOwnChainLetsThrough) {
  const std::string docker = recorded("docker.iptables");
  const auto drops = forward_drops(iptables_facts("iptables-nft", docker), "ancloud");
  ASSERT_EQ(drops.size(), 1u);
  EXPECT_EQ(drops[0].owner, Owner::kDocker);
  EXPECT_TRUE(drops[0].out && drops[0].back);
  EXPECT_EQ(drops[0].where, "chain FORWARD of table ip filter (iptables-nft)");
  EXPECT_THAT(drops[0].commands,
              ElementsAre("iptables-nft -w -I DOCKER-USER -i ancloud -j ACCEPT",
                          "iptables-nft -w -I DOCKER-USER -o ancloud -j ACCEPT"));

  std::string allowed = docker;
  const std::string last = "-A DOCKER-USER -j RETURN\n";
  ASSERT_NE(allowed.find(last), std::string::npos);
  allowed.insert(allowed.find(last),
                 "-A DOCKER-USER -i ancloud ! -o ancloud -j ACCEPT\n"
                 "-A DOCKER-USER ! -i ancloud -o ancloud -j ACCEPT\n");
  EXPECT_THAT(forward_drops(iptables_facts("iptables-nft", allowed), "ancloud"), IsEmpty());
  EXPECT_THAT(forward_drops(iptables_facts("iptables-nft", docker), "docker0"), IsEmpty())
      << "Docker's own bridge is let through";
}

TEST(ForwardDrops, UfwDropsByItsLastChain) {
  const std::string ufw = recorded("ufw.iptables");
  const auto drops = forward_drops(iptables_facts("iptables-nft", ufw), "ancloud");
  ASSERT_EQ(drops.size(), 1u);
  EXPECT_EQ(drops[0].owner, Owner::kUfw);
  EXPECT_TRUE(drops[0].out);
  EXPECT_FALSE(drops[0].back) << "ufw lets answers through";
  EXPECT_EQ(drops[0].commands.front(), "ufw route allow in on ancloud");

  std::string routed = ufw;
  const std::string own = "-A ufw-user-forward -i ancloud -j ACCEPT\n";
  routed.insert(routed.find("COMMIT"), own);
  EXPECT_THAT(forward_drops(iptables_facts("iptables-nft", routed), "ancloud"), IsEmpty());
}

TEST(ForwardDrops, FirewalldRejectsButForItsTrustedZone) {
  host::FilterFacts facts = nft_facts("firewalld.json");
  EXPECT_THAT(forward_drops(facts, "ancloud"), IsEmpty())
      << "eth0 is in the default zone as well, and within a zone firewalld forwards";
  facts.uplink = "wwan0";
  const auto drops = forward_drops(facts, "ancloud");
  ASSERT_EQ(drops.size(), 1u);
  EXPECT_EQ(drops[0].owner, Owner::kFirewalld);
  EXPECT_TRUE(drops[0].out);
  EXPECT_FALSE(drops[0].back);
  EXPECT_EQ(drops[0].where, "chain filter_FORWARD of table inet firewalld");
  EXPECT_THAT(drops[0].commands,
              ElementsAre("firewall-cmd --zone=trusted --add-interface=ancloud"));
  EXPECT_THAT(forward_drops(facts, "virbr0"), IsEmpty()) << "that one is in the zone trusted";
}

TEST(ForwardDrops, APlainPolicyNamesTheRuleThatIsMissing) {
  const auto drops = forward_drops(
      iptables_facts("iptables-legacy", "*filter\n:FORWARD DROP [0:0]\nCOMMIT\n"), "phones");
  ASSERT_EQ(drops.size(), 1u);
  EXPECT_EQ(drops[0].owner, Owner::kIptables);
  EXPECT_THAT(drops[0].commands, ElementsAre("iptables-legacy -w -I FORWARD -i phones -j ACCEPT",
                                             "iptables-legacy -w -I FORWARD -o phones -j ACCEPT"));
  EXPECT_THAT(
      forward_drops(iptables_facts("iptables-legacy",
                                   "*filter\n:FORWARD DROP [0:0]\n"
                                   "-A FORWARD -i ph+ -m comment --comment \"a b\" -j ACCEPT\n"
                                   "-A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED "
                                   "-j ACCEPT\nCOMMIT\n"),
                    "phones"),
      IsEmpty());
}

TEST(ForwardDrops, AnUnknownBaseChainIsNamedWithItsRule) {
  const auto drops = forward_drops(nft_facts("workstation.json"), "ancloud");
  ASSERT_EQ(drops.size(), 1u);
  EXPECT_EQ(drops[0].owner, Owner::kNft);
  EXPECT_TRUE(drops[0].out);
  EXPECT_FALSE(drops[0].back) << "its verdict map lets answers through";
  EXPECT_EQ(drops[0].where, "chain forward of table inet my_table");
  EXPECT_THAT(drops[0].commands,
              ElementsAre("nft insert rule inet my_table forward iifname ancloud accept",
                          "nft insert rule inet my_table forward oifname ancloud accept"));
}

TEST(ForwardDrops, ADropAfterOurAcceptInAnotherTableIsSeen) {
  // Our own table accepts, and that decides nothing for the other table.
  core::Json document{{"nftables", core::Json::array()}};
  for (const auto& element : host::nft_elements("ancloud", "192.168.240.0/24", true)) {
    document["nftables"].push_back(element.object);
  }
  document["nftables"].push_back({{"table", {{"family", "inet"}, {"name", "wall"}}}});
  document["nftables"].push_back({{"chain",
                                   {{"family", "inet"},
                                    {"table", "wall"},
                                    {"name", "fwd"},
                                    {"type", "filter"},
                                    {"hook", "forward"},
                                    {"policy", "drop"}}}});
  auto tables = host::parse_nft_ruleset(document.dump());
  ASSERT_TRUE(tables);
  const auto drops = forward_drops(facts_of(*tables), "ancloud");
  ASSERT_EQ(drops.size(), 1u);
  EXPECT_EQ(drops[0].where, "chain fwd of table inet wall");
}

TEST(ForwardDrops, ChainsInACircleEnd) {
  const auto facts = iptables_facts("iptables-nft",
                                    "*filter\n:FORWARD DROP [0:0]\n:a - [0:0]\n:b - [0:0]\n"
                                    "-A FORWARD -j a\n-A a -j b\n-A b -j a\nCOMMIT\n");
  EXPECT_EQ(forward_drops(facts, "ancloud").size(), 1u);
}

TEST(ForwardDrops, WhatIsNotARulesetIsAnErrorOrNothing) {
  EXPECT_FALSE(host::parse_nft_ruleset("no json"));
  EXPECT_FALSE(host::parse_nft_ruleset("{}"));
  for (const char* odd : {R"({"nftables":[1,{},{"rule":{}},{"rule":{"expr":[1,{}]}},null]})",
                          R"({"nftables":[{"table":{"family":"inet","name":7}},{"chain":[]}]})",
                          R"({"nftables":[{"table":{"family":"ip","name":"a"}},
       {"rule":{"family":"ip","table":"a","chain":"c","expr":[{"match":{}},{"vmap":{"data":3}},
        {"match":{"left":{"meta":{"key":"iifname"}},"right":[1]}},{"jump":null}]}}]})"}) {
    const auto tables = host::parse_nft_ruleset(odd);
    ASSERT_TRUE(tables) << odd;
    EXPECT_THAT(forward_drops(facts_of(*tables), "ancloud"), IsEmpty());
  }
  EXPECT_FALSE(host::parse_iptables_filter("iptables-nft", "*nat\n-A PREROUTING -j X\nCOMMIT\n"));
  // A recorded ruleset cut anywhere: an error, never a crash.
  const std::string whole = recorded("firewalld.json");
  for (size_t length = 0; length + 1 < whole.size(); length += 97) {
    EXPECT_FALSE(host::parse_nft_ruleset(whole.substr(0, length)));
  }
}

TEST(WhichFirewall, IsTheOneThatTheHostUses) {
  host::FilterFacts facts;
  facts.nft = true;
  facts.iptables = "iptables";
  EXPECT_EQ(choose_firewall(Firewall::kAuto, facts, "ancloud"), Firewall::kNft);
  facts.iptables_used = true;
  EXPECT_EQ(choose_firewall(Firewall::kAuto, facts, "ancloud"), Firewall::kIptables);
  facts.tables.push_back({"nft", "ip", "ancloud"});
  EXPECT_EQ(choose_firewall(Firewall::kAuto, facts, "ancloud"), Firewall::kNft)
      << "our table is there already";
  EXPECT_EQ(choose_firewall(Firewall::kAuto, facts, "phones"), Firewall::kIptables);
  EXPECT_EQ(choose_firewall(Firewall::kNone, facts, "ancloud"), Firewall::kNone);
  facts = {};
  EXPECT_EQ(choose_firewall(Firewall::kAuto, facts, "ancloud"), Firewall::kIptables)
      << "whose step says that there is none";
  facts.nft = true;
  facts.iptables_used = true;  // in the kernel, but nothing is installed that could change it
  EXPECT_EQ(choose_firewall(Firewall::kAuto, facts, "ancloud"), Firewall::kNft);
}

TEST(WhichFirewall, FactsComeFromWhatIsInstalled) {
  FakeHost machine = debian_12();
  auto facts = host::look_at_filters(machine, "ancloud");
  ASSERT_TRUE(facts);
  EXPECT_FALSE(facts->nft);
  EXPECT_EQ(facts->iptables, "iptables");
  EXPECT_FALSE(facts->iptables_used);
  EXPECT_EQ(facts->uplink, "eth0");

  machine.programs.insert("nft");
  machine.docker = "legacy";
  facts = host::look_at_filters(machine, "ancloud");
  ASSERT_TRUE(facts);
  EXPECT_TRUE(facts->nft);
  EXPECT_TRUE(facts->iptables_used);
  const auto drops = forward_drops(*facts, "ancloud");
  ASSERT_EQ(drops.size(), 1u);
  EXPECT_EQ(drops[0].program, "iptables-legacy");
}

TEST(ForeignFirewall, DockerAndFirewalldAreToldAndUndone) {
  FakeHost machine = debian_12();
  machine.programs.insert({"nft", "firewall-cmd"});
  machine.docker = "nft";
  machine.firewalld_runs = true;
  const auto before = machine.snapshot();
  host::Settings settings;
  settings.firewall = Firewall::kNft;
  const Steps steps = host::steps(settings, {false, false, true, false});
  MemoryJournal journal;
  ASSERT_TRUE(apply_all(steps, machine, journal));
  EXPECT_THAT(machine.now.rules["nft"]["filter"],
              ElementsAre(HasSubstr("DOCKER-USER ! -i ancloud -o ancloud"),
                          HasSubstr("DOCKER-USER -i ancloud ! -o ancloud")));
  EXPECT_EQ(machine.now.zones["ancloud"], "trusted");
  ASSERT_TRUE(undo_all(steps, machine, journal));
  EXPECT_EQ(machine.snapshot(), before);
}

TEST(ForeignFirewall, AZoneThatSomeoneChoseStays) {
  FakeHost machine = debian_12();
  machine.programs.insert({"nft", "firewall-cmd"});
  machine.firewalld_runs = true;
  machine.now.zones["ancloud"] = "internal";
  host::Settings settings;
  settings.firewall = Firewall::kNft;
  MemoryJournal journal;
  ASSERT_TRUE(apply_all(host::steps(settings, {false, false, true, false}), machine, journal));
  EXPECT_EQ(machine.now.zones["ancloud"], "internal");
}

TEST(OwnTable, ADeletedRuleIsPutBackAndAForeignOneIsLeftAndNamed) {
  FakeHost machine = debian_12();
  machine.programs.insert("nft");
  host::Settings settings;
  settings.firewall = Firewall::kNft;
  const Steps steps = host::steps(settings, {false, false, true, false});
  MemoryJournal journal;
  ASSERT_TRUE(apply_all(steps, machine, journal));
  const size_t whole = machine.now.nft.size();
  EXPECT_EQ(whole, 12u) << "a table, three chains, eight rules";
  machine.now.nft.pop_back();
  ASSERT_TRUE(apply_all(steps, machine, journal));
  EXPECT_EQ(machine.now.nft.size(), whole);

  core::Json& rule = machine.now.nft[4]["rule"];
  rule["expr"].back() = core::Json{{"drop", nullptr}};
  const auto undone = undo_all(steps, machine, journal);
  ASSERT_TRUE(undone);
  // Both runs that put rules there name it.
  const auto one = HasSubstr("table ip ancloud has 1 rule that is not as we made it");
  EXPECT_THAT(undone->left, ElementsAre(one, one));
  EXPECT_EQ(machine.now.nft.size(), 3u) << "its table, its chain, itself";
}

TEST(OwnTable, WithoutNftSaysWhatToInstall) {
  FakeHost machine = debian_12();
  host::Settings settings;
  settings.firewall = Firewall::kNft;
  MemoryJournal journal;
  const auto refused =
      apply_all(host::steps(settings, {false, false, true, false}), machine, journal);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().hint(), HasSubstr("apt install nftables"));
}

}  // namespace
}  // namespace anc::test
