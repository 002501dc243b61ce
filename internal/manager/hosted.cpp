// A container under the manager: see hosted.h.
#include "internal/manager/hosted.h"

#include <algorithm>
#include <csignal>
#include <utility>

#include "internal/container/init_watch.h"
#include "internal/container/status.h"
#include "internal/container/stop.h"
#include "internal/core/log.h"
#include "internal/state/lease.h"

namespace anc::manager {
namespace {

// What a supervisor gets beyond the guest's time, as in container::stop.
constexpr std::chrono::seconds kObeyLimit{20};

// How the guest ended, as the supervisor has written it down.
int exit_code(const state::Instance& instance) {
  const auto status = container::status_of(instance);
  if (!status) return 1;
  return core::json_field<int>(status->last_exit, "code").value_or(1);
}

// A supervisor that was killed left what it owned; nobody else holds the instance now.
void clear_up_after(const state::Instance& instance) {
  const auto lease = state::Lease::take(instance);
  if (!lease) return;
  if (const auto removed = container::remove_remnants(instance); !removed) {
    core::log_error("after the end of " + instance.name() + ": " + removed.error().message());
  }
}

}  // namespace

Result<std::unique_ptr<Hosted>> Hosted::begin(net::Loop& loop, const state::Instance& instance,
                                              const container::StartOptions& options,
                                              Handlers handlers) {
  auto starting = TRY(container::begin_start(instance, options, container::Life::kCallers));
  Fd end = TRY(core::duplicate(starting.supervisor.pidfd()));
  Fd word = TRY(core::duplicate(starting.word));
  return std::unique_ptr<Hosted>(new Hosted(loop, instance, std::move(starting),
                                            options.stop_timeout, std::move(handlers),
                                            std::move(end), std::move(word)));
}

Hosted::Hosted(net::Loop& loop, const state::Instance& instance, container::Starting starting,
               std::chrono::milliseconds stop_time, Handlers handlers, Fd supervisor_end, Fd word)
    : instance_(instance),
      stop_time_(stop_time),
      handlers_(std::move(handlers)),
      starting_(std::move(starting)),
      end_(loop, std::move(supervisor_end)),
      word_(loop, std::move(word)),
      patience_(loop) {
  word_.when_readable([this] { on_word(); });
}

const Fd& Hosted::pidfd() const {
  return starting_ ? starting_->supervisor.pidfd() : supervisor_.pidfd();
}

void Hosted::on_word() {
  // Blocking again. The whole line is there or comes at once: the supervisor writes it and closes,
  // after an error it ends as well.
  (void)word_.release();
  auto started = container::finish_start(*std::exchange(starting_, std::nullopt));
  if (!started) {
    patience_.cancel();
    handlers_.ready(fail(std::move(started.error())));
    handlers_.ended(*this, 1);
    return;
  }
  started_ = true;
  supervisor_ = std::move(started->supervisor);
  end_.when_readable([this] { on_end(); });
  handlers_.ready(std::move(started->ready));
}

void Hosted::stop(std::chrono::milliseconds limit) {
  const auto timeout = std::min(limit, stop_time_);
  stopping_ = true;
  // A supervisor that is still starting gives up at a signal; one that runs waits for the guest.
  (void)container::signal_pidfd(pidfd(), SIGTERM, static_cast<int>(timeout.count()));
  patience_.start(timeout + kObeyLimit, [this] {
    core::log_error("the supervisor of " + instance_.name() + " does not obey and is killed");
    (void)container::signal_pidfd(pidfd(), SIGKILL);
  });
}

void Hosted::on_end() {
  patience_.cancel();
  const auto end = supervisor_.wait();
  if (!end || end->signal != 0) clear_up_after(instance_);
  handlers_.ended(*this, end && end->ok() ? exit_code(instance_) : 1);
}

}  // namespace anc::manager
