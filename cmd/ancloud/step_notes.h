// Tells a person on stderr which change to the host or an instance is about to be made.
#pragma once

#include <string>

#include "cmd/ancloud/output.h"
#include "internal/step/runner.h"

namespace anc::cmd {

/// Prints before each step what it is and why; `host-setup --dry-run` tells the commands. Borrows
/// `out`.
class StepNotes final : public step::Observer {
 public:
  explicit StepNotes(const Output& out) : out_(out) {}

  void applying(const Step& step, const Seen& /*seen*/) override {
    out_.note(std::string(step.name()) + ": " + std::string(step.why()));
  }
  void skipping(const Step& step, const Seen& seen) override {
    out_.note(std::string(step.name()) + ": skipped, " + seen.reason);
    if (!seen.hint.empty()) out_.note("  hint: " + seen.hint);
  }
  void undoing(const Step& step) override { out_.note(std::string(step.name()) + ": undo"); }

 private:
  const Output& out_;
};

}  // namespace anc::cmd
