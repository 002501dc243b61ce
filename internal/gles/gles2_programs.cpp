// GLES2: uniforms and attributes of programs.
#include <algorithm>
#include <cstring>
#include <vector>

#include "internal/gles/gles2.h"

namespace anc::gles {
namespace {

/// Text with its NUL inside the bytes; nullptr without one.
const char* terminated(core::Bytes text) {
  const auto* begin = reinterpret_cast<const char*>(text.data());
  return std::find(text.begin(), text.end(), std::byte{0}) != text.end() ? begin : nullptr;
}

}  // namespace

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
