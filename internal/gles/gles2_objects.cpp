// GLES2: names of objects, shaders, programs and their uniforms.
#include <algorithm>
#include <cstring>
#include <vector>

#include "internal/gles/gles2.h"

namespace anc::gles {
namespace {

/// Names that one call may make; guests make a handful.
constexpr int32_t kMostNames = 65536;

/// By then the programs of a new picture, and the driver's variants of them, are made.
constexpr std::chrono::seconds kCompilerRest{2};

/// Text with its NUL inside the bytes; nullptr without one.
const char* terminated(core::Bytes text) {
  const auto* begin = reinterpret_cast<const char*>(text.data());
  return std::find(text.begin(), text.end(), std::byte{0}) != text.end() ? begin : nullptr;
}

}  // namespace

bool Gles2::counted(const char* call, const char* field, int32_t count, size_t element_bytes,
                    size_t length) {
  if (count < 0) {
    error(GL_INVALID_VALUE);
    return false;
  }
  if (uint64_t{element_bytes} * static_cast<uint64_t>(count) == length) return true;
  refuse(call, field, length);
  return false;
}

template <class Call>
void Gles2::generate(const char* call_name, int32_t n, std::span<std::byte> out, Call call) {
  if (!counted(call_name, "names", n, 4, out.size())) return;
  if (n > kMostNames) return refuse(call_name, "n", static_cast<uint64_t>(n));
  std::vector<GLuint> names(static_cast<size_t>(n));
  call(n, names.data());
  if (!names.empty()) std::memcpy(out.data(), names.data(), out.size());
}

void Gles2::glGenBuffers(int32_t n, std::span<std::byte> names) {
  generate("glGenBuffers", n, names, gl_.glGenBuffers);
}
void Gles2::glGenFramebuffers(int32_t n, std::span<std::byte> names) {
  generate("glGenFramebuffers", n, names, gl_.glGenFramebuffers);
}
void Gles2::glGenRenderbuffers(int32_t n, std::span<std::byte> names) {
  generate("glGenRenderbuffers", n, names, gl_.glGenRenderbuffers);
}
void Gles2::glGenTextures(int32_t n, std::span<std::byte> names) {
  generate("glGenTextures", n, names, gl_.glGenTextures);
}

void Gles2::glShaderString(uint32_t shader, core::Bytes text, int32_t length) {
  if (length < 0 || text.size() != static_cast<size_t>(length)) {
    return refuse("glShaderString", "len", static_cast<uint32_t>(length));
  }
  if (text.size() > core_.limits.shader_bytes) return refuse("glShaderString", "len", text.size());
  const auto* source = reinterpret_cast<const GLchar*>(text.data());
  // `length` counts the final NUL, which is no part of the source.
  const auto bytes =
      static_cast<GLint>(std::find(text.begin(), text.end(), std::byte{0}) - text.begin());
  if (bytes == 0) source = "";
  gl_.glShaderSource(shader, 1, &source, &bytes);
}

void Gles2::glCompileShader(uint32_t shader) {
  gl_.glCompileShader(shader);
  state().compiled_at = std::chrono::steady_clock::now();
}

void Gles2::flushed() {
  auto& compiled_at = state().compiled_at;
  if (!compiled_at || std::chrono::steady_clock::now() - *compiled_at < kCompilerRest) return;
  compiled_at.reset();
  gl_.glReleaseShaderCompiler();
  core_.freed_much.store(true, std::memory_order_relaxed);
}

void Gles2::glBindAttribLocation(uint32_t program, uint32_t index, core::Bytes name) {
  const char* text = terminated(name);
  if (text == nullptr) return refuse("glBindAttribLocation", "name", name.size());
  gl_.glBindAttribLocation(program, index, text);
}

int32_t Gles2::glGetAttribLocation(uint32_t program, core::Bytes name) {
  const char* text = terminated(name);
  if (text != nullptr) return gl_.glGetAttribLocation(program, text);
  refuse("glGetAttribLocation", "name", name.size());
  return -1;
}

int32_t Gles2::glGetUniformLocation(uint32_t program, core::Bytes name) {
  const char* text = terminated(name);
  if (text != nullptr) return gl_.glGetUniformLocation(program, text);
  refuse("glGetUniformLocation", "name", name.size());
  return -1;
}

template <class Call>
void Gles2::uniform(const char* name, int32_t count, size_t element_bytes, core::Bytes data,
                    Call call) {
  if (!counted(name, "value", count, element_bytes, data.size())) return;
  // The packet does not align its arrays; drivers may rely on it.
  alignas(16) std::byte small[256];
  std::vector<std::byte> large;
  std::byte* values = small;
  if (data.size() > sizeof small) {
    large.resize(data.size());
    values = large.data();
  }
  if (!data.empty()) std::memcpy(values, data.data(), data.size());
  call(values);
}

#define ANC_UNIFORM(name, type, bytes)                                  \
  void Gles2::name(int32_t location, int32_t count, core::Bytes data) { \
    uniform(#name, count, bytes, data, [&](const std::byte* values) {   \
      gl_.name(location, count, reinterpret_cast<const type*>(values)); \
    });                                                                 \
  }
ANC_UNIFORM(glUniform1fv, GLfloat, 4)
ANC_UNIFORM(glUniform2fv, GLfloat, 8)
ANC_UNIFORM(glUniform3fv, GLfloat, 12)
ANC_UNIFORM(glUniform4fv, GLfloat, 16)
ANC_UNIFORM(glUniform1iv, GLint, 4)
ANC_UNIFORM(glUniform2iv, GLint, 8)
ANC_UNIFORM(glUniform3iv, GLint, 12)
ANC_UNIFORM(glUniform4iv, GLint, 16)
#undef ANC_UNIFORM

#define ANC_UNIFORM_MATRIX(name, bytes)                                                    \
  void Gles2::name(int32_t location, int32_t count, uint8_t transpose, core::Bytes data) { \
    uniform(#name, count, bytes, data, [&](const std::byte* values) {                      \
      gl_.name(location, count, transpose, reinterpret_cast<const GLfloat*>(values));      \
    });                                                                                    \
  }
ANC_UNIFORM_MATRIX(glUniformMatrix2fv, 16)
ANC_UNIFORM_MATRIX(glUniformMatrix3fv, 36)
ANC_UNIFORM_MATRIX(glUniformMatrix4fv, 64)
#undef ANC_UNIFORM_MATRIX

#define ANC_VERTEX_ATTRIBUTE(name, bytes)                         \
  void Gles2::name(uint32_t index, core::Bytes data) {            \
    uniform(#name, 1, bytes, data, [&](const std::byte* values) { \
      gl_.name(index, reinterpret_cast<const GLfloat*>(values));  \
    });                                                           \
  }
ANC_VERTEX_ATTRIBUTE(glVertexAttrib1fv, 4)
ANC_VERTEX_ATTRIBUTE(glVertexAttrib2fv, 8)
ANC_VERTEX_ATTRIBUTE(glVertexAttrib3fv, 12)
ANC_VERTEX_ATTRIBUTE(glVertexAttrib4fv, 16)
#undef ANC_VERTEX_ATTRIBUTE

}  // namespace anc::gles
