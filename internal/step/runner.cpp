// Applies a list of steps, rolls back what failed, undoes what the journal says.
#include "internal/step/runner.h"

namespace anc::step {
namespace {
const Step* find(const Steps& steps, const std::string& name) {
  for (const auto& step : steps) {
    if (step->name() == name) return step.get();
  }
  return nullptr;
}

Sync sync_for(const Step& step) { return step.persistent() ? Sync::kNow : Sync::kLater; }

std::string step_text(const Step& step) { return "step " + std::string(step.name()); }

/// What one undo needs, bundled so that the walks below read as walks.
struct Context {
  const Steps& steps;
  Host& host;
  Journal& journal;
  Observer* observer;
};

/// `after_failure`: what stays may stay only because of what could not be undone just before, so
/// the entry stays open with it and the next undo tries again.
Result<void> undo_entry(const Context& at, const Entry& entry, bool after_failure, Undone& done) {
  const Step* step = find(at.steps, entry.step);
  if (step == nullptr) {
    return fail(Error(Kind::kFailure, "the journal names a step this version does not have")
                    .hint("undo it with the version of ancloud that applied it"));
  }
  if (at.observer != nullptr) at.observer->undoing(*step);
  Left left = TRY(step->undo(at.host, entry.seen));
  if (after_failure && !left.empty()) return {};
  for (std::string& what : left) done.left.push_back(entry.step + ": " + std::move(what));
  const std::string name = entry.step;  // the entry goes with the next line
  TRY(at.journal.undone(entry.id));
  done.steps.push_back(name);
  return {};
}

/// Undoes the open entries for which `wanted` holds, newest first, and goes on after a failure.
template <class Wanted>
Result<Undone> undo_entries(const Context& at, Wanted wanted) {
  Undone done;
  std::optional<Error> cause;
  const std::vector<Entry> entries = at.journal.open();
  for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
    if (!wanted(*entry)) continue;
    if (auto undone = undo_entry(at, *entry, cause.has_value(), done); !undone) {
      Error error = std::move(undone.error()).context("undo step " + entry->step);
      if (!cause) {
        cause = std::move(error);
      } else {
        cause = std::move(*cause).context("also failed: " + error.message());
      }
    }
  }
  if (cause) return fail(std::move(*cause));
  return done;
}

/// Kernel state of an earlier boot is gone by itself: forget it, except files and users.
Result<void> forget_earlier_boots(const Context& at) {
  const std::string boot = TRY(at.host.boot_id());
  const std::vector<Entry> entries = at.journal.open();
  for (const Entry& entry : entries) {
    const Step* step = find(at.steps, entry.step);
    if (entry.boot != boot && step != nullptr && !step->persistent()) {
      TRY(at.journal.undone(entry.id));
    }
  }
  return {};
}

Result<void> apply_one(const Step& step, const Seen& seen, Host& host) {
  TRY(step.apply(host, seen));
  const Seen now = TRY(step.check(host), "look at it again");
  if (now.state != State::kHolds) {
    const std::string why = now.reason.empty() ? std::string(state_name(now.state)) : now.reason;
    return fail(
        Error(now.kind, "was applied, yet does not hold: " + why).hint(now.hint).code(now.code));
  }
  return {};
}

/// Checks and applies one step; `status` tells what was seen and done.
Result<void> handle(const Context& at, const std::string& boot, Status& status) {
  const Step& step = *status.step;
  status.seen = TRY(step.check(at.host));
  const Seen& seen = *status.seen;
  if (seen.state == State::kHolds) return {};
  if (seen.state == State::kImpossible) {
    if (!step.optional())
      return fail(Error(seen.kind, seen.reason).hint(seen.hint).code(seen.code));
    if (at.observer != nullptr) at.observer->skipping(step, seen);
    return {};
  }
  if (at.observer != nullptr) at.observer->applying(step, seen);
  TRY(at.journal.begin(std::string(step.name()), boot, seen, sync_for(step)));
  TRY(apply_one(step, seen, at.host));
  status.applied = true;
  return {};
}

Error roll_back(const Context& at, int64_t newer_than, Error cause) {
  auto undone = undo_entries(at, [&](const Entry& entry) { return entry.id > newer_than; });
  if (!undone)
    return std::move(cause).context("roll-back failed (" + undone.error().message() + ")");
  for (const std::string& what : undone->left) {
    cause = std::move(cause).context("roll-back left " + what);
  }
  return cause;
}
}  // namespace

std::vector<Status> look(const Steps& steps, const Host& host) {
  std::vector<Status> result;
  for (const auto& step : steps) {
    Status status;
    status.step = step.get();
    if (auto seen = step->check(host)) {
      status.seen = std::move(*seen);
    } else {
      status.problem = seen.error().message();
    }
    result.push_back(std::move(status));
  }
  return result;
}

Result<std::vector<Status>> apply_all(const Steps& steps, Host& host, Journal& journal,
                                      Observer* observer) {
  const Context at{steps, host, journal, observer};
  const std::string boot = TRY(host.boot_id());
  const int64_t before = journal.open().empty() ? 0 : journal.open().back().id;
  Sync sync = Sync::kLater;
  std::vector<Status> result;
  for (const auto& step : steps) {
    Status& status = result.emplace_back();
    status.step = step.get();
    if (auto handled = handle(at, boot, status); !handled) {
      return fail(roll_back(at, before, std::move(handled.error()).context(step_text(*step))));
    }
    if (status.applied && step->persistent()) sync = Sync::kNow;
  }
  if (!journal.open().empty() && !journal.open().back().complete) {
    if (auto completed = journal.complete(sync); !completed) {
      return fail(roll_back(at, before, std::move(completed.error())));
    }
  }
  return result;
}

Result<Undone> undo_all(const Steps& steps, Host& host, Journal& journal, Observer* observer) {
  const Context at{steps, host, journal, observer};
  TRY(forget_earlier_boots(at));
  return undo_entries(at, [](const Entry&) { return true; });
}

Result<Undone> recover(const Steps& steps, Host& host, Journal& journal, Observer* observer) {
  const Context at{steps, host, journal, observer};
  TRY(forget_earlier_boots(at));
  return undo_entries(at, [](const Entry& entry) { return !entry.complete; });
}

}  // namespace anc::step
