// Connecting, the first line, and what follows it.
#include "internal/serve/call.h"

#include <cerrno>
#include <cstring>
#include <sys/socket.h>
#include <sys/un.h>
#include <utility>

#include "internal/session/client.h"

namespace anc::serve {
namespace {
constexpr size_t kLongestLine = 65536;
constexpr size_t kMostWaiting = size_t{8} << 20;  // a clipboard's megabyte and some

/// As core::connect_unix, but a session that takes nobody does not hold the net thread up.
Result<core::Fd> connect(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) {
    return fail(Kind::kUsage, "connect to " + path + ": the path is longer than 107 bytes");
  }
  std::memcpy(address.sun_path, path.c_str(), path.size());
  core::Fd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd) return fail_errno(errno, "make a socket");
  if (::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
    return fd;
  }
  const int cause = errno;
  if (cause == EAGAIN) return fail(Kind::kBusy, "the session does not take connections");
  if (cause == ENOENT || cause == ENOTDIR || cause == ECONNREFUSED) {
    return fail(Error(Kind::kNotRunning, "no session is running here (" + path + ")")
                    .hint("start one with: ancloud session run"));
  }
  return fail_errno(cause, "connect to " + path);
}

std::vector<std::byte> line_of(const core::Json& json, const std::string& body = {}) {
  const std::string text = json.dump() + "\n" + body;
  const auto bytes = std::as_bytes(std::span(text));
  return {bytes.begin(), bytes.end()};
}
}  // namespace

struct Call::State : std::enable_shared_from_this<State> {
  State(net::Loop& on, Handlers to) : loop(on), handlers(std::move(to)) {}

  void start(core::Fd fd, std::vector<std::byte> request) {
    stream = std::make_unique<net::Stream>(
        loop, std::move(fd), kMostWaiting,
        net::Stream::Handlers{.data = [this](core::Bytes chunk) { on_data(chunk); },
                              .closed = [this](const std::string&) { on_closed(); }});
    stream->write(std::move(request));
  }

  void on_data(core::Bytes chunk) {
    const auto keep = shared_from_this();  // a callback may drop the Call
    if (!answered) {
      const auto* begin = reinterpret_cast<const char*>(chunk.data());
      const auto* end = static_cast<const char*>(std::memchr(begin, '\n', chunk.size()));
      const size_t length = end == nullptr ? chunk.size() : static_cast<size_t>(end - begin);
      line.append(begin, length);
      if (line.size() > kLongestLine) {
        return this->end(Error(Kind::kFailure, "the session's answer is too long"));
      }
      if (end == nullptr) return;
      chunk = chunk.subspan(length + 1);
      answered = true;
      auto head = session::parse_head(line);
      if (!head) return this->end(head.error());
      if (const auto heard = handlers.answered) heard(*head);
      if (stream && !early.empty()) stream->write(std::exchange(early, {}));
    }
    if (chunk.empty() || !stream) return;
    if (const auto data = handlers.data) data(chunk);
  }

  void on_closed() {
    end(answered ? Error(Kind::kNotRunning, "the session has closed the connection")
                 : Error(Kind::kNotRunning, "the session ended without an answer"));
  }

  void end(const Error& why) {
    const auto keep = shared_from_this();
    stream.reset();
    const auto ended = std::exchange(handlers, {}).ended;
    if (ended) ended(why);
  }

  net::Loop& loop;
  Handlers handlers;
  std::unique_ptr<net::Stream> stream;
  std::string line;
  bool answered = false;
  std::vector<std::byte> early;  ///< told before the answer
};

std::unique_ptr<Call> Call::open(net::Loop& loop, const std::string& session_state,
                                 core::Json request, const std::string& body, Handlers handlers) {
  if (!body.empty()) request["bytes"] = body.size();
  auto state = std::make_shared<State>(loop, std::move(handlers));
  auto fd = connect(session::control_path(session_state));
  if (fd) {
    state->start(std::move(*fd), line_of(request, body));
  } else {
    loop.post([weak = std::weak_ptr(state), why = fd.error()] {
      if (const auto self = weak.lock()) self->end(why);
    });
  }
  return std::unique_ptr<Call>(new Call(std::move(state)));
}

Call::~Call() {
  state_->handlers = {};
  state_->stream.reset();
}

void Call::tell(const core::Json& line) {
  if (!state_->stream) return;
  std::vector<std::byte> bytes = line_of(line);
  if (state_->answered) return state_->stream->write(std::move(bytes));
  // The session's reader of requests takes one, and drops what stands behind it.
  std::vector<std::byte>& early = state_->early;
  if (early.size() + bytes.size() <= kMostWaiting) {
    early.insert(early.end(), bytes.begin(), bytes.end());
  }
}

namespace {
/// Holds itself until its answer is whole.
struct Asking : std::enable_shared_from_this<Asking> {
  void finish(Result<Answer> how) {
    const auto self = std::exchange(keep, nullptr);
    call.reset();
    if (const auto heard = std::exchange(done, nullptr)) heard(std::move(how));
  }
  std::unique_ptr<Call> call;
  std::shared_ptr<Asking> keep;
  Answered done;
  Answer answer;
  size_t most = 0;
};
}  // namespace

void ask(net::Loop& loop, const std::string& session_state, core::Json request, std::string body,
         Answered done, size_t most) {
  const auto asking = std::make_shared<Asking>();
  asking->done = std::move(done);
  asking->most = most;
  asking->keep = asking;
  Asking& a = *asking;
  const auto complete = [&a] {
    const auto bytes = core::json_field<size_t>(a.answer.head, "bytes");
    return a.answer.body.size() >= bytes.value_or(0);
  };
  a.call = Call::open(
      loop, session_state, std::move(request), body,
      {.answered =
           [&a, complete](const core::Json& head) {
             a.answer.head = head;
             if (complete()) a.finish(std::move(a.answer));
           },
       .data =
           [&a, complete](core::Bytes chunk) {
             if (a.answer.body.size() + chunk.size() > a.most) {
               return a.finish(fail(Kind::kFailure, "the session's answer is too large"));
             }
             a.answer.body.append(reinterpret_cast<const char*>(chunk.data()), chunk.size());
             if (complete()) a.finish(std::move(a.answer));
           },
       .ended = [&a](const Error& why) { a.finish(fail(why)); }});
}

}  // namespace anc::serve
