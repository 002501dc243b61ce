// ancloud internal completions SHELL: completion scripts, rendered from the verbs' declarations.
#include <cstdio>
#include <map>
#include <set>

#include "cmd/ancloud/verb.h"
#include "cmd/ancloud/verbs.h"
#include "internal/core/text.h"

namespace anc::cmd {
namespace {

struct Args {
  std::string shell;
};

void declare(Flags& flags, Args& args) {
  flags.positional("SHELL", args.shell, "bash, zsh or fish");
}

// What a shell needs of one verb.
struct Words {
  std::vector<FlagSpec> options;  // with the globals
  bool takes_instance = false;
  bool takes_file = false;
};

Words words_of(const Verb& verb) {
  Flags flags;
  verb.declare(flags);
  Globals globals;
  declare_globals(flags, globals);
  Words words;
  for (const FlagSpec& spec : flags.specs()) {
    if (spec.form == FlagSpec::Form::kPositional) {
      words.takes_instance |= spec.names == "NAME";
      words.takes_file |= spec.names == "FILE";
    } else if (spec.form != FlagSpec::Form::kRest) {
      words.options.push_back(spec);
    }
  }
  return words;
}

std::vector<std::string> names_of(const FlagSpec& spec) { return core::split(spec.names, ','); }

// First words, and for each group its second words.
std::map<std::string, std::set<std::string>> tree() {
  std::map<std::string, std::set<std::string>> words;
  for (const Verb& verb : verbs()) {
    if (verb.hidden) continue;
    const auto parts = core::split(verb.name, ' ');
    auto& seconds = words[parts[0]];
    if (parts.size() == 2) seconds.insert(parts[1]);
  }
  return words;
}

std::string shell_word(const std::string& text) { return core::shell_quote(text); }

std::string bash_values(const FlagSpec& spec) {
  if (!spec.choices.empty()) {
    auto choices = core::split(spec.choices, '|');
    return "COMPREPLY=($(compgen -W " + shell_word(core::join(choices, " ")) + " -- \"$cur\"))";
  }
  if (spec.value_name == "DIR") return "COMPREPLY=($(compgen -d -- \"$cur\"))";
  if (spec.value_name == "FILE") return "COMPREPLY=($(compgen -f -- \"$cur\"))";
  if (spec.value_name == "NAME")
    return "COMPREPLY=($(compgen -W \"$(_ancloud_instances)\" -- \"$cur\"))";
  return "COMPREPLY=()";
}

std::string bash() {
  std::string text =
      "# bash completion for ancloud, generated from its command table\n"
      "_ancloud_instances() { ancloud container list --json 2>/dev/null |\n"
      "  sed -n 's/.*\"name\": \"\\([^\"]*\\)\".*/\\1/p'; }\n"
      "_ancloud() {\n"
      "  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} verb= word i\n"
      "  for ((i = 1; i < COMP_CWORD; i++)); do\n"
      "    word=${COMP_WORDS[i]}\n"
      "    case $word in\n"
      "      --data-path|--config) ((i++)) ;;\n"
      "      -*) ;;\n"
      "      *) if [[ -z $verb ]]; then verb=$word; else verb=\"$verb $word\"; break; fi ;;\n"
      "    esac\n"
      "  done\n"
      "  case $verb in\n";
  std::string firsts;
  for (const auto& [first, seconds] : tree()) {
    firsts += first + " ";
    if (seconds.empty()) continue;
    std::string list;
    for (const std::string& second : seconds) list += second + " ";
    text += "    " + shell_word(first) + ") COMPREPLY=($(compgen -W " + shell_word(list) +
            " -- \"$cur\")); return ;;\n";
  }
  text += "    '') COMPREPLY=($(compgen -W " +
          shell_word(firsts + "--data-path --config --json --help --verbose --version") +
          " -- \"$cur\")); return ;;\n  esac\n  case $verb in\n";
  for (const Verb& verb : verbs()) {
    if (verb.hidden) continue;
    const Words words = words_of(verb);
    const bool one = verb.name.find(' ') == std::string::npos;
    text += "    " + shell_word(verb.name) + (one ? "|" + shell_word(verb.name + " ") + "*" : "") +
            ")\n      case $prev in\n";
    std::string all;
    for (const FlagSpec& spec : words.options) {
      for (const std::string& name : names_of(spec)) all += (all.empty() ? "" : " ") + name;
      if (spec.form == FlagSpec::Form::kOption) {
        auto names = names_of(spec);
        text += "        " + core::join(names, "|") + ") " + bash_values(spec) + "; return ;;\n";
      }
    }
    text += "      esac\n      COMPREPLY=($(compgen -W " + shell_word(all);
    if (words.takes_instance) text += "\" $(_ancloud_instances)\"";
    text += std::string(words.takes_file ? " -f" : "") + " -- \"$cur\")) ;;\n";
  }
  return text + "  esac\n}\ncomplete -o filenames -o bashdefault -F _ancloud ancloud\n";
}

std::string zsh_escape(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == ':' || c == '\'') out += c == '\'' ? "'\\'" : "\\";
    out += c;
  }
  return out;
}

std::string zsh_action(const FlagSpec& spec) {
  if (spec.form == FlagSpec::Form::kSwitch) return "";
  std::string action = ":" + spec.value_name + ":";
  if (!spec.choices.empty()) {
    auto choices = core::split(spec.choices, '|');
    return action + "(" + core::join(choices, " ") + ")";
  }
  if (spec.value_name == "DIR") return action + "_files -/";
  if (spec.value_name == "FILE") return action + "_files";
  if (spec.value_name == "NAME") return action + "_ancloud_instances";
  return action;
}

