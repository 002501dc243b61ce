// What the bus tells and asks of a session, as the session offers it.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "internal/core/error.h"
#include "internal/port/platform.h"

namespace anc::dbus {

/// The properties.
struct Facts {
  std::string instance{};
  bool ready = false;  ///< the guest is connected and has booted
  std::string rung{};  ///< highest reached, or empty
  std::string renderer{};
  bool software = false;
};

struct Application {
  std::string package{}, name{}, activity{};
  bool has_icon = false;
};

/// Implemented by the session. Net thread only; each `done` comes at most once, on the net thread,
/// maybe before the call returns. Arguments are a caller's words: unchecked.
class Subject {
 public:
  virtual ~Subject() = default;
  virtual Facts facts() const = 0;
  virtual std::vector<Application> applications() const = 0;
  /// A PNG file; kUsage where there is none.
  virtual Result<std::string> icon(const std::string& package) const = 0;
  virtual std::vector<port::TaskWindow> windows() const = 0;
  /// Fields of `wanted` that are not empty replace those of the application's own intent; `stack`
  /// may be empty. The activity that was started.
  virtual void launch(const port::Intent& wanted, const std::string& stack,
                      std::function<void(Result<std::string>)> done) = 0;
  /// The tasks that were removed.
  virtual void stop(const std::string& package,
                    std::function<void(Result<std::vector<int32_t>>)> done) = 0;
};

}  // namespace anc::dbus
