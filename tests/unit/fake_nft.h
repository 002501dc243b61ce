// nft's JSON interface on objects in memory, as far as our table needs it.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "internal/core/error.h"
#include "internal/core/json.h"

namespace anc::test {

/// Objects as `nft -j list ruleset` shows them, handles included, in the order of their making.
using FakeRuleset = std::vector<core::Json>;

inline std::string nft_field(const core::Json& entry, const char* name) {
  return core::json_field<std::string>(entry.begin().value(), name).value_or("");
}
inline bool nft_same(const core::Json& a, const core::Json& b) {
  return a.begin().key() == b.begin().key() && nft_field(a, "table") == nft_field(b, "table") &&
         nft_field(a, "name") == nft_field(b, "name");
}

inline std::string nft_list(const FakeRuleset& ruleset, const std::string& table) {
  core::Json listed = core::Json::array({{{"metainfo", {{"version", "1.0.6"}}}}});
  for (const core::Json& entry : ruleset) {
    const bool of_it = nft_field(entry, entry.contains("table") ? "name" : "table") == table;
    if (table.empty() || of_it) listed.push_back(entry);
  }
  return core::Json{{"nftables", listed}}.dump();
}

inline Result<void> nft_delete(FakeRuleset& ruleset, const core::Json& what) {
  const std::string kind = what.begin().key();
  const auto handle = core::json_field<int64_t>(what.begin().value(), "handle").value_or(0);
  const auto at = std::find_if(ruleset.begin(), ruleset.end(), [&](const core::Json& entry) {
    if (kind != "rule") return nft_same(entry, what);
    return entry.contains("rule") && entry["rule"]["handle"] == handle &&
           nft_field(entry, "table") == nft_field(what, "table");
  });
  if (at == ruleset.end()) return fail(Kind::kFailure, "nft: No such file or directory");
  const bool used = std::any_of(ruleset.begin(), ruleset.end(), [&](const core::Json& entry) {
    return kind == "chain" && entry.contains("rule") &&
           nft_field(entry, "chain") == nft_field(what, "name");
  });
  if (used) return fail(Kind::kFailure, "nft: Device or resource busy");
  if (kind == "table") {
    const std::string name = nft_field(what, "name");
    std::erase_if(ruleset,
                  [&](const core::Json& entry) { return nft_field(entry, "table") == name; });
    std::erase_if(ruleset, [&](const core::Json& entry) { return nft_same(entry, what); });
    return {};
  }
  ruleset.erase(at);
  return {};
}

/// One transaction: all of it or nothing.
inline Result<void> nft_run(FakeRuleset& ruleset, const std::string& input) {
  FakeRuleset next = ruleset;
  const core::Json document = TRY(core::parse_json(input));
  for (const core::Json& command : TRY(core::json_field<core::Json>(document, "nftables"))) {
    if (command.contains("delete")) {
      TRY(nft_delete(next, command["delete"]));
      continue;
    }
    const bool first = command.contains("insert");
    core::Json entry = TRY(core::json_field<core::Json>(command, first ? "insert" : "add"));
    const bool known = std::any_of(next.begin(), next.end(), [&](const core::Json& other) {
      return !entry.contains("rule") && nft_same(entry, other);
    });
    if (known) continue;
    int64_t handle = 1;  // the lowest free one, so that making things anew gives the same state
    const auto taken = [&] {
      return std::any_of(next.begin(), next.end(), [&](const core::Json& other) {
        return other.begin().value()["handle"] == handle;
      });
    };
    while (taken()) ++handle;
    core::Json& object = entry[entry.begin().key()];
    object["handle"] = handle;
    if (object.contains("expr")) {
      for (core::Json& expression : object["expr"]) {
        if (expression.contains("counter"))
          expression["counter"] = {{"packets", 3}, {"bytes", 252}};
      }
    }
    const auto before = std::find_if(next.begin(), next.end(), [&](const core::Json& other) {
      return first && other.contains("rule") &&
             nft_field(other, "chain") == nft_field(entry, "chain");
    });
    next.insert(before, std::move(entry));
  }
  ruleset = std::move(next);
  return {};
}

}  // namespace anc::test
