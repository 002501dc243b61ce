// Pipe handshake: see qemu_pipe.h.
#include "cmd/ancloud-guest/qemu_pipe.h"

#include <cerrno>

namespace anc::guest {

Result<Fd> open_qemu_pipe(const std::string& path, std::string_view service) {
  auto pipe = core::connect_unix(path);
  if (!pipe) {
    const int reason = pipe.error().root_errno();
    if (reason == EACCES || reason == EPERM) {
      return fail(std::move(pipe.error()).as(Kind::kPermission));
    }
    return fail(std::move(pipe.error())
                    .hint("is a session running? `ancloud session run` makes this socket"));
  }
  std::string hello = "pipe:";
  hello += service;
  hello += '\0';
  TRY(core::write_all(*pipe, hello), "ask for the service " + std::string(service));
  return std::move(*pipe);
}

}  // namespace anc::guest
