// One GL connection of the guest: a pipe, its buffered stream and the encoders that write to it.
#pragma once

#include <memory>
#include <string>

#include "internal/core/fd.h"
#include "internal/wire/stream.h"
#include "wire/gles2_encoder.h"
#include "wire/rc_encoder.h"

namespace anc::guest {

/// As in Android, one connection belongs to one thread, and closing it is the only goodbye.
class GlConnection final : private wire::Transport {
  Fd socket_;  // before the encoders, which refer to the stream
  wire::Stream stream_;

 public:
  /// Connects to the qemu_pipe at `path`, asks for "opengles" and sends the client flags.
  static Result<std::unique_ptr<GlConnection>> open(const std::string& path);
  explicit GlConnection(Fd socket);
  GlConnection(const GlConnection&) = delete;
  GlConnection& operator=(const GlConnection&) = delete;

  wire::RcEncoder rc;
  wire::Gles2Encoder gl;

  /// Sends what is buffered, as glFlush, a swap and each posted layer do.
  void flush() { stream_.flush(); }
  /// The first error of the socket; all calls after it did nothing.
  Result<void> status() const { return stream_.status(); }

  /// A text of rcQueryEGLString / rcGetGLString, asked as Android asks: first for its length.
  std::string egl_string(uint32_t name);
  std::string gl_string(uint32_t name);

 private:
  Result<void> write(core::Bytes data) override;
  Result<void> read(std::span<std::byte> data) override;
};

/// A value as the bytes of an `in` or `out` array.
template <class T>
core::Bytes bytes_of(const T& values) {
  return std::as_bytes(std::span(values));
}
template <class T>
std::span<std::byte> bytes_into(T& value) {
  return std::as_writable_bytes(std::span(&value, 1));
}
/// A text with its NUL, for names of attributes, uniforms and layers.
inline core::Bytes text_bytes(const std::string& text) {
  return std::as_bytes(std::span(text.c_str(), text.size() + 1));
}

}  // namespace anc::guest
