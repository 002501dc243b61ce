// The host's GL drivers, as sessions would try them.
#pragma once

#include <string>
#include <vector>

#include "internal/doctor/finding.h"
#include "internal/gles/driver_probe.h"

namespace anc::doctor {

/// The libraries, or every driver, fail: `error`; else what was tried up to the first that works.
/// Labels: ancloud.gl = renderer, ancloud.gl.software = yes or no.
Report judge_gl(const Result<std::vector<gles::Verdict>>& verdicts);

/// "llvmpipe" of "llvmpipe (LLVM 15.0.6, 256 bits)", "NVIDIA-H200" of "NVIDIA H200/PCIe/SSE2".
std::string renderer_label(const std::string& renderer);

}  // namespace anc::doctor
