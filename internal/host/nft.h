// Our own table of nftables: its elements, as JSON for nft and as commands for people.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "internal/core/json.h"
#include "internal/step/host.h"

namespace anc::host {

/// "ancloud", and "ancloud-NAME" for a bridge of another name, so that two hosts' worth of settings
/// do not share a table.
std::string nft_table_name(const std::string& bridge);

/// One thing in a ruleset: a table, a chain or a rule, and the command that makes it.
struct NftElement {
  core::Json object;    ///< {"rule": {…}}, without handle, index and counted packets
  std::string command;  ///< "nft add rule ip ancloud …"; empty for what was found
  uint64_t handle = 0;  ///< of what was found, by which nft deletes it
  bool first = false;   ///< goes before the other rules of its chain
  bool is(const char* kind) const { return object.contains(kind); }
};

/// Whether both say the same thing. Versions of nft order the fields differently.
bool same(const NftElement& a, const NftElement& b);

/// The table for a bridge and its network ("192.168.240.0/24"), in the order in which it is made:
/// DHCP and DNS of guests accepted and counted, their packets forwarded, though not from guest to
/// guest when `isolate`, and masqueraded. An accept here saves no packet from another table
/// (forward_drops()).
std::vector<NftElement> nft_elements(const std::string& bridge, const std::string& network,
                                     bool isolate);

/// What `nft -j list table` printed, normalised so that it compares to nft_elements().
Result<std::vector<NftElement>> parse_nft_table(std::string_view json);

/// Input of `nft -j -f -`, one transaction.
std::string nft_add_text(const std::vector<NftElement>& elements);
/// The same for deleting what was found, which must be in the order of the listing.
std::string nft_delete_text(const std::vector<NftElement>& found);

/// What is in our table now; empty when there is none. kNetwork with nft's own words where it may
/// not be seen.
Result<std::vector<NftElement>> nft_table(const step::Host& host, const std::string& bridge);

}  // namespace anc::host
