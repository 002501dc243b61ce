// The logger: spdlog, compiled in this one file.
#include "internal/core/log.h"

#include <fcntl.h>
#include <memory>
#include <vector>

#include <spdlog/sinks/base_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "internal/core/bounded_log.h"

namespace anc::core {
namespace {

/// A file that outgrows kLogLimit by little. A full disk loses lines, no more.
class BoundedFileSink final : public spdlog::sinks::base_sink<std::mutex> {
 public:
  explicit BoundedFileSink(Fd fd) : fd_(std::move(fd)) {}

 private:
  void sink_it_(const spdlog::details::log_msg& message) override {
    spdlog::memory_buf_t text;
    formatter_->format(message, text);
    const auto written = write_all(fd_, std::as_bytes(std::span(text.data(), text.size())));
    // spdlog tells what is thrown on stderr, at most once a second.
    if (!written) spdlog::throw_spdlog_ex(written.error().message());
    since_look_ += static_cast<off_t>(text.size());
    if (since_look_ < kLookAfter) return;
    since_look_ = 0;
    const auto cut = cut_log(fd_);
    if (!cut) spdlog::throw_spdlog_ex(cut.error().message());
  }
  void flush_() override {}

  static constexpr off_t kLookAfter = 64 << 10;  // bytes
  Fd fd_;
  off_t since_look_ = kLookAfter;  // what earlier sessions left is looked at with the first line
};

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
  auto fd = open_file(file, O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW);
  if (!fd) {
    logger()->warn("no log file: {}; lines go to stderr only", fd.error().message());
    return;
  }
  auto sink = std::make_shared<BoundedFileSink>(std::move(*fd));
  sink->set_level(spdlog::level::debug);
  sink->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z " + component + " %l: %v");
  logger()->sinks().push_back(std::move(sink));
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
