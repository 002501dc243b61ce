// Keeping and publishing rungs.
#include "internal/session/ladder.h"

#include <algorithm>
#include <utility>

#include "internal/core/log.h"
#include "internal/state/readiness.h"

namespace anc::session {

Result<void> Ladder::clear(const std::string& path) { return state::clear_rungs(path); }

Ladder::Ladder(std::string path) : path_(std::move(path)) {}

void Ladder::reached(port::Rung rung) {
  const std::string name(port::rung_name(rung));
  const auto since = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now() - start_);
  // The file is written with the lock held: its lines are in the order of their times.
  const bool is_new = entries_.with([&](std::vector<Entry>& entries) {
    const auto same = [&](const Entry& entry) { return entry.rung == name; };
    if (std::any_of(entries.begin(), entries.end(), same)) return false;
    entries.push_back({name, since});
    core::log_info("reached " + name + " after " + std::to_string(since.count()) + " ms");
    const auto written = state::append_rung(path_, name, since);
    if (!written) core::log_warning("others do not see it: " + written.error().message());
    return true;
  });
  if (is_new && told_) told_({name, since});
}

std::vector<Ladder::Entry> Ladder::entries() const {
  return entries_.with([](const std::vector<Entry>& entries) { return entries; });
}

}  // namespace anc::session
