// Inherited descriptors: see inherited.h.
#include "internal/core/inherited.h"

#include <cerrno>
#include <fcntl.h>

#include "internal/core/text.h"

namespace anc::core {

Result<Fd> inherited(const std::string& number) {
  const auto fd = static_cast<int>(TRY(parse_int(number, 0, 1 << 20)));
  if (::fcntl(fd, F_SETFD, FD_CLOEXEC) != 0) {
    return fail_errno(errno, "descriptor " + number + " was not handed over");
  }
  return Fd(fd);
}

}  // namespace anc::core
