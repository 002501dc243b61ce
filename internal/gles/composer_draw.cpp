// How a scene becomes a picture: see composer.h and gles-wire.md 10.
#include <algorithm>

#include "internal/gles/composer.h"
#include "internal/gles/program.h"

namespace anc::gles {
namespace {

constexpr const char* kFragmentShader =
    "precision mediump float;\n"
    "uniform sampler2D picture;\n"
    "uniform float alpha;\n"
    "varying highp vec2 at;\n"
    "void main() { gl_FragColor = texture2D(picture, at) * alpha; }\n";

/// The same over black, without blending. llvmpipe knows this form and copies.
constexpr const char* kOpaqueShader =
    "precision mediump float;\n"
    "uniform sampler2D picture;\n"
    "varying highp vec2 at;\n"
    "void main() { gl_FragColor = vec4(texture2D(picture, at).rgb, 1.0); }\n";

std::pair<int64_t, int64_t> size_of(const Edges& edges) {
  return {int64_t{edges.right} - edges.left, int64_t{edges.bottom} - edges.top};
}

/// Whether the layer replaces all that is below it, which is black.
bool covers(const Layer& layer, const port::Display& display) {
  const Edges& frame = layer.frame;
  return layer.alpha >= 1 && frame.left <= 0 && frame.top <= 0 &&
         frame.right >= int64_t{display.width} && frame.bottom >= int64_t{display.height} &&
         layer.buffer->width() > 0 && layer.buffer->height() > 0;
}

}  // namespace

Result<void> Composer::prepare() {
  const EglDisplay& display = helpers_.display();
  if (!display.make_current(helpers_.root())) {
    return fail(Kind::kGraphics, "use the host's own GL context");
  }
  program_ = build_program(gl_, kFragmentShader);
  alpha_location_ = gl_.glGetUniformLocation(program_, "alpha");
  opaque_program_ = build_program(gl_, kOpaqueShader);
  gl_.glGenFramebuffers(1, &framebuffer_);
  gl_.glEnableVertexAttribArray(0);
  GLint most = 0;
  gl_.glGetIntegerv(GL_MAX_TEXTURE_SIZE, &most);
  gl_.glReleaseShaderCompiler();  // megabytes, and there is nothing more to compile
  display.release_current();
  const auto largest = static_cast<uint32_t>(std::max(most, 0));
  if (program_ == 0 || opaque_program_ == 0 || display_.width > largest ||
      display_.height > largest) {
    return fail(Kind::kGraphics, "prepare the composer on " + display.renderer());
  }
  return {};
}

void Composer::attach_target() {
  gl_.glBindFramebuffer(GL_FRAMEBUFFER, framebuffer_);
  if (target_ != 0) return;
  gl_.glGenTextures(1, &target_);
  gl_.glBindTexture(GL_TEXTURE_2D, target_);
  gl_.glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, static_cast<GLsizei>(display_.width),
                   static_cast<GLsizei>(display_.height), 0, GL_RGBA, GL_UNSIGNED_BYTE, nullptr);
  gl_.glBindTexture(GL_TEXTURE_2D, 0);
  gl_.glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, target_, 0);
}

void Composer::drop_target() {
  if (target_ == 0) return;
  gl_.glDeleteTextures(1, &target_);
  target_ = 0;
  drawn_ = false;
  read_back_->rest();
  dma_bufs_.rest();
  // The driver keeps what it drew to last: let that be something small.
  GLuint spare = 0;
  gl_.glGenTextures(1, &spare);
  gl_.glBindTexture(GL_TEXTURE_2D, spare);
  gl_.glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, 1, 1, 0, GL_RGBA, GL_UNSIGNED_BYTE, nullptr);
  gl_.glBindTexture(GL_TEXTURE_2D, 0);
  gl_.glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, spare, 0);
  gl_.glClear(GL_COLOR_BUFFER_BIT);
  gl_.glFinish();
  gl_.glDeleteTextures(1, &spare);
}

void Composer::draw() {
  // Before the display: reducing a picture draws elsewhere.
  std::vector<GLuint> pictures;
  for (const auto& [layer, changes] : *known_) {
    const uint32_t width = layer.buffer->width(), height = layer.buffer->height();
    pictures.push_back(reducer_.reduce(layer.buffer->storage()->texture(), width, height,
                                       halvings(width, height, display_.width, display_.height)));
  }
  attach_target();
  gl_.glViewport(0, 0, static_cast<GLsizei>(display_.width), static_cast<GLsizei>(display_.height));
  gl_.glBlendFunc(GL_ONE, GL_ONE_MINUS_SRC_ALPHA);
  const bool covered = !known_->empty() && covers((*known_)[0].layer, display_);
  if (!covered) {
    gl_.glClearColor(0, 0, 0, 1);
    gl_.glClear(GL_COLOR_BUFFER_BIT);
  }
  for (size_t i = 0; i < pictures.size(); ++i) {
    const bool replaces = covered && i == 0;
    (replaces ? gl_.glDisable : gl_.glEnable)(GL_BLEND);
    gl_.glUseProgram(replaces ? opaque_program_ : program_);
    if (!replaces) gl_.glUniform1f(alpha_location_, (*known_)[i].layer.alpha);
    draw_layer((*known_)[i].layer, pictures[i]);
  }
  gl_.glBindTexture(GL_TEXTURE_2D, 0);
  reducer_.release();
}

void Composer::draw_layer(const Layer& layer, GLuint picture) {
  const auto quad =
      layer_quad(layer.crop, layer.frame, layer.buffer->width(), layer.buffer->height(), display_);
  if (!quad) return;
  gl_.glBindTexture(GL_TEXTURE_2D, picture);
  // Texel on pixel there is nothing to interpolate, which costs the processor half of the drawing.
  const bool whole = picture == layer.buffer->storage()->texture();  // not a reduced one
  const bool exact = whole && size_of(layer.crop) == size_of(layer.frame);
  gl_.glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, exact ? GL_NEAREST : GL_LINEAR);
  gl_.glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, exact ? GL_NEAREST : GL_LINEAR);
  gl_.glVertexAttribPointer(0, 4, GL_FLOAT, GL_FALSE, 0, quad->data());
  gl_.glDrawArrays(GL_TRIANGLE_STRIP, 0, 4);
}

}  // namespace anc::gles
