// The table "filter" as iptables-save prints it: see packet_filter.h.
#include "internal/core/text.h"
#include "internal/host/packet_filter.h"

namespace anc::host {
namespace {
using Verdict = FilterRule::Verdict;

/// The words of one "-A CHAIN …" line, read from the left.
class Words {
 public:
  explicit Words(const std::string& line) : words_(core::split(line, ' ')) {}
  bool at_end() const { return at_ >= words_.size(); }
  std::string next() { return at_end() ? std::string() : words_[at_++]; }

 private:
  std::vector<std::string> words_;
  size_t at_ = 0;
};

/// iptables writes "veth+" for whatever begins so.
WordMatch interface_match(std::string name, bool negated) {
  if (name.ends_with('+')) name.back() = '*';
  return {{std::move(name)}, negated};
}

void set_target(FilterRule& rule, const std::string& target, Verdict other) {
  if (target == "ACCEPT") {
    rule.verdict = Verdict::kAccept;
  } else if (target == "DROP" || target == "REJECT") {
    rule.verdict = Verdict::kDrop;
  } else if (target == "RETURN") {
    rule.verdict = Verdict::kReturn;
  } else {
    rule.verdict = other;  // of an extension such as LOG, which is no chain, nothing comes
    rule.target = target;
  }
}

std::vector<std::string> lower_words(const std::string& list) {
  std::string text;
  for (const char c : list) text += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return core::split(text, ',');
}

void skip_quoted(Words& words) {
  const std::string first = words.next();
  if (!first.starts_with('"') || (first.size() > 1 && first.ends_with('"'))) return;
  while (!words.at_end() && !words.next().ends_with('"')) continue;
}

FilterRule rule_of(Words& words) {
  FilterRule rule;
  bool negated = false;
  while (!words.at_end()) {
    const std::string word = words.next();
    if (word == "!") {
      negated = true;
      continue;
    }
    if (word == "-i") {
      rule.in = interface_match(words.next(), negated);
    } else if (word == "-o") {
      rule.out = interface_match(words.next(), negated);
    } else if (word == "--ctstate" || word == "--state") {
      rule.state = WordMatch{lower_words(words.next()), negated};
    } else if (word == "-m") {
      const std::string module = words.next();
      if (module != "comment" && module != "conntrack" && module != "state") rule.opaque = true;
    } else if (word == "--comment") {
      skip_quoted(words);
    } else if (word == "-j" || word == "-g") {
      set_target(rule, words.next(), word == "-j" ? Verdict::kJump : Verdict::kGoto);
      return rule;  // the rest is about the target
    } else {
      rule.opaque = true;
    }
    negated = false;
  }
  return rule;
}
}  // namespace

std::optional<FilterTable> parse_iptables_filter(const std::string& program,
                                                 const std::string& text) {
  std::optional<FilterTable> filter;
  bool inside = false;
  for (const std::string& line : core::split(text, '\n')) {
    if (line.starts_with("*")) {
      inside = line == "*filter";
      if (inside && !filter) filter = FilterTable{program, "ip", "filter"};
    }
    if (!inside) continue;
    if (line.starts_with(":")) {
      Words words(line.substr(1));
      const std::string name = words.next();
      filter->chains[name] = {name == "FORWARD", words.next() == "DROP", {}};
    } else if (line.starts_with("-A ")) {
      Words words(line.substr(3));
      const std::string chain = words.next();
      filter->chains[chain].rules.push_back(rule_of(words));
    }
  }
  return filter;
}

}  // namespace anc::host
