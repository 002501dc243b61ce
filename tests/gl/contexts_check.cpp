// Contexts that draw, copy, read and write in threads of their own, more of them than processors.
//
// usage: contexts_check SECONDS
//
// Each has what it draws with to itself, so nothing of it is forbidden. llvmpipe of Mesa 22.3 dies
// of it, at an address that is none, unless calls take turns (turns.h).
#include <array>
#include <atomic>
#include <charconv>
#include <cstdio>
#include <string_view>
#include <thread>
#include <vector>

#include "internal/core/log.h"
#include "internal/gles/egl_display.h"
#include "internal/gles/program.h"

namespace {
using namespace anc;
using Clock = std::chrono::steady_clock;

constexpr int kThreads = 24, kTextures = 70, kSide = 4;
constexpr GLfloat kWhole[] = {-1, -1, 0, 0, 1, -1, 1, 0, -1, 1, 0, 1, 1, 1, 1, 1};
constexpr const char* kShader =
    "precision mediump float;\n"
    "uniform sampler2D picture;\n"
    "varying highp vec2 at;\n"
    "void main() { gl_FragColor = texture2D(picture, at); }\n";

std::atomic<uint64_t> pictures = 0;
std::atomic<int> failures = 0;

GLuint make_texture(const gles::GlApi& gl, const void* pixels) {
  GLuint texture = 0;
  gl.glGenTextures(1, &texture);
  gl.glBindTexture(GL_TEXTURE_2D, texture);
  gl.glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_NEAREST);
  gl.glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, kSide, kSide, 0, GL_RGBA, GL_UNSIGNED_BYTE, pixels);
  return texture;
}

/// A picture is all textures over each other, the last of which is the shade that is read.
void draw_pictures(const gles::GlApi& gl, uint8_t shade, Clock::time_point end) {
  std::vector<uint8_t> pixels(size_t{kSide} * kSide * 4, shade), read(pixels.size());
  std::vector<GLuint> textures;
  for (int i = 0; i < kTextures; ++i) textures.push_back(make_texture(gl, pixels.data()));
  GLuint framebuffer = 0;
  gl.glGenFramebuffers(1, &framebuffer);
  gl.glBindFramebuffer(GL_FRAMEBUFFER, framebuffer);
  gl.glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D,
                            make_texture(gl, nullptr), 0);
  gl.glViewport(0, 0, kSide, kSide);
  gl.glUseProgram(gles::build_program(gl, kShader));
  gl.glEnableVertexAttribArray(0);
  gl.glVertexAttribPointer(0, 4, GL_FLOAT, GL_FALSE, 0, kWhole);
  while (Clock::now() < end) {
    for (size_t i = 0; i < textures.size(); ++i) {
      gl.glBindTexture(GL_TEXTURE_2D, textures[i]);
      gl.glDrawArrays(GL_TRIANGLE_STRIP, 0, 4);
      gl.glBindTexture(GL_TEXTURE_2D, textures[(i + kTextures / 2) % kTextures]);
      if (i % 2 == 0) {
        gl.glTexSubImage2D(GL_TEXTURE_2D, 0, 0, 0, kSide, kSide, GL_RGBA, GL_UNSIGNED_BYTE,
                           pixels.data());
      }
    }
    gl.glReadPixels(0, 0, kSide, kSide, GL_RGBA, GL_UNSIGNED_BYTE, read.data());
    if (read != pixels) ++failures;
    ++pictures;
  }
}

void run(const gles::EglDisplay& display, uint8_t shade, Clock::time_point end) {
  const EGLContext context = display.create_context(EGL_NO_CONTEXT);
  if (context == EGL_NO_CONTEXT || !display.make_current(context)) {
    ++failures;
    return;
  }
  draw_pictures(display.gl(), shade, end);
  display.release_current();
  display.egl().eglDestroyContext(display.handle(), context);
}
}  // namespace

int main(int count, char** words) {
  core::init_log(core::LogLevel::kInfo, "contexts_check");
  const std::string_view word = count == 2 ? words[1] : "";
  int seconds = 0;
  if (std::from_chars(word.begin(), word.end(), seconds).ptr != word.end() || seconds < 1) return 2;
  const auto display = gles::EglDisplay::open("");
  if (!display) {
    std::printf("%s\n", display.error().message().c_str());
    return display.error().exit_code();
  }
  const auto end = Clock::now() + std::chrono::seconds(seconds);
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back(
        [&, shade = static_cast<uint8_t>(10 + 9 * i)] { run(**display, shade, end); });
  }
  for (std::thread& thread : threads) thread.join();
  std::printf("%llu pictures, %d wrong\n", static_cast<unsigned long long>(pictures.load()),
              failures.load());
  return failures > 0 || pictures == 0 ? 1 : 0;
}
