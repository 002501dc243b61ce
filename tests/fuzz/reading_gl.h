// A GL that reads all that a driver would read of its caller's memory, so that a sanitizer sees it.
#pragma once

#include "internal/gles/gl_api.h"

namespace anc::fuzz {

/// Puts readers in front of the functions of `gl` that take pointers; aborts on values that no
/// driver should get. One thread; what contexts remember is per context.
void read_like_a_driver(const gles::EglApi& egl, gles::GlApi& gl);
/// Forgets the contexts of before: handles come again.
void forget_contexts();

}  // namespace anc::fuzz
