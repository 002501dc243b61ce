// By use: see memory.h.
#include "internal/doctor/memory.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "internal/core/fd.h"
#include "internal/doctor/probes.h"

namespace anc::doctor {
namespace {

int try_memfd() {
  constexpr size_t kSize = 4096;
  const Fd fd(::memfd_create("ancloud-doctor", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (!fd || ::ftruncate(fd.get(), kSize) != 0) return errno;
  void* const memory = ::mmap(nullptr, kSize, PROT_READ | PROT_WRITE, MAP_SHARED, fd.get(), 0);
  if (memory == MAP_FAILED) return errno;
  static_cast<char*>(memory)[0] = 1;
  ::munmap(memory, kSize);
  return ::fcntl(fd.get(), F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW) == 0 ? 0 : errno;
}

int try_ashmem() {
  const Fd fd(::open("/dev/ashmem", O_RDWR | O_CLOEXEC));
  return fd ? 0 : errno;
}

}  // namespace

Report judge_memory(const MemoryFacts& facts) {
  Report report;
  if (facts.memfd_error != 0) {
    report.add(fault(Code::kMemfdMissing, "memfd_create: " + core::errno_text(facts.memfd_error))
                   .with_advice("Linux has it since 3.17: look for a seccomp filter around us"));
  } else {
    report.add(fine("memfd works"));
  }
  if (facts.ashmem_error != 0) {
    report.add(fault(Code::kAshmemMissing, "/dev/ashmem: " + core::errno_text(facts.ashmem_error))
                   .with_advice("use a kernel before 5.18 with CONFIG_ASHMEM, or an image of "
                                "Android 10 or newer, which use memfd"));
  }
  report.labels["ancloud.ashmem"] = facts.ashmem_error == 0 ? "yes" : "no";
  return report;
}

Report probe_memory(const Question&) { return judge_memory({try_memfd(), try_ashmem()}); }

}  // namespace anc::doctor
