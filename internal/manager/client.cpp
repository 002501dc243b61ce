// The client's side of the control socket: see client.h.
#include "internal/manager/client.h"

#include <array>
#include <cerrno>
#include <poll.h>
#include <sys/socket.h>

namespace anc::manager {

Result<Client> Client::connect(const std::string& path) {
  auto fd = core::connect_unix(path);
  if (fd) return Client(std::move(*fd));
  const int cause = fd.error().root_errno();
  if (cause == EACCES || cause == EPERM) {
    return fail(std::move(fd.error())
                    .as(Kind::kPermission)
                    .hint("`ls -l " + path + "` shows the group you would have to be in"));
  }
  if (cause == ENOENT || cause == ENOTDIR || cause == ECONNREFUSED) {
    return fail(
        Error(Kind::kPermission,
              "only root can start a container, and no container manager listens on " + path)
            .hint("sudo ancloud run; or have `ancloud container manager` running"));
  }
  return fail(std::move(fd.error()));
}

Result<void> Client::send(std::string_view method, std::string parameters) {
  last_id_ = next_id_++;
  answer_.reset();
  return core::write_all(
      fd_, rpc::make_frame(rpc::FrameType::kInvocation,
                           rpc::encode_call({last_id_, std::string(method), parameters})));
}

Result<void> Client::receive() {
  std::array<std::byte, 8192> chunk;
  const ssize_t got = ::recv(fd_.get(), chunk.data(), chunk.size(), 0);
  if (got < 0 && errno == EINTR) return {};
  if (got < 0 && errno != ECONNRESET) return fail_errno(errno, "hear the container manager");
  if (got <= 0) {
    closed_ = true;
    return {};
  }
  const auto frame = [this](uint8_t type, std::string_view payload) {
    if (static_cast<rpc::FrameType>(type) != rpc::FrameType::kResponse) return;
    const auto reply = rpc::decode_reply(payload);
    if (!reply) return;
    if (reply->id == last_id_) answer_ = reply->response;
    for (const std::string& event : reply->events) {
      if (const auto code = decode_ended(event)) exit_code_ = *code;
    }
  };
  if (reader_.feed(core::Bytes(chunk).first(static_cast<size_t>(got)), frame)) return {};
  return fail(Kind::kFailure, "the container manager sends what cannot be understood");
}

Result<std::string> Client::await_answer(const Fd& interrupted, std::optional<int> patience_ms) {
  using Clock = std::chrono::steady_clock;
  const auto end = Clock::now() + std::chrono::milliseconds(patience_ms.value_or(0));
  while (!answer_) {
    if (closed_) return fail(Kind::kFailure, "the container manager closed the connection");
    int wait = -1;
    if (patience_ms) {
      wait = static_cast<int>(
          std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now()).count());
      if (wait <= 0) return fail(Kind::kTimeout, "the container manager does not answer");
    }
    pollfd waits[] = {{fd_.get(), POLLIN, 0}, {interrupted.get(), POLLIN, 0}};
    if (::poll(waits, 2, wait) < 0 && errno != EINTR) return fail_errno(errno, "poll");
    if (waits[0].revents != 0) TRY(receive());
    if (waits[1].revents != 0) return fail_errno(EINTR, "wait for the container manager");
  }
  return std::move(*answer_);
}

Result<void> Client::start(const StartRequest& request) {
  return send(kStart, encode_start(request));
}

Result<StartedContainer> Client::await_started(const Fd& interrupted) {
  return decode_started(TRY(await_answer(interrupted, std::nullopt)));
}

Result<void> Client::await_end() {
  while (!closed_) TRY(receive());
  return {};
}

Result<void> Client::stop(std::chrono::milliseconds patience) {
  auto sent = send(kStop, encode_stop(false));
  if (!sent && sent.error().root_errno() == EPIPE) return {};
  TRY(sent, "stop the container");
  const auto answer = await_answer(Fd(), static_cast<int>(patience.count()));
  if (!answer && closed_) return {};  // it was quicker: the connection goes with the container
  return decode_stopped(TRY(answer, "stop the container"));
}

void Client::hang_up() { (void)::shutdown(fd_.get(), SHUT_RDWR); }

}  // namespace anc::manager
