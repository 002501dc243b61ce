// The thread of a recording: what it waits for, and when it encodes and writes.
#include "internal/stream/recording.h"

#include <algorithm>
#include <cerrno>
#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <system_error>
#include <utility>

#include "internal/core/log.h"
#include "internal/core/refusal.h"

namespace anc::stream {
namespace {
using std::chrono::milliseconds;

constexpr milliseconds kFragment{500};  // so much is lost when the session is killed
constexpr size_t kMostSound = size_t{10} * kSoundRate * 4;
}  // namespace

Result<std::unique_ptr<Recording>> Recording::make(core::Fd socket, Options options) {
  core::Fd wake(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!wake) return fail_errno(errno, "make an eventfd");
  return std::unique_ptr<Recording>(
      new Recording(std::move(socket), std::move(wake), std::move(options)));
}

Recording::Recording(core::Fd socket, core::Fd wake, Options options)
    : socket_(std::move(socket)),
      wake_(std::move(wake)),
      options_(std::move(options)),
      apart_(std::chrono::nanoseconds{std::nano::den} / options_.movie.frames_per_second) {}

Result<void> Recording::start() {
  try {
    thread_ = std::thread([this]() noexcept { run(); });
  } catch (const std::system_error& error) {
    return fail_errno(error.code().value(), "start the recording's thread", Kind::kCapacity);
  }
  return {};
}

Recording::~Recording() {
  finish();
  if (thread_.joinable()) thread_.join();
}

void Recording::finish() {
  finish_ = true;
  ::eventfd_write(wake_.get(), 1);
}

void Recording::on_frame(const port::FramePtr& frame) {
  port::FramePtr replaced;  // its pixels go back to their pool outside the lock
  const std::lock_guard guard(mutex_);
  replaced = std::exchange(waiting_, frame);
  if (!replaced) ::eventfd_write(wake_.get(), 1);
}

void Recording::on_audio(const port::AudioChunkPtr& chunk) {
  if (!options_.movie.sound) return;
  const std::lock_guard guard(mutex_);
  if (sound_bytes_ + chunk->pcm.size() > kMostSound) {
    ++sound_dropped_;
    return;
  }
  sound_bytes_ += chunk->pcm.size();
  sound_.push_back(chunk);
}

core::Json Recording::status() const {
  const Size size = size_;
  return {{"seconds", std::chrono::duration<double>(length_.load()).count()},
          {"frames", frames_.load()},
          {"bytes", bytes_.load()},
          {"width", size.width},
          {"height", size.height},
          {"sound", options_.movie.sound},
          {"dropped_sound", sound_dropped_.load()}};
}

void Recording::run() {
  ::pthread_setname_np(::pthread_self(), "record");
  const Result<void> how = record();
  core::Json told = how ? core::Json{{"ok", true}} : core::refusal(how.error());
  told.update(status());
  const std::string line = told.dump() + "\n";
  if (!torn_) (void)send_piece(PieceKind::kEnd, std::as_bytes(std::span(line)));
  if (!how && torn_ && !over_) core::log_info("a recording ended: " + how.error().message());
  options_.ended();
}

Result<void> Recording::record() {
  TRY(begin());
  while (!over_) {
    TRY(wait());
    if (Clock::now() >= encoded_at_ + apart_) TRY(add_waiting_frame());
    if (Clock::now() < cut_at_ + kFragment) continue;
    cut_at_ = Clock::now();
    TRY(add_waiting_sound());
    TRY(movie_->cut(cut_at_));
    count();
  }
  return finish_movie();
}

/// The first picture, at second 0.
Result<void> Recording::begin() {
  TRY(send(std::as_bytes(std::span(options_.greeting))));
  const port::FramePtr first = options_.last_frame();
  if (!first) return fail(Kind::kNotRunning, "nothing has been drawn yet");
  cut_at_ = encoded_at_ = Clock::now();
  movie_ = TRY(Movie::start(*first, cut_at_, options_.movie, [this](core::Bytes media) {
    return send_piece(PieceKind::kMedia, media);
  }));
  count();
  return {};
}

/// When there is something to do that nobody will wake us for; max() where there is not.
Recording::Clock::time_point Recording::deadline() {
  const auto cut = movie_->unfinished() ? cut_at_ + kFragment : Clock::time_point::max();
  const std::lock_guard guard(mutex_);
  return waiting_ ? std::min(cut, encoded_at_ + apart_) : cut;
}

Result<void> Recording::wait() {
  const auto until = deadline();
  int patience = -1;
  if (until != Clock::time_point::max()) {
    const auto left = std::chrono::ceil<milliseconds>(until - Clock::now()).count();
    patience = static_cast<int>(std::max<int64_t>(left, 0));
  }
  pollfd events[] = {{wake_.get(), POLLIN, 0}, {socket_.get(), POLLIN | POLLRDHUP, 0}};
  if (::poll(events, 2, patience) < 0 && errno != EINTR) return fail_errno(errno, "poll");
  if (events[0].revents != 0) {
    eventfd_t count = 0;
    ::eventfd_read(wake_.get(), &count);
  }
  over_ = finish_ || events[1].revents != 0;
  return {};
}

Result<void> Recording::add_waiting_frame() {
  port::FramePtr frame;
  {
    const std::lock_guard guard(mutex_);
    frame = std::exchange(waiting_, nullptr);
  }
  if (!frame) return {};
  TRY(movie_->add(*frame));
  encoded_at_ = Clock::now();
  count();
  return {};
}

Result<void> Recording::add_waiting_sound() {
  std::deque<port::AudioChunkPtr> chunks;
  {
    const std::lock_guard guard(mutex_);
    chunks.swap(sound_);
    sound_bytes_ = 0;
  }
  for (const port::AudioChunkPtr& chunk : chunks) TRY(movie_->add(*chunk));
  return {};
}

Result<void> Recording::finish_movie() {
  TRY(add_waiting_frame());
  TRY(add_waiting_sound());
  TRY(movie_->end(Clock::now()));
  count();
  return {};
}

void Recording::count() {
  frames_ = movie_->frames();
  length_ = movie_->length();
  size_ = movie_->size();
}

}  // namespace anc::stream
