// Our table of nftables: see nft.h. Source of the JSON: libnftables-json(5).
#include "internal/host/nft.h"

#include <algorithm>

#include "internal/core/text.h"

namespace anc::host {
namespace {
using core::Json;

/// Writes the elements of one table.
class Table {
 public:
  explicit Table(std::string name) : name_(std::move(name)) {
    elements_.push_back(
        {{{"table", {{"family", "ip"}, {"name", name_}}}}, "nft add table ip " + name_});
  }

  void chain(const std::string& name, const std::string& type, int priority) {
    const Json chain = {{"family", "ip"}, {"table", name_},   {"name", name},      {"type", type},
                        {"hook", name},   {"prio", priority}, {"policy", "accept"}};
    elements_.push_back({{{"chain", chain}},
                         "nft 'add chain ip " + name_ + " " + name + " { type " + type + " hook " +
                             name + " priority " + std::to_string(priority) +
                             "; policy accept; }'"});
  }

  /// `matches` as JSON and as text; `verdict` is a statement without arguments.
  void rule(const std::string& chain, Json matches, const std::string& text,
            const std::string& verdict, bool first = false) {
    matches.push_back({{"counter", nullptr}});
    matches.push_back({{verdict, nullptr}});
    const Json rule = {{"family", "ip"},
                       {"table", name_},
                       {"chain", chain},
                       {"comment", "ancloud"},
                       {"expr", std::move(matches)}};
    elements_.push_back({{{"rule", rule}},
                         std::string("nft '") + (first ? "insert" : "add") + " rule ip " + name_ +
                             " " + chain + " " + text + " counter " + verdict +
                             " comment \"ancloud\"'",
                         0,
                         first});
  }

  std::vector<NftElement> take() { return std::move(elements_); }

 private:
  std::string name_;
  std::vector<NftElement> elements_;
};

Json match(const char* operation, Json left, Json right) {
  return {{"match", {{"op", operation}, {"left", std::move(left)}, {"right", std::move(right)}}}};
}

Json interface(const char* key, const std::string& name) {
  return match("==", {{"meta", {{"key", key}}}}, name);
}

Json payload(const char* operation, const std::string& protocol, const char* field, Json right) {
  return match(operation, {{"payload", {{"protocol", protocol}, {"field", field}}}},
               std::move(right));
}

Json prefix(const std::string& network) {
  const size_t slash = network.find('/');
  return {{"prefix",
           {{"addr", network.substr(0, slash)}, {"len", std::stoi(network.substr(slash + 1))}}}};
}

void normalise(Json& object) {
  object.erase("handle");
  object.erase("index");
  if (!object.contains("expr") || !object["expr"].is_array()) return;
  for (Json& expression : object["expr"]) {
    if (expression.is_object() && expression.contains("counter")) expression["counter"] = nullptr;
  }
}

std::string transaction(Json commands) {
  const Json document = {{"nftables", std::move(commands)}};
  return document.dump(-1, ' ', false, Json::error_handler_t::replace);
}
}  // namespace

std::string nft_table_name(const std::string& bridge) {
  return bridge == "ancloud" ? bridge : "ancloud-" + bridge;
}

bool same(const NftElement& a, const NftElement& b) {
  return nlohmann::json(a.object) == nlohmann::json(b.object);
}

std::vector<NftElement> nft_elements(const std::string& bridge, const std::string& network,
                                     bool isolate) {
  Table table(nft_table_name(bridge));
  table.chain("input", "filter", 0);
  table.chain("forward", "filter", 0);
  table.chain("postrouting", "nat", 100);
  const std::string in = "iifname \"" + bridge + "\"";
  const std::string out = "oifname \"" + bridge + "\"";
  for (const int port : {67, 53}) {
    for (const std::string protocol : {"udp", "tcp"}) {
      table.rule(
          "input",
          Json::array({interface("iifname", bridge), payload("==", protocol, "dport", port)}),
          in + " " + protocol + " dport " + std::to_string(port), "accept");
    }
  }
  if (isolate) {
    table.rule("forward", Json::array({interface("iifname", bridge), interface("oifname", bridge)}),
               in + " " + out, "drop", true);
  }
  table.rule("forward", Json::array({interface("iifname", bridge)}), in, "accept");
  table.rule("forward", Json::array({interface("oifname", bridge)}), out, "accept");
  table.rule("postrouting",
             Json::array({payload("==", "ip", "saddr", prefix(network)),
                          payload("!=", "ip", "daddr", prefix(network))}),
             "ip saddr " + network + " ip daddr != " + network, "masquerade");
  return table.take();
}

Result<std::vector<NftElement>> parse_nft_table(std::string_view json) {
  const Json document = TRY(core::parse_json(json), "nft -j list table");
  std::vector<NftElement> elements;
  for (const Json& entry : TRY(core::json_field<Json>(document, "nftables"))) {
    if (!entry.is_object() || entry.empty() || entry.contains("metainfo")) continue;
    const auto first = entry.begin();
    if (!first.value().is_object()) continue;
    NftElement element{entry, "", core::json_field<uint64_t>(first.value(), "handle").value_or(0)};
    normalise(element.object[first.key()]);
    elements.push_back(std::move(element));
  }
  return elements;
}

std::string nft_add_text(const std::vector<NftElement>& elements) {
  Json commands = Json::array();
  for (const NftElement& element : elements) {
    commands.push_back({{element.first ? "insert" : "add", element.object}});
  }
  return transaction(std::move(commands));
}

std::string nft_delete_text(const std::vector<NftElement>& found) {
  Json commands = Json::array();
  // From the last: rules go before their chain, chains before their table.
  for (auto element = found.rbegin(); element != found.rend(); ++element) {
    const auto first = element->object.begin();
    Json named;
    for (const char* field : {"family", "table", "chain", "name"}) {
      if (first.value().contains(field)) named[field] = first.value()[field];
    }
    if (first.key() == "rule") named["handle"] = element->handle;
    commands.push_back({{"delete", {{first.key(), std::move(named)}}}});
  }
  return transaction(std::move(commands));
}

Result<std::vector<NftElement>> nft_table(const step::Host& host, const std::string& bridge) {
  const core::Output output =
      TRY(host.ask({"nft", "-j", "list", "table", "ip", nft_table_name(bridge)}));
  if (output.status.ok()) return parse_nft_table(output.out);
  if (output.err.find("No such file or directory") != std::string::npos) {
    return std::vector<NftElement>();
  }
  return fail(Kind::kNetwork, "nft: " + std::string(core::trim(output.err)));
}

}  // namespace anc::host
