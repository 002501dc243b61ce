// What an image holds, found out by a process that may crash.
#pragma once

#include <cstdint>
#include <string>

#include "internal/core/fd.h"

namespace anc::image {

/// Facts that need a look inside the image.
struct Contents {
  bool anbox_init = false;       ///< /anbox-init.sh
  bool init = false;             ///< /init
  bool service_manager = false;  ///< /system/bin/servicemanager: Android, which needs binder
  std::string abi;               ///< of the first ELF program found; empty when there is none
  uint32_t root_uid = 0;         ///< owner of "/" as packed
  uint32_t root_gid = 0;
};

/// Android's name of an ABI from the first bytes of an ELF file ("x86_64", "arm64-v8a" …), empty
/// when they are none.
std::string elf_abi(std::string_view head);

/// Reads them in this process: only for the child below, tests and the fuzz target.
Result<Contents> read_contents(Fd image);

/// Reads them in a child process without privileges and with 10 s of processor time, since
/// libsquashfuse trusts the image's own offsets. kImage when the child says so or dies.
Result<Contents> probe_contents(const Fd& image);

/// The child: `internal image-probe FD`. Prints one JSON object and returns the exit code.
int probe_main(int image_fd);

/// For a process that reads a stranger's image and needs nothing else: no privileges (when root:
/// the overflow user, no groups), none to be gained, no core file.
Result<void> give_up_privileges();

}  // namespace anc::image
