// ancloud events: what happens in a session, one line per event.
#include <algorithm>
#include <array>
#include <sys/socket.h>

#include "cmd/ancloud/verb.h"
#include "cmd/ancloud/verbs.h"
#include "internal/session/client.h"
#include "internal/state/instance.h"

namespace anc::cmd {
namespace {
using Clock = std::chrono::steady_clock;

struct Args {
  std::string instance;
  std::optional<std::chrono::milliseconds> time;
};

void declare(Flags& flags, Args& args) {
  flags.instance(args.instance);
  flags.option("--for", args.time, "end after this time; else with the session, or by Ctrl-C");
}

/// "rung booted 812", "windows 3": the event and its values, in the order in which they are told.
std::string as_text(const core::Json& event) {
  std::string text;
  for (const auto& [name, value] : event.items()) {
    const std::string shown = value.is_string()  ? value.get<std::string>()
                              : value.is_array() ? std::to_string(value.size())
                              : value.is_null()  ? "-"
                                                 : value.dump();
    text += (text.empty() ? "" : " ") + shown;
  }
  return text;
}

int remaining_ms(const std::optional<Clock::time_point>& end) {
  if (!end) return -1;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(*end - Clock::now()).count();
  return static_cast<int>(std::clamp<int64_t>(left, 0, 1 << 30));
}

Result<void> print_lines(const Output& out, std::string& waiting) {
  size_t begin = 0;
  for (size_t end = 0; (end = waiting.find('\n', begin)) != std::string::npos; begin = end + 1) {
    const auto event =
        TRY(core::parse_json(waiting.substr(begin, end - begin)), "read the session's event");
    out.line(event, as_text(event));
  }
  waiting.erase(0, begin);
  return {};
}

Result<int> run(Env& env, const Args& args) {
  const auto instance = TRY(state::Instance::open(env.config.data_path(), args.instance));
  const auto events = TRY(session::ask_ongoing(instance.session_state(), {{"do", "events"}}),
                          "events of " + args.instance);
  std::optional<Clock::time_point> end;
  if (args.time) end = Clock::now() + *args.time;
  std::string waiting;
  std::array<char, 65536> chunk;
  while (TRY(core::wait_readable(events.rest, remaining_ms(end)))) {
    const ssize_t n = recv(events.rest.get(), chunk.data(), chunk.size(), 0);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return fail(Kind::kNotRunning, "the session of " + args.instance + " has ended");
    waiting.append(chunk.data(), static_cast<size_t>(n));
    TRY(print_lines(env.out, waiting));
  }
  return 0;
}

}  // namespace

Verb events() {
  return Verb::make(
      "events", "print what happens in a session, as it happens", declare, run,
      "First what led to the state of now: rungs of the readiness ladder, whether the guest is "
      "connected, applications, windows, the display; then each change of them and of the "
      "clipboard. With "
      "--json one object per line. Exit code 3 when the session ends.");
}

}  // namespace anc::cmd
