// A verb: one subcommand in one file. It declares flags, acts through internal/, hands over a
// value.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "cmd/ancloud/flags.h"
#include "cmd/ancloud/output.h"
#include "internal/config/config.h"
#include "internal/core/error.h"

namespace anc::cmd {

/// What every verb gets.
struct Env {
  config::Config config;
  Output out;
  int verbosity = 0;
  /// Global flags as typed (--data-path, --config, -v), for a child that runs another verb.
  std::vector<std::string> global_flags;
  std::string config_file;  ///< of --config; empty without it
};

/// One line of the table in verbs.cpp. A verb without `hidden` is in help, man page and
/// completions.
struct Verb {
  std::string name;     ///< "container start"
  std::string summary;  ///< one phrase, lower case, no full stop
  std::string detail;   ///< further sentences for help and man page, or empty
  bool hidden = false;
  std::function<void(Flags&)> declare;
  /// The exit code of the process; 0 when all is well.
  std::function<Result<int>(Env&)> run;

  /// `declare_args(Flags&, Args&)` binds flags to the fields of a fresh Args; `run_args` gets it.
  template <class Args>
  static Verb make(std::string name, std::string summary, void (*declare_args)(Flags&, Args&),
                   Result<int> (*run_args)(Env&, const Args&), std::string detail = {},
                   bool hidden = false) {
    auto args = std::make_shared<Args>();
    return Verb{std::move(name),
                std::move(summary),
                std::move(detail),
                hidden,
                [args, declare_args](Flags& flags) { declare_args(flags, *args); },
                [args, run_args](Env& env) { return run_args(env, *args); }};
  }
};

/// All verbs in the order of the man page.
const std::vector<Verb>& verbs();
/// Flags that every verb takes.
struct Globals {
  std::string config_file;
  bool json = false;
  int64_t verbosity = 0;
  bool help = false;
  bool version = false;
};
void declare_globals(Flags& flags, Globals& globals);

}  // namespace anc::cmd
