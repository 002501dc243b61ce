// ancloud adb: Android's own tool, at the guest of an instance.
#include <cerrno>
#include <csignal>
#include <optional>
#include <unistd.h>

#include "cmd/ancloud/adb_proxy.h"
#include "cmd/ancloud/verb.h"
#include "cmd/ancloud/verbs.h"
#include "internal/adb/door.h"
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
  flags.toggle("--print", args.print,
               "print the address, and what must be said there first, instead of running adb");
  flags.rest("ARGS", args.words, "command of adb with its arguments; shell when not given");
}

struct Target {
  uint16_t port = 0;
  std::string token;  // empty: none is wanted
  std::string address() const { return "127.0.0.1:" + std::to_string(port); }
};

Result<Target> target_of(const state::Instance& instance) {
  const auto answer =
      TRY(session::ask(instance.session_state(), {{"do", "adb"}}), "adb of " + instance.name());
  return Target{TRY(core::json_field<uint16_t>(answer.head, "port")),
                TRY(core::json_field<std::string>(answer.head, "token"))};
}

int print(Env& env, const Target& target) {
  core::Json json = {{"address", target.address()}};
  std::string text = target.address() + "\n";
  if (!target.token.empty()) {
    json["token"] = target.token;
    text += adb::greeting(target.token);
  }
  env.out.print("ancloud.adb.v1", json, text);
  return 0;
}

/// Idempotent. Its own words would stand before those of the command.
Result<void> connect(const std::vector<std::string>& adb, const std::string& device) {
  core::Command command{.argv = adb};
  command.argv.insert(command.argv.end(), {"connect", device});
  const auto connected = TRY(core::run_command(command));
  // adb says in words that it has failed, and exits with 0.
  if (connected.status.ok() && connected.out.find("failed to connect") == std::string::npos)
    return {};
  return fail(Error(Kind::kFailure, "adb connect " + device + ": " + connected.out + connected.err)
                  .hint("does the guest run an adbd? `ancloud status --json` says so in adb"));
}

/// Becomes adb: its exit code is ours.
Result<int> become_adb(const std::string& program, const std::string& address,
                       std::vector<std::string> words) {
  TRY(connect({program}, address));
  words.insert(words.begin(), {program, "-s", address});
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  ::execv(program.c_str(), argv.data());
  return fail_errno(errno, "run " + program);
}

/// Runs adb as a child, with a proxy and an adb server of its own that end with it.
Result<int> run_behind_proxy(const std::string& program, const Target& target,
                             const std::vector<std::string>& words) {
  const auto proxy = TRY(AdbProxy::start(target.port, adb::greeting(target.token)));
  const std::vector<std::string> adb = {program, "-L", proxy->server()};
  const auto connected = connect(adb, proxy->device());
  Result<core::ExitStatus> ended = core::ExitStatus{};
  if (connected) {
    core::Command command{.argv = adb, .die_with_parent = true};
    command.argv.insert(command.argv.end(), {"-s", proxy->device()});
    command.argv.insert(command.argv.end(), words.begin(), words.end());
    auto child = core::Child::spawn(command);
    // Ctrl-C is adb's: this process has to tidy up after it.
    signal(SIGINT, SIG_IGN);
    signal(SIGQUIT, SIG_IGN);
    ended = child ? child->wait() : fail(std::move(child.error()));
  }
  core::Command kill{.argv = adb};
  kill.argv.push_back("kill-server");
  (void)core::run_command(kill);  // where it never came up there is nothing to end
  TRY(connected);
  return TRY(ended, "run " + program).shell_code();
}

Result<int> run(Env& env, const Args& args) {
  const auto instance = TRY(state::Instance::open(env.config.data_path(), args.instance));
  const Target target = TRY(target_of(instance));
  if (args.print) return print(env, target);
  const auto program = core::find_program("adb");
  if (!program) {
    return fail(Error(Kind::kHostRequirement, "the program adb is not installed")
                    .hint("apt-get install adb; the guest is at " + target.address()));
  }
  const auto words = args.words.empty() ? std::vector<std::string>{"shell"} : args.words;
  if (target.token.empty()) return become_adb(*program, target.address(), words);
  return run_behind_proxy(*program, target, words);
}

}  // namespace

Verb adb() {
  return Verb::make("adb", "run Android's adb for the guest of an instance", declare, run,
                    "As `adb -s 127.0.0.1:PORT ARGS`, connected first. With adb.access = token the "
                    "port wants a secret that only the session's user and root can ask for: then "
                    "adb runs with a server of its own, behind a proxy that says it. Exit code: "
                    "adb's own; 3 where adb.access is off, 5 where adb is not installed.");
}

}  // namespace anc::cmd
