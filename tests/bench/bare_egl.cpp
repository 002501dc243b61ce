// A bare EGL program: one textured frame of the demo's size, drawn offscreen, then it waits for its
// input to close. What `make bench` holds the session's memory against.
#include <cstdio>
#include <unistd.h>
#include <vector>

#include <EGL/egl.h>
#include <EGL/eglext.h>
#include <GLES2/gl2.h>

namespace {

constexpr int kWidth = 720, kHeight = 1280;

GLuint compile(GLenum kind, const char* source) {
  const GLuint shader = glCreateShader(kind);
  glShaderSource(shader, 1, &source, nullptr);
  glCompileShader(shader);
  return shader;
}

bool draw() {
  const GLuint program = glCreateProgram();
  glAttachShader(program,
                 compile(GL_VERTEX_SHADER,
                         "attribute vec2 p; varying vec2 t;"
                         "void main() { t = p * 0.5 + 0.5; gl_Position = vec4(p, 0.0, 1.0); }"));
  glAttachShader(program, compile(GL_FRAGMENT_SHADER,
                                  "precision mediump float; uniform sampler2D s; varying vec2 t;"
                                  "void main() { gl_FragColor = texture2D(s, t); }"));
  glBindAttribLocation(program, 0, "p");
  glLinkProgram(program);
  glUseProgram(program);
  GLuint texture = 0;
  glGenTextures(1, &texture);
  glBindTexture(GL_TEXTURE_2D, texture);
  const std::vector<unsigned char> pixels(256 * 256 * 4, 127);
  glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA, 256, 256, 0, GL_RGBA, GL_UNSIGNED_BYTE, pixels.data());
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_LINEAR);
  static constexpr float kCorners[] = {-1, -1, 1, -1, -1, 1, 1, 1};
  glVertexAttribPointer(0, 2, GL_FLOAT, GL_FALSE, 0, kCorners);
  glEnableVertexAttribArray(0);
  glViewport(0, 0, kWidth, kHeight);
  glDrawArrays(GL_TRIANGLE_STRIP, 0, 4);
  glFinish();
  return glGetError() == GL_NO_ERROR;
}

}  // namespace

int main() {
  const EGLDisplay display =
      eglGetPlatformDisplay(EGL_PLATFORM_SURFACELESS_MESA, EGL_DEFAULT_DISPLAY, nullptr);
  static constexpr EGLint kConfig[] = {EGL_SURFACE_TYPE, EGL_PBUFFER_BIT, EGL_RENDERABLE_TYPE,
                                       EGL_OPENGL_ES2_BIT, EGL_NONE};
  static constexpr EGLint kSurface[] = {EGL_WIDTH, kWidth, EGL_HEIGHT, kHeight, EGL_NONE};
  static constexpr EGLint kContext[] = {EGL_CONTEXT_CLIENT_VERSION, 2, EGL_NONE};
  EGLConfig config = nullptr;
  EGLint count = 0;
  if (eglInitialize(display, nullptr, nullptr) == EGL_FALSE ||
      eglChooseConfig(display, kConfig, &config, 1, &count) == EGL_FALSE || count == 0) {
    return 1;
  }
  eglBindAPI(EGL_OPENGL_ES_API);
  const EGLSurface surface = eglCreatePbufferSurface(display, config, kSurface);
  const EGLContext context = eglCreateContext(display, config, EGL_NO_CONTEXT, kContext);
  if (eglMakeCurrent(display, surface, surface, context) == EGL_FALSE || !draw()) return 1;
  std::puts("drawn");
  std::fflush(stdout);
  char byte;
  while (read(0, &byte, 1) > 0) {
  }
  return 0;
}
