// Scenes of buffers, framebuffer objects, drawn textures and buffers of the processor.
#include "tests/gl/gles1/meshes.h"
#include "tests/gl/gles1/scenes.h"

namespace anc::test {
namespace {

void crop(Guest& g, std::vector<int32_t> rectangle) {
  g.gl.glTexParameteriv(GL_TEXTURE_2D, GL_TEXTURE_CROP_RECT_OES, bytes(rectangle));
}

/// Window rectangles of a part of a texture, also upside down and beyond the guest's viewport.
void draw_texture(Guest& g) {
  g.clear(0.1F, 0.3F, 0.2F);
  g.gl.glEnable(GL_TEXTURE_2D);
  const std::vector<uint8_t> pixels = ramp(32);
  g.texture(GL_RGBA, GL_UNSIGNED_BYTE, 32, 32, bytes(pixels));
  crop(g, {0, 0, 32, 32});
  g.gl.glColor4f(1, 1, 1, 1);
  g.gl.glDrawTexiOES(4, 4, 0, 32, 32);
  crop(g, {0, 32, 32, -32});
  g.gl.glDrawTexfOES(44, 4, 0, 64, 32);
  crop(g, {8, 8, 16, 8});
  g.gl.glDrawTexsOES(4, 44, 0, 48, 24);
  g.env(GL_TEXTURE_ENV_MODE, GL_MODULATE);
  g.gl.glColor4f(1, 0.5F, 0.5F, 1);
  g.gl.glViewport(0, 0, 40, 40);
  g.gl.glDrawTexxOES(fix(60), fix(44), fix(0.5), fix(60), fix(24));
  const std::vector<float> beyond = {100, 80, 0, 60, 60};
  g.gl.glDrawTexfvOES(bytes(beyond));
  // The viewport is as before, and so are arrays.
  g.gl.glViewport(0, 64, 96, 64);
  g.gl.glDisable(GL_TEXTURE_2D);
  g.colors({255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255});
  g.positions(2, {-0.9F, -0.7F, 0.73F, -0.6F, -0.2F, 0.9F});
  g.draw(GL_TRIANGLES, 3);
}

void vertex_buffers(Guest& g) {
  g.clear(0.2F, 0.2F, 0.2F);
  g.project(-1, 1, -1, 1, 2, 20);
  g.gl.glTranslatef(0.013F, 0.017F, -5);
  g.gl.glScalef(1.9F, 1.9F, 1.9F);
  g.gl.glEnable(GL_DEPTH_TEST);
  struct Vertex {
    int16_t position[3];
    uint8_t color[4];
    int16_t pad;
  };
  const Mesh ball = sphere(12, 16);
  std::vector<Vertex> vertices;
  for (size_t i = 0; i < ball.positions.size() / 3; ++i) {
    const auto at = [&](size_t c) {
      return static_cast<int16_t>(ball.positions[i * 3 + c] * 1000);
    };
    const auto color = [&](size_t c) { return ball.colors[i * 4 + c]; };
    vertices.push_back({{at(0), at(1), at(2)}, {color(0), color(1), color(2), 255}, 0});
  }
  g.gl.glScalef(0.001F, 0.001F, 0.001F);
  g.buffer(GL_ARRAY_BUFFER, bytes(vertices));
  g.gl.glEnableClientState(GL_VERTEX_ARRAY);
  g.gl.glEnableClientState(GL_COLOR_ARRAY);
  g.gl.glVertexPointerOffset(3, GL_SHORT, sizeof(Vertex), 0);
  g.gl.glColorPointerOffset(4, GL_UNSIGNED_BYTE, sizeof(Vertex), 6);
  g.buffer(GL_ELEMENT_ARRAY_BUFFER, bytes(ball.indices));
  const auto half = static_cast<int32_t>(ball.indices.size() / 2);
  g.gl.glDrawElementsOffset(GL_TRIANGLES, half, GL_UNSIGNED_SHORT, static_cast<uint32_t>(half) * 2);
  g.gl.glBindBuffer(GL_ELEMENT_ARRAY_BUFFER, 0);
  g.gl.glBindBuffer(GL_ARRAY_BUFFER, 0);
}

/// A lit sphere into a texture with a depth renderbuffer; then the texture with levels of its own.
void framebuffer(Guest& g) {
  const std::vector<uint8_t> nothing;
  const uint32_t texture = g.texture(GL_RGBA, GL_UNSIGNED_BYTE, 64, 64, bytes(nothing));
  uint32_t names[2] = {};
  g.gl.glGenFramebuffersOES(1, std::as_writable_bytes(std::span(&names[0], 1)));
  g.gl.glGenRenderbuffersOES(1, std::as_writable_bytes(std::span(&names[1], 1)));
  g.gl.glBindRenderbufferOES(GL_RENDERBUFFER_OES, names[1]);
  g.gl.glRenderbufferStorageOES(GL_RENDERBUFFER_OES, GL_DEPTH_COMPONENT16_OES, 64, 64);
  g.gl.glBindFramebufferOES(GL_FRAMEBUFFER_OES, names[0]);
  g.gl.glFramebufferTexture2DOES(GL_FRAMEBUFFER_OES, GL_COLOR_ATTACHMENT0_OES, GL_TEXTURE_2D,
                                 texture, 0);
  g.gl.glFramebufferRenderbufferOES(GL_FRAMEBUFFER_OES, GL_DEPTH_ATTACHMENT_OES,
                                    GL_RENDERBUFFER_OES, names[1]);
  if (g.gl.glCheckFramebufferStatusOES(GL_FRAMEBUFFER_OES) != GL_FRAMEBUFFER_COMPLETE_OES) return;
  g.gl.glViewport(0, 0, 64, 64);
  g.clear(0.4F, 0.1F, 0.1F);
  g.project(-1, 1, -1, 1, 2, 20);
  g.gl.glTranslatef(0.013F, 0.017F, -4);
  g.gl.glScalef(1.6F, 1.6F, 1.6F);
  g.gl.glEnable(GL_DEPTH_TEST);
  const Mesh ball = sphere(12, 16);
  g.positions(3, ball.positions);
  g.colors(ball.colors);
  g.draw_indexed(GL_TRIANGLES, ball.indices);
  g.gl.glDisable(GL_DEPTH_TEST);
  g.array_off(GL_COLOR_ARRAY);
  g.gl.glBindFramebufferOES(GL_FRAMEBUFFER_OES, 0);
  g.gl.glViewport(0, 0, kSide, kSide);
  g.clear(0.1F, 0.1F, 0.4F);
  g.gl.glColor4f(1, 1, 1, 1);
  g.gl.glEnable(GL_TEXTURE_2D);
  g.gl.glGenerateMipmapOES(GL_TEXTURE_2D);
  g.gl.glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_LINEAR_MIPMAP_NEAREST);
  g.gl.glMatrixMode(GL_PROJECTION);
  g.gl.glLoadIdentity();
  g.gl.glOrthof(0, kSide, 0, kSide, -1, 1);
  g.gl.glMatrixMode(GL_MODELVIEW);
  g.gl.glLoadIdentity();
  g.quad(8, 8, 72, 72);
  g.quad(80, 80, 96, 96);
}

/// Blend equations, stencil, scissor and colour mask: what GLES 2 has too.
void blending(Guest& g) {
  g.clear(0.5F, 0.5F, 0.5F);
  g.gl.glMatrixMode(GL_PROJECTION);
  g.gl.glOrthof(0, kSide, 0, kSide, -1, 1);
  g.gl.glEnable(GL_STENCIL_TEST);
  g.gl.glStencilFunc(GL_ALWAYS, 1, 0xFF);
  g.gl.glStencilOp(GL_KEEP, GL_KEEP, GL_REPLACE);
  g.gl.glColor4f(0.6F, 0.4F, 0.2F, 1);
  g.quad(10, 10, 90, 60);
  g.gl.glStencilFunc(GL_EQUAL, 1, 0xFF);
  g.gl.glEnable(GL_BLEND);
  g.gl.glBlendEquationOES(GL_FUNC_SUBTRACT_OES);
  g.gl.glBlendFunc(GL_ONE, GL_ONE);
  g.gl.glColor4f(0.9F, 0.5F, 0.9F, 1);
  g.quad(50, 20, 120, 120);
  g.gl.glDisable(GL_STENCIL_TEST);
  g.gl.glBlendEquationSeparateOES(GL_FUNC_REVERSE_SUBTRACT_OES, GL_FUNC_ADD_OES);
  g.gl.glBlendFuncSeparateOES(GL_SRC_ALPHA, GL_ONE, GL_ZERO, GL_ONE);
  g.gl.glColor4f(0.3F, 0.2F, 0.8F, 0.5F);
  g.quad(20, 70, 70, 110);
  g.gl.glDisable(GL_BLEND);
  g.gl.glEnable(GL_SCISSOR_TEST);
  g.gl.glScissor(90, 4, 20, 30);
  g.gl.glColorMask(1, 0, 1, 1);
  g.gl.glColor4f(1, 1, 0.3F, 1);
  g.quad(80, 0, 128, 50);
}

/// A colour buffer that the processor wrote, as texture: what eglCreateImage of a native buffer is.
void native_buffer(Guest& g) {
  const std::vector<uint8_t> pixels = ramp(32);
  const uint32_t buffer = g.rc.rcCreateColorBuffer(32, 32, GL_RGBA);
  g.rc.rcUpdateColorBuffer(buffer, 0, 0, 32, 32, GL_RGBA, GL_UNSIGNED_BYTE, bytes(pixels));
  g.clear(0, 0.2F, 0.2F);
  g.gl.glEnable(GL_TEXTURE_2D);
  g.texture(GL_RGBA, GL_UNSIGNED_BYTE, 1, 1, bytes(std::vector<uint8_t>{9, 9, 9, 9}));
  g.rc.rcBindTexture(buffer);
  g.gl.glRotatef(17, 0, 0, 1);
  g.quad(-0.6F, -0.6F, 0.61F, 0.62F);
  g.gl.glTexParameteriv(GL_TEXTURE_2D, GL_TEXTURE_CROP_RECT_OES,
                        bytes(std::vector<int32_t>{0, 32, 32, -32}));
  g.gl.glDrawTexiOES(96, 96, 0, 32, 32);
}

void lines(Guest& g) {
  g.clear(0.1F, 0, 0.1F);
  g.colors({255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255, 255, 255, 0, 255});
  g.positions(2, {-0.83F, -0.71F, 0.77F, -0.59F, 0.63F, 0.81F, -0.57F, 0.67F});
  g.draw(GL_LINE_LOOP, 4);
  g.gl.glScalef(0.6F, 0.6F, 1);
  g.gl.glLineWidth(5);
  g.draw(GL_LINE_STRIP, 4);
  g.gl.glScalef(0.5F, 0.5F, 1);
  g.gl.glLineWidthx(fix(3));
  g.draw(GL_LINES, 4);
}

constexpr Scene kScenes[] = {{"draw_texture", draw_texture},   {"vertex_buffers", vertex_buffers},
                             {"framebuffer", framebuffer},     {"blending", blending},
                             {"native_buffer", native_buffer}, {"lines", lines}};

}  // namespace

std::span<const Scene> extension_scenes() { return kScenes; }

}  // namespace anc::test
