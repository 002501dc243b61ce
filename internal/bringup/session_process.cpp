// The session as a child: see session_process.h.
#include "internal/bringup/session_process.h"

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <unistd.h>

#include "internal/access/directory.h"
#include "internal/core/codes.h"
#include "internal/core/file.h"
#include "internal/core/json.h"
#include "internal/core/text.h"
#include "internal/session/client.h"

namespace anc::bringup {
namespace {

std::string environment(const char* name) {
  const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nobody sets it
  return value != nullptr ? value : "";
}

// The caller's environment with what belongs to the session's user instead of root's.
std::vector<std::string> session_environment(const Account& account,
                                             const std::string& session_state) {
  static constexpr std::string_view kReplaced[] = {
      "HOME=", "USER=", "LOGNAME=", "XAUTHORITY=", "XDG_RUNTIME_DIR="};
  std::vector<std::string> result;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    bool replaced = text.starts_with("ANCLOUD_DATA_PATH=");
    for (const std::string_view name : kReplaced) replaced |= text.starts_with(name);
    if (!replaced) result.emplace_back(text);
  }
  result.push_back("HOME=" + account.home);
  result.push_back("USER=" + account.name);
  result.push_back("LOGNAME=" + account.name);
  // Mesa keeps compiled shaders; a system user has no home for them.
  result.push_back("MESA_SHADER_CACHE_DIR=" + session_state);
  const std::string runtime = "/run/user/" + std::to_string(account.run_as.uid);
  if (core::is_directory(runtime)) result.push_back("XDG_RUNTIME_DIR=" + runtime);
  return result;
}

// The X server's cookie may lie where only root can read: it is handed over as a descriptor.
Fd open_x_authority() {
  std::string path = environment("XAUTHORITY");
  if (path.empty() && !environment("DISPLAY").empty()) path = environment("HOME") + "/.Xauthority";
  if (path.empty()) return {};
  return Fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
}

// What --config names may be root's alone to read, and lie where the session's user may not go: its
// content goes along.
Result<Fd> content_of(const std::string& file) {
  const std::string text = TRY(core::read_file(file));
  Fd copy(::memfd_create("ancloud.toml", MFD_CLOEXEC));
  if (!copy) return fail_errno(errno, "memfd_create");
  TRY(core::write_all(copy, text));
  return copy;
}

}  // namespace

std::optional<Error> parse_error_line(const std::string& line) {
  const auto json = core::parse_json(line);
  if (!json || core::json_field<std::string>(*json, "schema").value_or("") != "ancloud.error.v1") {
    return std::nullopt;
  }
  const auto code = core::json_field<int>(*json, "exit_code").value_or(1);
  const auto kind = code >= 1 && code <= static_cast<int>(Kind::kCapacity) ? static_cast<Kind>(code)
                                                                           : Kind::kFailure;
  Error error(kind, core::json_field<std::string>(*json, "message").value_or("failed"));
  const auto hint = core::json_field<std::string>(*json, "hint").value_or("");
  const auto log = core::json_field<std::string>(*json, "log").value_or("");
  if (!hint.empty()) error = std::move(error).hint(hint);
  if (!log.empty()) error = std::move(error).log(log);
  const auto name = core::json_field<std::string>(*json, "code").value_or("");
  if (const auto named = core::find_code(name)) error = std::move(error).code(*named);
  return error;
}

Result<SessionProcess> SessionProcess::start(const state::Instance& instance,
                                             const Account& account, const SessionOptions& options,
                                             OnLine on_line) {
  const Verb verb{.words = {"session", "run"},
                  .name = "session",
                  .json = true,
                  .flags = options.flags,
                  .environment = {},
                  .config_file = options.config_file};
  return spawn(instance, account, verb, std::move(on_line));
}

Result<SessionProcess> SessionProcess::start_stream(const state::Instance& instance,
                                                    const Account& account,
                                                    const StreamOptions& options, OnLine on_line) {
  std::optional<access::Owner> owner;
  if (::geteuid() == 0) owner = access::Owner{account.run_as.uid, account.run_as.gid};
  TRY(access::prepare_directory(instance.data_path(), owner), "stream server");
  return spawn(instance, account,
               {.words = {"stream", "serve"},
                .name = "stream server",
                .json = false,
                .flags = options.flags,
                .environment = options.environment,
                .config_file = options.config_file},
               std::move(on_line));
}

