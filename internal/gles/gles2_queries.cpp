// GLES2: everything that answers. GL writes to memory of ours, the guest gets what it asked for.
#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

#include "internal/gles/gles2.h"

namespace anc::gles {
namespace {

/// More values than any glGet of the host writes.
constexpr size_t kMostValues = 4096;

void copy(std::span<std::byte> out, const void* data, size_t bytes) {
  const size_t fits = std::min(out.size(), bytes);
  if (fits > 0) std::memcpy(out.data(), data, fits);
}

template <class T>
void put(std::span<std::byte> out, const T& value) {
  copy(out, &value, sizeof value);
}

/// Room for a text answer of at most `asked` bytes, of which the guest reads `out`.
std::vector<char> text_room(int32_t asked, std::span<std::byte> out) {
  const size_t room = asked > 0 ? static_cast<size_t>(asked) : 0;
  return std::vector<char>(std::min(room, out.size()));
}

}  // namespace

template <class T, class Call>
void Gles2::query(std::span<std::byte> out, Call call) {
  // On the stack: thread-local, one for each query, they cost every thread of the process 230 KB.
  std::array<T, kMostValues> values;
  // Only as much as the guest can see needs to be clean.
  std::fill_n(values.begin(), std::min(kMostValues, out.size() / sizeof(T) + 1), T{});
  call(values.data());
  copy(out, values.data(), sizeof values);
}

template <class T, class Call>
void Gles2::get(uint32_t name, std::span<std::byte> out, Call call) {
  if (name == GL_ARRAY_BUFFER_BINDING) use_array_buffer();
  const auto own = own_value(name);
  if (own && sizeof(T) == 1) return put(out, static_cast<T>(*own != 0));
  if (own) return put(out, static_cast<T>(*own));
  query<T>(out, [&](T* values) { call(name, values); });
}

void Gles2::glGetBooleanv(uint32_t name, std::span<std::byte> params) {
  get<GLboolean>(name, params, gl_.glGetBooleanv);
}
void Gles2::glGetFloatv(uint32_t name, std::span<std::byte> params) {
  get<GLfloat>(name, params, gl_.glGetFloatv);
}
void Gles2::glGetIntegerv(uint32_t name, std::span<std::byte> params) {
  get<GLint>(name, params, gl_.glGetIntegerv);
}
void Gles2::glGetBufferParameteriv(uint32_t target, uint32_t name, std::span<std::byte> params) {
  if (target == GL_ARRAY_BUFFER) use_array_buffer();
  query<GLint>(params, [&](GLint* v) { gl_.glGetBufferParameteriv(target, name, v); });
}
void Gles2::glGetFramebufferAttachmentParameteriv(uint32_t target, uint32_t attachment,
                                                  uint32_t name, std::span<std::byte> params) {
  if (!attachable(target, attachment)) return;
  query<GLint>(params, [&](GLint* values) {
    gl_.glGetFramebufferAttachmentParameteriv(target, attachment, name, values);
  });
}
void Gles2::glGetProgramiv(uint32_t program, uint32_t name, std::span<std::byte> params) {
  query<GLint>(params, [&](GLint* values) { gl_.glGetProgramiv(program, name, values); });
}
void Gles2::glGetRenderbufferParameteriv(uint32_t target, uint32_t name,
                                         std::span<std::byte> params) {
  query<GLint>(params, [&](GLint* v) { gl_.glGetRenderbufferParameteriv(target, name, v); });
}
void Gles2::glGetShaderiv(uint32_t shader, uint32_t name, std::span<std::byte> params) {
  query<GLint>(params, [&](GLint* values) { gl_.glGetShaderiv(shader, name, values); });
}
void Gles2::glGetTexParameterfv(uint32_t target, uint32_t name, std::span<std::byte> params) {
  query<GLfloat>(params, [&](GLfloat* v) { gl_.glGetTexParameterfv(target, name, v); });
}
void Gles2::glGetTexParameteriv(uint32_t target, uint32_t name, std::span<std::byte> params) {
  query<GLint>(params, [&](GLint* values) { gl_.glGetTexParameteriv(target, name, values); });
}
void Gles2::glGetUniformfv(uint32_t program, int32_t location, std::span<std::byte> params) {
  query<GLfloat>(params, [&](GLfloat* v) { gl_.glGetUniformfv(program, location, v); });
}
void Gles2::glGetUniformiv(uint32_t program, int32_t location, std::span<std::byte> params) {
  query<GLint>(params, [&](GLint* values) { gl_.glGetUniformiv(program, location, values); });
}
void Gles2::glGetVertexAttribfv(uint32_t index, uint32_t name, std::span<std::byte> params) {
  query<GLfloat>(params, [&](GLfloat* v) { gl_.glGetVertexAttribfv(index, name, v); });
}
void Gles2::glGetVertexAttribiv(uint32_t index, uint32_t name, std::span<std::byte> params) {
  query<GLint>(params, [&](GLint* values) { gl_.glGetVertexAttribiv(index, name, values); });
}

void Gles2::glGetActiveAttrib(uint32_t program, uint32_t index, int32_t room,
                              std::span<std::byte> length, std::span<std::byte> size,
                              std::span<std::byte> type, std::span<std::byte> name) {
  std::vector<char> text = text_room(room, name);
  GLsizei written = 0;
  GLint count = 0;
  GLenum kind = 0;
  gl_.glGetActiveAttrib(program, index, static_cast<GLsizei>(text.size()), &written, &count, &kind,
                        text.data());
  put(length, written), put(size, count), put(type, kind);
  copy(name, text.data(), text.size());
}

void Gles2::glGetActiveUniform(uint32_t program, uint32_t index, int32_t room,
                               std::span<std::byte> length, std::span<std::byte> size,
                               std::span<std::byte> type, std::span<std::byte> name) {
  std::vector<char> text = text_room(room, name);
  GLsizei written = 0;
  GLint count = 0;
  GLenum kind = 0;
  gl_.glGetActiveUniform(program, index, static_cast<GLsizei>(text.size()), &written, &count, &kind,
                         text.data());
  put(length, written), put(size, count), put(type, kind);
  copy(name, text.data(), text.size());
}

void Gles2::glGetAttachedShaders(uint32_t program, int32_t most, std::span<std::byte> count,
                                 std::span<std::byte> shaders) {
  if (most < 0) return error(GL_INVALID_VALUE);
  // A program has two shaders; more room than that cannot be used.
  std::array<GLuint, 16> names{};
  const auto room = std::min({static_cast<size_t>(most), shaders.size() / 4, names.size()});
  GLsizei written = 0;
  gl_.glGetAttachedShaders(program, static_cast<GLsizei>(room), &written, names.data());
  put(count, written);
  copy(shaders, names.data(), sizeof names);
}

void Gles2::glGetProgramInfoLog(uint32_t program, int32_t room, std::span<std::byte> length,
                                std::span<std::byte> log) {
  std::vector<char> text = text_room(room, log);
  GLsizei written = 0;
  gl_.glGetProgramInfoLog(program, static_cast<GLsizei>(text.size()), &written, text.data());
  put(length, written);
  copy(log, text.data(), text.size());
}

void Gles2::glGetShaderInfoLog(uint32_t shader, int32_t room, std::span<std::byte> length,
                               std::span<std::byte> log) {
  std::vector<char> text = text_room(room, log);
  GLsizei written = 0;
  gl_.glGetShaderInfoLog(shader, static_cast<GLsizei>(text.size()), &written, text.data());
  put(length, written);
  copy(log, text.data(), text.size());
}

void Gles2::glGetShaderSource(uint32_t shader, int32_t room, std::span<std::byte> length,
                              std::span<std::byte> source) {
  std::vector<char> text = text_room(room, source);
  GLsizei written = 0;
  gl_.glGetShaderSource(shader, static_cast<GLsizei>(text.size()), &written, text.data());
  put(length, written);
  copy(source, text.data(), text.size());
}

void Gles2::glGetShaderPrecisionFormat(uint32_t shader_type, uint32_t precision_type,
                                       std::span<std::byte> range, std::span<std::byte> precision) {
  GLint limits[2] = {}, bits = 0;
  gl_.glGetShaderPrecisionFormat(shader_type, precision_type, limits, &bits);
  put(range, limits), put(precision, bits);
}

void Gles2::glGetCompressedTextureFormats(int32_t count, std::span<std::byte> formats) {
  GLint real = 0;
  gl_.glGetIntegerv(GL_NUM_COMPRESSED_TEXTURE_FORMATS, &real);
  if (real > count) return;
  query<GLint>(formats, [&](GLint* v) { gl_.glGetIntegerv(GL_COMPRESSED_TEXTURE_FORMATS, v); });
}

uint32_t Gles2::glGetError() {
  const uint32_t from_driver = gl_.glGetError();
  if (from_driver != GL_NO_ERROR) return from_driver;
  return std::exchange(state().error, uint32_t{GL_NO_ERROR});
}

int32_t Gles2::glFinishRoundTrip() {
  gl_.glFinish();
  return 0;
}

}  // namespace anc::gles
