// Pacing: who is read, when, and how far.
#include "internal/audio/server.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <utility>

namespace anc::audio {
namespace {
using Clock = SampleClock::Clock;
using std::chrono::milliseconds;

constexpr milliseconds kTick{10};           // how often a full queue is looked at
constexpr milliseconds kDeviceStalls{250};  // a device that took nothing for so long takes nothing
constexpr milliseconds kQuiet{2000};        // after this without data the device is closed
constexpr size_t kChunk = 4096;             // what the guest's HAL writes at once
constexpr std::byte kPlaybackHello{0}, kRecordingHello{1};
}  // namespace

struct Server::Connection {
  Connection(net::Loop& loop, core::Fd fd, uint64_t n)
      : number(n), watch(std::make_unique<net::Watch>(loop, std::move(fd))), hello_limit(loop) {}
  const uint64_t number;
  std::unique_ptr<net::Watch> watch;  // empty once it records
  net::Timer hello_limit;
  bool has_data = false;  // not watched: tick() reads it
  Clock::time_point last_data{};
  std::unique_ptr<Recording> recording;
};

Result<std::unique_ptr<Server>> Server::start(net::Loop& loop, Options options) {
  core::Fd pulled(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!pulled) return fail_errno(errno, "make an eventfd");
  core::Fd room = TRY(core::duplicate(pulled));
  std::unique_ptr<Server> server(
      new Server(loop, std::move(options), std::move(pulled), std::move(room)));
  server->listener_ = TRY(net::Listener::listen(
      loop, server->options_.path, 0777,
      [at = server.get()](core::Fd fd, const net::Peer&) { at->accept(std::move(fd)); }));
  return server;
}

Server::Server(net::Loop& loop, Options options, core::Fd pulled, core::Fd room)
    : loop_(loop),
      options_(std::move(options)),
      pulled_(std::move(pulled)),
      queue_(kPlayback.bytes_in(options_.queue), kPlayback.frame_bytes,
             [fd = pulled_.get()] { ::eventfd_write(fd, 1); }),
      room_(loop, std::move(room)),
      clock_(kPlayback, kDeviceStalls),
      tick_(loop) {
  if (options_.microphone) microphone_ = std::make_unique<Microphone>(loop, sdl_);
  if (!options_.device) return;
  speaker_ = std::make_unique<Device>(kSpeaker, queue_, sdl_);
  await_room();
}

Server::~Server() = default;

void Server::remove_consumer(port::AudioConsumer& consumer) { std::erase(consumers_, &consumer); }

void Server::accept(core::Fd fd) {
  if (connections_.size() >= options_.connections) drop(connections_.begin());
  const auto at = connections_.emplace(connections_.end(), loop_, std::move(fd), ++numbers_);
  at->hello_limit.start(options_.hello_time, [this, at] {
    log_.warning("audio: a guest did not say what it wants; its connection is closed");
    drop(at);
  });
  at->watch->when_readable([this, at] { on_hello(at); });
}

void Server::on_hello(Place at) {
  std::byte kind{};
  const ssize_t n = recv(at->watch->fd(), &kind, 1, 0);
  if (n < 0 && (errno == EAGAIN || errno == EINTR)) {
    return at->watch->when_readable([this, at] { on_hello(at); });
  }
  if (n != 1) return drop(at);
  if (kind != kPlaybackHello && kind != kRecordingHello) {
    log_.warning("audio: a guest asks for a stream of kind " +
                 std::to_string(std::to_integer<int>(kind)) + "; its connection is closed");
    return drop(at);
  }
  at->hello_limit.cancel();
  if (send(at->watch->fd(), &kind, 1, MSG_NOSIGNAL) != 1) return drop(at);  // the approval
  if (kind == kPlaybackHello) return at->watch->when_readable([this, at] { on_playback(at); });
  core::Fd fd = at->watch->release();
  at->watch.reset();
  at->recording = std::make_unique<Recording>(loop_, std::move(fd), [this, at] { drop(at); });
  if (microphone_) microphone_->add(*at->recording);
}

/// Newest first; an older stream has its turn when the newer one has stopped.
bool Server::claims(const Connection& connection) const {
  return !heard_ || heard_ == &connection || connection.number > heard_->number ||
         Clock::now() - heard_->last_data > options_.turn;
}

void Server::on_playback(Place at) {
  at->has_data = true;
  if (!claims(*at)) return wake();
  if (heard_ != &*at) {
    queue_.end_of_stream();
    torn_.clear();
    heard_ = &*at;
  }
  read_heard(at);
}

void Server::read_heard(Place at) {
  std::array<std::byte, kChunk> chunk;
  const size_t room = std::min(queue_.room(), chunk.size());
  if (room == 0) return;  // await_room() comes back to it, or tick()
  const ssize_t n = recv(at->watch->fd(), chunk.data(), room, 0);
  if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR)) return drop(at);
  if (n > 0) {
    const auto pcm = core::Bytes(chunk).first(static_cast<size_t>(n));
    wake();
    at->last_data = last_data_ = Clock::now();
    played_ += queue_.push(pcm);
    publish(pcm);
  }
  at->has_data = false;
  at->watch->when_readable([this, at] { on_playback(at); });
}

