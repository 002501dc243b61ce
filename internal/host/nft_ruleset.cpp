// `nft -j list ruleset` as tables, chains and rules: see packet_filter.h. The text is the kernel's
// and nft's, yet any program may have put odd things into it: what is not understood is opaque.
#include <algorithm>
#include <array>

#include "internal/core/json.h"
#include "internal/host/packet_filter.h"

namespace anc::host {
namespace {
using core::Json;
using Verdict = FilterRule::Verdict;

std::string text_of(const Json& object, const char* name) {
  return core::json_field<std::string>(object, name).value_or("");
}

/// The words of a match's right side: "lo", ["a", "b"] or {"set": ["a", "b"]}.
std::optional<std::vector<std::string>> words_of(const Json& right) {
  if (right.is_string()) return std::vector{right.get<std::string>()};
  const Json& list = right.is_object() && right.contains("set") ? right["set"] : right;
  if (list.is_string()) return std::vector{list.get<std::string>()};
  if (!list.is_array()) return std::nullopt;
  std::vector<std::string> words;
  for (const Json& word : list) {
    if (!word.is_string()) return std::nullopt;
    words.push_back(word.get<std::string>());
  }
  return words;
}

/// The condition of `rule` that `left` is about; none for what is not read here.
std::optional<WordMatch>* condition(FilterRule& rule, const Json& left) {
  if (!left.is_object()) return nullptr;
  if (const auto meta = left.find("meta"); meta != left.end()) {
    const std::string key = text_of(*meta, "key");
    if (key == "iifname" || key == "iif") return &rule.in;
    if (key == "oifname" || key == "oif") return &rule.out;
  }
  if (const auto ct = left.find("ct"); ct != left.end() && text_of(*ct, "key") == "state") {
    return &rule.state;
  }
  return nullptr;
}

void add_match(FilterRule& rule, const Json& match) {
  const auto left = match.find("left");
  const auto right = match.find("right");
  auto* into = left == match.end() ? nullptr : condition(rule, *left);
  const auto words = right == match.end() ? std::nullopt : words_of(*right);
  if (into == nullptr || *into || !words) {
    rule.opaque = true;
    return;
  }
  *into = WordMatch{*words, text_of(match, "op") == "!="};
}

/// A statement that ends the rule; false when it is none.
bool add_verdict(FilterRule& rule, const std::string& name, const Json& value) {
  static constexpr std::array<std::pair<std::string_view, Verdict>, 6> kVerdicts = {
      {{"accept", Verdict::kAccept},
       {"drop", Verdict::kDrop},
       {"reject", Verdict::kDrop},
       {"return", Verdict::kReturn},
       {"jump", Verdict::kJump},
       {"goto", Verdict::kGoto}}};
  for (const auto& [known, verdict] : kVerdicts) {
    if (known != name) continue;
    rule.verdict = verdict;
    if (verdict == Verdict::kJump || verdict == Verdict::kGoto) {
      rule.target = text_of(value, "target");
    }
    return true;
  }
  return false;
}

/// `iifname vmap { "lo" : accept, … }` as one rule for each pair.
std::vector<FilterRule> from_map(const FilterRule& before, const Json& map) {
  std::vector<FilterRule> rules;
  const auto data = map.find("data");
  const auto key = map.find("key");
  if (key == map.end() || data == map.end() || !data->is_object() || !data->contains("set")) {
    return rules;
  }
  for (const Json& pair : (*data)["set"]) {
    FilterRule rule = before;
    auto* into = condition(rule, *key);
    if (into == nullptr || *into || !pair.is_array() || pair.size() != 2) continue;
    const auto words = words_of(pair[0]);
    if (!words || !pair[1].is_object() || pair[1].empty()) continue;
    *into = WordMatch{*words, false};
    const auto verdict = pair[1].begin();
    if (add_verdict(rule, verdict.key(), verdict.value())) rules.push_back(std::move(rule));
  }
  return rules;
}

std::vector<FilterRule> rules_of(const Json& object) {
  FilterRule rule;
  const auto expressions = object.find("expr");
  if (expressions == object.end() || !expressions->is_array()) return {};
  for (const Json& expression : *expressions) {
    if (!expression.is_object() || expression.empty()) continue;
    const auto first = expression.begin();
    const std::string& name = first.key();
    const Json& value = first.value();
    if (name == "match") {
      add_match(rule, value);
    } else if (name == "vmap") {
      return from_map(rule, value);
    } else if (name == "limit" || (name == "xt" && text_of(value, "name") != "comment")) {
      rule.opaque = true;
    } else if (add_verdict(rule, name, value)) {
      break;
    }
  }
  return {rule};
}

void add_chain(FilterTable& table, const Json& object) {
  FilterChain& chain = table.chains[text_of(object, "name")];
  chain.at_forward = text_of(object, "hook") == "forward" && text_of(object, "type") == "filter";
  chain.policy_drop = text_of(object, "policy") == "drop";
}

FilterTable* find_table(std::vector<FilterTable>& tables, const Json& object, const char* name) {
  const std::string family = text_of(object, "family");
  const std::string wanted = text_of(object, name);
  const auto at = std::find_if(tables.begin(), tables.end(), [&](const FilterTable& table) {
    return table.family == family && table.name == wanted;
  });
  return at == tables.end() ? nullptr : &*at;
}
}  // namespace

Result<std::vector<FilterTable>> parse_nft_ruleset(std::string_view json) {
  const Json document = TRY(core::parse_json(json), "nft -j list ruleset");
  std::vector<FilterTable> tables;
  for (const Json& entry : TRY(core::json_field<Json>(document, "nftables"))) {
    if (!entry.is_object() || entry.empty()) continue;
    const auto first = entry.begin();
    const std::string& kind = first.key();
    const Json& object = first.value();
    if (kind == "table") {
      const std::string family = text_of(object, "family");
      if (family == "ip" || family == "inet") {
        tables.push_back({"nft", family, text_of(object, "name")});
      }
    } else if (kind == "chain") {
      if (auto* table = find_table(tables, object, "table")) add_chain(*table, object);
    } else if (kind == "rule") {
      auto* table = find_table(tables, object, "table");
      if (table == nullptr) continue;
      auto& rules = table->chains[text_of(object, "chain")].rules;
      for (FilterRule& rule : rules_of(object)) rules.push_back(std::move(rule));
    }
  }
  return tables;
}

bool is_iptables_table(const FilterTable& table) {
  static constexpr std::array<std::string_view, 5> kNames = {"filter", "nat", "mangle", "raw",
                                                             "security"};
  if (table.program != "nft" || table.family != "ip") return false;
  if (std::find(kNames.begin(), kNames.end(), table.name) == kNames.end()) return false;
  return std::any_of(table.chains.begin(), table.chains.end(), [](const auto& chain) {
    return chain.first == "INPUT" || chain.first == "FORWARD" || chain.first == "OUTPUT" ||
           chain.first == "PREROUTING" || chain.first == "POSTROUTING";
  });
}

}  // namespace anc::host
