// Services of the guest: see services.h.
#include "cmd/ancloud-guest/services.h"

#include <algorithm>

#include "cmd/ancloud-guest/console.h"

namespace anc::guest {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kFirstDelay{50};
constexpr milliseconds kLongestDelay{5000};
// A service that lived this long did not fail at its start.
constexpr std::chrono::seconds kHealthy{10};

core::Command command_for(const Service& service) {
  core::Command command;
  command.argv = service.argv;
  command.env = {"PATH=/system/bin:/system/sbin:/system/xbin:/bin:/sbin", "ANDROID_ROOT=/system",
                 "ANDROID_DATA=/data", "HOME=/data"};
  command.in = core::Command::kNull;
  command.new_session = true;
  command.run_as = service.run_as;
  return command;
}

}  // namespace

milliseconds restart_delay(int failures_in_a_row) {
  const int doublings = std::clamp(failures_in_a_row - 1, 0, 16);
  return std::min(kFirstDelay * (1 << doublings), kLongestDelay);
}

Services::Services(std::vector<Service> services) {
  for (Service& service : services) slots_.push_back({std::move(service), -1, false, 0, {}, {}});
}

bool Services::may_start(const Slot& slot) const {
  if (slot.pid > 0 || slot.ended) return false;
  return std::all_of(slots_.begin(), slots_.end(), [&](const Slot& other) {
    return other.service.name != slot.service.after || other.ended;
  });
}

void Services::plan_restart(Slot& slot, Clock::time_point now) {
  slot.failures = now - slot.started > kHealthy ? 1 : slot.failures + 1;
  slot.due = now + restart_delay(slot.failures);
}

void Services::start(Slot& slot, Clock::time_point now) {
  const Service& service = slot.service;
  slot.started = now;
  auto child = core::Child::spawn(command_for(service));
  if (!child) {
    say(service.name + " did not start: " + child.error().message());
    if (service.run_as) {
      say(service.name + " will run as root: uid " + std::to_string(service.run_as->uid) +
          " may not be mapped here");
      slot.service.run_as.reset();
    }
    plan_restart(slot, now);
    return;
  }
  slot.pid = child->pid();
  child->detach();  // process 1 reaps everything in one place
  say(service.name + " started as uid " + std::to_string(service.run_as ? service.run_as->uid : 0) +
      " (pid " + std::to_string(slot.pid) + ")");
}

void Services::start_due(Clock::time_point now) {
  if (frozen_) return;
  for (Slot& slot : slots_) {
    if (may_start(slot) && slot.due <= now) start(slot, now);
  }
}

int Services::next_due_ms(Clock::time_point now) const {
  int soonest = -1;
  if (frozen_) return soonest;
  for (const Slot& slot : slots_) {
    if (!may_start(slot)) continue;
    const auto left = std::chrono::ceil<milliseconds>(slot.due - now).count();
    const int wait = static_cast<int>(std::clamp<long>(left, 0, kLongestDelay.count()));
    soonest = soonest < 0 ? wait : std::min(soonest, wait);
  }
  return soonest;
}

void Services::on_exit(pid_t pid, const core::ExitStatus& status, Clock::time_point now) {
  for (Slot& slot : slots_) {
    if (slot.pid != pid) continue;
    slot.pid = -1;
    if (slot.service.oneshot) {
      slot.ended = true;
      if (!status.ok()) say(slot.service.name + " failed: " + status.text());
      return;
    }
    if (slot.service.run_as && status.code == static_cast<int>(Kind::kPermission)) {
      say(slot.service.name + " may not reach its sockets as uid " +
          std::to_string(slot.service.run_as->uid) + ": it will run as root");
      slot.service.run_as.reset();
    }
    plan_restart(slot, now);
    if (!frozen_) {
      say(slot.service.name + " ended (" + status.text() + "), again in " +
          std::to_string(restart_delay(slot.failures).count()) + " ms");
    }
    return;
  }
}

std::vector<pid_t> Services::running() const {
  std::vector<pid_t> pids;
  for (const Slot& slot : slots_) {
    if (slot.pid > 0) pids.push_back(slot.pid);
  }
  return pids;
}

}  // namespace anc::guest
