// Opening what another user wants shown to a guest, with that user's rights and no more.
#pragma once

#include <vector>

#include "internal/container/guest_plan.h"
#include "internal/core/fd.h"

namespace anc::container {

/// A source as it was when it was opened. Whatever is put at its path later, this is what is shown.
struct OpenedSource {
  Fd fd;  ///< O_PATH
  FileKind kind = FileKind::kAbsent;
};

/// Opens all `asked.binds` in their order, in a process that is that user. kPermission for a source
/// which the user cannot reach or does not own, or of another kind than asked for; kTimeout when a
/// file system of the user's keeps it waiting. Root only; call from a single-threaded process, in
/// the mount namespace where they are to be mounted.
Result<std::vector<OpenedSource>> open_as_asker(const Asked& asked);

}  // namespace anc::container
