// See doctor_text.h.
#include "cmd/ancloud/doctor_text.h"

#include <cstdlib>
#include <string_view>
#include <unistd.h>

#include "internal/doctor/weigh.h"

namespace anc::cmd {
namespace {

constexpr size_t kWordWidth = 9;    // "not tried"
constexpr size_t kProbeWidth = 10;  // "namespaces"

struct Look {
  std::string_view word;
  const char* colour;
};

Look look_of(const doctor::Finding& finding) {
  switch (finding.severity) {
    case Severity::kOk:
      if (finding.code != Code::kNone) return {"note", "36"};
      return {"ok", "32"};
    case Severity::kWarning:
      return {"warning", "33"};
    case Severity::kProblem:
      return {"problem", "1;31"};
    case Severity::kNotTried:
      return {"not tried", "2"};
  }
  return {"ok", "32"};
}

std::string padded(std::string_view text, size_t width) {
  return std::string(text) + std::string(width > text.size() ? width - text.size() : 0, ' ');
}

/// `same_next`: the finding after it has the same command, and tells it for both.
std::string finding_text(const doctor::Finding& finding, bool colour, bool same_next) {
  const Look look = look_of(finding);
  std::string text = colour ? "\033[" + std::string(look.colour) + "m" : "";
  text += padded(look.word, kWordWidth);
  if (colour) text += "\033[0m";
  text += "  " + padded(finding.probe, kProbeWidth) + "  ";
  const bool fault = finding.code != Code::kNone && finding.severity != Severity::kNotTried;
  if (fault) text += std::string(core::code_name(finding.code)) + ": ";
  text += finding.cause + "\n";
  if (finding.severity == Severity::kOk) return text;  // a note asks for nothing
  const std::string margin(kWordWidth + kProbeWidth + 4, ' ');
  if (!finding.command.empty() && !same_next) text += margin + "run:  " + finding.command + "\n";
  if (!finding.advice.empty()) text += margin + "hint: " + finding.advice + "\n";
  return text;
}

}  // namespace

std::string report_text(const doctor::Report& report, bool colour) {
  std::string text;
  const auto& all = report.findings;
  for (size_t i = 0; i < all.size(); ++i) {
    const bool same_next = i + 1 < all.size() && all[i].advice.empty() &&
                           all[i + 1].severity != Severity::kOk &&
                           all[i].command == all[i + 1].command;
    text += finding_text(all[i], colour, same_next);
  }
  return text + "\n" + doctor::summary(report) + "\n";
}

std::string labels_text(const doctor::Report& report) {
  std::string text;
  for (const auto& [name, value] : report.labels) text += name + "=" + value + "\n";
  return text;
}

bool colour_wanted() {
  // NOLINTBEGIN(concurrency-mt-unsafe): nobody sets the environment
  const char* terminal = std::getenv("TERM");
  return ::isatty(1) == 1 && std::getenv("NO_COLOR") == nullptr &&
         !(terminal != nullptr && std::string_view(terminal) == "dumb");
  // NOLINTEND(concurrency-mt-unsafe)
}

}  // namespace anc::cmd
