// System call filters by libseccomp: see filter.h.
#include "internal/confine/filter.h"

#include <cerrno>
#include <cstdlib>
#include <linux/seccomp.h>
#include <memory>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "internal/core/fd.h"
#include "internal/core/file.h"

namespace anc::confine {
namespace {

using Context = std::unique_ptr<void, void (*)(scmp_filter_ctx)>;

Result<void> check(int code, const std::string& what) {
  if (code == 0) return {};
  return fail_errno(-code, what, Kind::kHostRequirement);
}

Result<void> add_second_architecture(scmp_filter_ctx context) {
  const uint32_t native = ::seccomp_arch_native();
  uint32_t second = 0;
  if (native == SCMP_ARCH_X86_64) second = SCMP_ARCH_X86;
  if (native == SCMP_ARCH_AARCH64) second = SCMP_ARCH_ARM;
  return second == 0 ? Result<void>() : check(::seccomp_arch_add(context, second), "32-bit calls");
}

Result<void> add_rule(scmp_filter_ctx context, uint32_t action, const Syscall& call) {
  const int number = ::seccomp_syscall_resolve_name(call.name.c_str());
  if (number == __NR_SCMP_ERROR) return {};  // newer than this libseccomp
  int code = 0;
  if (call.when) {
    const scmp_arg_cmp compare{call.when->index, SCMP_CMP_MASKED_EQ, call.when->mask,
                               call.when->value};
    code = ::seccomp_rule_add_array(context, action, number, 1, &compare);
  } else {
    code = ::seccomp_rule_add_array(context, action, number, 0, nullptr);
  }
  return check(code, "system call " + call.name);
}

Result<std::vector<sock_filter>> export_code(scmp_filter_ctx context) {
  const Fd file(::memfd_create("filter", MFD_CLOEXEC));
  if (!file) return fail_errno(errno, "memfd_create");
  TRY(check(::seccomp_export_bpf(context, file.get()), "compile the system call filter"));
  if (::lseek(file.get(), 0, SEEK_SET) != 0) return fail_errno(errno, "lseek");
  constexpr size_t kMost = BPF_MAXINSNS * sizeof(sock_filter);
  const std::string bytes = TRY(core::read_to_end(file, kMost));
  std::vector<sock_filter> code(bytes.size() / sizeof(sock_filter));
  std::copy_n(bytes.data(), code.size() * sizeof(sock_filter),
              reinterpret_cast<char*>(code.data()));
  return code;
}

}  // namespace

Result<Filter> Filter::compile(std::span<const Syscall> allowed,
                               std::span<const std::string_view> refused) {
  const Context context(::seccomp_init(SCMP_ACT_ERRNO(ENOSYS)), ::seccomp_release);
  if (!context) return fail(Kind::kHostRequirement, "libseccomp cannot make a filter");
  TRY(add_second_architecture(context.get()));
  // A search tree instead of one comparison after the other.
  TRY(check(::seccomp_attr_set(context.get(), SCMP_FLTATR_CTL_OPTIMIZE, 2), "order the filter"));
  for (const Syscall& call : allowed) TRY(add_rule(context.get(), SCMP_ACT_ALLOW, call));
  for (const std::string_view name : refused) {
    TRY(add_rule(context.get(), SCMP_ACT_ERRNO(EPERM), {std::string(name), {}}));
  }
  return Filter(TRY(export_code(context.get())));
}

int Filter::apply() const {
  sock_fprog program{static_cast<unsigned short>(code_.size()),
                     const_cast<sock_filter*>(code_.data())};  // it reads them only
  const long code =
      ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program);
  if (code == 0) return 0;
  return code < 0 ? errno : EBUSY;  // a thread with a filter of its own
}

std::string lxc_profile(std::span<const Syscall> allowed,
                        std::span<const std::string_view> refused) {
  std::string text = "2\nallowlist errno " + std::to_string(ENOSYS) + "\n";
  for (const Syscall& call : allowed) {
    text += call.name + " allow";
    if (call.when) {
      text += " [" + std::to_string(call.when->index) + "," + std::to_string(call.when->value) +
              ",SCMP_CMP_MASKED_EQ," + std::to_string(call.when->mask) + "]";
    }
    text += "\n";
  }
  for (const std::string_view name : refused) {
    text += std::string(name) + " errno " + std::to_string(EPERM) + "\n";
  }
  return text;
}

}  // namespace anc::confine
