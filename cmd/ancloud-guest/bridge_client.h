// The guest's end of anbox_bridge: tells the host that it has booted, answers what it is asked.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "cmd/ancloud-guest/bridge_bytes.h"
#include "cmd/ancloud-guest/screen_state.h"
#include "cmd/ancloud-guest/tasks.h"
#include "internal/core/fd.h"

namespace anc::guest {

/// One connection, as Android's anboxd keeps it for its whole life. Used by one thread.
class BridgeClient {
 public:
  static Result<BridgeClient> connect(const std::string& path);

  Result<void> boot_finished(bool first_boot);
  Result<void> applications(const std::vector<Application>& list);
  Result<void> windows(const std::vector<Task>& list);
  /// Does to `tasks` what the host asks, answers, and tells the windows after each change, until
  /// the host closes or `stop` is asked for (looked at ten times a second). Asks for the host's
  /// clipboard once a second, to show it, and at each paste. The application "Notes" puts a line on
  /// it when it is launched, "Clipboard" shows it.
  Result<void> serve(Tasks& tasks, ScreenState& screen, PasteRequest& pasting,
                     const std::stop_token& stop);

 private:
  explicit BridgeClient(Fd socket) : socket_(std::move(socket)) {}
  Result<bool> hear_one(Tasks& tasks);
  Result<void> do_asked(const Invocation& asked, Tasks& tasks);
  /// `then` gets the text.
  Result<void> ask_clipboard(std::function<void(const std::string&)> then);
  Result<void> launch(const Invocation& asked, Tasks& tasks);
  Result<void> tell_installed(Tasks& tasks);
  Result<void> reply(uint32_t id, bool done, const std::string& refusal, const Tasks& tasks);
  Fd socket_;
  uint32_t next_call_ = 0;
  std::map<uint32_t, std::function<void(const std::string&)>> asked_;  // by the call's number
  std::string installed_;       // the version of the list that the host knows
  std::set<std::string> told_;  // packages
};

}  // namespace anc::guest
