// Calls into llvmpipe take turns.
//
// Before llvmpipe draws with a picture, copies, reads or writes one, it asks all contexts whether
// a scene of theirs refers to it, and walks through their lists without a lock while their threads
// fill and end them: where the processors are busy it dies now and then, at an address that is none
// (seen with Mesa 22.3.6; with 24 threads within seconds, tests/gl/contexts_check.cpp).
//
// So such calls wait for each other; calls that only set state do not.
#pragma once

#include <mutex>
#include <string_view>

#include "internal/gles/gl_api.h"
#include "internal/gles/gles1_library.h"

namespace anc::gles {

/// One thread's turn; it may take further ones in it.
using Turn = std::unique_lock<std::recursive_mutex>;
/// Several calls in one turn, by one who would else wait for others before each of them. Nobody
/// else who takes turns is waited for in it.
Turn take_turn();

/// Whether a driver of that GL_RENDERER needs it.
bool needs_turns(std::string_view renderer);

/// Puts functions that do so in the place of the driver's, which are the same at each call of a
/// process.
void take_turns(GlLibraries& libraries);
void take_turns(NativeGles1& native);

}  // namespace anc::gles
