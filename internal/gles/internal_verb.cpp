// The process that tries drivers: it may hang or die, its parent lives on.
#include "internal/gles/internal_verb.h"

#include <sys/resource.h>
#include <unistd.h>

#include "internal/core/fd.h"
#include "internal/core/json.h"
#include "internal/core/text.h"
#include "internal/gles/driver_facts.h"
#include "internal/gles/egl_display.h"

namespace anc::gles {
namespace {

/// Lines of JSON for driver_probe.cpp: {"candidate","step"} before what may hang,
/// {"candidate","fault","facts"} after it, {"end"} last, or {"error"} instead of all.
class Report {
 public:
  explicit Report(core::Fd to) : to_(std::move(to)) {}
  void line(const core::Json& json) {
    const std::string text = json.dump(-1, ' ', false, core::Json::error_handler_t::replace) + "\n";
    // A parent that has gone needs no answer.
    (void)core::write_all(to_, text);
  }

 private:
  core::Fd to_;
};

/// True when the candidate can draw.
bool try_candidate(const GlLibraries& libraries, const EglCandidate& candidate, bool facts,
                   Report& report) {
  auto display = EglDisplay::open(libraries, candidate, [&](std::string_view step) {
    report.line({{"candidate", candidate.name}, {"step", step}});
  });
  core::Json verdict = {{"candidate", candidate.name},
                        {"fault", display ? "" : display.error().message()}};
  if (display && facts) verdict["facts"] = driver_facts(**display);
  report.line(verdict);
  // Left open: this process ends without giving the driver another chance to hang.
  return display && display->release() != nullptr;
}

void probe(Report& report, size_t first, bool all, bool facts) {
  // A crash is an answer here, and nobody wants its core file.
  const rlimit none{0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
  const auto libraries = GlLibraries::load();
  if (!libraries) return report.line({{"error", libraries.error().message()}});
  const std::vector<EglCandidate> candidates = egl_candidates(libraries->egl);
  for (size_t i = first; i < candidates.size(); ++i) {
    if (try_candidate(*libraries, candidates[i], facts, report) && !all) break;
  }
  report.line({{"end", true}});
}

}  // namespace

std::optional<int> run_internal(std::span<const std::string> words) {
  if (words.size() != 4 || words[0] != "gl-probe") return std::nullopt;
  const auto fd = core::parse_int(words[1], 3, 1 << 20);
  const auto first = core::parse_int(words[2], 0, 1 << 10);
  if (!fd || !first) return 2;
  Report report(core::Fd(static_cast<int>(*fd)));
  probe(report, static_cast<size_t>(*first), words[3] == "all", words[3] != "first");
  ::_exit(0);
}

}  // namespace anc::gles
