// What the guest has told about itself: applications, windows, clipboard; and who wants to hear it.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "internal/app/applications.h"
#include "internal/core/json.h"
#include "internal/core/log.h"
#include "internal/net/timer.h"
#include "internal/port/platform.h"

namespace anc::app {

constexpr size_t kLongestClipboard = 1u << 20;  ///< bytes of UTF-8

/// Text that either side may put on the clipboard: at most kLongestClipboard bytes.
Result<void> check_clipboard(const std::string& text);

/// The one owner of that state in a session. Each change is told once, as an object with "event":
/// guest {connected}, booted {first}, windows {windows}, application {package, name, …},
/// application_removed {package}, clipboard {from, bytes}. Net thread only.
class GuestState final : public port::PlatformEvents {
 public:
  using Told = std::function<void(const core::Json& event)>;

  /// `dir` is the session's state directory: the list of applications is kept there. What an
  /// earlier boot told is forgotten once this boot's list has been quiet for `settle_time`.
  GuestState(net::Loop& loop, const std::string& dir, Told told,
             std::chrono::milliseconds settle_time = std::chrono::seconds(10));
  ~GuestState() override;  ///< writes the list if it has changed

  void guest_connected() override;
  void guest_gone() override;
  void boot_finished(bool first) override;
  void windows_changed(const std::vector<port::TaskWindow>& windows,
                       const std::vector<port::TaskWindow>& removed) override;
  void applications_changed(const std::vector<port::Application>& changed,
                            const std::vector<std::string>& removed) override;
  Result<void> clipboard_set(const std::string& text) override;
  const std::string& read_clipboard() override;

  /// The host's side of the clipboard.
  Result<void> set_clipboard(const std::string& text);
  const std::string& clipboard() const { return clipboard_; }
  /// Until return_clipboard() the guest reads `text` in place of the clipboard, which stays what it
  /// is, and `read` is called at each time that it does: for one paste of text that is nobody's
  /// clipboard. Not told as an event.
  void lend_clipboard(std::string text, std::function<void()> read);
  void return_clipboard() { lent_.reset(); }
  const Applications& applications() const { return applications_; }
  const std::vector<port::TaskWindow>& windows() const { return windows_; }
  /// Connected, and has said boot_finished: once per boot, so that stays over a reconnect.
  bool booted() const { return connected_ && booted_; }
  /// Tasks in which an application shows windows.
  std::vector<int32_t> tasks_of(const std::string& package) const;
  /// The events that would lead from nothing to what is known now.
  std::vector<core::Json> snapshot() const;

 private:
  core::Json windows_event() const;
  core::Json application_event(const std::string& package) const;
  Result<void> take_clipboard(const std::string& text, const char* from);
  void forget(const std::vector<std::string>& packages);
  void save_soon();
  void save();

  const Told told_;
  core::RateLimitedLog log_;
  Applications applications_;
  std::vector<port::TaskWindow> windows_;
  std::string clipboard_;
  struct Lent {
    std::string text;
    std::function<void()> read;
  };
  std::optional<Lent> lent_;
  bool connected_ = false, booted_ = false;
  uint32_t connection_ = 0;  // counts guests
  const std::chrono::milliseconds settle_time_;
  bool settling_ = false;  // a boot's list may be incomplete yet
  bool unsaved_ = false;
  net::Timer saving_, settled_;
};

}  // namespace anc::app