Result<SessionProcess> SessionProcess::spawn(const state::Instance& instance,
                                             const Account& account, const Verb& verb,
                                             OnLine on_line) {
  SessionProcess process(instance, verb.name, std::move(on_line));
  core::FdPair output = TRY(core::make_pipe());
  const Fd data = TRY(core::open_file(instance.data_path(), O_PATH | O_DIRECTORY));
  const Fd cookie = open_x_authority();

  core::Command command;
  // Neither the program nor the data path need lie where the session's user may go: a checkout
  // below /root is such a place, and a descriptor leads there. Only the data path itself must let
  // it in.
  std::string data_path = instance.data_path();
  if (!TRY(may_enter(account, data_path))) {
    return fail(Error(Kind::kPermission,
                      "user " + account.name + ", who runs the session, may not enter " + data_path)
                    .hint("chmod o+x " + core::shell_quote(data_path)));
  }
  if (!TRY(can_reach(account, data_path))) {
    data_path = "/proc/self/fd/" + std::to_string(data.get());
    command.keep.push_back(data.get());
  }
  command.argv = {"/proc/self/exe"};
  command.argv.insert(command.argv.end(), verb.words.begin(), verb.words.end());
  command.argv.insert(command.argv.end(), {instance.name(), "--data-path", data_path});
  if (verb.json) command.argv.emplace_back("--json");
  Fd settings;
  if (!verb.config_file.empty()) {
    settings = TRY(content_of(verb.config_file), "hand on --config");
    command.argv.insert(command.argv.end(),
                        {"--config", "/proc/self/fd/" + std::to_string(settings.get())});
    command.keep.push_back(settings.get());
  }
  command.argv.insert(command.argv.end(), verb.flags.begin(), verb.flags.end());
  command.env =
      session_environment(account, data_path + "/instances/" + instance.name() + "/state/session");
  command.env->insert(command.env->end(), verb.environment.begin(), verb.environment.end());
  if (cookie) {
    command.env->push_back("XAUTHORITY=/proc/self/fd/" + std::to_string(cookie.get()));
    command.keep.push_back(cookie.get());
  }
  command.in = command.out = core::Command::kNull;
  command.err = output.second.get();
  command.new_session = true;  // Ctrl-C is for `run` alone, which then stops things in order
  command.die_with_parent = true;
  if (::geteuid() == 0) command.run_as = account.run_as;  // else it is the caller's own
  command.directory = "/";
  process.child_ =
      TRY(core::Child::spawn(command), "start the " + verb.name + " of " + instance.name());
  process.output_ = std::move(output.first);
  if (::fcntl(process.output_.get(), F_SETFL, O_NONBLOCK) != 0) return fail_errno(errno, "fcntl");
  return process;
}

void SessionProcess::take_output() {
  char buffer[4096];
  while (true) {
    const ssize_t n = ::read(output_.get(), buffer, sizeof buffer);
    if (n == 0) output_.reset();
    if (n <= 0) break;
    pending_.append(buffer, static_cast<size_t>(n));
  }
  for (size_t end = pending_.find('\n'); end != std::string::npos; end = pending_.find('\n')) {
    const std::string line = pending_.substr(0, end);
    pending_.erase(0, end + 1);
    if (auto error = parse_error_line(line)) {
      last_error_ = std::move(error);
    } else {
      on_line_(line);
    }
  }
}

Result<core::ExitStatus> SessionProcess::reap() {
  if (output_) take_output();
  return child_.wait();
}

Result<void> SessionProcess::ended() { return meaning_of(TRY(reap())); }

Result<void> SessionProcess::meaning_of(const core::ExitStatus& status) const {
  if (last_error_) return fail(*last_error_);
  if (status.ok()) return {};
  return fail(
      Error(Kind::kFailure, "the " + name_ + " of " + instance_.name() + " ended: " + status.text())
          .log(instance_.logs() + "/session.log"));
}

Result<void> SessionProcess::wait_ready(std::chrono::milliseconds timeout, const Fd& interrupted) {
  const auto deadline = std::chrono::steady_clock::now() + timeout;
  while (std::chrono::steady_clock::now() < deadline) {
    pollfd waits[] = {
        {interrupted.get(), POLLIN, 0}, {pidfd().get(), POLLIN, 0}, {output_.get(), POLLIN, 0}};
    // The socket's appearance cannot be polled for; ten milliseconds are below what one would feel.
    if (::poll(waits, 3, 10) < 0 && errno != EINTR) return fail_errno(errno, "poll");
    if (waits[2].revents != 0) take_output();
    if (waits[1].revents != 0) {
      TRY(ended());
      return fail(Kind::kFailure, "the session of " + instance_.name() + " ended at once");
    }
    if (waits[0].revents != 0) return fail_errno(EINTR, "start the session");
    if (core::exists(session::control_path(instance_.session_state())) &&
        session::ask(instance_.session_state(), {{"do", "status"}})) {
      return {};
    }
  }
  return fail(Error(Kind::kTimeout, "the session of " + instance_.name() + " does not answer")
                  .log(instance_.logs() + "/session.log"));
}

Result<void> SessionProcess::stop(std::chrono::milliseconds grace) {
  const auto status = TRY(child_.stop(grace), "stop the session");
  if (output_) take_output();
  if (last_error_) return fail(*last_error_);
  if (status.signal == SIGKILL) {
    return fail(Kind::kTimeout, "the session did not end within its time and was killed");
  }
  return {};
}

}  // namespace anc::bringup
