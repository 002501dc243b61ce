// The EGL displays worth trying, best first.
#pragma once

#include <string>
#include <vector>

#include "internal/gles/gl_api.h"

namespace anc::gles {

/// One display that may or may not initialise.
struct EglCandidate {
  std::string name;  ///< for people: "device 0", "surfaceless", "default display"
  EGLDisplay display;
};

/// In the order in which they should be tried; the same in each process of one boot.
/// Hardware devices, the surfaceless platform, software devices, the default display.
std::vector<EglCandidate> egl_candidates(const EglApi& egl);

}  // namespace anc::gles
