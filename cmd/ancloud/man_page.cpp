// ancloud internal man PART: the parts of the man pages that the declarations know.
#include "cmd/ancloud/command_line.h"
#include "cmd/ancloud/verbs.h"
#include "internal/core/text.h"

namespace anc::cmd {
namespace {

struct Args {
  std::string part;
};

void declare(Flags& flags, Args& args) { flags.positional("PART", args.part, "commands or keys"); }

// roff takes a leading '.' or '\'' for a request, and '-' for a hyphen.
std::string roff(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else {
      out += c;
    }
  }
  return !out.empty() && (out[0] == '.' || out[0] == '\'') ? "\\&" + out : out;
}

std::string sentence(std::string text) {
  if (!text.empty()) text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
  return text.ends_with('.') ? text : text + ".";
}

std::string flag_entry(const FlagSpec& spec) {
  std::string head = "\\fB" + roff(spec.names) + "\\fR";
  for (size_t at = head.find(','); at != std::string::npos; at = head.find(',', at + 12)) {
    head.replace(at, 1, "\\fR, \\fB");
  }
  if (spec.form == FlagSpec::Form::kOption) head += " \\fI" + roff(spec.value_name) + "\\fR";
  if (spec.form == FlagSpec::Form::kPositional || spec.form == FlagSpec::Form::kRest) {
    head = (spec.form == FlagSpec::Form::kRest ? "\\-\\- " : "") + ("\\fI" + roff(spec.names)) +
           "\\fR";
  }
  std::string doc = sentence(spec.doc);
  if (!spec.choices.empty()) {
    auto choices = core::split(spec.choices, '|');
    doc += " One of " + core::join(choices, ", ") + ".";
  }
  if (!spec.default_text.empty()) doc += " Default: " + spec.default_text + ".";
  return ".TP\n" + head + "\n" + roff(doc) + "\n";
}

std::string commands() {
  std::string text;
  for (const Verb& verb : verbs()) {
    if (verb.hidden) continue;
    text += ".SS \"ancloud " + roff(verb.name) + " " + roff(synopsis(verb)) + "\"\n" +
            roff(sentence(verb.summary)) + "\n";
    if (!verb.detail.empty()) text += roff(verb.detail) + "\n";
    Flags flags;
    verb.declare(flags);
    for (const FlagSpec& spec : flags.specs()) text += flag_entry(spec);
  }
  Flags flags;
  Globals globals;
  declare_globals(flags, globals);
  text += ".SS \"Flags of every command\"\n";
  for (const FlagSpec& spec : flags.specs()) text += flag_entry(spec);
  return text;
}

std::string keys() {
  std::string text;
  for (const config::Key& key : config::keys()) {
    text += ".TP\n\\fB" + roff(std::string(key.name)) + "\\fR (" +
            roff(std::string(config::type_name(key.type))) + ")\n" +
            roff(sentence(std::string(key.doc)));
    if (!key.choices.empty()) {
      std::string range(key.choices);
      for (char& c : range) c = c == '|' ? ' ' : c;
      text += " Values: " + roff(range) + ".";
    }
    if (!key.default_text.empty()) text += " Default: " + roff(std::string(key.default_text)) + ".";
    text += " Environment: " + roff(config::environment_name(key)) + ".";
    if (key.scope == config::Scope::kHost) text += " Not in an instance's file.";
    text += "\n";
  }
  return text;
}

Result<int> run(Env& env, const Args& args) {
  if (args.part != "commands" && args.part != "keys") {
    return fail(Kind::kUsage, "\"" + args.part + "\" is neither commands nor keys");
  }
  const std::string text = args.part == "commands" ? commands() : keys();
  env.out.print("ancloud.man.v1", core::Json{{"part", args.part}, {"text", text}}, text);
  return 0;
}

}  // namespace

Verb internal_man() {
  return Verb::make("internal man", "print a generated part of a man page", declare, run, "", true);
}

}  // namespace anc::cmd
