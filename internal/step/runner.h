// Runs a list of steps: applies, rolls back, undoes, recovers; the only caller of Step's functions.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "internal/step/journal.h"

namespace anc::step {

/// What is told while it happens; called on the runner's thread, before the machine is touched.
class Observer {
 public:
  virtual ~Observer() = default;
  virtual void applying(const Step& /*step*/, const Seen& /*seen*/) {}
  virtual void skipping(const Step& /*step*/, const Seen& /*seen*/) {}
  virtual void undoing(const Step& /*step*/) {}
};

/// One step as it is, or as it was before a run applied it.
struct Status {
  const Step* step = nullptr;  ///< borrowed from the list that was looked at
  std::optional<Seen> seen;    ///< none when `check` itself failed, e.g. for want of privileges
  std::string problem;         ///< then, why
  bool applied = false;        ///< by the run that returned it

  bool holds() const { return seen && seen->state == State::kHolds; }
};

/// Checks each step and changes nothing; for --dry-run, --status and doctor.
std::vector<Status> look(const Steps& steps, const Host& host);

/// Per step: check; write what was seen to the journal; apply; check again. Steps that hold are
/// passed by, impossible optional ones skipped. After a failure everything this call applied is
/// undone, newest first; what could not be is named in the error and stays in the journal.
Result<std::vector<Status>> apply_all(const Steps& steps, Host& host, Journal& journal,
                                      Observer* observer = nullptr);

/// What an undo did.
struct Undone {
  std::vector<std::string> steps;  ///< names, in the order in which they were undone
  Left left;                       ///< what others changed since, "step: what"
};

/// The journal backwards: every open entry is undone, or given up where others changed it. Entries
/// of an earlier boot are closed unless their step is persistent. Goes on after a failure and
/// reports the first one, with the others beside it; those stay open.
Result<Undone> undo_all(const Steps& steps, Host& host, Journal& journal,
                        Observer* observer = nullptr);

/// Undoes only the run that was cut off (kill -9, power) before it completed, and forgets entries
/// of an earlier boot. Call it before apply_all.
Result<Undone> recover(const Steps& steps, Host& host, Journal& journal,
                       Observer* observer = nullptr);

}  // namespace anc::step
