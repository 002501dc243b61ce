// GL functions that have an answer.
#include <algorithm>
#include <cstring>

#include "tests/fake_gl/driver.h"

namespace fake_gl {
namespace {

constexpr const char* kExtensions =
    "GL_OES_EGL_image GL_OES_EGL_image_external GL_OES_rgb8_rgba8 GL_OES_packed_depth_stencil "
    "GL_OES_depth24 GL_OES_element_index_uint GL_OES_texture_npot GL_OES_vertex_half_float "
    "GL_OES_standard_derivatives GL_OES_depth_texture GL_KHR_robustness GL_EXT_robustness";

const char* text(const Context& context, GLenum name) {
  switch (name) {
    case GL_VENDOR:
      return "ancloud tests";
    case GL_RENDERER:
      return context.display->has("software") ? "llvmpipe (fake)" : "Fake GL";
    case GL_VERSION:
      if (context.major == 1) return "OpenGL ES-CM 1.1 fake";
      return context.major == 2 ? "OpenGL ES 2.0 fake" : "OpenGL ES 3.2 fake";
    case GL_SHADING_LANGUAGE_VERSION:
      return context.major == 3 ? "OpenGL ES GLSL ES 3.20" : "OpenGL ES GLSL ES 1.00";
    case GL_EXTENSIONS:
      return kExtensions;
    default:
      return nullptr;
  }
}

/// How many values a name has; every one not told apart has the value below.
size_t value_count(GLenum name) {
  switch (name) {
    case GL_VIEWPORT:
    case GL_SCISSOR_BOX:
    case GL_COLOR_CLEAR_VALUE:
    case GL_BLEND_COLOR:
    case GL_COLOR_WRITEMASK:
      return 4;
    case GL_MAX_VIEWPORT_DIMS:
    case GL_DEPTH_RANGE:
    case GL_ALIASED_POINT_SIZE_RANGE:
    case GL_ALIASED_LINE_WIDTH_RANGE:
      return 2;
    case GL_COMPRESSED_TEXTURE_FORMATS:
    case GL_SHADER_BINARY_FORMATS:
      return 0;
    default:
      return 1;
  }
}

GLint binding(const Context& context, GLenum name) {
  switch (name) {
    case GL_TEXTURE_BINDING_2D:
      return static_cast<GLint>(context.texture);
    case GL_RENDERBUFFER_BINDING:
      return static_cast<GLint>(context.renderbuffer);
    case GL_FRAMEBUFFER_BINDING:
    case GL_READ_FRAMEBUFFER_BINDING:
      return static_cast<GLint>(context.framebuffer);
    case GL_ARRAY_BUFFER_BINDING:
      return static_cast<GLint>(context.array_buffer);
    case GL_ELEMENT_ARRAY_BUFFER_BINDING:
      return static_cast<GLint>(context.element_buffer);
    case GL_CURRENT_PROGRAM:
      return static_cast<GLint>(context.program);
    case GL_ACTIVE_TEXTURE:
      return static_cast<GLint>(context.active_texture);
    default:
      return 0;
  }
}

GLint value(const Context& context, GLenum name) {
  switch (name) {
    case GL_MAJOR_VERSION:
      return context.major >= 3 ? 3 : 0;
    case GL_MINOR_VERSION:
      return context.major >= 3 ? 2 : 0;
    case GL_MAX_TEXTURE_SIZE:
    case GL_MAX_CUBE_MAP_TEXTURE_SIZE:
    case GL_MAX_RENDERBUFFER_SIZE:
    case GL_MAX_VIEWPORT_DIMS:
      return 8192;
    case GL_MAX_VERTEX_ATTRIBS:
    case GL_MAX_TEXTURE_IMAGE_UNITS:
    case GL_MAX_VERTEX_TEXTURE_IMAGE_UNITS:
      return 16;
    case GL_MAX_COMBINED_TEXTURE_IMAGE_UNITS:
      return 32;
    case GL_MAX_VERTEX_UNIFORM_VECTORS:
    case GL_MAX_FRAGMENT_UNIFORM_VECTORS:
      return 256;
    case GL_MAX_VARYING_VECTORS:
      return 16;
    case GL_RED_BITS:
    case GL_GREEN_BITS:
    case GL_BLUE_BITS:
    case GL_ALPHA_BITS:
    case GL_STENCIL_BITS:
      return 8;
    case GL_DEPTH_BITS:
      return 24;
    case GL_PACK_ALIGNMENT:
    case GL_UNPACK_ALIGNMENT:
      return 4;
    case GL_IMPLEMENTATION_COLOR_READ_FORMAT:
      return GL_RGBA;
    case GL_IMPLEMENTATION_COLOR_READ_TYPE:
      return GL_UNSIGNED_BYTE;
    case GL_SHADER_COMPILER:
      return GL_TRUE;
    default:
      return binding(context, name);
  }
}

template <class T>
void answer(GLenum name, T* out) {
  if (current == nullptr) return;
  const size_t count = value_count(name);
  for (size_t i = 0; i < count; ++i) {
    out[i] = static_cast<T>(name == GL_VIEWPORT ? current->viewport[i] : value(*current, name));
  }
}

void make_names(GLsizei n, GLuint* names) {
  for (GLsizei i = 0; i < n && current != nullptr; ++i) names[i] = ++current->group->last_name;
}
GLuint make_name() {
  GLuint name = 0;
  make_names(1, &name);
  return name;
}

/// The same place for the same name: FNV-1a.
GLint location(const GLchar* name, uint32_t places) {
  uint32_t hash = 2166136261u;
  for (; *name != 0; ++name) hash = (hash ^ static_cast<uint8_t>(*name)) * 16777619u;
  return static_cast<GLint>(hash % places);
}

void no_text(GLsizei room, GLsizei* length, GLchar* text) {
  if (length != nullptr) *length = 0;
  if (room > 0 && text != nullptr) *text = 0;
}

/// Counts towards the loss of everything.
void drawn() {
  static std::atomic<uint64_t> draws{0};
  const uint64_t limit = words().lose_after;
  if (limit != 0 && draws.fetch_add(1, std::memory_order_relaxed) + 1 == limit) ++losses;
}

}  // namespace
}  // namespace fake_gl

