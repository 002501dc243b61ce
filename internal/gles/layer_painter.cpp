// A copy, or two programs and a quad for each layer: see layer_painter.h.
#include "internal/gles/layer_painter.h"

#include "internal/gles/color_buffer.h"
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
bool replaces_all(const Layer& layer, uint32_t width, uint32_t height) {
  return layer.alpha >= 1 && covers(layer.frame, {.width = width, .height = height}) &&
         layer.buffer->width() > 0 && layer.buffer->height() > 0;
}

}  // namespace

bool LayerPainter::prepare() {
  program_ = build_program(gl_, kFragmentShader);
  alpha_location_ = gl_.glGetUniformLocation(program_, "alpha");
  opaque_program_ = build_program(gl_, kOpaqueShader);
  gl_.glEnableVertexAttribArray(0);
  gl_.glReleaseShaderCompiler();  // megabytes, and there is nothing more to compile
  return program_ != 0 && opaque_program_ != 0;
}

void LayerPainter::paint(GLuint framebuffer, uint32_t width, uint32_t height, const Scene& scene) {
  // Before the picture: reducing one draws elsewhere.
  std::vector<GLuint> pictures;
  for (const Layer& layer : scene) {
    const uint32_t wide = layer.buffer->width(), high = layer.buffer->height();
    pictures.push_back(reducer_.reduce(layer.buffer->storage()->texture(), wide, high,
                                       halvings(wide, high, width, height)));
  }
  gl_.glBindFramebuffer(GL_FRAMEBUFFER, framebuffer);
  gl_.glViewport(0, 0, static_cast<GLsizei>(width), static_cast<GLsizei>(height));
  gl_.glBlendFunc(GL_ONE, GL_ONE_MINUS_SRC_ALPHA);
  const bool covered = !scene.empty() && replaces_all(scene[0], width, height);
  const bool copied = covered && copy(scene[0], framebuffer, width, height);
  if (!covered) {
    gl_.glClearColor(0, 0, 0, 1);
    gl_.glClear(GL_COLOR_BUFFER_BIT);
  }
  for (size_t i = copied ? 1 : 0; i < scene.size(); ++i) {
    const bool replaces = covered && i == 0;
    (replaces ? gl_.glDisable : gl_.glEnable)(GL_BLEND);
    gl_.glUseProgram(replaces ? opaque_program_ : program_);
    if (!replaces) gl_.glUniform1f(alpha_location_, scene[i].alpha);
    draw(scene[i], pictures[i], width, height);
  }
  gl_.glBindTexture(GL_TEXTURE_2D, 0);
  reducer_.release();
}

// llvmpipe moves memory for this: 0.65 ms from post to read back at 720x1280, where drawing the
// same took 3.2 (bench_frame). Formats that differ would be drawn anyway.
bool LayerPainter::copy(const Layer& layer, GLuint framebuffer, uint32_t width, uint32_t height) {
  const ColorBuffer& buffer = *layer.buffer;
  if (gl_.glBlitFramebuffer == nullptr || !buffer.has_alpha()) return false;
  const auto from = copied_from(layer.crop, layer.frame, buffer.width(), buffer.height(),
                                {.width = width, .height = height});
  if (!from) return false;
  if (source_ == 0) gl_.glGenFramebuffers(1, &source_);
  const auto wide = static_cast<GLint>(width), high = static_cast<GLint>(height);
  gl_.glBindFramebuffer(GL_READ_FRAMEBUFFER, source_);
  gl_.glFramebufferTexture2D(GL_READ_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D,
                             buffer.storage()->texture(), 0);
  gl_.glBlitFramebuffer(from->x, from->y, from->x + wide, from->y + high, 0, 0, wide, high,
                        GL_COLOR_BUFFER_BIT, GL_NEAREST);
  // The buffer may die before the next picture.
  gl_.glFramebufferTexture2D(GL_READ_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, 0, 0);
  gl_.glBindFramebuffer(GL_FRAMEBUFFER, framebuffer);
  return true;
}

void LayerPainter::draw(const Layer& layer, GLuint picture, uint32_t width, uint32_t height) {
  const auto quad = layer_quad(layer.crop, layer.frame, layer.buffer->width(),
                               layer.buffer->height(), {.width = width, .height = height});
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
