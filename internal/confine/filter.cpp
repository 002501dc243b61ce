// What was compiled while building: see filter.h.
#include "internal/confine/filter.h"

#include <cerrno>
#include <linux/seccomp.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace anc::confine {
namespace {
#include "confine/filters.inc"
}  // namespace

Filter Filter::guest() { return Filter(kGuestFilter); }
Filter Filter::session() { return Filter(kSessionFilter); }

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
