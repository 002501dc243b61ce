// Sound on a clock.
#include "internal/audio/recording.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <sys/socket.h>
#include <utility>

#include "internal/audio/microphone.h"

namespace anc::audio {
namespace {
using std::chrono::milliseconds;
constexpr milliseconds kPiece{20};    // what the guest's HAL reads at once
constexpr milliseconds kLongest{40};  // sent at once after a pause
constexpr int kSendBuffer = 2048;     // the kernel doubles it; its floor is 4608 with bookkeeping
}  // namespace

Recording::Recording(net::Loop& loop, core::Fd connection, std::function<void()> closed)
    : watch_(loop, std::move(connection)),
      pause_(loop),
      clock_(kRecording, kLongest),
      closed_(std::move(closed)) {
  // Only a hint: with the usual 208 KiB a guest that resumes would first get old silence.
  setsockopt(watch_.fd(), SOL_SOCKET, SO_SNDBUF, &kSendBuffer, sizeof kSendBuffer);
  clock_.restart(SampleClock::Clock::now() - kPiece);
  wait();
}

void Recording::wait() {
  watch_.when_writable([this] { write_due(); });
}

void Recording::write_due() {
  std::array<std::byte, kRecording.bytes_in(kLongest)> piece{};
  const size_t due = std::min(clock_.take_due(SampleClock::Clock::now()), piece.size());
  if (microphone_ != nullptr) microphone_->read(std::span(piece).first(due));
  const ssize_t n = due == 0 ? 0 : send(watch_.fd(), piece.data(), due, MSG_NOSIGNAL);
  if (n < 0 && errno != EAGAIN && errno != EINTR) {
    const auto closed = closed_;
    return closed();
  }
  pause_.start(kPiece, [this] { wait(); });
}

}  // namespace anc::audio
