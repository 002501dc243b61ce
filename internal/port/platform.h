// Android's platform service as the host sees it: what it tells, and what can be asked of it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "internal/core/error.h"

namespace anc::port {

/// What an application is started with. Empty fields are not sent.
struct Intent {
  std::string action{};  ///< "android.intent.action.MAIN"
  std::string uri{};
  std::string type{};  ///< a MIME type
  std::string package{};
  std::string component{};  ///< class name of an activity in the package
  std::vector<std::string> categories{};
  bool operator==(const Intent&) const = default;
};

/// One application that the guest can launch. All of it is the guest's word: unchecked text.
struct Application {
  std::string name{};     ///< for people
  std::string package{};  ///< the key
  Intent launch{};
  std::string icon{};  ///< PNG, or empty
  bool operator==(const Application&) const = default;
};

/// Pixels of the guest's display; right and bottom are outside.
struct Rect {
  int32_t left = 0, top = 0, right = 0, bottom = 0;
  bool operator==(const Rect&) const = default;
};

/// One window of the guest's window manager.
struct TaskWindow {
  int32_t display = 0;  ///< -1 in lists of removed windows
  bool has_surface = false;
  std::string package{};  ///< of the application that shows it
  Rect frame{};
  int32_t task = 0;   ///< Android's; 0: belongs to no task
  int32_t stack = 0;  ///< 0 home, 1 full screen, 2 freeform
  bool operator==(const TaskWindow&) const = default;
};

/// Stacks that a launch can ask for (anbox-host.md 7.3); the values are the wire's.
enum class Stack { kDefault = 0, kFullscreen = 1, kFreeform = 2 };

struct Launch {
  Intent intent{};
  std::optional<Stack> stack{};  ///< none: Android decides
};

/// Who hears what the guest's platform service tells. Called on the net thread, must not block:
/// Android waits for some answers while it holds its main locks.
class PlatformEvents {
 public:
  virtual ~PlatformEvents() = default;
  virtual void guest_connected() = 0;
  /// The connection has ended; windows and tasks are gone with it.
  virtual void guest_gone() = 0;
  /// `first`: the first boot of this /data.
  virtual void boot_finished(bool first) = 0;
  /// All windows there are now, and those gone since the last call. Very frequent.
  virtual void windows_changed(const std::vector<TaskWindow>& windows,
                               const std::vector<TaskWindow>& removed) = 0;
  /// `changed` are new or have changed; `removed` are package names.
  virtual void applications_changed(const std::vector<Application>& changed,
                                    const std::vector<std::string>& removed) = 0;
  /// The guest's clipboard was set. An error is told to the guest.
  virtual Result<void> clipboard_set(const std::string& text) = 0;
  /// What the guest's clipboard holds; the guest asks at each paste.
  virtual const std::string& read_clipboard() = 0;
};

/// What can be asked of the guest's platform service. Net thread only. Each call ends in exactly
/// one `done`, on the net thread, maybe before the call returns, unless the session ends: nothing
/// when the guest did it;
/// kNotRunning without a guest or when it goes away meanwhile, kTimeout when it does not answer,
/// kBusy with too many calls under way, kFailure with the guest's own words.
class PlatformCalls {
 public:
  using Done = std::function<void(Result<void>)>;
  virtual ~PlatformCalls() = default;
  virtual void launch(const Launch& launch, Done done) = 0;
  virtual void focus_task(int32_t task, Done done) = 0;
  virtual void remove_task(int32_t task, Done done) = 0;
  virtual void resize_task(int32_t task, const Rect& frame, Done done) = 0;
};

}  // namespace anc::port
