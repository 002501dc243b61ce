// The way of a piece to its reader, who may be slow or gone.
#include <algorithm>
#include <cerrno>
#include <poll.h>
#include <sys/socket.h>

#include "internal/stream/recording.h"

namespace anc::stream {
namespace {
using std::chrono::milliseconds;

constexpr milliseconds kPatience{10000};      // with a reader that takes nothing
constexpr milliseconds kPatienceAtEnd{2000};  // the same once the session ends
constexpr milliseconds kLook{100};            // how often the end is looked for meanwhile
}  // namespace

Result<void> Recording::send_piece(PieceKind kind, core::Bytes data) {
  TRY(send(piece_head(kind, data.size())));
  TRY(send(data));
  if (kind == PieceKind::kMedia) bytes_ += data.size();
  return {};
}

Result<void> Recording::send(core::Bytes data) {
  auto moved_at = Clock::now();
  while (!data.empty()) {
    const ssize_t n = ::send(socket_.get(), data.data(), data.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (n > 0) {
      data = data.subspan(static_cast<size_t>(n));
      moved_at = Clock::now();
      continue;
    }
    torn_ = true;  // until the rest is out
    if (n < 0 && errno != EAGAIN && errno != EINTR) {
      return fail_errno(errno, "hand the recording to its reader");
    }
    if (Clock::now() - moved_at > (finish_ ? kPatienceAtEnd : kPatience)) {
      return fail(Kind::kCapacity, "the recording is not taken as fast as it comes");
    }
    pollfd writable{socket_.get(), POLLOUT, 0};
    ::poll(&writable, 1, static_cast<int>(kLook.count()));
  }
  torn_ = false;
  return {};
}

}  // namespace anc::stream
