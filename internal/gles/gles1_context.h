// What a context of GLES 1 keeps beside that of GLES 2.
#pragma once

#include "internal/fixed/pipeline.h"
#include "internal/gles/fixed_programs.h"

namespace anc::gles {

/// Where the host's own GLES 1.1 draws, only the client's active unit is kept in the pipeline.
struct Gles1Context {
  fixed::Pipeline pipeline;
  FixedPrograms programs;
};

}  // namespace anc::gles
