// The logger, the only global: lines for an operator who cannot ask.
#pragma once

#include <chrono>
#include <mutex>
#include <string>
#include <string_view>

namespace anc::core {

enum class LogLevel { kTrace, kDebug, kInfo, kWarning, kError };

/// Where lines go from now on: stderr, and also `file` when not empty. Call once, early, from main.
/// `component` stands in each line ("session", "supervisor").
void init_log(LogLevel level, const std::string& component, const std::string& file = {});

/// Also writes lines from debug up to `file` from now on; what terminal and level are stays as it
/// is. A file that cannot be opened is a warning. Call before other threads start.
void add_log_file(const std::string& component, const std::string& file);

/// Any thread. Name the object and what will happen now. Nothing is both logged and returned.
void log(LogLevel level, std::string_view message);
inline void log_debug(std::string_view message) { log(LogLevel::kDebug, message); }
inline void log_info(std::string_view message) { log(LogLevel::kInfo, message); }
inline void log_warning(std::string_view message) { log(LogLevel::kWarning, message); }
inline void log_error(std::string_view message) { log(LogLevel::kError, message); }

/// Lets at most `burst` lines per second through and says how many were dropped: for whatever a
/// guest or a browser can trigger. Any thread.
class RateLimitedLog {
 public:
  explicit RateLimitedLog(int burst = 5) : burst_(burst) {}
  void warning(std::string_view message);

 private:
  const int burst_;
  std::mutex mutex_;
  std::chrono::steady_clock::time_point window_{};
  int in_window_ = 0;
  int dropped_ = 0;
};

}  // namespace anc::core
