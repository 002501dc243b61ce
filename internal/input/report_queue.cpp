// Merging from the newest backwards: see report_queue.h.
#include "internal/input/report_queue.h"

#include <utility>

namespace anc::input {

bool ReportQueue::push(const Report& report) {
  for (auto it = reports_.rbegin(); it != reports_.rend() && it->motion; ++it) {
    if (merge(*it, report)) return true;
  }
  if (reports_.size() >= kLimit) return false;
  reports_.push_back(report);
  return true;
}

Report ReportQueue::pop() {
  Report report = std::move(reports_.front());
  reports_.pop_front();
  return report;
}

}  // namespace anc::input
