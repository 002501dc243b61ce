// One container of the manager, from the birth of its supervisor to its end.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

#include "internal/container/start.h"
#include "internal/net/timer.h"
#include "internal/net/watch.h"

namespace anc::manager {

/// Starts, stops and follows a container without blocking the loop. Net thread only; its end kills.
class Hosted {
 public:
  struct Handlers {
    /// Called once: init runs, or why it does not. After a failure `ended` follows at once.
    std::function<void(Result<container::Ready>)> ready;
    /// Called once, at the very end: the instance can be started again. Must not destroy the
    /// object.
    std::function<void(Hosted& which, int code)> ended;
  };

  /// kBusy when the instance runs already.
  static Result<std::unique_ptr<Hosted>> begin(net::Loop& loop, const state::Instance& instance,
                                               const container::StartOptions& options,
                                               Handlers handlers);
  Hosted(const Hosted&) = delete;
  Hosted& operator=(const Hosted&) = delete;
  ~Hosted() = default;

  const std::string& instance() const { return instance_.name(); }
  /// In order, by force after `limit` or the time the instance's settings give, whichever is less.
  /// A second call can only make it sooner.
  void stop(std::chrono::milliseconds limit = std::chrono::milliseconds::max());
  /// Nobody has asked for its end.
  bool wanted() const { return !stopping_; }
  /// Its init has been executed.
  bool started() const { return started_; }

 private:
  Hosted(net::Loop& loop, const state::Instance& instance, container::Starting starting,
         std::chrono::milliseconds stop_time, Handlers handlers, Fd supervisor_end, Fd word);
  const Fd& pidfd() const;
  void on_word();
  void on_end();

  const state::Instance instance_;
  const std::chrono::milliseconds stop_time_;
  const Handlers handlers_;
  std::optional<container::Starting> starting_;
  core::Child supervisor_;
  net::Watch end_;   // the supervisor's
  net::Watch word_;  // whether it has said how the start went
  net::Timer patience_;
  bool started_ = false;
  bool stopping_ = false;
};

}  // namespace anc::manager
