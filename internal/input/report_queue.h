// Reports that wait for one client which reads slower than they come.
#pragma once

#include <deque>

#include "internal/input/records.h"

namespace anc::input {

/// Bounded. Motion takes the place of motion of the same kind behind the last press or release;
/// presses and releases are never dropped: a queue that is full of them means a client that does
/// not read.
class ReportQueue {
 public:
  static constexpr size_t kLimit = 4096;  ///< reports; half a minute of fast typing

  /// False when it is full.
  bool push(const Report& report);
  bool empty() const { return reports_.empty(); }
  size_t size() const { return reports_.size(); }
  Report pop();

 private:
  std::deque<Report> reports_;
};

}  // namespace anc::input
