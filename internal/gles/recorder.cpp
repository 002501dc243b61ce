// The recording's queue and thread: see recorder.h.
#include "internal/gles/recorder.h"

#include <cerrno>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <system_error>

#include "internal/core/log.h"

namespace anc::gles {
namespace {

constexpr std::chrono::seconds kReaderGrace{1};
constexpr const char* kTooSlow = "it cannot be written as fast as guests draw";

bool is_socket(const core::Fd& fd) {
  struct stat info {};
  return ::fstat(fd.get(), &info) == 0 && S_ISSOCK(info.st_mode);
}

}  // namespace

Result<std::shared_ptr<Recording>> Recording::start(core::Fd out, const std::string& greeting) {
  core::Fd wake(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!wake) return fail_errno(errno, "make an eventfd");
  std::shared_ptr<Recording> recording(new Recording(std::move(wake)));
  TRY(recording->open(std::move(out), greeting), "begin the recording");
  try {
    recording->thread_ = std::thread([raw = recording.get()] { raw->run(); });
  } catch (const std::system_error& error) {
    return fail_errno(error.code().value(), "start the recording's thread");
  }
  return recording;
}

Result<void> Recording::open(core::Fd out, const std::string& greeting) {
  if (!is_socket(out)) {
    file_ = TRY(wire::TraceFile::begin(std::move(out)));
    return {};
  }
  socket_ = std::move(out);
  std::vector<std::byte> header;
  wire::append_trace_header(header);
  TRY(core::write_all(socket_, greeting));
  return core::write_all(socket_, header);
}

Recording::~Recording() { stop(); }

uint64_t Recording::microseconds() const {
  const auto since = std::chrono::steady_clock::now() - begin_;
  return static_cast<uint64_t>(
      std::chrono::duration_cast<std::chrono::microseconds>(since).count());
}

uint32_t Recording::opened(const std::string& name) {
  const std::string text = "pipe:" + name;
  const auto data = std::as_bytes(std::span(text.c_str(), text.size() + 1));
  const std::lock_guard guard(mutex_);
  const uint32_t connection = ++connections_;
  add({connection, wire::TraceKind::kOpened, microseconds(), data});
  return connection;
}

void Recording::carried(uint32_t connection, wire::TraceKind kind, core::Bytes data) {
  const std::lock_guard guard(mutex_);
  add({connection, kind, microseconds(), data});
}

void Recording::add(const wire::TraceRecord& record) {
  if (overrun_ || stopping_ || over_) return;
  const bool wakes = queue_.empty();
  overrun_ = queue_.size() + wire::kTraceRecordSize + record.data.size() > kMostQueued;
  if (!overrun_) {
    wire::append_trace_record(queue_, record);
  } else {  // told here: the thread may wait for its reader forever
    core::log_warning(std::string("the GL recording ends: ") + kTooSlow);
  }
  if (wakes || overrun_) (void)::eventfd_write(wake_.get(), 1);
}

bool Recording::running() const {
  const std::lock_guard guard(mutex_);
  return !overrun_ && !stopping_ && !over_;
}

void Recording::stop() {
  if (!thread_.joinable()) return;
  {
    std::unique_lock lock(mutex_);
    stopping_ = true;
    (void)::eventfd_write(wake_.get(), 1);
    // A reader that does not read would hold up the session's end.
    const bool in_time = finished_.wait_for(lock, kReaderGrace, [&] { return over_; });
    if (!in_time && socket_) ::shutdown(socket_.get(), SHUT_RDWR);
  }
  thread_.join();
}

void Recording::run() {
  Result<void> going;
  bool last = false;
  while (going && !last) {
    going = wait();
    {
      const std::lock_guard guard(mutex_);
      last = overrun_ || stopping_;
    }
    if (going) going = write_queued();
  }
  finish(going);
}

Result<void> Recording::wait() const {
  pollfd events[] = {{wake_.get(), POLLIN, 0}, {socket_.get(), POLLRDHUP, 0}};
  while (::poll(events, 2, -1) < 0) {
    if (errno != EINTR) return fail_errno(errno, "wait for something to record");
  }
  if (events[1].revents != 0) return fail(Kind::kNotRunning, "its reader has gone");
  eventfd_t count = 0;
  (void)::eventfd_read(wake_.get(), &count);
  return {};
}

Result<void> Recording::write_queued() {
  std::vector<std::byte> records;
  {
    const std::lock_guard guard(mutex_);
    records.swap(queue_);
  }
  if (records.empty()) return {};
  return file_ ? file_->append(records) : core::write_all(socket_, records);
}

void Recording::finish(const Result<void>& how) {
  std::string why;
  {
    const std::lock_guard guard(mutex_);
    if (!how) {
      why = how.error().message();
    } else if (overrun_) {
      why = kTooSlow;
    }
  }
  const bool left = !how && how.error().kind() == Kind::kNotRunning;
  if (!how && !left) core::log_warning("the GL recording ends: " + why);
  if (socket_ && how) {
    std::vector<std::byte> end;
    wire::append_trace_record(
        end, {0, wire::TraceKind::kEnd, microseconds(), std::as_bytes(std::span(why))});
    if (!core::write_all(socket_, end)) core::log_debug("the recording's reader has gone");
    ::shutdown(socket_.get(), SHUT_RDWR);
  }
  const std::lock_guard guard(mutex_);
  over_ = true;
  queue_ = {};
  finished_.notify_all();
}

size_t RecordedPeer::read(std::span<std::byte> room) {
  const size_t n = peer_.read(room);
  recording_->carried(connection_, n > 0 ? wire::TraceKind::kUp : wire::TraceKind::kClosed,
                      room.first(n));
  return n;
}

bool RecordedPeer::write(core::Bytes data) {
  // Before it is sent: what the guest says next, here or elsewhere, has to stand behind it.
  recording_->carried(connection_, wire::TraceKind::kDown, data);
  return peer_.write(data);
}

Result<void> Recorder::start(core::Fd&& out, const std::string& greeting) {
  const std::lock_guard guard(mutex_);
  if (current_ != nullptr && current_->running()) {
    return fail(Kind::kBusy, "another recording of this session runs");
  }
  current_.reset();
  current_ = TRY(Recording::start(std::move(out), greeting));
  return {};
}

std::shared_ptr<Recording> Recorder::current() const {
  const std::lock_guard guard(mutex_);
  return current_ != nullptr && current_->running() ? current_ : nullptr;
}

void Recorder::stop() {
  const std::lock_guard guard(mutex_);
  if (current_ != nullptr) current_->stop();
}

}  // namespace anc::gles
