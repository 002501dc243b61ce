// Taking in what the guest tells.
#include "internal/app/guest_state.h"

#include <algorithm>
#include <set>
#include <utility>

namespace anc::app {
namespace {
constexpr size_t kMostWindows = 1024;
// A booting guest tells its applications one by one: their list is written once for all.
constexpr std::chrono::milliseconds kSaveAfter{500};

core::Json window_json(const port::TaskWindow& window) {
  return {{"task", window.task},
          {"package", window.package},
          {"stack", window.stack},
          {"display", window.display},
          {"frame", {window.frame.left, window.frame.top, window.frame.right, window.frame.bottom}},
          {"surface", window.has_surface}};
}
}  // namespace

Result<void> check_clipboard(const std::string& text) {
  if (text.size() <= kLongestClipboard) return {};
  return fail(Kind::kCapacity, "a clipboard of " + std::to_string(text.size()) +
                                   " bytes is above the limit of " +
                                   std::to_string(kLongestClipboard));
}

GuestState::GuestState(net::Loop& loop, const std::string& dir, Told told,
                       std::chrono::milliseconds settle_time)
    : told_(std::move(told)),
      applications_(dir),
      settle_time_(settle_time),
      saving_(loop),
      settled_(loop) {
  const auto loaded = applications_.load();
  if (!loaded) core::log_warning("begin with no applications: " + loaded.error().message());
}

GuestState::~GuestState() {
  if (unsaved_) save();
}

void GuestState::guest_connected() {
  connected_ = true;
  ++connection_;
  told_({{"event", "guest"}, {"connected", true}});
}

void GuestState::guest_gone() {
  connected_ = false;
  settling_ = false;
  settled_.cancel();
  if (!windows_.empty()) windows_changed({}, {});
  told_({{"event", "guest"}, {"connected", false}});
}

void GuestState::boot_finished(bool first) {
  booted_ = true;
  // After a boot Android tells all its applications, one by one (anbox-host.md 9.4). What was told
  // before and is not told again was removed while nobody listened.
  settling_ = true;
  told_({{"event", "booted"}, {"first", first}});
}

void GuestState::windows_changed(const std::vector<port::TaskWindow>& windows,
                                 const std::vector<port::TaskWindow>&) {
  // Each list is complete, and Android sends one after every surface placement.
  std::vector<port::TaskWindow> now(
      windows.begin(),
      windows.begin() + static_cast<std::ptrdiff_t>(std::min(windows.size(), kMostWindows)));
  if (now == windows_) return;
  windows_ = std::move(now);
  told_(windows_event());
}

void GuestState::applications_changed(const std::vector<port::Application>& changed,
                                      const std::vector<std::string>& removed) {
  for (const port::Application& application : changed) {
    const auto is_new = applications_.put(application, connection_);
    if (!is_new) {
      log_.warning("an application is left out: " + is_new.error().message());
    } else if (*is_new) {
      told_(application_event(application.package));
      save_soon();
    }
  }
  std::vector<std::string> gone;
  for (const std::string& package : removed) {
    if (applications_.remove(package)) gone.push_back(package);
  }
  forget(gone);
  if (settling_) {
    settled_.start(settle_time_, [this] {
      settling_ = false;
      forget(applications_.forget_before(connection_));
    });
  }
}

void GuestState::forget(const std::vector<std::string>& packages) {
  for (const std::string& package : packages) {
    told_({{"event", "application_removed"}, {"package", package}});
    save_soon();
  }
}

Result<void> GuestState::clipboard_set(const std::string& text) {
  return take_clipboard(text, "guest");
}

Result<void> GuestState::set_clipboard(const std::string& text) {
  return take_clipboard(text, "host");
}

Result<void> GuestState::take_clipboard(const std::string& text, const char* from) {
  TRY(check_clipboard(text));
  clipboard_ = text;
  told_({{"event", "clipboard"}, {"from", from}, {"bytes", text.size()}});
  return {};
}

const std::string& GuestState::read_clipboard() {
  if (!lent_) return clipboard_;
  lent_->read();
  return lent_->text;
}

void GuestState::lend_clipboard(std::string text, std::function<void()> read) {
  lent_ = Lent{std::move(text), std::move(read)};
}

std::vector<int32_t> GuestState::tasks_of(const std::string& package) const {
  std::set<int32_t> tasks;
  for (const port::TaskWindow& window : windows_) {
    if (window.package == package && window.task > 0) tasks.insert(window.task);
  }
  return {tasks.begin(), tasks.end()};
}

std::vector<core::Json> GuestState::snapshot() const {
  std::vector<core::Json> events = {{{"event", "guest"}, {"connected", connected_}}};
  for (const auto& [package, entry] : applications_.all()) {
    events.push_back(application_event(package));
  }
  events.push_back(windows_event());
  return events;
}

core::Json GuestState::windows_event() const {
  core::Json list = core::Json::array();
  for (const port::TaskWindow& window : windows_) list.push_back(window_json(window));
  return {{"event", "windows"}, {"windows", std::move(list)}};
}

core::Json GuestState::application_event(const std::string& package) const {
  core::Json event = {{"event", "application"}};
  event.update(to_json(applications_, package));
  return event;
}

void GuestState::save_soon() {
  if (std::exchange(unsaved_, true)) return;
  saving_.start(kSaveAfter, [this] { save(); });
}

void GuestState::save() {
  unsaved_ = false;
  const auto saved = applications_.save();
  if (!saved) log_.warning("the list of applications is not kept: " + saved.error().message());
}

}  // namespace anc::app
