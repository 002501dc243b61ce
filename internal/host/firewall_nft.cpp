// Lets the guests' packets out through the host by a table of our own in nftables.
#include <algorithm>

#include "internal/core/codes.h"
#include "internal/core/text.h"
#include "internal/host/nft.h"
#include "internal/host/steps.h"

namespace anc::host {
namespace {

using Elements = std::vector<NftElement>;

auto find(const Elements& elements, const NftElement& wanted) {
  return std::find_if(elements.begin(), elements.end(),
                      [&](const NftElement& element) { return same(element, wanted); });
}

std::string field(const NftElement& element, const char* name) {
  return core::json_field<std::string>(element.object.begin().value(), name).value_or("");
}

bool is_marked(const NftElement& rule) { return field(rule, "comment") == "ancloud"; }

/// Whether `one` cannot go while `other` is there.
bool holds_up(const NftElement& other, const NftElement& one) {
  if (one.is("table")) return !other.is("table");
  return one.is("chain") && other.is("rule") && field(other, "chain") == field(one, "name");
}

/// Of what is there, what was added and is as it was added; a chain or table that others use is
/// not among it.
std::vector<bool> going(const Elements& there, const Elements& added) {
  std::vector<bool> goes(there.size());
  for (size_t i = 0; i < there.size(); ++i) goes[i] = find(added, there[i]) != added.end();
  for (const char* kind : {"chain", "table"}) {
    for (size_t i = 0; i < there.size(); ++i) {
      for (size_t k = 0; k < there.size(); ++k) {
        if (there[i].is(kind) && !goes[k] && holds_up(there[k], there[i])) goes[i] = false;
      }
    }
  }
  return goes;
}

class FirewallNft final : public Step {
 public:
  explicit FirewallNft(const Settings& settings)
      : bridge_(settings.bridge),
        network_(network_text(settings.address())),
        isolate_(settings.isolate) {}

 private:
  std::string_view name() const override { return "firewall-nft"; }
  std::string_view why() const override {
    return "the guests' packets are masqueraded, in a table that is ours alone";
  }
  std::vector<std::string> commands() const override {
    std::vector<std::string> commands;
    for (const NftElement& element : wanted()) commands.push_back(element.command);
    return commands;
  }
  Elements wanted() const { return nft_elements(bridge_, network_, isolate_); }

  Result<Seen> check(const Host& host) const override {
    if (!host.find_program("nft")) {
      return step::impossible("no nft is installed",
                              "apt install nftables, or set network.firewall to iptables",
                              Kind::kNetwork, Code::kFirewallMissing);
    }
    const Elements there = TRY(nft_table(host, bridge_));
    const Elements all = wanted();
    std::string missing;
    size_t count = 0;
    for (size_t i = 0; i < all.size(); ++i) {
      if (find(there, all[i]) != there.end()) continue;
      missing += (missing.empty() ? "" : " ") + std::to_string(i);
      ++count;
    }
    if (count == 0) return Seen{State::kHolds, {}, {}};
    return Seen{there.empty() ? State::kAbsent : State::kDrifted,
                {{"bridge", bridge_},
                 {"network", network_},
                 {"isolate", isolate_ ? "yes" : "no"},
                 {"missing", missing}},
                there.empty()
                    ? "no table ip " + nft_table_name(bridge_)
                    : std::to_string(count) + " of " + std::to_string(all.size()) +
                          " elements of table ip " + nft_table_name(bridge_) + " are missing"};
  }

  Result<void> apply(Host& host, const Seen& seen) const override {
    TRY(host.run({"nft", "-j", "-f", "-"}, nft_add_text(TRY(missing_elements(seen)))));
    return {};
  }

  Result<Left> undo(Host& host, const Seen& before) const override;

  /// What `check` found missing: what was added, and what an undo may delete.
  static Result<Elements> missing_elements(const Seen& seen) {
    const Elements all = nft_elements(TRY(seen.fact("bridge")), TRY(seen.fact("network")),
                                      TRY(seen.fact("isolate")) == "yes");
    Elements missing;
    for (const std::string& index : core::split(TRY(seen.fact("missing")), ' ')) {
      const int64_t last = static_cast<int64_t>(all.size()) - 1;
      missing.push_back(all[static_cast<size_t>(TRY(core::parse_int(index, 0, last)))]);
    }
    return missing;
  }

  std::string bridge_;
  std::string network_;
  bool isolate_;
};

/// Deletes what was added, from the end; what others put into the table stays, and is named.
Result<Left> FirewallNft::undo(Host& host, const Seen& before) const {
  const std::string bridge = TRY(before.fact("bridge"));
  if (!host.find_program("nft")) return Left{"no nft is installed any more"};
  const Elements there = TRY(nft_table(host, bridge));
  const Elements added = TRY(missing_elements(before));
  const std::vector<bool> goes = going(there, added);
  // What an earlier run of ours made and another entry of the journal will take back is no news.
  const Elements all = nft_elements(bridge, TRY(before.fact("network")), true);
  size_t staying = 0;
  const bool made_table = !added.empty() && added.front().is("table");
  Elements ours;
  for (size_t i = 0; i < there.size(); ++i) {
    if (goes[i]) ours.push_back(there[i]);
    const bool news = !goes[i] && there[i].is("rule") && find(all, there[i]) == all.end();
    if (news && (made_table || is_marked(there[i]))) ++staying;
  }
  if (!ours.empty()) TRY(host.run({"nft", "-j", "-f", "-"}, nft_delete_text(ours)));
  if (staying == 0) return Left{};
  const std::string table = "table ip " + nft_table_name(bridge);
  return Left{table + " has " + std::to_string(staying) +
              (staying == 1 ? " rule that is" : " rules that are") +
              " not as we made it; `nft list " + table + "` shows it"};
}
}  // namespace

StepPtr firewall_nft(const Settings& settings) { return std::make_unique<FirewallNft>(settings); }
}  // namespace anc::host
