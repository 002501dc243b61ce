// GL: objects with a size: buffers, textures, and pixels that are read.
#include <algorithm>
#include <cstring>

#include "tests/fake_gl/driver.h"

namespace fake_gl {

void fill(void* out, size_t pixels, size_t each) {
  auto* bytes = static_cast<uint8_t*>(out);
  if (each != kPixel.size()) {
    std::memset(bytes, kPixel[2], pixels * each);
    return;
  }
  for (size_t i = 0; i < pixels; ++i) std::memcpy(bytes + i * 4, kPixel.data(), 4);
}

namespace {

GLuint& bound(Context& context, GLenum target) {
  switch (target) {
    case GL_ARRAY_BUFFER:
      return context.array_buffer;
    case GL_ELEMENT_ARRAY_BUFFER:
      return context.element_buffer;
    case GL_PIXEL_PACK_BUFFER:
      return context.pack_buffer;
    default:
      return context.other_buffer;
  }
}

/// Runs `use` on the buffer that is bound, if one is.
template <class Use>
void with_bound(GLenum target, Use use) {
  if (current == nullptr) return;
  const GLuint name = bound(*current, target);
  if (name == 0) return;
  const std::lock_guard guard(current->group->mutex);
  use(current->group->buffers[name]);
}

void set_texture_size(GLint level, GLsizei width, GLsizei height) {
  if (current == nullptr || level != 0 || current->texture == 0) return;
  const std::lock_guard guard(current->group->mutex);
  current->group->textures[current->texture] = {width, height};
}

size_t pixel_bytes(GLenum format, GLenum type) {
  if (type == GL_UNSIGNED_SHORT_5_6_5 || type == GL_UNSIGNED_SHORT_4_4_4_4 ||
      type == GL_UNSIGNED_SHORT_5_5_5_1) {
    return 2;
  }
  const size_t each = type == GL_FLOAT ? 4 : 1;
  if (format == GL_RGB) return 3 * each;
  return (format == GL_ALPHA || format == GL_LUMINANCE || format == GL_RED ? 1 : 4) * each;
}

}  // namespace
}  // namespace fake_gl

using namespace fake_gl;

extern "C" {

void glBindBuffer(GLenum target, GLuint name) {
  if (current != nullptr) bound(*current, target) = name;
}
void glBufferData(GLenum target, GLsizeiptr size, const void*, GLenum) {
  with_bound(target, [&](Buffer& buffer) { buffer = {size}; });
}
void glGetBufferParameteriv(GLenum target, GLenum name, GLint* out) {
  *out = 0;
  if (name != GL_BUFFER_SIZE) return;
  with_bound(target, [&](Buffer& buffer) { *out = static_cast<GLint>(buffer.size); });
}
void glDeleteBuffers(GLsizei n, const GLuint* names) {
  if (current == nullptr) return;
  const std::lock_guard guard(current->group->mutex);
  for (GLsizei i = 0; i < n; ++i) current->group->buffers.erase(names[i]);
}

void* glMapBufferRange(GLenum target, GLintptr offset, GLsizeiptr length, GLbitfield) {
  void* memory = nullptr;
  with_bound(target, [&](Buffer& buffer) {
    if (offset < 0 || length < 0 || offset + length > buffer.size) return;
    if (buffer.bytes.empty()) {
      buffer.bytes.resize(static_cast<size_t>(buffer.size));
      fill(buffer.bytes.data(), buffer.bytes.size() / 4, 4);
    }
    memory = buffer.bytes.data() + offset;
  });
  return memory;
}
GLboolean glUnmapBuffer(GLenum) { return GL_TRUE; }

void glBindTexture(GLenum target, GLuint name) {
  if (current != nullptr && target == GL_TEXTURE_2D) current->texture = name;
}
void glTexImage2D(GLenum target, GLint level, GLint, GLsizei width, GLsizei height, GLint, GLenum,
                  GLenum, const void*) {
  if (target == GL_TEXTURE_2D) set_texture_size(level, width, height);
}
void glTexStorage2D(GLenum target, GLsizei, GLenum, GLsizei width, GLsizei height) {
  if (target == GL_TEXTURE_2D) set_texture_size(0, width, height);
}
void glDeleteTextures(GLsizei n, const GLuint* names) {
  if (current == nullptr) return;
  const std::lock_guard guard(current->group->mutex);
  for (GLsizei i = 0; i < n; ++i) current->group->textures.erase(names[i]);
}

void glPixelStorei(GLenum name, GLint value) {
  if (current != nullptr && name == GL_PACK_ALIGNMENT) current->pack_alignment = value;
}
void glReadPixels(GLint, GLint, GLsizei width, GLsizei height, GLenum format, GLenum type,
                  void* out) {
  // With a buffer bound the pointer is an offset, and a mapping finds the pixels there already.
  if (current == nullptr || current->pack_buffer != 0 || width <= 0 || height <= 0) return;
  const size_t each = pixel_bytes(format, type), columns = static_cast<size_t>(width);
  const auto alignment = static_cast<size_t>(current->pack_alignment);
  const size_t row = (columns * each + alignment - 1) / alignment * alignment;
  auto* bytes = static_cast<std::byte*>(out);
  for (GLsizei y = 0; y < height; ++y, bytes += row) fill(bytes, columns, each);
}

}  // extern "C"
