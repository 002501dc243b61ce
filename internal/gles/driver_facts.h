// What one driver of the host offers, as a value to print.
#pragma once

#include "internal/core/json.h"
#include "internal/gles/egl_display.h"

namespace anc::gles {

/// An object: vendor, renderer, version, egl_version, software, es1, es2, es3, dma_buf_export,
/// tells_losses, extensions (name → there or not), limits (name → number), guest (the strings that
/// guests are told). Makes a context current on this thread and releases it.
core::Json driver_facts(const EglDisplay& display);

}  // namespace anc::gles
