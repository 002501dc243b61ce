// A recording of what a session shows and plays, as pieces of MP4 for the command that asked.
#pragma once

#include <atomic>
#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "internal/core/error.h"
#include "internal/core/fd.h"
#include "internal/core/json.h"
#include "internal/port/audio.h"
#include "internal/port/frame.h"
#include "internal/stream/movie.h"
#include "internal/stream/piece.h"

namespace anc::stream {

/// One recording: a thread that takes frames, encodes them and writes pieces to a socket.
///
/// Nothing waits for it. Of frames the newest is encoded, at most so many a second; of sound ten
/// seconds wait, then the rest is dropped. A reader that takes nothing for ten seconds ends it. The
/// peer ends it by shutting down its side of the socket, and then gets the rest.
class Recording final : public port::FrameSink, public port::AudioConsumer {
 public:
  struct Options {
    Movie::Options movie;
    std::string greeting{};                      ///< written before the first piece
    std::function<port::FramePtr()> last_frame;  ///< asked once, on the thread: the first picture
    std::function<void()> ended;                 ///< called last, on the thread
  };

  /// Owns the socket. Make it a sink, then start it: a frame between its first one and the sink
  /// would be missed.
  static Result<std::unique_ptr<Recording>> make(core::Fd socket, Options options);
  Result<void> start();
  Recording(const Recording&) = delete;
  Recording& operator=(const Recording&) = delete;
  /// Ends it, gives the reader two seconds for the rest, and waits. No longer a sink then.
  ~Recording() override;

  /// Asks for the end. Any thread.
  void finish();
  void on_frame(const port::FramePtr& frame) override;
  void on_audio(const port::AudioChunkPtr& chunk) override;

  /// Seconds and bytes that are written, encoded frames, dropped pieces of sound. Any thread.
  core::Json status() const;

 private:
  using Clock = std::chrono::steady_clock;

  Recording(core::Fd socket, core::Fd wake, Options options);
  void run();
  Result<void> record();
  Result<void> begin();
  Result<void> wait();
  Clock::time_point deadline();
  Result<void> add_waiting_frame();
  Result<void> add_waiting_sound();
  Result<void> finish_movie();
  void count();
  Result<void> send_piece(PieceKind kind, core::Bytes data);
  Result<void> send(core::Bytes data);

  const core::Fd socket_;
  const core::Fd wake_;  ///< an eventfd: a frame, or the end
  const Options options_;
  const Clock::duration apart_;  ///< of two frames, at least

  // Of the thread alone.
  std::unique_ptr<Movie> movie_;
  Clock::time_point encoded_at_{}, cut_at_{};
  bool over_ = false;  ///< the peer, or finish(), has ended it
  bool torn_ = false;  ///< the reader has a piece without its end: nothing more makes sense to it

  std::atomic<bool> finish_ = false;
  std::atomic<uint64_t> frames_ = 0, bytes_ = 0, sound_dropped_ = 0;
  std::atomic<std::chrono::milliseconds> length_{};
  std::atomic<Size> size_{};
  std::mutex mutex_;
  port::FramePtr waiting_;                 ///< guarded by mutex_
  std::deque<port::AudioChunkPtr> sound_;  ///< guarded by mutex_
  size_t sound_bytes_ = 0;                 ///< in sound_, guarded by mutex_
  std::thread thread_;
};

}  // namespace anc::stream
