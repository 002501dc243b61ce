// GL in the processes of gles/driver_probe.h: see gl.h.
#include "internal/doctor/gl.h"

#include "internal/doctor/probes.h"
#include "internal/doctor/user.h"

namespace anc::doctor {
namespace {

/// A working driver does not make up for one before it that takes the session's time.
void judge_dangerous(const gles::Verdict& verdict, Report& report) {
  const bool hangs = verdict.fault.starts_with("hangs");
  report.add(fault(hangs ? Code::kGlHangs : Code::kGlCrashes,
                   "the GL of " + verdict.candidate + " " + verdict.fault)
                 .with_advice("update that driver, or remove it"));
}

void judge_working(const gles::Verdict& verdict, Report& report) {
  const std::string renderer = verdict.facts.value("renderer", "an unnamed renderer");
  const bool software = verdict.facts.value("software", false);
  report.labels["ancloud.gl"] = renderer_label(renderer);
  report.labels["ancloud.gl.software"] = software ? "yes" : "no";
  if (!software) {
    report.add(fine(renderer + " draws, on " + verdict.candidate));
    return;
  }
  report.add(fault(Code::kGlSoftware, "the processor draws (" + renderer + "), no GPU does")
                 .with_advice("with a GPU: install its driver, and let the session's user open "
                              "/dev/dri/renderD*; see: ancloud gl info"));
}

}  // namespace

std::string renderer_label(const std::string& renderer) {
  return label_value(renderer.substr(0, renderer.find_first_of("(/")));
}

Report judge_gl(const Result<std::vector<gles::Verdict>>& verdicts) {
  Report report;
  report.labels["ancloud.gl"] = "none";
  const auto failed = [&](const Error& error, Code otherwise) {
    const Code code = error.code() == Code::kNone ? otherwise : error.code();
    Finding finding = fault(code, error.message());
    report.add(code == Code::kGlMissing
                   ? std::move(finding).with_command(
                         "apt install libegl1 libgles2 libegl-mesa0 libgl1-mesa-dri")
                   : std::move(finding).with_advice(error.hint()));
  };
  if (!verdicts) {
    failed(verdicts.error(), Code::kGlNothingDraws);
    return report;
  }
  bool works = false;
  for (const gles::Verdict& verdict : *verdicts) {
    if (verdict.works()) {
      judge_working(verdict, report);
      works = true;
      break;
    }
    if (verdict.dangerous) judge_dangerous(verdict, report);
  }
  if (!works) failed(gles::nothing_draws(*verdicts), Code::kGlNothingDraws);
  return report;
}

Report probe_gl(const Question& question) {
  act_as_session_user(question);
  // A driver that answers takes a tenth of it; several that hang one after another still end within
  // the probe's time.
  return judge_gl(gles::probe_drivers({.patience = question.patience(3, 4), .facts = true}));
}

}  // namespace anc::doctor
