// Fuzz target: the host's filters as nft and iptables-save print them, and a packet's way through.
#include <cstdint>
#include <string>

#include "internal/host/nft.h"
#include "internal/host/packet_filter.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  anc::host::FilterFacts facts;
  facts.uplink = "eth0";
  if (auto tables = anc::host::parse_nft_ruleset(text)) facts.tables = std::move(*tables);
  if (auto filter = anc::host::parse_iptables_filter("iptables-nft", text)) {
    facts.tables.push_back(std::move(*filter));
  }
  for (const auto& drop : anc::host::forward_drops(facts, "ancloud")) {
    if (!drop.out && !drop.back) __builtin_trap();
    if (drop.commands.empty()) __builtin_trap();
  }
  if (const auto found = anc::host::parse_nft_table(text)) anc::host::nft_delete_text(*found);
  return 0;
}
