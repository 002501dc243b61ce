// One reversible change to the machine: what it is for, how to see it, make it and take it back.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "internal/step/host.h"

namespace anc::step {

/// What `check` found. kDrifted: there, but not as it should be; `apply` puts it right.
/// kImpossible: this host cannot have it; `reason` says why.
enum class State { kHolds, kAbsent, kDrifted, kImpossible };

/// "holds", "absent", "drifted", "impossible": in JSON and in the journal.
std::string_view state_name(State state);
Result<State> parse_state(std::string_view name);

/// What was seen, with the facts `undo` needs to restore it: names and parameters belong in there,
/// since the configuration may be another one by the time of the undo.
struct Seen {
  using Facts = std::map<std::string, std::string>;

  Seen() = default;
  explicit Seen(State what, Facts known = {}, std::string why = {})
      : state(what), facts(std::move(known)), reason(std::move(why)) {}

  State state = State::kAbsent;
  Facts facts;
  std::string reason;                  ///< one clause for people, may be empty when it holds
  std::string hint;                    ///< what to do, for kImpossible
  Kind kind = Kind::kHostRequirement;  ///< of the error, for kImpossible
  Code code{};                         ///< of the error, for kImpossible (core/codes.h)

  /// A fact by name; its absence is damage in the journal.
  Result<std::string> fact(const std::string& name) const;
  bool operator==(const Seen&) const = default;
};

/// `return impossible("kernel has no binder", "install …")`
Seen impossible(std::string reason, std::string hint = {}, Kind kind = Kind::kHostRequirement,
                Code code = Code{});

/// What an undo did not touch because someone changed it since: one clause each, naming it.
using Left = std::vector<std::string>;

/// A step holds no state of its own beyond the parameters it was made with. Laws, tested over every
/// list of steps: apply then undo leaves the machine as it was; `undo` is idempotent, and also puts
/// right an `apply` that was cut off anywhere, or never began.
class Step {
 public:
  virtual ~Step() = default;

  /// Key in the journal: lower case, stable between versions, unique in its list.
  virtual std::string_view name() const = 0;
  /// One sentence for the man page and `--dry-run`.
  virtual std::string_view why() const = 0;
  /// The shell commands this equals, as documented; run as root they make `check` hold.
  virtual std::vector<std::string> commands() const = 0;

  /// Looks, changes nothing.
  virtual Result<Seen> check(const Host& host) const = 0;
  /// Makes it hold; `seen` is what `check` said just before.
  virtual Result<void> apply(Host& host, const Seen& seen) const = 0;
  /// Restores what `before` says was there, as far as it is still as `apply` left it.
  virtual Result<Left> undo(Host& host, const Seen& before) const = 0;

  /// Skipped with its reason where it is impossible, instead of ending the run.
  virtual bool optional() const { return false; }
  /// Its effect outlives a reboot (files, users); all others are gone with the kernel.
  virtual bool persistent() const { return false; }
};

/// In the order in which they are applied.
using Steps = std::vector<std::unique_ptr<const Step>>;

}  // namespace anc::step

namespace anc {
using step::Host;
using step::Left;
using step::Seen;
using step::State;
using step::Step;
using step::Steps;
}  // namespace anc