std::string zsh() {
  std::string text =
      "#compdef ancloud\n# zsh completion for ancloud, generated from its command table\n"
      "_ancloud_instances() {\n  compadd -- ${(f)\"$(ancloud container list --json 2>/dev/null |"
      " sed -n 's/.*\"name\": \"\\([^\"]*\\)\".*/\\1/p')\"}\n}\n"
      "_ancloud() {\n  local -a commands\n  commands=(\n";
  for (const Verb& verb : verbs()) {
    if (!verb.hidden)
      text += "    '" + zsh_escape(verb.name) + ":" + zsh_escape(verb.summary) + "'\n";
  }
  text +=
      "  )\n  local verb= taken=0 i\n  for ((i = 2; i < CURRENT; i++)); do\n"
      "    case $words[i] in\n      --data-path|--config) ((i++)) ;;\n      -*) ;;\n"
      "      *) if [[ -z $verb ]]; then verb=$words[i]; taken=$i\n"
      "         elif (( ${commands[(I)$verb $words[i]:*]} )); then verb=\"$verb $words[i]\"; "
      "taken=$i;"
      " break\n         else break; fi ;;\n    esac\n  done\n"
      "  if (( ! ${commands[(I)$verb:*]} )); then\n"
      "    if [[ -z $verb ]]; then compadd -- ${(u)${commands%%[ :]*}}\n"
      "    else compadd -- ${${${(M)commands:#$verb *}#* }%%:*}; fi\n    return\n  fi\n"
      "  shift $((taken - 1)) words; ((CURRENT -= taken - 1))\n  case $verb in\n";
  for (const Verb& verb : verbs()) {
    if (verb.hidden) continue;
    const Words words = words_of(verb);
    text += "    " + shell_word(verb.name) + ")\n      _arguments";
    for (const FlagSpec& spec : words.options) {
      for (const std::string& name : names_of(spec)) {
        text += " \\\n        '" + name + "[" + zsh_escape(spec.doc) + "]" + zsh_action(spec) + "'";
      }
    }
    if (words.takes_instance) text += " \\\n        '1:NAME:_ancloud_instances'";
    if (words.takes_file) text += " \\\n        '1:FILE:_files'";
    text += " ;;\n";
  }
  return text + "  esac\n}\n_ancloud \"$@\"\n";
}

std::string fish_flag(const FlagSpec& spec) {
  std::string text;
  for (const std::string& name : names_of(spec)) {
    text += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
  }
  if (spec.form == FlagSpec::Form::kOption) {
    text += " -x";
    if (!spec.choices.empty()) {
      auto choices = core::split(spec.choices, '|');
      text += " -a " + shell_word(core::join(choices, " "));
    } else if (spec.value_name == "FILE" || spec.value_name == "DIR") {
      text.replace(text.size() - 3, 3, " -r -F");
    } else if (spec.value_name == "NAME") {
      text += " -a '(__ancloud_instances)'";
    }
  }
  return text + " -d " + shell_word(spec.doc) + "\n";
}

std::string fish() {
  std::string text =
      "# fish completion for ancloud, generated from its command table\n"
      "function __ancloud_instances\n  ancloud container list --json 2>/dev/null |"
      " string match -rg '\"name\": \"([^\"]*)\"'\nend\n"
      "function __ancloud_verb\n  set -l words (commandline -opc | string match -v -- '-*')\n"
      "  test \"$words[2..]\" = \"$argv\"; or string match -q -- \"$argv *\" \"$words[2..]\"\nend\n"
      "function __ancloud_at\n  set -l words (commandline -opc | string match -v -- '-*')\n"
      "  test \"$words[2..]\" = \"$argv\"\nend\ncomplete -c ancloud -f\n";
  for (const auto& [first, seconds] : tree()) {
    text += "complete -c ancloud -n '__ancloud_at' -a " + shell_word(first) + "\n";
    for (const std::string& second : seconds) {
      text += "complete -c ancloud -n '__ancloud_at " + first + "' -a " + shell_word(second) + "\n";
    }
  }
  for (const Verb& verb : verbs()) {
    if (verb.hidden) continue;
    const Words words = words_of(verb);
    const std::string when = "complete -c ancloud -n '__ancloud_verb " + verb.name + "'";
    for (const FlagSpec& spec : words.options) text += when + fish_flag(spec);
    if (words.takes_instance) text += when + " -a '(__ancloud_instances)'\n";
    if (words.takes_file) text += when + " -F\n";
  }
  return text;
}

Result<int> run(Env& env, const Args& args) {
  if (args.shell != "bash" && args.shell != "zsh" && args.shell != "fish") {
    return fail(Kind::kUsage, "\"" + args.shell + "\" is none of bash, zsh, fish");
  }
  const std::string text = args.shell == "bash" ? bash() : args.shell == "zsh" ? zsh() : fish();
  env.out.print("ancloud.completions.v1", core::Json{{"shell", args.shell}, {"script", text}},
                text);
  return 0;
}

}  // namespace

Verb internal_completions() {
  return Verb::make("internal completions", "print a completion script", declare, run, "", true);
}

}  // namespace anc::cmd
