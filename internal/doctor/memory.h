// Memory that processes share by a descriptor: memfd, and ashmem for Android 7.
#pragma once

#include "internal/doctor/finding.h"

namespace anc::doctor {

/// errno of each, 0 when it works.
struct MemoryFacts {
  int memfd_error = 0;   ///< made, sized, mapped, written, sealed
  int ashmem_error = 0;  ///< of opening /dev/ashmem
};

Report judge_memory(const MemoryFacts& facts);

}  // namespace anc::doctor
