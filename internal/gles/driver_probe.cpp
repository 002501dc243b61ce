// The asking side of the probe: see driver_probe.h. The child is internal_verb.cpp.
#include "internal/gles/driver_probe.h"

#include <csignal>
#include <optional>
#include <unistd.h>

#include "internal/core/codes.h"
#include "internal/core/log.h"
#include "internal/core/process.h"
#include "internal/gles/gl_api.h"
#include "internal/gles/internal_verb.h"

namespace anc::gles {
namespace {

/// A driver that hangs in the kernel cannot be killed: its process is left behind.
constexpr std::chrono::seconds kDeathTime{1};
/// More than there are candidates.
constexpr size_t kMostChildren = 32;

/// One child and what it has said so far.
class Probe {
 public:
  static Result<Probe> start(const ProbeOptions& options, size_t first);

  /// Collects verdicts. True when the child has said all; otherwise the last verdict is about the
  /// candidate that it did not survive.
  Result<bool> collect(const ProbeOptions& options, std::vector<Verdict>& verdicts);

 private:
  enum class Next { kLine, kEnd, kSilence };

  Next next_line(std::chrono::milliseconds patience, std::string& line);
  /// True for the line that says that all has been said.
  Result<bool> take(const std::string& line, std::vector<Verdict>& verdicts);
  /// How it ended, in words about a driver.
  std::string end_of_child(bool silent, std::chrono::milliseconds patience);

  core::Child child_;
  core::Fd output_;
  std::string pending_;
  std::string candidate_, step_;  ///< at work
};

Result<Probe> Probe::start(const ProbeOptions& options, size_t first) {
  Probe probe;
  core::FdPair pipe = TRY(core::make_pipe());
  core::Command command;
  command.argv = {"/proc/self/exe",
                  kInternalVerb,
                  "gl-probe",
                  std::to_string(pipe.second.get()),
                  std::to_string(first),
                  options.all     ? "all"
                  : options.facts ? "facts"
                                  : "first"};
  command.keep = {pipe.second.get()};
  command.in = command.out = command.err = core::Command::kNull;
  command.die_with_parent = true;
  probe.child_ = TRY(core::Child::spawn(command), "start the probe of the GL drivers");
  probe.output_ = std::move(pipe.first);
  return probe;
}

Probe::Next Probe::next_line(std::chrono::milliseconds patience, std::string& line) {
  for (;;) {
    const size_t end = pending_.find('\n');
    if (end != std::string::npos) {
      line = pending_.substr(0, end);
      pending_.erase(0, end + 1);
      return Next::kLine;
    }
    const auto readable = core::wait_readable(output_, static_cast<int>(patience.count()));
    if (!readable || !*readable) return Next::kSilence;
    char buffer[4096];
    const ssize_t n = ::read(output_.get(), buffer, sizeof buffer);
    if (n <= 0) return Next::kEnd;
    pending_.append(buffer, static_cast<size_t>(n));
  }
}

Result<bool> Probe::take(const std::string& line, std::vector<Verdict>& verdicts) {
  const core::Json json = TRY(core::parse_json(line));
  if (json.contains("error")) {
    return fail(Error(Kind::kGraphics, TRY(core::json_field<std::string>(json, "error")))
                    .hint(kPackagesHint)
                    .code(Code::kGlMissing));
  }
  if (json.contains("end")) return true;
  candidate_ = TRY(core::json_field<std::string>(json, "candidate"));
  if (json.contains("step")) {
    step_ = TRY(core::json_field<std::string>(json, "step"));
    return false;
  }
  Verdict verdict;
  verdict.candidate = std::exchange(candidate_, {});
  verdict.fault = TRY(core::json_field<std::string>(json, "fault"));
  if (json.contains("facts")) verdict.facts = json["facts"];
  verdicts.push_back(std::move(verdict));
  return false;
}

std::string Probe::end_of_child(bool silent, std::chrono::milliseconds patience) {
  if (silent) {
    (void)child_.signal(SIGKILL);
    const auto gone = child_.wait_for(kDeathTime);
    if (!gone || !*gone) child_.detach();
    return "hangs (no answer for " + std::to_string(patience.count()) + " ms)";
  }
  const auto status = child_.wait();
  return "crashes (" + (status ? status->text() : status.error().message()) + ")";
}

Result<bool> Probe::collect(const ProbeOptions& options, std::vector<Verdict>& verdicts) {
  std::string line;
  Next next = Next::kLine;
  while ((next = next_line(options.patience, line)) == Next::kLine) {
    if (TRY(take(line, verdicts), "probe of the GL drivers")) return true;
  }
  const std::string what = end_of_child(next == Next::kSilence, options.patience);
  if (candidate_.empty()) {
    return fail(
        Error(Kind::kGraphics, "the host's GL " + what + " before it names a display that can draw")
            .hint(kPackagesHint));
  }
  Verdict verdict;
  verdict.candidate = candidate_;
  verdict.fault = what + " while it is " + step_;
  verdict.dangerous = true;
  verdicts.push_back(std::move(verdict));
  return false;
}

}  // namespace

Result<std::vector<Verdict>> probe_drivers(const ProbeOptions& options) {
  std::vector<Verdict> verdicts;
  for (size_t i = 0; i < kMostChildren; ++i) {
    Probe probe = TRY(Probe::start(options, verdicts.size()));
    if (TRY(probe.collect(options, verdicts))) break;
  }
  return verdicts;
}

Error nothing_draws(const std::vector<Verdict>& verdicts) {
  std::string tried;
  bool dangerous = false;
  for (const Verdict& verdict : verdicts) {
    tried += (tried.empty() ? ": " : "; ") + verdict.candidate + " " + verdict.fault;
    dangerous |= verdict.dangerous;
  }
  const char* hint = dangerous
                         ? "a driver of this host hangs or crashes: update it, or install Mesa's "
                           "software renderer: apt install libegl-mesa0 libgl1-mesa-dri"
                         : kPackagesHint;
  return Error(Kind::kGraphics, "no EGL display can draw" + tried)
      .hint(hint)
      .code(Code::kGlNothingDraws);
}

Result<std::string> choose_display(std::chrono::milliseconds patience) {
  const auto verdicts = TRY(probe_drivers({.patience = patience}));
  for (const Verdict& verdict : verdicts) {
    if (verdict.works()) return verdict.candidate;
    core::log_warning("the GL of " + verdict.candidate + " is passed over: it " + verdict.fault);
  }
  return fail(nothing_draws(verdicts));
}

}  // namespace anc::gles
