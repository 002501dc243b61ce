// Compiles the lists of system calls at build time, by libseccomp, which takes some 15 ms for each:
// a third of a container's start. Prints a header with the filters as arrays.
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <linux/filter.h>
#include <memory>
#include <seccomp.h>
#include <span>
#include <sys/mman.h>
#include <unistd.h>
#include <vector>

#include "internal/confine/syscalls.h"

namespace anc::confine {
namespace {

using Context = std::unique_ptr<void, void (*)(scmp_filter_ctx)>;

void demand(int code, const std::string& what) {
  if (code == 0) return;
  std::fprintf(stderr, "%s: error %d\n", what.c_str(), -code);
  std::exit(1);  // NOLINT(concurrency-mt-unsafe): one thread
}

void add_second_architecture(scmp_filter_ctx context) {
  const uint32_t native = ::seccomp_arch_native();
  uint32_t second = 0;
  if (native == SCMP_ARCH_X86_64) second = SCMP_ARCH_X86;
  if (native == SCMP_ARCH_AARCH64) second = SCMP_ARCH_ARM;
  if (second != 0) demand(::seccomp_arch_add(context, second), "32-bit calls");
}

void add_rule(scmp_filter_ctx context, uint32_t action, const Syscall& call) {
  const int number = ::seccomp_syscall_resolve_name(call.name.c_str());
  if (number == __NR_SCMP_ERROR) return;  // newer than this libseccomp
  if (call.when) {
    const scmp_arg_cmp compare{call.when->index, SCMP_CMP_MASKED_EQ, call.when->mask,
                               call.when->value};
    demand(::seccomp_rule_add_array(context, action, number, 1, &compare), call.name);
  } else {
    demand(::seccomp_rule_add_array(context, action, number, 0, nullptr), call.name);
  }
}

std::vector<sock_filter> exported(scmp_filter_ctx context) {
  const int file = ::memfd_create("filter", MFD_CLOEXEC);
  demand(::seccomp_export_bpf(context, file), "compile");
  std::vector<sock_filter> code(BPF_MAXINSNS);
  const ssize_t bytes = ::pread(file, code.data(), code.size() * sizeof(sock_filter), 0);
  demand(bytes > 0 ? 0 : -EIO, "read the filter back");
  ::close(file);
  code.resize(static_cast<size_t>(bytes) / sizeof(sock_filter));
  return code;
}

void print_filter(const char* name, std::span<const Syscall> allowed) {
  const Context context(::seccomp_init(SCMP_ACT_ERRNO(ENOSYS)), ::seccomp_release);
  demand(context ? 0 : -ENOMEM, "make a filter");
  add_second_architecture(context.get());
  // A search tree instead of one comparison after the other.
  demand(::seccomp_attr_set(context.get(), SCMP_FLTATR_CTL_OPTIMIZE, 2), "order");
  for (const Syscall& call : allowed) add_rule(context.get(), SCMP_ACT_ALLOW, call);
  for (const std::string_view refused : refused_syscalls()) {
    add_rule(context.get(), SCMP_ACT_ERRNO(EPERM), {std::string(refused), {}});
  }
  std::printf("constexpr sock_filter %s[] = {\n", name);
  for (const sock_filter& one : exported(context.get())) {
    std::printf("  {0x%x, %u, %u, 0x%x},\n", one.code, one.jt, one.jf, one.k);
  }
  std::printf("};\n");
}

}  // namespace
}  // namespace anc::confine

int main() {
  std::printf("// Made by internal/confine/generate/filters.cpp.\n");
  anc::confine::print_filter("kGuestFilter", anc::confine::guest_syscalls());
  anc::confine::print_filter("kSessionFilter", anc::confine::session_syscalls());
  return 0;
}
