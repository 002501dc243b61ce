// What a driver reads, by the rules of GLES 2: see reading_gl.h.
#include "tests/fuzz/reading_gl.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <map>

namespace anc::fuzz {
namespace {

struct Attribute {
  bool enabled = false;
  bool client = true;
  GLint size = 4;
  GLenum type = GL_FLOAT;
  uint64_t stride = 16;  ///< effective
  const uint8_t* at = nullptr;
};
struct State {
  std::array<Attribute, 64> attributes;
  GLuint array_buffer = 0, element_buffer = 0;
  GLint unpack_alignment = 4;
};

gles::GlApi real;
decltype(&::eglGetCurrentContext) current_context = nullptr;
std::map<void*, State> states;
volatile uint8_t sink;

State& state() { return states[current_context()]; }

void touch(const void* data, uint64_t bytes) {
  const auto* at = static_cast<const uint8_t*>(data);
  uint8_t sum = 0;
  for (uint64_t i = 0; i < bytes; ++i) sum = static_cast<uint8_t>(sum + at[i]);
  sink = sum;
}

uint64_t component_bytes(GLenum type) {
  if (type == GL_BYTE || type == GL_UNSIGNED_BYTE) return 1;
  return type == GL_FLOAT || type == GL_FIXED || type == GL_UNSIGNED_INT || type == GL_INT ? 4 : 2;
}

uint64_t pixel_bytes(GLenum format, GLenum type) {
  if (type == GL_UNSIGNED_SHORT_5_6_5 || type == GL_UNSIGNED_SHORT_4_4_4_4 ||
      type == GL_UNSIGNED_SHORT_5_5_5_1) {
    return 2;
  }
  if (type == GL_UNSIGNED_INT_24_8_OES) return 4;
  const bool four = format == GL_RGBA || format == GL_BGRA_EXT;
  const uint64_t components = four                           ? 4
                              : format == GL_RGB             ? 3
                              : format == GL_LUMINANCE_ALPHA ? 2
                                                             : 1;
  return components * component_bytes(type);
}

void touch_image(GLsizei width, GLsizei height, GLenum format, GLenum type, const void* data) {
  if (data == nullptr || width <= 0 || height <= 0) return;
  const auto alignment = static_cast<uint64_t>(state().unpack_alignment);
  const uint64_t row = pixel_bytes(format, type) * static_cast<uint64_t>(width);
  const uint64_t padded = (row + alignment - 1) / alignment * alignment;
  touch(data, padded * static_cast<uint64_t>(height - 1) + row);
}

/// Vertices `first` to `last` of each array in client memory; those in buffers lie in their buffer.
void touch_vertices(uint64_t first, uint64_t last) {
  for (const Attribute& a : state().attributes) {
    if (!a.enabled || !a.client) continue;
    const uint64_t each = component_bytes(a.type) * static_cast<uint64_t>(a.size);
    for (uint64_t i = first; i <= last; ++i) touch(a.at + i * a.stride, each);
  }
}

void bind_buffer(GLenum target, GLuint name) {
  (target == GL_ARRAY_BUFFER ? state().array_buffer : state().element_buffer) = name;
  real.glBindBuffer(target, name);
}
void buffer_data(GLenum target, GLsizeiptr size, const void* data, GLenum usage) {
  if (data != nullptr) touch(data, static_cast<uint64_t>(size));
  real.glBufferData(target, size, data, usage);
}
void buffer_sub_data(GLenum target, GLintptr offset, GLsizeiptr size, const void* data) {
  touch(data, static_cast<uint64_t>(size));
  real.glBufferSubData(target, offset, size, data);
}
void pixel_store(GLenum name, GLint value) {
  if (name == GL_UNPACK_ALIGNMENT) state().unpack_alignment = value;
  real.glPixelStorei(name, value);
}
void tex_image(GLenum target, GLint level, GLint internal, GLsizei width, GLsizei height,
               GLint border, GLenum format, GLenum type, const void* data) {
  touch_image(width, height, format, type, data);
  real.glTexImage2D(target, level, internal, width, height, border, format, type, data);
}
void tex_sub_image(GLenum target, GLint level, GLint x, GLint y, GLsizei width, GLsizei height,
                   GLenum format, GLenum type, const void* data) {
  touch_image(width, height, format, type, data);
  real.glTexSubImage2D(target, level, x, y, width, height, format, type, data);
}
void compressed_image(GLenum, GLint, GLenum, GLsizei, GLsizei, GLint, GLsizei size,
                      const void* data) {
  if (data != nullptr) touch(data, static_cast<uint64_t>(size));
}
void compressed_sub_image(GLenum, GLint, GLint, GLint, GLsizei, GLsizei, GLenum, GLsizei size,
                          const void* data) {
  touch(data, static_cast<uint64_t>(size));
}
void shader_source(GLuint, GLsizei count, const GLchar* const* text, const GLint* lengths) {
  for (GLsizei i = 0; i < count; ++i) touch(text[i], static_cast<uint64_t>(lengths[i]));
}
void tex_parameter_f(GLenum, GLenum, const GLfloat* values) { touch(values, 16); }
void tex_parameter_i(GLenum, GLenum, const GLint* values) { touch(values, 16); }
template <class T, int N>
void uniform(GLint, GLsizei count, const T* values) {
  touch(values, uint64_t{N * sizeof(T)} * static_cast<uint64_t>(count));
}
template <int N>
void matrix(GLint, GLsizei count, GLboolean, const GLfloat* values) {
  touch(values, uint64_t{N * 4} * static_cast<uint64_t>(count));
}
void attribute_pointer(GLuint index, GLint size, GLenum type, GLboolean, GLsizei stride,
                       const void* at) {
  if (index >= state().attributes.size() || size < 1 || size > 4 || stride < 0) std::abort();
  Attribute& a = state().attributes[index];
  a.client = state().array_buffer == 0;
  a.size = size;
  a.type = type;
  a.stride = stride != 0 ? static_cast<uint64_t>(stride)
                         : component_bytes(type) * static_cast<uint64_t>(size);
  a.at = static_cast<const uint8_t*>(at);
}
void enable_attribute(GLuint index) { state().attributes.at(index).enabled = true; }
void disable_attribute(GLuint index) { state().attributes.at(index).enabled = false; }
void draw_arrays(GLenum, GLint first, GLsizei count) {
  if (first < 0 || count < 0) std::abort();
  if (count == 0) return;
  touch_vertices(static_cast<uint64_t>(first),
                 static_cast<uint64_t>(first) + static_cast<uint64_t>(count) - 1);
}
void draw_elements(GLenum, GLsizei count, GLenum type, const void* indices) {
  if (count < 0) std::abort();
  if (state().element_buffer != 0 || count == 0) return;
  const uint64_t each = component_bytes(type);
  const auto* at = static_cast<const uint8_t*>(indices);
  uint64_t largest = 0;
  for (uint64_t i = 0; i < static_cast<uint64_t>(count) * each; i += each) {
    uint64_t index = 0;
    std::copy_n(at + i, each, reinterpret_cast<uint8_t*>(&index));
    largest = std::max(largest, index);
  }
  touch_vertices(largest, largest);
}

}  // namespace

void read_like_a_driver(const gles::EglApi& egl, gles::GlApi& gl) {
  real = gl;
  current_context = egl.eglGetCurrentContext;
  gl.glBindBuffer = bind_buffer;
  gl.glBufferData = buffer_data;
  gl.glBufferSubData = buffer_sub_data;
  gl.glPixelStorei = pixel_store;
  gl.glTexImage2D = tex_image;
  gl.glTexSubImage2D = tex_sub_image;
  gl.glCompressedTexImage2D = compressed_image;
  gl.glCompressedTexSubImage2D = compressed_sub_image;
  gl.glShaderSource = shader_source;
  gl.glTexParameterfv = tex_parameter_f;
  gl.glTexParameteriv = tex_parameter_i;
  gl.glUniform1fv = uniform<GLfloat, 1>, gl.glUniform2fv = uniform<GLfloat, 2>;
  gl.glUniform3fv = uniform<GLfloat, 3>, gl.glUniform4fv = uniform<GLfloat, 4>;
  gl.glUniform1iv = uniform<GLint, 1>, gl.glUniform2iv = uniform<GLint, 2>;
  gl.glUniform3iv = uniform<GLint, 3>, gl.glUniform4iv = uniform<GLint, 4>;
  gl.glUniformMatrix2fv = matrix<4>, gl.glUniformMatrix3fv = matrix<9>;
  gl.glUniformMatrix4fv = matrix<16>;
  gl.glVertexAttribPointer = attribute_pointer;
  gl.glEnableVertexAttribArray = enable_attribute;
  gl.glDisableVertexAttribArray = disable_attribute;
  gl.glDrawArrays = draw_arrays;
  gl.glDrawElements = draw_elements;
}

void forget_contexts() { states.clear(); }

}  // namespace anc::fuzz
