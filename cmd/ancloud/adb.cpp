// ancloud adb: Android's own tool, at the guest of an instance.
#include <cerrno>
#include <unistd.h>

#include "cmd/ancloud/verb.h"
#include "cmd/ancloud/verbs.h"
#include "internal/core/process.h"
#include "internal/session/client.h"
#include "internal/state/instance.h"

namespace anc::cmd {
namespace {

struct Args {
  std::string instance;
  bool print = false;
  std::vector<std::string> words;
};

void declare(Flags& flags, Args& args) {
  flags.instance(args.instance);
  flags.toggle("--print", args.print, "print the address instead of running adb");
  flags.rest("ARGS", args.words, "command of adb with its arguments; shell when not given");
}

Result<std::string> address_of(const state::Instance& instance) {
  const auto answer =
      TRY(session::ask(instance.session_state(), {{"do", "status"}}), "adb of " + instance.name());
  const auto adb = TRY(core::json_field<core::Json>(answer.head, "adb"));
  if (!TRY(core::json_field<bool>(adb, "offered"))) {
    return fail(Error(Kind::kNotRunning, "adb.access is off for instance " + instance.name())
                    .hint("set adb.access to loopback and start the session again"));
  }
  return "127.0.0.1:" + std::to_string(TRY(core::json_field<uint16_t>(adb, "port")));
}

/// Becomes adb: its exit code is ours.
Result<int> become_adb(const std::string& program, const std::string& address,
                       std::vector<std::string> words) {
  if (words.empty()) words = {"shell"};
  // Idempotent. Its own words would stand before those of the command.
  const auto connected = TRY(core::run_command({.argv = {program, "connect", address}}));
  if (!connected.status.ok()) {
    return fail(Kind::kFailure, "adb connect " + address + ": " + connected.out + connected.err);
  }
  words.insert(words.begin(), {program, "-s", address});
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  ::execv(program.c_str(), argv.data());
  return fail_errno(errno, "run " + program);
}

Result<int> run(Env& env, const Args& args) {
  const auto instance = TRY(state::Instance::open(env.config.data_path(), args.instance));
  const std::string address = TRY(address_of(instance));
  if (args.print) {
    env.out.print("ancloud.adb.v1", core::Json{{"address", address}}, address + "\n");
    return 0;
  }
  const auto program = core::find_program("adb");
  if (!program) {
    return fail(Error(Kind::kHostRequirement, "the program adb is not installed")
                    .hint("apt-get install adb; the guest is at " + address));
  }
  return become_adb(*program, address, args.words);
}

}  // namespace

Verb adb() {
  return Verb::make("adb", "run Android's adb for the guest of an instance", declare, run,
                    "As `adb -s 127.0.0.1:PORT ARGS`, connected first. Exit code: adb's own; 5 "
                    "where adb is not installed.");
}

}  // namespace anc::cmd