using namespace fake_gl;

extern "C" {

const GLubyte* glGetString(GLenum name) {
  const char* found = current != nullptr ? text(*current, name) : nullptr;
  return reinterpret_cast<const GLubyte*>(found);
}
void glGetIntegerv(GLenum name, GLint* out) { answer(name, out); }
void glGetFloatv(GLenum name, GLfloat* out) { answer(name, out); }
void glGetBooleanv(GLenum name, GLboolean* out) { answer(name, out); }

GLenum glGetError() {
  return current != nullptr && lost(*current) ? GLenum{GL_CONTEXT_LOST} : GLenum{GL_NO_ERROR};
}
GLenum glGetGraphicsResetStatus() {
  const bool tells = current != nullptr && current->tells_resets;
  return tells && lost(*current) ? GLenum{GL_UNKNOWN_CONTEXT_RESET} : GLenum{GL_NO_ERROR};
}
GLenum glGetGraphicsResetStatusKHR() { return glGetGraphicsResetStatus(); }
GLenum glGetGraphicsResetStatusEXT() { return glGetGraphicsResetStatus(); }

void glDrawArrays(GLenum, GLint, GLsizei) { drawn(); }
void glDrawElements(GLenum, GLsizei, GLenum, const void*) { drawn(); }

void glGenFramebuffers(GLsizei n, GLuint* names) { make_names(n, names); }
void glGenRenderbuffers(GLsizei n, GLuint* names) { make_names(n, names); }
void glGenTextures(GLsizei n, GLuint* names) { make_names(n, names); }
void glGenBuffers(GLsizei n, GLuint* names) { make_names(n, names); }
void glGenVertexArrays(GLsizei n, GLuint* names) { make_names(n, names); }
void glGenVertexArraysOES(GLsizei n, GLuint* names) { make_names(n, names); }
void glGenQueries(GLsizei n, GLuint* names) { make_names(n, names); }
void glGenSamplers(GLsizei n, GLuint* names) { make_names(n, names); }
void glGenTransformFeedbacks(GLsizei n, GLuint* names) { make_names(n, names); }
GLuint glCreateShader(GLenum) { return make_name(); }
GLuint glCreateProgram() { return make_name(); }
GLboolean glIsBuffer(GLuint name) { return name != 0; }
GLboolean glIsFramebuffer(GLuint name) { return name != 0; }
GLboolean glIsProgram(GLuint name) { return name != 0; }
GLboolean glIsRenderbuffer(GLuint name) { return name != 0; }
GLboolean glIsShader(GLuint name) { return name != 0; }
GLboolean glIsTexture(GLuint name) { return name != 0; }

void glBindFramebuffer(GLenum, GLuint name) {
  if (current != nullptr) current->framebuffer = name;
}
void glBindRenderbuffer(GLenum, GLuint name) {
  if (current != nullptr) current->renderbuffer = name;
}
void glUseProgram(GLuint name) {
  if (current != nullptr) current->program = name;
}
void glActiveTexture(GLenum unit) {
  if (current != nullptr) current->active_texture = unit;
}
void glViewport(GLint x, GLint y, GLsizei width, GLsizei height) {
  if (current != nullptr) current->viewport = {x, y, width, height};
}

GLenum glCheckFramebufferStatus(GLenum) { return GL_FRAMEBUFFER_COMPLETE; }
void glGetShaderiv(GLuint, GLenum name, GLint* out) { *out = name == GL_COMPILE_STATUS; }
void glGetProgramiv(GLuint, GLenum name, GLint* out) {
  *out = name == GL_LINK_STATUS || name == GL_VALIDATE_STATUS;
}
GLint glGetUniformLocation(GLuint, const GLchar* name) { return location(name, 64); }
GLint glGetAttribLocation(GLuint, const GLchar* name) { return location(name, 8); }
void glGetShaderInfoLog(GLuint, GLsizei room, GLsizei* length, GLchar* out) {
  no_text(room, length, out);
}
void glGetProgramInfoLog(GLuint, GLsizei room, GLsizei* length, GLchar* out) {
  no_text(room, length, out);
}
void glGetShaderPrecisionFormat(GLenum, GLenum, GLint* range, GLint* precision) {
  range[0] = range[1] = 127;
  *precision = 23;
}

GLsync glFenceSync(GLenum, GLbitfield) { return reinterpret_cast<GLsync>(&losses); }
GLenum glClientWaitSync(GLsync, GLbitfield, GLuint64) { return GL_ALREADY_SIGNALED; }

}  // extern "C"
