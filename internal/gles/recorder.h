// Recording what guests and host say to each other, without ever holding up either.
#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "internal/core/error.h"
#include "internal/core/fd.h"
#include "internal/gles/peer.h"
#include "internal/wire/trace.h"
#include "internal/wire/trace_file.h"

namespace anc::gles {

/// One recording (wire/trace.h): a bounded queue, and a thread that writes it out. A disk or a
/// reader that cannot keep up ends the recording, with a line in the log, and never the session;
/// what is written stays whole records. Any thread.
class Recording {
 public:
  /// Writes the trace to `out`: an empty file, or a socket. A socket gets `greeting` before it and
  /// kEnd after it, and its peer ends the recording by closing.
  static Result<std::shared_ptr<Recording>> start(core::Fd out, const std::string& greeting);
  ~Recording();
  Recording(const Recording&) = delete;
  Recording& operator=(const Recording&) = delete;

  /// The number of a new connection to the service `name`, the text after "pipe:".
  uint32_t opened(const std::string& name);
  void carried(uint32_t connection, wire::TraceKind kind, core::Bytes data);
  /// Whether more can be recorded.
  bool running() const;
  /// Writes out what is queued and ends; a reader gets a second for it. Idempotent.
  void stop();

 private:
  static constexpr size_t kMostQueued = size_t{16} << 20;

  explicit Recording(core::Fd wake) : wake_(std::move(wake)) {}
  Result<void> open(core::Fd out, const std::string& greeting);
  void add(const wire::TraceRecord& record);
  uint64_t microseconds() const;
  void run();
  Result<void> write_queued();
  Result<void> wait() const;
  void finish(const Result<void>& how);

  const core::Fd wake_;
  core::Fd socket_;                      ///< of a command, or
  std::optional<wire::TraceFile> file_;  ///< a file, by the thread alone
  const std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();

  mutable std::mutex mutex_;
  std::condition_variable finished_;
  std::vector<std::byte> queue_;  ///< whole records
  uint32_t connections_ = 0;
  bool overrun_ = false, stopping_ = false, over_ = false;
  std::thread thread_;
};

/// A guest whose bytes are recorded on their way. One thread.
class RecordedPeer final : public Peer {
 public:
  RecordedPeer(Peer& peer, std::shared_ptr<Recording> recording, uint32_t connection)
      : peer_(peer), recording_(std::move(recording)), connection_(connection) {}
  size_t read(std::span<std::byte> room) override;
  bool write(core::Bytes data) override;

 private:
  Peer& peer_;
  const std::shared_ptr<Recording> recording_;
  const uint32_t connection_;
};

/// At most one recording at a time. Any thread.
class Recorder {
 public:
  /// As Recording::start; kBusy, and `out` stays the caller's, while another recording runs.
  Result<void> start(core::Fd&& out, const std::string& greeting);
  /// Null while nothing is recorded. A new connection asks once and keeps what it got.
  std::shared_ptr<Recording> current() const;
  void stop();

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<Recording> current_;
};

}  // namespace anc::gles
