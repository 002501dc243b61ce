// What guests are told about EGL and GL: gles-wire.md 9.
#pragma once

#include <cstdint>
#include <string>

#include "internal/gles/egl_display.h"
#include "internal/gles/gles1_library.h"

namespace anc::gles {

/// rcQueryEGLString; empty for a name without a string.
std::string guest_egl_string(uint32_t name);

/// rcGetGLString for a context of ES `version` 1, 2 or 3; empty for a name without a string. A
/// context of version 3 is the host's own: its strings are the host's, although the pipe carries no
/// call that ES 2 lacks.
std::string guest_gl_string(const EglDisplay& display, const Gles1Host& gles1, int version,
                            uint32_t name);

/// The words of the host's extension list that guests may see, in an order of our own.
std::string guest_gl_extensions(std::string_view host_extensions);
/// The same for GLES 1, of the host's extensions of GLES 2 and of its own GLES 1; nullptr: GLES 1
/// is emulated.
std::string guest_gles1_extensions(std::string_view host_gles, const std::string* host_gles1);

}  // namespace anc::gles
