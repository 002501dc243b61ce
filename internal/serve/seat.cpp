// The rules of the hand-over.
#include "internal/serve/seat.h"

#include <utility>

namespace anc::serve {

remote::HandoverIs Seat::news(What what, ViewerId about) const {
  const auto at = people_.find(about);
  std::string name = at == people_.end() ? "" : at->second.name;
  return {.what = what, .viewer = about, .name = std::move(name)};
}

void Seat::tell_others(ViewerId but, What what, ViewerId about) {
  for (const auto& [viewer, person] : people_) {
    if (viewer != but) tell_(viewer, news(what, about));
  }
}

void Seat::give(ViewerId viewer) {
  const auto before = std::exchange(holder_, viewer);
  if (asker_ == viewer) asker_.reset();
  if (before && *before != viewer) tell_(*before, news(What::kLost, viewer));
  tell_(viewer, news(What::kGranted, viewer));
  for (const auto& [other, person] : people_) {
    if (other != viewer && other != before) tell_(other, news(What::kTaken, viewer));
  }
}

void Seat::vacate() {
  const ViewerId before = *std::exchange(holder_, std::nullopt);
  if (asker_) return give(*asker_);
  tell_others(before, What::kFree, before);
}

void Seat::join(ViewerId viewer, Person person) {
  const bool same = holder_ && people_[*holder_].token == person.token;
  const bool may = person.may_control;
  people_[viewer] = std::move(person);
  if (may && (!holder_ || same)) return give(viewer);
  tell_(viewer, holder_ ? news(What::kTaken, *holder_) : news(What::kFree, 0));
}

void Seat::leave(ViewerId viewer) {
  people_.erase(viewer);
  if (asker_ == viewer) asker_.reset();
  if (holder_ == viewer) vacate();
}

bool Seat::request(ViewerId viewer) {
  const auto at = people_.find(viewer);
  if (at == people_.end() || holder_ == viewer) return false;
  const bool may = at->second.may_control, waits = asker_ == viewer;
  if (may && !holder_) {
    give(viewer);
  } else if (!may || (asker_ && !waits)) {
    tell_(viewer, news(What::kDenied, may ? *asker_ : 0));
  } else {
    asker_ = viewer;
    tell_(*holder_, news(What::kRequested, viewer));
    return !waits;
  }
  return false;
}

void Seat::release(ViewerId viewer) {
  if (holder_ != viewer) return;
  vacate();  // where somebody waited, all have been told who has it now
  if (!holder_) tell_(viewer, news(What::kFree, 0));
}

void Seat::grant(ViewerId holder, ViewerId to) {
  if (holder_ == holder && asker_ == to) give(to);
}

void Seat::deny(ViewerId holder, ViewerId to) {
  if (holder_ != holder || asker_ != to) return;
  asker_.reset();
  tell_(to, news(What::kDenied, holder));
}

void Seat::expire(ViewerId asker) {
  if (asker_ == asker) give(asker);
}

}  // namespace anc::serve
