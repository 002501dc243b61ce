// ancloud: from the command line to one verb, and the only place where an error is printed.
#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <optional>
#include <span>
#include <unistd.h>

#include "cmd/ancloud/command_line.h"
#include "internal/container/internal_verb.h"
#include "internal/core/log.h"
#include "internal/doctor/internal_verb.h"
#include "internal/gles/internal_verb.h"
#include "internal/image/internal_verb.h"
#include "internal/state/instance.h"
#include "internal/stream/encoder_probe.h"

namespace anc::cmd {
namespace {

core::LogLevel log_level(const config::Config& config, int64_t verbosity) {
  using enum core::LogLevel;
  if (verbosity >= 2) return kDebug;
  if (verbosity == 1) return kInfo;
  const std::string& name = config.text("log.level");
  if (name == "trace") return kTrace;
  if (name == "debug") return kDebug;
  if (name == "info") return kInfo;
  if (name == "error") return kError;
  return kWarning;
}

Result<int> run(const Parsed& parsed) {
  if (!parsed.instance.empty()) TRY(state::check_name(parsed.instance));
  config::Sources sources = config::standard_sources(parsed.globals.config_file);
  sources.flags = parsed.config_flags;
  sources.instance = parsed.instance;
  Env env{TRY(config::load(sources)), Output(parsed.globals.json),
          static_cast<int>(parsed.globals.verbosity), parsed.global_flags,
          parsed.globals.config_file};
  core::init_log(log_level(env.config, parsed.globals.verbosity), parsed.verb->name);
  return parsed.verb->run(env);
}

/// Helper processes of the modules: they know neither configuration nor global flags.
std::optional<int> run_helper(const std::vector<std::string>& args) {
  if (args.empty() || args[0] != image::kInternalVerb) return std::nullopt;
  const auto words = std::span(args).subspan(1);
  auto code = image::run_internal(words);
  if (!code) code = gles::run_internal(words);
  if (!code) code = stream::run_internal(words);
  if (!code) code = doctor::run_internal(words);
  return code ? code : container::run_internal(words);
}

/// What only root may do, or somebody else's directories: the one mistake everyone makes once.
Error explain(Error error) {
  const bool forbidden = error.root_errno() == EACCES || error.root_errno() == EPERM;
  if (!forbidden || error.kind() != Kind::kFailure || ::geteuid() == 0) return error;
  error = std::move(error).as(Kind::kPermission);
  if (!error.hint().empty()) return error;
  return std::move(error).hint("use sudo, or a --data-path of your own");
}

int main_with(const std::vector<std::string>& args) {
  // A reader that has gone is an error of write(2), told like any other.
  ::signal(SIGPIPE, SIG_IGN);
  if (const auto code = run_helper(args)) return *code;
  const auto parsed = parse_command_line(args);
  if (!parsed) {
    // The flag itself may be what was not understood: look for it by hand.
    const bool json = std::find(args.begin(), args.end(), "--json") != args.end();
    print_error(parsed.error(), json);
    return parsed.error().exit_code();
  }
  if (parsed->globals.version) {
    std::fputs("ancloud " ANC_VERSION "\n", stdout);
    return 0;
  }
  if (parsed->globals.help || parsed->verb == nullptr) {
    std::fputs(help_text(parsed->verb, parsed->group).c_str(),
               parsed->globals.help ? stdout : stderr);
    return parsed->globals.help ? 0 : static_cast<int>(Kind::kUsage);
  }
  const auto code = run(*parsed);
  if (code) return *code;
  const Error error = explain(code.error());
  print_error(error, parsed->globals.json);
  return error.exit_code();
}

}  // namespace
}  // namespace anc::cmd

int main(int argc, char** argv) { return anc::cmd::main_with({argv + 1, argv + argc}); }
