// Every function of OpenGL ES 1 that has no answer. Weak: those with one are elsewhere.
#include <cstdint>

#include "wire/gles1_functions.h"

extern "C" {

uintptr_t fake_gl_nothing_gles1() { return 0; }

#define ANC_LISTED(opcode, ret, name, params, args) \
  uintptr_t name() __attribute__((weak, alias("fake_gl_nothing_gles1")));
ANC_GLES1_VALUE_FUNCTIONS(ANC_LISTED)
ANC_GLES1_POINTER_FUNCTIONS(ANC_LISTED)
ANC_GLES1_EXTENSION_FUNCTIONS(ANC_LISTED)

}  // extern "C"
