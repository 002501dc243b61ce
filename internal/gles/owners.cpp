// Peers of connections: see owners.h.
#include "internal/gles/owners.h"

#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace anc::gles {
namespace {

bool has_ended(const core::Fd& pidfd) {
  if (!pidfd) return true;  // it was gone before we could look
  const Result<bool> readable = core::wait_readable(pidfd, 0);
  return !readable || *readable;
}

}  // namespace

int64_t Owners::identify(const core::Fd& connection) {
  ucred peer{};
  socklen_t size = sizeof peer;
  if (::getsockopt(connection.get(), SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0 || peer.pid <= 0) {
    return 0;
  }
  return table_.with([&](Table& table) {
    for (const auto& [owner, process] : table.processes) {
      if (process.pid == peer.pid && !has_ended(process.pidfd)) return owner;
    }
    const int64_t owner = ++table.last;
    core::Fd pidfd(static_cast<int>(::syscall(SYS_pidfd_open, peer.pid, 0)));
    table.processes[owner] = {peer.pid, std::move(pidfd)};
    return owner;
  });
}

void Owners::sweep() {
  table_.with([](Table& table) {
    std::erase_if(table.processes, [](const auto& entry) { return has_ended(entry.second.pidfd); });
  });
}

bool Owners::alive(int64_t owner) const {
  return table_.with([&](const Table& table) { return table.processes.contains(owner); });
}

}  // namespace anc::gles
