// Help texts, rendered from the declarations.
#include <algorithm>

#include "cmd/ancloud/command_line.h"
#include "internal/core/text.h"

namespace anc::cmd {
namespace {

std::string flag_head(const FlagSpec& spec) {
  std::string head = spec.names;
  for (size_t at = head.find(','); at != std::string::npos; at = head.find(',', at + 2)) {
    head.insert(at + 1, " ");
  }
  if (spec.form == FlagSpec::Form::kOption) head += " " + spec.value_name;
  if (spec.form == FlagSpec::Form::kRest) head = "-- " + head;
  return head;
}

std::string flag_doc(const FlagSpec& spec) {
  std::string doc = spec.doc;
  if (!spec.choices.empty()) {
    auto choices = core::split(spec.choices, '|');
    doc += ": " + core::join(choices, ", ");
  }
  if (!spec.default_text.empty()) doc += " (default: " + spec.default_text + ")";
  return doc;
}

// Breaks at blanks before column 80; every line begins with `indent` blanks, the first is begun
// already.
std::string wrap(const std::string& text, size_t begun, size_t indent) {
  std::string out;
  size_t column = begun;
  for (const std::string& word : core::split(text, ' ')) {
    if (column > indent && column + 1 + word.size() > 80) {
      out += "\n" + std::string(indent, ' ');
      column = indent;
    } else if (!out.empty()) {
      out += ' ';
      ++column;
    }
    out += word;
    column += word.size();
  }
  return out;
}

std::string columns(const std::vector<std::pair<std::string, std::string>>& rows) {
  size_t width = 0;
  for (const auto& row : rows) width = std::max(width, row.first.size());
  std::string text;
  for (const auto& [left, right] : rows) {
    text += "  " + left + std::string(width - left.size() + 2, ' ') +
            wrap(right, width + 4, width + 4) + "\n";
  }
  return text;
}

std::string flag_table(const Flags& flags) {
  std::vector<std::pair<std::string, std::string>> rows;
  for (const FlagSpec& spec : flags.specs()) rows.emplace_back(flag_head(spec), flag_doc(spec));
  return columns(rows);
}

std::string verb_table(const std::string& group) {
  std::vector<std::pair<std::string, std::string>> rows;
  for (const Verb& verb : verbs()) {
    if (verb.hidden || (!group.empty() && !verb.name.starts_with(group + " "))) continue;
    rows.emplace_back(verb.name, verb.summary);
  }
  return columns(rows);
}

std::string global_table() {
  Flags flags;
  Globals globals;
  declare_globals(flags, globals);
  return flag_table(flags);
}

}  // namespace

std::string synopsis(const Verb& verb) {
  Flags flags;
  verb.declare(flags);
  std::string text;
  for (const FlagSpec& spec : flags.specs()) {
    if (spec.form == FlagSpec::Form::kPositional) text += " [" + spec.names + "]";
  }
  for (const FlagSpec& spec : flags.specs()) {
    const std::string last = core::split(spec.names, ',').back();
    if (spec.form == FlagSpec::Form::kSwitch) text += " [" + last + "]";
    if (spec.form == FlagSpec::Form::kOption) text += " [" + last + " " + spec.value_name + "]";
  }
  for (const FlagSpec& spec : flags.specs()) {
    if (spec.form == FlagSpec::Form::kRest) text += " [-- " + spec.names + "]";
  }
  return text.empty() ? text : text.substr(1);
}

std::string help_text(const Verb* verb, const std::string& group) {
  if (verb != nullptr) {
    Flags flags;
    verb->declare(flags);
    const std::string usage = "usage: ancloud " + verb->name + " ";
    std::string text = "ancloud " + verb->name + ": " + verb->summary + "\n\n" + usage +
                       wrap(synopsis(*verb), usage.size(), 15) + "\n";
    if (!verb->detail.empty()) text += "\n" + wrap(verb->detail, 0, 0) + "\n";
    if (!flags.specs().empty()) text += "\n" + flag_table(flags);
    return text + "\nfor every command:\n" + global_table();
  }
  if (!group.empty()) return "usage: ancloud " + group + " COMMAND …\n\n" + verb_table(group);
  return "ancloud " ANC_VERSION
         ": Android on a Linux host\n\nusage: ancloud [FLAGS] COMMAND …\n\n" +
         verb_table("") + "\nfor every command:\n" + global_table() +
         "\n`ancloud COMMAND --help` shows the flags of one command; `man ancloud` shows all.\n";
}

}  // namespace anc::cmd
