// Asking `ancloud shell`.
#include "cmd/ancloud/guest_program.h"

#include <algorithm>

#include "internal/bringup/session_process.h"
#include "internal/container/exec.h"
#include "internal/core/text.h"

namespace anc::cmd {
namespace {
constexpr size_t kWords = 300;
}

Result<core::Output> run_in_guest(const Env& env, const std::string& instance,
                                  const std::vector<std::string>& argv,
                                  const core::NextInput& input) {
  core::Command shell;
  shell.argv = {"/proc/self/exe", "--json", "--data-path", env.config.data_path(),
                "shell",          "--name", instance,      "--"};
  shell.argv.insert(shell.argv.end(), argv.begin(), argv.end());
  shell.die_with_parent = true;
  core::Output output =
      TRY(input ? core::run_command(std::move(shell), input) : core::run_command(std::move(shell)));
  if (output.status.code == container::kExecFailed) {
    for (const std::string& line : core::split(output.err, '\n')) {
      if (auto error = bringup::parse_error_line(line)) return fail(std::move(*error));
    }
  }
  if (output.status.code == container::kNotFound ||
      output.status.code == container::kNotExecutable) {
    return fail(Kind::kFailure, "the guest lacks a program: " + last_words(output));
  }
  return output;
}

std::string last_words(const core::Output& output) {
  const std::string_view said =
      core::trim(core::trim(output.err).empty() ? output.out : output.err);
  std::string line(said.substr(said.rfind('\n') + 1));
  line = line.substr(0, kWords);
  std::replace_if(
      line.begin(), line.end(),
      [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
  return line.empty() ? output.status.text() : line;
}

}  // namespace anc::cmd
