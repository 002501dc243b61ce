// Scenes of fog, alpha test, clip planes, points, and fixed-point calls.
#include "tests/gl/gles1/meshes.h"
#include "tests/gl/gles1/scenes.h"

namespace anc::test {
namespace {

/// Floors that go into the distance, one for each mode.
void fog(Guest& g) {
  g.clear(0.6F, 0.65F, 0.7F);
  g.project(-1, 1, -1, 1, 1, 30);
  g.gl.glEnable(GL_FOG);
  g.gl.glFogfv(GL_FOG_COLOR, floats({0.6F, 0.65F, 0.7F, 1}));
  const uint32_t modes[] = {GL_LINEAR, GL_EXP, GL_EXP2};
  for (int i = 0; i < 3; ++i) {
    g.gl.glFogx(GL_FOG_MODE, static_cast<int32_t>(modes[i]));
    g.gl.glFogf(GL_FOG_DENSITY, 0.12F);
    g.gl.glFogf(GL_FOG_START, 2);
    g.gl.glFogf(GL_FOG_END, 16);
    const float left = -1.31F + 0.9F * static_cast<float>(i);
    g.colors({255, 0, 0, 255, 255, 255, 0, 255, 0, 0, 255, 255, 0, 255, 0, 255});
    g.positions(3, {left, -0.92F, -1.2F, left + 0.8F, -0.92F, -1.2F, left * 6, -3, -20,
                    left * 6 + 5, 4, -20});
    g.draw(GL_TRIANGLE_STRIP, 4);
  }
}

void alpha_test(Guest& g) {
  g.clear(0, 0, 0.2F);
  g.gl.glMatrixMode(GL_PROJECTION);
  g.gl.glOrthof(0, kSide, 0, kSide, -1, 1);
  g.gl.glEnable(GL_ALPHA_TEST);
  for (uint32_t i = 0; i < 8; ++i) {
    g.gl.glAlphaFunc(GL_NEVER + i, 0.502F);
    const float y = static_cast<float>(i) * 16;
    g.colors({255, 255, 0, 0, 255, 0, 0, 255, 255, 255, 0, 0, 255, 0, 0, 255});
    g.positions(2, {0, y, kSide, y, 0, y + 15, kSide, y + 15});
    g.draw(GL_TRIANGLE_STRIP, 4);
  }
  g.array_off(GL_COLOR_ARRAY);
  g.gl.glAlphaFuncx(GL_EQUAL, fix(1));
  g.gl.glColor4f(1, 1, 1, 1);
  g.quad(40, 30, 60, 100);
}

void clip_planes(Guest& g) {
  g.clear(0.1F, 0.1F, 0.1F);
  g.gl.glEnable(GL_DEPTH_TEST);
  g.project(-1, 1, -1, 1, 2, 20);
  g.gl.glTranslatef(0.013F, 0.017F, -5);
  g.gl.glRotatef(20, 1, 1, 0);
  const Mesh ball = sphere(20, 24);
  const struct {
    uint32_t plane;
    std::vector<float> equation;
  } planes[] = {{GL_CLIP_PLANE0, {1, 0.13F, 0, 0.31F}},
                {GL_CLIP_PLANE1, {-0.21F, 1, 0, 0.4F}},
                {GL_CLIP_PLANE5, {0.1F, -0.2F, -1, 0.15F}}};
  for (const auto& plane : planes) {
    g.gl.glClipPlanef(plane.plane, bytes(plane.equation));
    g.gl.glEnable(plane.plane);
  }
  g.gl.glScalef(2, 2, 2);
  g.positions(3, ball.positions);
  g.colors(ball.colors);
  g.draw_indexed(GL_TRIANGLES, ball.indices);
}

const std::vector<float> kDots = {-1.51F, 1.27F, 0,     -0.63F, 1.13F,  0.2F,  0.41F, 1.37F,
                                  -0.4F,  1.33F, 0.99F, -1.1F,  -1.17F, 0.21F, 1};

void dots(Guest& g, float down) {
  std::vector<float> moved = kDots;
  for (size_t i = 1; i < moved.size(); i += 3) moved[i] -= down;
  g.positions(3, moved);
  g.colors({255, 80,  80,  255, 80, 255, 80,  255, 80,  80,
            255, 255, 255, 255, 80, 255, 255, 255, 255, 255});
  g.draw(GL_POINTS, 5);
}

void points(Guest& g) {
  g.clear(0.1F, 0.1F, 0.3F);
  g.project(-1, 1, -1, 1, 2, 20);
  g.gl.glTranslatef(0, 0, -4);
  g.gl.glPointSize(1);
  dots(g, -0.3F);
  g.gl.glPointSize(6);
  dots(g, 0);
  g.gl.glPointSize(9.4F);
  dots(g, 0.7F);
  g.gl.glPointParameterfv(GL_POINT_DISTANCE_ATTENUATION, floats({0.1F, 0.05F, 0.01F}));
  g.gl.glPointParameterf(GL_POINT_SIZE_MIN, 3);
  g.gl.glPointParameterf(GL_POINT_SIZE_MAX, 11);
  g.gl.glPointSizex(fix(8));
  dots(g, 1.6F);
}

void point_sizes(Guest& g) {
  g.clear(0.1F, 0.2F, 0.1F);
  g.project(-1, 1, -1, 1, 2, 20);
  g.gl.glTranslatef(0, 0, -4);
  g.point_sizes({4, 7, 12, 17, 3});
  dots(g, 0.6F);
}

/// A texture on each point; the second row keeps its own coordinates.
void point_sprites(Guest& g) {
  g.clear(0.1F, 0.1F, 0.1F);
  g.project(-1, 1, -1, 1, 2, 20);
  g.gl.glTranslatef(0, 0, -4);
  g.gl.glEnable(GL_TEXTURE_2D);
  g.gl.glEnable(GL_POINT_SPRITE_OES);
  const std::vector<uint8_t> pixels = ramp(16);
  g.texture(GL_RGBA, GL_UNSIGNED_BYTE, 16, 16, bytes(pixels));
  g.gl.glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_LINEAR);
  g.gl.glTexEnvi(GL_POINT_SPRITE_OES, GL_COORD_REPLACE_OES, 1);
  g.gl.glPointSize(21);
  dots(g, 0.1F);
  g.gl.glPointParameterfv(GL_POINT_DISTANCE_ATTENUATION, floats({0, 0.2F, 0.01F}));
  dots(g, 1.0F);
  g.gl.glTexEnvi(GL_POINT_SPRITE_OES, GL_COORD_REPLACE_OES, 0);
  g.coordinates(0, 2, {0, 0, 0.3F, 0.3F, 0.6F, 0.2F, 0.9F, 0.9F, 0.1F, 0.8F});
  dots(g, 1.9F);
}

/// What other scenes do with floats, all in fixed-point.
void fixed_point(Guest& g) {
  auto& gl = g.gl;
  gl.glClearColorx(fix(0.3), fix(0.2), fix(0.1), fix(1));
  gl.glClearDepthx(fix(1));
  gl.glDepthRangex(fix(0), fix(0.9));
  gl.glClear(GL_COLOR_BUFFER_BIT | GL_DEPTH_BUFFER_BIT);
  gl.glEnable(GL_DEPTH_TEST);
  gl.glMatrixMode(GL_PROJECTION);
  gl.glFrustumx(fix(-1), fix(1), fix(-1), fix(1), fix(2), fix(20));
  gl.glMatrixMode(GL_MODELVIEW);
  gl.glTranslatex(fix(0.1), fix(0.05), fix(-5));
  gl.glRotatex(fix(35), fix(1), fix(0.5), fix(0));
  gl.glScalex(fix(1.8), fix(1.7), fix(1.6));
  gl.glEnable(GL_LIGHTING);
  gl.glEnable(GL_LIGHT0);
  gl.glEnable(GL_NORMALIZE);
  gl.glEnable(GL_FOG);
  gl.glFogx(GL_FOG_MODE, GL_LINEAR);
  gl.glFogx(GL_FOG_START, fix(3));
  gl.glFogx(GL_FOG_END, fix(9));
  const std::vector<int32_t> rose = {fix(0.9), fix(0.4), fix(0.5), fix(1)};
  const std::vector<int32_t> at = {fix(1), fix(1), fix(2), fix(0)};
  gl.glFogxv(GL_FOG_COLOR, bytes(rose));
  gl.glLightxv(GL_LIGHT0, GL_POSITION, bytes(at));
  gl.glLightx(GL_LIGHT0, GL_CONSTANT_ATTENUATION, fix(1));
  gl.glMaterialxv(GL_FRONT_AND_BACK, GL_SPECULAR, bytes(rose));
  gl.glMaterialx(GL_FRONT_AND_BACK, GL_SHININESS, fix(12));
  gl.glLightModelxv(GL_LIGHT_MODEL_AMBIENT, bytes(rose));
  const Mesh ball = sphere(16, 20);
  std::vector<int32_t> positions;
  std::vector<int8_t> normals;
  for (const float value : ball.positions) positions.push_back(fix(value));
  for (const float value : ball.normals) normals.push_back(static_cast<int8_t>(value * 127));
  gl.glEnableClientState(GL_VERTEX_ARRAY);
  gl.glVertexPointerData(3, GL_FIXED, 0, bytes(positions),
                         static_cast<uint32_t>(bytes(positions).size()));
  gl.glEnableClientState(GL_NORMAL_ARRAY);
  gl.glNormalPointerData(GL_BYTE, 0, bytes(normals), static_cast<uint32_t>(bytes(normals).size()));
  g.draw_indexed(GL_TRIANGLES, ball.indices);
}

constexpr Scene kScenes[] = {{"fog", fog},
                             {"alpha_test", alpha_test},
                             {"clip_planes", clip_planes},
                             {"points", points},
                             {"point_sizes", point_sizes},
                             {"point_sprites", point_sprites},
                             {"fixed_point", fixed_point}};

}  // namespace

std::span<const Scene> fragment_scenes() { return kScenes; }

}  // namespace anc::test
