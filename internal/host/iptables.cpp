// Our rules as text, and iptables-save read back.
#include "internal/host/iptables.h"

#include <algorithm>

#include "internal/core/text.h"

namespace anc::host {
namespace {
Rule accept_port(const std::string& bridge, const std::string& protocol, int port) {
  return {"filter",
          "INPUT -i " + bridge + " -p " + protocol + " -m " + protocol + " --dport " +
              std::to_string(port) + " -m comment --comment ancloud -j ACCEPT",
          true};
}

size_t count(const Saved& saved) {
  size_t rules = 0;
  for (const auto& [table, lines] : saved) rules += lines.size();
  return rules;
}
}  // namespace

std::vector<Rule> firewall_rules(const std::string& bridge, const std::string& network,
                                 bool isolate) {
  std::vector<Rule> rules = {
      {"nat",
       "POSTROUTING -s " + network + " ! -d " + network +
           " -m comment --comment ancloud -j MASQUERADE",
       false},
      accept_port(bridge, "udp", 67),
      accept_port(bridge, "tcp", 67),
      accept_port(bridge, "udp", 53),
      accept_port(bridge, "tcp", 53),
      {"filter", "FORWARD -i " + bridge + " -m comment --comment ancloud -j ACCEPT", true},
      {"filter", "FORWARD -o " + bridge + " -m comment --comment ancloud -j ACCEPT", true},
      {"mangle",
       "POSTROUTING -o " + bridge +
           " -p udp -m udp --dport 68 -m comment --comment ancloud -j CHECKSUM --checksum-fill",
       false},
  };
  if (isolate) {
    rules.push_back(
        {"filter",
         "FORWARD -i " + bridge + " -o " + bridge + " -m comment --comment ancloud -j DROP", true});
  }
  return rules;
}

std::vector<Rule> docker_rules(const std::string& bridge) {
  const std::string tail = " -m comment --comment ancloud -j ACCEPT";
  return {{"filter", "DOCKER-USER -i " + bridge + " ! -o " + bridge + tail, true},
          {"filter", "DOCKER-USER ! -i " + bridge + " -o " + bridge + tail, true}};
}

std::string command_text(const Rule& rule) {
  const std::string table = rule.table == "filter" ? "" : "-t " + rule.table + " ";
  return "iptables -w " + table + (rule.first ? "-I " : "-A ") + rule.spec;
}

std::string restore_text(const std::vector<Rule>& rules, bool add) {
  std::string text;
  std::string table;
  for (const Rule& rule : rules) {
    if (rule.table != table) {
      if (!table.empty()) text += "COMMIT\n";
      text += "*" + rule.table + "\n";
      table = rule.table;
    }
    text += (!add ? "-D " : rule.first ? "-I " : "-A ") + rule.spec + "\n";
  }
  if (!table.empty()) text += "COMMIT\n";
  return text;
}

Saved parse_saved(const std::string& text) {
  Saved saved;
  std::string table;
  for (const std::string& line : core::split(text, '\n')) {
    if (line.starts_with("*")) table = line.substr(1);
    if (line.starts_with("-A ")) saved[table].push_back(line.substr(3));
  }
  return saved;
}

bool contains(const Saved& saved, const Rule& rule) {
  const auto table = saved.find(rule.table);
  return table != saved.end() &&
         std::find(table->second.begin(), table->second.end(), rule.spec) != table->second.end();
}

std::vector<std::string> changed_rules(const Saved& saved, const std::string& bridge,
                                       const std::string& network) {
  const auto rules = firewall_rules(bridge, network);
  const auto docker = docker_rules(bridge);  // another step's
  std::vector<std::string> changed;
  for (const auto& [table, lines] : saved) {
    for (const std::string& line : lines) {
      const bool ours =
          std::find(rules.begin(), rules.end(), Rule{table, line, false}) != rules.end() ||
          std::find(rules.begin(), rules.end(), Rule{table, line, true}) != rules.end() ||
          std::find(docker.begin(), docker.end(), Rule{table, line, true}) != docker.end();
      const bool marked = line.find("--comment ancloud") != std::string::npos &&
                          (line.find(" " + bridge + " ") != std::string::npos ||
                           line.find(network) != std::string::npos);
      if (marked && !ours) changed.push_back("rule changed in table " + table + ": " + line);
    }
  }
  return changed;
}

Result<Saved> saved_rules(const step::Host& host, const std::string& iptables) {
  core::Output output;
  // Where the kernel could not answer it, iptables-nft-save prints nothing and exits with 0: found
  // by letting its sendto fail. What has not a single table is asked once more.
  for (int tries = 0; tries < 2 && core::trim(output.out).empty(); ++tries) {
    output = TRY(host.ask({iptables + "-save"}));
    if (!output.status.ok()) {
      return fail(Kind::kNetwork, iptables + "-save: " + output.status.text() + ": " +
                                      std::string(core::trim(output.err)));
    }
  }
  return parse_saved(output.out);
}

Result<std::optional<std::string>> find_iptables(const step::Host& host) {
  std::optional<std::string> standard;
  for (const char* name : {"iptables", "iptables-nft", "iptables-legacy"}) {
    if (!standard && host.find_program(std::string(name) + "-restore")) standard = name;
  }
  // Only where legacy tables exist at all is there a question; reading this file makes none.
  const auto legacy_tables = TRY(host.read("/proc/net/ip_tables_names"));
  if (!legacy_tables || core::trim(*legacy_tables).empty()) return standard;
  if (!host.find_program("iptables-legacy-save") || !host.find_program("iptables-nft-save")) {
    return standard;
  }
  const bool legacy = count(TRY(saved_rules(host, "iptables-legacy"))) > 0;
  const bool nft = count(TRY(saved_rules(host, "iptables-nft"))) > 0;
  if (legacy != nft) return std::optional<std::string>(legacy ? "iptables-legacy" : "iptables-nft");
  return standard;
}

}  // namespace anc::host
