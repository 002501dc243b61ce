// The command line: see command_line.h.
#include "cmd/ancloud/command_line.h"

#include <algorithm>

#include <CLI/CLI.hpp>

#include "internal/core/text.h"

namespace anc::cmd {
namespace {

bool has_group(const std::string& group) {
  return std::any_of(verbs().begin(), verbs().end(), [&](const Verb& verb) {
    return !verb.hidden && verb.name.starts_with(group + " ");
  });
}

const Verb* find_verb(const std::string& name) {
  const auto it = std::find_if(verbs().begin(), verbs().end(),
                               [&](const Verb& verb) { return verb.name == name; });
  return it == verbs().end() ? nullptr : &*it;
}

Result<void> unknown_verb(const std::string& words) {
  std::vector<std::string> known;
  for (const Verb& verb : verbs()) {
    if (verb.hidden) continue;
    known.push_back(verb.name);
    known.push_back(verb.name.substr(0, verb.name.find(' ')));
  }
  const std::string near = core::nearest(words, known);
  return fail(Error(Kind::kUsage, "unknown command \"" + words + "\"")
                  .hint(near.empty() ? "`ancloud --help` lists all commands"
                                     : "did you mean `ancloud " + near + "`?"));
}

// Takes the verb's one or two words out of `args`; flags may stand before, between and after.
Result<void> take_verb(std::vector<std::string>& args, Parsed& parsed) {
  std::vector<size_t> words;
  for (size_t i = 0; i < args.size() && words.size() < 2; ++i) {
    if (args[i] == "--") break;
    if (args[i] == "--data-path" || args[i] == "--config") {
      ++i;
    } else if (!args[i].starts_with('-')) {
      words.push_back(i);
    }
  }
  if (words.empty()) return {};
  const std::string first = args[words[0]];
  if (words.size() == 2) {
    const std::string both = first + " " + args[words[1]];
    parsed.verb = find_verb(both);
    if (parsed.verb != nullptr) {
      args.erase(args.begin() + static_cast<std::ptrdiff_t>(words[1]));
    } else if (find_verb(first) == nullptr) {
      return unknown_verb(has_group(first) || first == "internal" ? both : first);
    }
  }
  if (parsed.verb == nullptr) parsed.verb = find_verb(first);
  if (parsed.verb == nullptr) {
    if (!has_group(first)) return unknown_verb(first);
    parsed.group = first;
  }
  args.erase(args.begin() + static_cast<std::ptrdiff_t>(words[0]));
  return {};
}

// Binds one declaration to CLI11. Failures of a setter are kept: CLI11's own words are not ours.
void bind(CLI::App& app, const FlagSpec& spec, Parsed& parsed, std::vector<Error>& errors) {
  const auto take = [&spec, &parsed, &errors](const std::string& text) {
    const std::string typed = core::split(spec.names, ',').back();
    if (!spec.config_key.empty()) {
      parsed.config_flags[spec.config_key] = {typed, text};
      if (typed == "--data-path") {
        parsed.global_flags.insert(parsed.global_flags.end(), {typed, text});
      }
      return;
    }
    if (auto done = spec.set(text); !done) {
      errors.push_back(std::move(std::move(done.error()).context(typed)));
    }
  };
  CLI::Option* option = nullptr;
  switch (spec.form) {
    case FlagSpec::Form::kSwitch:
      option = app.add_flag_function(spec.names, [take](int64_t times) {
        for (; times > 0; --times) take("true");
      });
      break;
    case FlagSpec::Form::kOption:
      option = app.add_option_function<std::vector<std::string>>(
          spec.names, [take](const std::vector<std::string>& all) {
            for (const std::string& text : all) take(text);
          });
      // One word each, or "--name A FILE" would take FILE as well.
      option->expected(1)->take_all()->allow_extra_args(false);
      break;
    case FlagSpec::Form::kPositional:
      option = app.add_option_function<std::string>(spec.names, take);
      break;
    case FlagSpec::Form::kRest:
      return;
  }
  option->description(spec.doc);
}

Result<void> take_rest(std::vector<std::string>& args, const Flags& flags) {
  const auto dashes = std::find(args.begin(), args.end(), "--");
  if (dashes == args.end()) return {};
  for (const FlagSpec& spec : flags.specs()) {
    if (spec.form != FlagSpec::Form::kRest) continue;
    for (auto word = dashes + 1; word != args.end(); ++word) TRY(spec.set(*word));
    args.erase(dashes, args.end());
    return {};
  }
  return {};
}

Error usage_error(const CLI::ParseError& error, const CLI::App& app, const Parsed& parsed) {
  const std::string help = "`ancloud " + (parsed.verb != nullptr ? parsed.verb->name + " " : "") +
                           "--help` shows what is";
  if (dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr) {
    std::vector<std::string> known;
    for (const CLI::Option* option : app.get_options()) {
      for (const std::string& name : option->get_lnames()) known.push_back("--" + name);
    }
    for (const std::string& extra : app.remaining()) {
      const std::string word = extra.substr(0, extra.find('='));
      const std::string near = core::nearest(word, known);
      return Error(Kind::kUsage, "\"" + word + "\" is not understood here")
          .hint(near.empty() ? help : "did you mean " + near + "?");
    }
  }
  std::string what = error.what();
  std::replace(what.begin(), what.end(), '\n', ' ');
  return Error(Kind::kUsage, what).hint(help);
}

}  // namespace

void declare_globals(Flags& flags, Globals& globals) {
  flags.config("--data-path", "data_path", "DIR", "where images, instances and state live");
  flags.option("--config", globals.config_file, "read this file instead of the standard ones",
               "FILE");
  flags.toggle("--json", globals.json, "print results as JSON");
  flags.count("-v,--verbose", globals.verbosity, "say more; twice for debugging");
  flags.toggle("-h,--help", globals.help, "show help");
  flags.toggle("--version", globals.version, "show the version");
}

Result<Parsed> parse_command_line(const std::vector<std::string>& given) {
  Parsed parsed;
  std::vector<std::string> args = given;
  TRY(take_verb(args, parsed));

  Flags flags;
  declare_globals(flags, parsed.globals);
  if (parsed.verb != nullptr) parsed.verb->declare(flags);
  TRY(take_rest(args, flags));
  CLI::App app;
  app.set_help_flag();
  std::vector<Error> errors;
  for (const FlagSpec& spec : flags.specs()) bind(app, spec, parsed, errors);
  try {
    std::vector<std::string> reversed(args.rbegin(), args.rend());
    app.parse(reversed);
  } catch (const CLI::ParseError& error) {
    if (!parsed.globals.help) return fail(usage_error(error, app, parsed));
  }
  if (!errors.empty() && !parsed.globals.help) return fail(std::move(errors.front()));
  parsed.instance = flags.instance_name();
  if (!parsed.globals.config_file.empty()) {
    parsed.global_flags.insert(parsed.global_flags.end(), {"--config", parsed.globals.config_file});
  }
  for (int64_t i = 0; i < parsed.globals.verbosity; ++i) parsed.global_flags.emplace_back("-v");
  return parsed;
}

}  // namespace anc::cmd
