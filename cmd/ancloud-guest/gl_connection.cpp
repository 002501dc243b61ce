// GL connection: see gl_connection.h.
#include "cmd/ancloud-guest/gl_connection.h"

#include "cmd/ancloud-guest/qemu_pipe.h"

namespace anc::guest {
namespace {

constexpr int32_t kLongestText = 1 << 16;

// `ask(buffer)` answers the length with its NUL, or minus the length it needs.
template <class Ask>
std::string ask_text(Ask ask) {
  const int32_t needed = -ask(std::span<std::byte>());
  if (needed <= 0 || needed > kLongestText) return {};
  std::string text(static_cast<size_t>(needed), '\0');
  if (ask(std::as_writable_bytes(std::span(text))) <= 0) return {};
  return text.substr(0, text.find('\0'));
}

// Not inlined: g++ 12 then sees an append to a vector that it knows to be empty, and warns of an
// overflow that cannot be.
[[gnu::noinline]] void send_flags(wire::Stream& stream) { stream.send_client_flags(); }

}  // namespace

GlConnection::GlConnection(Fd socket)
    : socket_(std::move(socket)), stream_(*this), rc(stream_), gl(stream_) {
  send_flags(stream_);
}

Result<std::unique_ptr<GlConnection>> GlConnection::open(const std::string& path) {
  return std::make_unique<GlConnection>(TRY(open_qemu_pipe(path, "opengles")));
}

Result<void> GlConnection::write(core::Bytes data) { return core::write_all(socket_, data); }

Result<void> GlConnection::read(std::span<std::byte> data) {
  if (!TRY(core::read_exactly(socket_, data))) {
    return fail(Kind::kFailure, "the host closed the GL connection");
  }
  return {};
}

std::string GlConnection::egl_string(uint32_t name) {
  return ask_text([&](std::span<std::byte> buffer) {
    return rc.rcQueryEGLString(name, buffer, static_cast<int32_t>(buffer.size()));
  });
}

std::string GlConnection::gl_string(uint32_t name) {
  return ask_text([&](std::span<std::byte> buffer) {
    return rc.rcGetGLString(name, buffer, static_cast<int32_t>(buffer.size()));
  });
}

}  // namespace anc::guest
