// A guest's end of the pipe: see pipe_client.h.
#include "tests/gl/pipe_client.h"

#include <cerrno>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>

#include "wire/opcodes.h"

namespace anc::test {
namespace {

constexpr timeval kPatience{20, 0};

}  // namespace

Result<PipeClient> PipeClient::connect(const std::string& socket) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  socket.copy(address.sun_path, sizeof address.sun_path - 1);
  core::Fd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  ::setsockopt(fd.get(), SOL_SOCKET, SO_RCVTIMEO, &kPatience, sizeof kPatience);
  ::setsockopt(fd.get(), SOL_SOCKET, SO_SNDTIMEO, &kPatience, sizeof kPatience);
  if (::connect(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    return fail_errno(errno, "connect to " + socket);
  }
  PipeClient client(std::move(fd));
  core::ByteWriter greeting;
  greeting.text("pipe:opengles").u8(0).u32le(0);
  if (!TRY(client.send(greeting.view()))) return fail(Kind::kFailure, "closed at once");
  return client;
}

Result<bool> PipeClient::send(core::Bytes data) {
  while (!data.empty()) {
    const ssize_t n = ::send(fd_.get(), data.data(), data.size(), MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && (errno == EPIPE || errno == ECONNRESET)) return false;
    if (n < 0) return fail_errno(errno, "send to the host");
    data = data.subspan(static_cast<size_t>(n));
  }
  return true;
}

Result<std::optional<std::vector<std::byte>>> PipeClient::receive(size_t bytes) {
  std::vector<std::byte> data(bytes);
  for (size_t at = 0; at < bytes;) {
    const ssize_t n = ::recv(fd_.get(), data.data() + at, bytes - at, 0);
    if (n < 0 && errno == EINTR) continue;
    if (n == 0 || (n < 0 && errno == ECONNRESET)) return std::optional<std::vector<std::byte>>();
    if (n < 0) return fail_errno(errno, "wait for " + std::to_string(bytes) + " bytes of answer");
    at += static_cast<size_t>(n);
  }
  return std::optional(std::move(data));
}

Result<bool> PipeClient::asks_displays() {
  core::ByteWriter packet;
  packet.u32le(wire::rc::kRcGetNumDisplays).u32le(8);
  if (!TRY(send(packet.view()))) return false;
  return TRY(receive(4)).has_value();
}

}  // namespace anc::test
