// Docker drops what is forwarded and not its own; DOCKER-USER is its place for the rules of others.
#include <algorithm>

#include "internal/core/text.h"
#include "internal/host/filter_facts.h"
#include "internal/host/iptables.h"
#include "internal/host/steps.h"

namespace anc::host {
namespace {

class DockerForward final : public Step {
 public:
  explicit DockerForward(const Settings& settings) : bridge_(settings.bridge) {}

 private:
  std::string_view name() const override { return "docker-forward"; }
  std::string_view why() const override {
    return "Docker drops what the guests send, but for rules in its chain DOCKER-USER";
  }
  std::vector<std::string> commands() const override {
    std::vector<std::string> commands;
    for (const Rule& rule : docker_rules(bridge_)) commands.push_back(command_text(rule));
    return commands;
  }

  Result<Seen> check(const Host& host) const override {
    const FilterFacts facts = TRY(look_at_filters(host, bridge_));
    std::vector<std::string> missing;
    std::vector<std::string> programs;
    for (const FilterTable& table : facts.tables) {
      if (table.program == "nft" || !table.chains.contains("DOCKER-USER")) continue;
      const Saved saved = TRY(saved_rules(host, table.program));
      const auto rules = docker_rules(bridge_);
      for (size_t i = 0; i < rules.size(); ++i) {
        if (contains(saved, rules[i])) continue;
        missing.push_back(table.program + ":" + std::to_string(i));
        if (programs.empty() || programs.back() != table.program) programs.push_back(table.program);
      }
    }
    if (missing.empty()) return Seen{State::kHolds, {}, {}};
    return Seen{
        State::kAbsent,
        {{"bridge", bridge_}, {"missing", core::join(missing, " ")}},
        "Docker's chain DOCKER-USER (" + core::join(programs, ", ") + ") does not know " + bridge_};
  }

  Result<void> apply(Host& host, const Seen& seen) const override {
    for (const auto& [program, rules] : TRY(missing_rules(seen))) {
      TRY(host.run({program + "-restore", "--noflush", "-w"}, restore_text(rules, true)));
    }
    return {};
  }

  Result<Left> undo(Host& host, const Seen& before) const override {
    for (const auto& [program, rules] : TRY(missing_rules(before))) {
      if (!host.find_program(program + "-save")) continue;  // and with it its rules
      const Saved saved = TRY(saved_rules(host, program));
      std::vector<Rule> ours;
      std::copy_if(rules.begin(), rules.end(), std::back_inserter(ours),
                   [&](const Rule& rule) { return contains(saved, rule); });
      if (ours.empty()) continue;
      TRY(host.run({program + "-restore", "--noflush", "-w"}, restore_text(ours, false)));
    }
    return Left{};
  }

  /// By program, what `check` found missing there.
  static Result<std::map<std::string, std::vector<Rule>>> missing_rules(const Seen& seen) {
    const auto rules = docker_rules(TRY(seen.fact("bridge")));
    std::map<std::string, std::vector<Rule>> missing;
    for (const std::string& entry : core::split(TRY(seen.fact("missing")), ' ')) {
      const size_t colon = entry.find(':');
      if (colon == std::string::npos) return fail(Kind::kFailure, "fact \"missing\" is damaged");
      const int64_t last = static_cast<int64_t>(rules.size()) - 1;
      const auto index = TRY(core::parse_int(entry.substr(colon + 1), 0, last));
      missing[entry.substr(0, colon)].push_back(rules[static_cast<size_t>(index)]);
    }
    return missing;
  }

  std::string bridge_;
};
}  // namespace

StepPtr docker_forward(const Settings& settings) {
  return std::make_unique<DockerForward>(settings);
}
}  // namespace anc::host
