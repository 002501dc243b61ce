// The logger: spdlog, compiled in this one file.
#include "internal/core/log.h"

#include <memory>
#include <vector>

#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace anc::core {
namespace {

std::shared_ptr<spdlog::logger>& logger() {
  static std::shared_ptr<spdlog::logger> instance = [] {
    auto made = std::make_shared<spdlog::logger>("ancloud",
                                                 std::make_shared<spdlog::sinks::stderr_sink_mt>());
    made->set_level(spdlog::level::warn);
    made->set_pattern("ancloud: %l: %v");
    return made;
  }();
  return instance;
}

spdlog::level::level_enum to_spdlog(LogLevel level) {
  switch (level) {
    case LogLevel::kTrace:
      return spdlog::level::trace;
    case LogLevel::kDebug:
      return spdlog::level::debug;
    case LogLevel::kInfo:
      return spdlog::level::info;
    case LogLevel::kWarning:
      return spdlog::level::warn;
    case LogLevel::kError:
      return spdlog::level::err;
  }
  return spdlog::level::info;
}

}  // namespace

void init_log(LogLevel level, const std::string& component, const std::string& file) {
  auto console = std::make_shared<spdlog::sinks::stderr_sink_mt>();
  console->set_level(to_spdlog(level));
  console->set_pattern("ancloud " + component + ": %l: %v");
  auto made = std::make_shared<spdlog::logger>("ancloud", console);
  made->set_level(spdlog::level::trace);
  made->flush_on(spdlog::level::info);
  logger() = made;
  if (!file.empty()) add_log_file(component, file);
}

void add_log_file(const std::string& component, const std::string& file) {
  try {
    auto sink = std::make_shared<spdlog::sinks::basic_file_sink_mt>(file);
    sink->set_level(spdlog::level::debug);
    sink->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z " + component + " %l: %v");
    logger()->sinks().push_back(std::move(sink));
  } catch (const spdlog::spdlog_ex& error) {
    logger()->warn("no log file: {}; lines go to stderr only", error.what());
  }
}

void log(LogLevel level, std::string_view message) {
  logger()->log(to_spdlog(level), "{}", message);
}

void RateLimitedLog::warning(std::string_view message) {
  int dropped = 0;
  {
    const std::lock_guard guard(mutex_);
    const auto now = std::chrono::steady_clock::now();
    if (now - window_ >= std::chrono::seconds(1)) {
      window_ = now;
      in_window_ = 0;
      dropped = std::exchange(dropped_, 0);
    }
    if (++in_window_ > burst_) {
      ++dropped_;
      return;
    }
  }
  if (dropped > 0) log_warning(std::to_string(dropped) + " similar lines were left out");
  log_warning(message);
}

}  // namespace anc::core
