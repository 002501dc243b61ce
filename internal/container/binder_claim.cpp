// Who uses the host's fixed binder nodes: see binder_claim.h.
#include "internal/container/binder_claim.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>

#include "internal/core/file.h"

namespace anc::container {

Result<BinderClaim> BinderClaim::take(const std::string& node, bool share) {
  Fd fd = TRY(core::open_file(node, O_RDONLY | O_NOFOLLOW));
  // Whoever gets it alone is the only one; all keep it shared, so that each later one sees them.
  const bool alone = ::flock(fd.get(), LOCK_EX | LOCK_NB) == 0;
  if (!alone && errno != EWOULDBLOCK) return fail_errno(errno, "lock " + node);
  if (!alone && !share) {
    return fail(Error(Kind::kBusy, "another container uses the host's binder nodes")
                    .hint("they are one context, which serves one Android: stop the other, or "
                          "have one for each by a kernel with binderfs (`ancloud host-setup "
                          "--build-binder`); --binder shared starts it all the same"));
  }
  // Without waiting: one that is being tried for an instant is in use, which we know already.
  if (::flock(fd.get(), LOCK_SH | LOCK_NB) != 0 && errno != EWOULDBLOCK) {
    return fail_errno(errno, "lock " + node);
  }
  return BinderClaim(std::move(fd), alone);
}

}  // namespace anc::container
