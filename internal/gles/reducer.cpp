// The box filter: see reducer.h.
#include "internal/gles/reducer.h"

#include <algorithm>

#include "internal/gles/program.h"

namespace anc::gles {
namespace {

constexpr const char* kBoxShader =
    "precision highp float;\n"
    "uniform sampler2D picture;\n"
    "uniform vec2 texel;\n"  // half the distance between the centres of two texels
    "varying vec2 at;\n"
    "vec4 light(float x, float y) {\n"
    "  vec4 color = texture2D(picture, at + texel * vec2(x, y));\n"
    "  return vec4(pow(color.rgb, vec3(2.2)), color.a);\n"
    "}\n"
    "void main() {\n"
    "  vec4 sum = light(-1.0, -1.0) + light(1.0, -1.0) + light(-1.0, 1.0) + light(1.0, 1.0);\n"
    "  gl_FragColor = vec4(pow(sum.rgb / 4.0, vec3(1.0 / 2.2)), sum.a / 4.0);\n"
    "}\n";

constexpr GLfloat kWhole[] = {-1, -1, 0, 0, 1, -1, 1, 0, -1, 1, 0, 1, 1, 1, 1, 1};

}  // namespace

int halvings(uint32_t width, uint32_t height, uint32_t viewport_width, uint32_t viewport_height) {
  int times = 0;
  while (uint64_t{width} >= uint64_t{viewport_width} * 2 &&
         uint64_t{height} >= uint64_t{viewport_height} * 2 && viewport_width > 0 &&
         viewport_height > 0) {
    width /= 2;
    height /= 2;
    ++times;
  }
  return times;
}

GLuint Reducer::reduce(GLuint texture, uint32_t width, uint32_t height, int times) {
  if (times == 0) return texture;
  if (program_ == 0) {
    program_ = build_program(gl_, kBoxShader);
    gl_.glGenFramebuffers(1, &framebuffer_);
    texel_location_ = gl_.glGetUniformLocation(program_, "texel");
  }
  if (program_ == 0) return texture;
  gl_.glUseProgram(program_);
  gl_.glDisable(GL_BLEND);
  gl_.glVertexAttribPointer(0, 4, GL_FLOAT, GL_FALSE, 0, kWhole);
  for (; times > 0; --times) {
    texture = halve(texture, width, height);
    width /= 2;
    height /= 2;
  }
  return texture;
}

GLuint Reducer::halve(GLuint from, uint32_t width, uint32_t height) {
  GLuint to = 0;
  gl_.glGenTextures(1, &to);
  made_.push_back(to);
  gl_.glBindTexture(GL_TEXTURE_2D, to);
  for (const auto& [name, value] : {std::pair{GL_TEXTURE_MIN_FILTER, GL_LINEAR},
                                    {GL_TEXTURE_MAG_FILTER, GL_LINEAR},
                                    {GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE},
                                    {GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE}}) {
    gl_.glTexParameteri(GL_TEXTURE_2D, static_cast<GLenum>(name), value);
  }
  const auto columns = static_cast<GLsizei>(width / 2), rows = static_cast<GLsizei>(height / 2);
  gl_.glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, columns, rows, 0, GL_RGBA, GL_UNSIGNED_BYTE,
                   nullptr);
  gl_.glBindFramebuffer(GL_FRAMEBUFFER, framebuffer_);
  gl_.glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, to, 0);
  gl_.glViewport(0, 0, columns, rows);
  gl_.glUniform2f(texel_location_, 0.5F / static_cast<float>(width),
                  0.5F / static_cast<float>(height));
  gl_.glBindTexture(GL_TEXTURE_2D, from);
  gl_.glDrawArrays(GL_TRIANGLE_STRIP, 0, 4);
  return to;
}

void Reducer::release() {
  if (!made_.empty()) gl_.glDeleteTextures(static_cast<GLsizei>(made_.size()), made_.data());
  made_.clear();
}

}  // namespace anc::gles
