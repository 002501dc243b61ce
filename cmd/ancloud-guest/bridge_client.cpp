// Bridge client: see bridge_client.h.
#include "cmd/ancloud-guest/bridge_client.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "cmd/ancloud-guest/console.h"
#include "cmd/ancloud-guest/installed.h"

namespace anc::guest {
namespace {

constexpr int kLookMs = 100;
constexpr int kLooksPerClipboard = 10;
constexpr const char* kClipboardPackage = "org.ancloud.clipboard";
constexpr const char* kNotesPackage = "org.ancloud.notes";
constexpr const char* kNote = "a note from the demo guest";

}  // namespace

Result<BridgeClient> BridgeClient::connect(const std::string& path) {
  return BridgeClient(TRY(core::connect_unix(path)));
}

Result<void> BridgeClient::boot_finished(bool first_boot) {
  return core::write_all(socket_, boot_finished_message(first_boot));
}

Result<void> BridgeClient::applications(const std::vector<Application>& list) {
  for (const Application& one : list) told_.insert(one.package);
  return core::write_all(socket_, application_list_message(list));
}

Result<void> BridgeClient::windows(const std::vector<Task>& list) {
  return core::write_all(socket_, windows_message(list));
}

Result<void> BridgeClient::reply(uint32_t id, bool done, const std::string& refusal,
                                 const Tasks& tasks) {
  TRY(core::write_all(socket_, done ? void_reply(id) : error_reply(id, refusal)));
  if (done) TRY(windows(tasks.in_order()));
  return {};
}

Result<void> BridgeClient::launch(const Invocation& asked, Tasks& tasks) {
  const std::string package = TRY(parse_launch(asked.parameters));
  const auto task = tasks.launch(package);
  if (task) tasks.focus(*task);
  TRY(reply(asked.id, task.has_value(), "Failed to execute process", tasks));
  if (task && package == kClipboardPackage) {
    TRY(ask_clipboard([&tasks, at = *task](const std::string& text) { tasks.write(at, text); }));
  } else if (task && package == kNotesPackage) {
    tasks.write(*task, kNote);
    TRY(core::write_all(socket_, set_clipboard_message(next_call_++, kNote)));
  }
  return {};
}

// As Android's launcher does after a package was added, changed or removed.
Result<void> BridgeClient::tell_installed(Tasks& tasks) {
  std::string version = installed_version();
  if (version == installed_) return {};
  installed_ = std::move(version);
  const std::set<std::string> before = std::exchange(told_, {});
  for (const Application& one : Tasks::applications()) TRY(applications({one}));
  std::vector<std::string> removed;
  std::set_difference(before.begin(), before.end(), told_.begin(), told_.end(),
                      std::back_inserter(removed));
  if (removed.empty()) return {};
  TRY(core::write_all(socket_, application_list_message({}, removed)));
  for (const Task& task : tasks.in_order()) {
    if (!told_.contains(task.package)) tasks.remove(task.id);
  }
  return windows(tasks.in_order());
}

Result<void> BridgeClient::do_asked(const Invocation& asked, Tasks& tasks) {
  say("the host asks: " + asked.method);
  if (asked.method == "launch_application") return launch(asked, tasks);
  const TaskRequest request = TRY(parse_task_request(asked.parameters));
  bool done = false;
  if (asked.method == "set_focused_task") done = tasks.focus(request.id);
  if (asked.method == "remove_task") done = tasks.remove(request.id);
  if (asked.method == "resize_task") done = tasks.resize(request.id, request.frame);
  return reply(asked.id, done,
               asked.method + " is not possible for task " + std::to_string(request.id), tasks);
}

// One message of the host; false when it has closed.
Result<bool> BridgeClient::hear_one(Tasks& tasks) {
  std::array<std::byte, 4> head{};
  if (!TRY(core::read_exactly(socket_, head))) return false;
  const size_t length = std::to_integer<size_t>(head[0]) << 16 |
                        std::to_integer<size_t>(head[1]) << 8 | std::to_integer<size_t>(head[2]);
  std::vector<std::byte> payload(length);
  if (length > 0 && !TRY(core::read_exactly(socket_, payload))) return false;
  if (head[3] == static_cast<std::byte>(MessageType::kInvocation)) {
    TRY(do_asked(TRY(parse_invocation(payload)), tasks));
    return true;
  }
  const Answer answer = TRY(parse_answer(payload));
  if (const auto then = asked_.extract(answer.id)) then.mapped()(answer.text);
  return true;
}

Result<void> BridgeClient::ask_clipboard(std::function<void(const std::string&)> then) {
  asked_[next_call_] = std::move(then);
  return core::write_all(socket_, get_clipboard_message(next_call_++));
}

Result<void> BridgeClient::serve(Tasks& tasks, ScreenState& screen, PasteRequest& pasting,
                                 const std::stop_token& stop) {
  uint64_t told = tasks.version();
  for (int looks = 0; !stop.stop_requested(); ++looks) {
    if (pasting.take()) {
      TRY(ask_clipboard([&pasting](const std::string& text) { pasting.answer(text); }));
    } else if (looks % kLooksPerClipboard == 0) {
      TRY(ask_clipboard([&screen](const std::string& text) { screen.set_clipboard(text); }));
    }
    TRY(tell_installed(tasks));
    if (const uint64_t now = tasks.version(); now != told) {
      told = now;
      TRY(windows(tasks.in_order()));
    }
    if (!TRY(core::wait_readable(socket_, kLookMs))) continue;
    if (!TRY(hear_one(tasks))) return {};
  }
  return {};
}

}  // namespace anc::guest
