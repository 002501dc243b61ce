// Building programs: see program.h.
#include "internal/gles/program.h"

#include <utility>

namespace anc::gles {

GLuint build_program(const GlApi& gl, const char* fragment_shader) {
  const GLuint program = gl.glCreateProgram();
  for (const auto& [kind, source] : {std::pair{GLenum{GL_VERTEX_SHADER}, kQuadShader},
                                     std::pair{GLenum{GL_FRAGMENT_SHADER}, fragment_shader}}) {
    const GLuint shader = gl.glCreateShader(kind);
    gl.glShaderSource(shader, 1, &source, nullptr);
    gl.glCompileShader(shader);
    gl.glAttachShader(program, shader);
    gl.glDeleteShader(shader);
  }
  gl.glBindAttribLocation(program, 0, "corner");
  gl.glLinkProgram(program);
  GLint linked = GL_FALSE;
  gl.glGetProgramiv(program, GL_LINK_STATUS, &linked);
  if (linked == GL_TRUE) return program;
  gl.glDeleteProgram(program);
  return 0;
}

}  // namespace anc::gles