void Server::read_unheard(Place at, size_t due) {
  std::vector<std::byte> chunk(due);
  const ssize_t n = recv(at->watch->fd(), chunk.data(), chunk.size(), 0);
  if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR)) return drop(at);
  if (n > 0) unheard_ += static_cast<size_t>(n);
  at->has_data = false;
  at->watch->when_readable([this, at] { on_playback(at); });
}

void Server::publish(core::Bytes pcm) {
  if (consumers_.empty()) return;
  auto chunk = std::make_shared<port::AudioChunk>();
  chunk->captured_at = last_data_;
  chunk->pcm = std::move(torn_);
  chunk->pcm.insert(chunk->pcm.end(), pcm.begin(), pcm.end());
  const size_t whole = chunk->pcm.size() / kPlayback.frame_bytes * kPlayback.frame_bytes;
  torn_.assign(chunk->pcm.begin() + static_cast<std::ptrdiff_t>(whole), chunk->pcm.end());
  chunk->pcm.resize(whole);
  if (whole == 0) return;
  const port::AudioChunkPtr shared = std::move(chunk);
  for (port::AudioConsumer* consumer : consumers_) consumer->on_audio(shared);
}

void Server::wake() {
  if (std::exchange(awake_, true)) return;
  awake_since_ = last_data_ = Clock::now();
  clock_.restart(awake_since_);
  if (speaker_) speaker_->want(true);
  tick_.start(kTick, [this] { tick(); });
}

/// The stream that is heard goes on as soon as the device has taken some.
void Server::await_room() {
  room_.when_readable([this] {
    eventfd_t count = 0;
    ::eventfd_read(room_.fd(), &count);
    for (auto at = connections_.begin(); at != connections_.end(); ++at) {
      if (&*at != heard_ || !at->has_data) continue;
      on_playback(at);
      break;
    }
    await_room();
  });
}

bool Server::device_plays(Clock::time_point now) const {
  if (!speaker_ || speaker_->state() == Device::State::kUnavailable) return false;
  return now - std::max(queue_.pulled_at(), awake_since_) < kDeviceStalls;
}

void Server::tick() {
  const auto now = Clock::now();
  const size_t due = clock_.take_due(now);
  if (!device_plays(now)) drained_ += queue_.discard(due);
  for (auto at = connections_.begin(); at != connections_.end();) {
    const auto next = std::next(at);
    if (at->has_data && claims(*at)) {
      on_playback(at);
    } else if (at->has_data && due > 0) {
      read_unheard(at, due);
    }
    at = next;
  }
  const bool waiting = std::any_of(connections_.begin(), connections_.end(),
                                   [](const Connection& c) { return c.has_data; });
  if (waiting || queue_.depth() >= kPlayback.frame_bytes || now - last_data_ < kQuiet) {
    return tick_.start(kTick, [this] { tick(); });
  }
  awake_ = false;
  if (speaker_) speaker_->want(false);
}

void Server::drop(Place at) {
  if (heard_ == &*at) {
    heard_ = nullptr;
    queue_.end_of_stream();
    torn_.clear();
  }
  if (microphone_ && at->recording) microphone_->remove(*at->recording);
  connections_.erase(at);
}

core::Json Server::status() const {
  return {{"device", speaker_ ? speaker_->state_name() : "none"},
          {"playing", awake_},
          {"connections", connections_.size()},
          {"queue_ms", kPlayback.milliseconds_in(queue_.depth())},
          {"queue_limit_ms", options_.queue.count()},
          {"played_bytes", played_},
          {"drained_bytes", drained_},
          {"unheard_bytes", unheard_},
          {"starved_bytes", queue_.starved_bytes()},
          {"microphone", microphone_ ? microphone_->status() : nullptr}};
}

}  // namespace anc::audio
