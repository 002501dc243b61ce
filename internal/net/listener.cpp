// Binding, accepting and removing unix sockets.
#include "internal/net/listener.h"

#include <cerrno>
#include <chrono>
#include <cstring>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <utility>

#include "internal/core/log.h"

namespace anc::net {
namespace {
constexpr int kBacklog = SOMAXCONN;
constexpr int kBatch = 16;  // connections taken per turn, so that a flood starves nobody
constexpr auto kPause = std::chrono::milliseconds(100);

Result<sockaddr_un> address_of(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof(address.sun_path)) {
    return fail(Error(Kind::kUsage, "socket path " + path + " has " + std::to_string(path.size()) +
                                        " bytes, 107 are possible")
                    .hint("choose a shorter --data-path or instance name"));
  }
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  return address;
}

/// Makes room for a new socket file, or says who is in the way.
Result<void> remove_stale(const std::string& path) {
  struct stat info {};
  if (lstat(path.c_str(), &info) != 0) {
    if (errno == ENOENT) return {};
    return fail_errno(errno, "look at " + path);
  }
  if (!S_ISSOCK(info.st_mode)) {
    return fail(
        Error(Kind::kBusy, path + " is in the way: it is no socket").hint("move that file away"));
  }
  if (const auto someone = core::connect_unix(path)) {
    return fail(Error(Kind::kBusy, "somebody listens on " + path + " already")
                    .hint("stop the session that runs there"));
  } else if (someone.error().root_errno() != ECONNREFUSED) {
    return fail(someone.error());
  }
  if (unlink(path.c_str()) != 0 && errno != ENOENT)
    return fail_errno(errno, "remove stale " + path);
  return {};
}

Result<core::Fd> bind_socket(const std::string& path, mode_t mode) {
  const sockaddr_un address = TRY(address_of(path));
  TRY(remove_stale(path));
  core::Fd fd(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd) return fail_errno(errno, "make a socket");
  // Before bind: the file then never exists with more than `mode`; after it: the umask is undone.
  if (fchmod(fd.get(), mode) != 0) return fail_errno(errno, "set the mode of " + path);
  if (bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
    return fail_errno(errno, "bind " + path);
  }
  if (chmod(path.c_str(), mode) != 0) return fail_errno(errno, "set the mode of " + path);
  if (::listen(fd.get(), kBacklog) != 0) return fail_errno(errno, "listen on " + path);
  return fd;
}

Peer peer_of(const core::Fd& fd) {
  ucred credentials{};
  socklen_t size = sizeof(credentials);
  if (getsockopt(fd.get(), SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0) {
    return {0, static_cast<uid_t>(-1), static_cast<gid_t>(-1)};
  }
  return {credentials.pid, credentials.uid, credentials.gid};
}
}  // namespace

Result<std::unique_ptr<Listener>> Listener::listen(Loop& loop, std::string path, mode_t mode,
                                                   Accepted accepted) {
  core::Fd fd = TRY(bind_socket(path, mode));
  std::unique_ptr<Listener> listener(
      new Listener(loop, std::move(fd), std::move(path), std::move(accepted)));
  listener->wait();
  return listener;
}

std::unique_ptr<Listener> Listener::adopt(Loop& loop, core::Fd listening, Accepted accepted) {
  std::unique_ptr<Listener> listener(
      new Listener(loop, std::move(listening), {}, std::move(accepted)));
  listener->wait();
  return listener;
}

Listener::Listener(Loop& loop, core::Fd fd, std::string path, Accepted accepted)
    : path_(std::move(path)),
      accepted_(std::move(accepted)),
      watch_(loop, std::move(fd)),
      pause_(loop) {
  struct stat info {};
  if (lstat(path_.c_str(), &info) == 0) {
    device_ = info.st_dev;
    inode_ = info.st_ino;
  }
}

Listener::~Listener() {
  struct stat info {};
  const bool ours =
      lstat(path_.c_str(), &info) == 0 && info.st_dev == device_ && info.st_ino == inode_;
  if (ours) unlink(path_.c_str());
}

void Listener::wait() {
  watch_.when_readable([this] { take_all(); });
}

void Listener::take_all() {
  for (int i = 0; i < kBatch; ++i) {
    core::Fd fd(accept4(watch_.fd(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (fd) {
      const Peer peer = peer_of(fd);
      accepted_(std::move(fd), peer);
      continue;
    }
    if (errno == EINTR || errno == ECONNABORTED) continue;
    if (errno == EAGAIN) break;
    core::log_warning("accept on " + path_ + ": " + core::errno_text(errno) +
                      "; clients wait until descriptors are free");
    pause_.start(kPause, [this] { wait(); });
    return;
  }
  wait();
}

}  // namespace anc::net
