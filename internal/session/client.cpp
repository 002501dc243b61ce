// Asking a running session.
#include "internal/session/client.h"

#include <array>
#include <cerrno>
#include <sys/socket.h>

namespace anc::session {
namespace {
constexpr size_t kMaxAnswer = 512u << 20;

Result<core::Fd> connect(const std::string& session_state) {
  const std::string path = control_path(session_state);
  auto fd = core::connect_unix(path);
  if (fd) return fd;
  const int cause = fd.error().root_errno();
  if (cause == ENOENT || cause == ENOTDIR || cause == ECONNREFUSED) {
    return fail(Error(Kind::kNotRunning, "no session is running here (" + path + ")")
                    .hint("start one with: ancloud session run"));
  }
  if (cause == EACCES || cause == EPERM) {
    return fail(std::move(fd.error()).as(Kind::kPermission).hint("ask as the session's user"));
  }
  return fail(std::move(fd.error()));
}

/// Until the session closes: it answers one request per connection.
Result<std::string> read_all(const core::Fd& fd, std::chrono::milliseconds patience) {
  std::string got;
  std::array<char, 65536> chunk;
  while (got.size() <= kMaxAnswer) {
    if (!TRY(core::wait_readable(fd, static_cast<int>(patience.count())))) {
      return fail(Kind::kTimeout, "the session does not answer");
    }
    const ssize_t n = recv(fd.get(), chunk.data(), chunk.size(), 0);
    if (n == 0) return got;
    if (n < 0 && errno != EINTR) return fail_errno(errno, "read the session's answer");
    if (n > 0) got.append(chunk.data(), static_cast<size_t>(n));
  }
  return fail(Kind::kFailure, "the session's answer has no end");
}

/// Not a byte more: what follows is not for us.
Result<std::string> read_line(const core::Fd& fd, std::chrono::milliseconds patience) {
  std::string line;
  for (std::byte byte{}; line.size() < 65536; line += static_cast<char>(byte)) {
    if (!TRY(core::wait_readable(fd, static_cast<int>(patience.count())))) {
      return fail(Kind::kTimeout, "the session does not answer");
    }
    if (!TRY(core::read_exactly(fd, {&byte, 1}), "read the session's answer")) break;
    if (byte == std::byte{'\n'}) return line;
  }
  return fail(Kind::kFailure, "the session ended without an answer");
}

Kind kind_named(const std::string& name) {
  for (int i = static_cast<int>(Kind::kFailure); i <= static_cast<int>(Kind::kCapacity); ++i) {
    if (core::kind_name(static_cast<Kind>(i)) == name) return static_cast<Kind>(i);
  }
  return Kind::kFailure;
}

}  // namespace

std::string control_path(const std::string& session_state) {
  return session_state + "/control.sock";
}

Result<core::Json> parse_head(const std::string& line) {
  core::Json head = TRY(core::parse_json(line), "read the session's answer");
  if (TRY(core::json_field<bool>(head, "ok"))) return head;
  Error error(kind_named(core::json_field<std::string>(head, "kind").value_or("")),
              "session: " + TRY(core::json_field<std::string>(head, "error")));
  const std::string hint = core::json_field<std::string>(head, "hint").value_or("");
  return fail(hint.empty() ? std::move(error) : std::move(error).hint(hint));
}

Result<Answer> ask(const std::string& session_state, const core::Json& request,
                   std::chrono::milliseconds patience, const std::string& body) {
  const core::Fd fd = TRY(connect(session_state));
  core::Json head = request;
  if (!body.empty()) head["bytes"] = body.size();
  TRY(core::write_all(fd, head.dump() + "\n" + body), "ask the session");
  const std::string all = TRY(read_all(fd, patience));
  const size_t end = all.find('\n');
  if (end == std::string::npos) return fail(Kind::kFailure, "the session ended without an answer");
  Answer answer{TRY(parse_head(all.substr(0, end))), all.substr(end + 1)};
  if (answer.body.size() != TRY(core::json_field<size_t>(answer.head, "bytes"))) {
    return fail(Kind::kFailure, "the session's answer was cut short");
  }
  return answer;
}

Result<core::Json> read_head(const core::Fd& fd, std::chrono::milliseconds patience) {
  return parse_head(TRY(read_line(fd, patience)));
}

Result<OngoingAnswer> ask_ongoing(const std::string& session_state, const core::Json& request,
                                  std::chrono::milliseconds patience) {
  core::Fd fd = TRY(connect(session_state));
  TRY(core::write_all(fd, request.dump() + "\n"), "ask the session");
  core::Json head = TRY(read_head(fd, patience));
  return OngoingAnswer{std::move(head), std::move(fd)};
}

}  // namespace anc::session
