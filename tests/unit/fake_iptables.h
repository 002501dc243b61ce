// iptables-save and iptables-restore on rules in memory, as far as ours need them.
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "internal/core/error.h"
#include "internal/core/text.h"

namespace anc::test {

/// Table → rules as iptables-save prints them after "-A ".
using FakeTables = std::map<std::string, std::vector<std::string>>;

/// `with_docker`: the table "filter" has Docker's chain, and forwards nothing by itself.
inline std::string save_text(FakeTables tables, bool with_docker = false) {
  std::string text;
  if (with_docker) tables["filter"];
  for (const auto& [table, lines] : tables) {
    text += "*" + table + "\n:INPUT ACCEPT [0:0]\n";
    if (with_docker && table == "filter") text += ":FORWARD DROP [0:0]\n:DOCKER-USER - [0:0]\n";
    for (const std::string& line : lines) text += "-A " + line + "\n";
    text += "COMMIT\n";
  }
  return text;
}

/// One table at a time takes effect at its COMMIT, as in the kernel.
inline Result<void> restore(FakeTables& tables, const std::string& input) {
  std::string table;
  std::vector<std::string> rules;  // of that table, until COMMIT
  for (const std::string& line : core::split(input, '\n')) {
    if (line.starts_with("*")) {
      table = line.substr(1);
      rules = tables[table];
    } else if (line == "COMMIT") {
      tables[table] = rules;
      if (rules.empty()) tables.erase(table);
    } else if (line.starts_with("-A ")) {
      rules.push_back(line.substr(3));
    } else if (line.starts_with("-I ")) {
      const std::string chain = line.substr(3, line.find(' ', 3) - 3);
      const auto first = std::find_if(rules.begin(), rules.end(), [&](const std::string& rule) {
        return rule.starts_with(chain + " ");
      });
      rules.insert(first, line.substr(3));
    } else if (line.starts_with("-D ")) {
      const auto it = std::find(rules.begin(), rules.end(), line.substr(3));
      if (it == rules.end()) return fail(Kind::kFailure, "iptables-restore: bad rule");
      rules.erase(it);
    }
  }
  return {};
}

}  // namespace anc::test
