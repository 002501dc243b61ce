// Scenes of lights, materials, normals and matrices.
#include "tests/gl/gles1/meshes.h"
#include "tests/gl/gles1/scenes.h"

namespace anc::test {
namespace {

void show(Guest& g, const Mesh& mesh) {
  g.positions(3, mesh.positions);
  g.normals(mesh.normals);
  g.draw_indexed(GL_TRIANGLES, mesh.indices);
}

void start(Guest& g) {
  g.clear(0.1F, 0.12F, 0.15F);
  g.gl.glEnable(GL_DEPTH_TEST);
  g.gl.glEnable(GL_LIGHTING);
  g.gl.glEnable(GL_LIGHT0);
  g.project(-1, 1, -1, 1, 2, 20);
  g.gl.glTranslatef(0.013F, 0.017F, -5);
}

/// A directional, a positional and a spot light, one sphere for each kind and one for all.
void lights(Guest& g) {
  start(g);
  g.gl.glDisable(GL_LIGHT0);
  g.light(GL_LIGHT0, GL_POSITION, {1, 2, 3, 0});
  g.light(GL_LIGHT0, GL_AMBIENT, {0.1F, 0, 0, 1});
  g.light(GL_LIGHT3, GL_POSITION, {-2, 2, 2, 1});
  g.light(GL_LIGHT3, GL_DIFFUSE, {0.9F, 0.8F, 0.2F, 1});
  g.light(GL_LIGHT3, GL_SPECULAR, {1, 1, 1, 1});
  g.light(GL_LIGHT3, GL_LINEAR_ATTENUATION, {0.1F});
  g.light(GL_LIGHT3, GL_QUADRATIC_ATTENUATION, {0.02F});
  g.light(GL_LIGHT7, GL_POSITION, {0, 0, 4, 1});
  g.light(GL_LIGHT7, GL_DIFFUSE, {0.2F, 0.9F, 0.9F, 1});
  g.light(GL_LIGHT7, GL_SPOT_DIRECTION, {0.05F, -0.1F, -1});
  g.light(GL_LIGHT7, GL_SPOT_CUTOFF, {14});
  g.light(GL_LIGHT7, GL_SPOT_EXPONENT, {20});
  g.gl.glLightModelfv(GL_LIGHT_MODEL_AMBIENT, floats({0.15F, 0.1F, 0.3F, 1}));
  g.material(GL_SPECULAR, {0.7F, 0.7F, 0.7F, 1});
  g.material(GL_AMBIENT, {0.6F, 0.5F, 0.4F, 1});
  g.material(GL_DIFFUSE, {0.9F, 0.6F, 0.5F, 1});
  g.material(GL_SHININESS, {24});
  const uint32_t kinds[] = {GL_LIGHT0, GL_LIGHT3, GL_LIGHT7};
  const Mesh ball = sphere(20, 24);
  for (int i = 0; i < 4; ++i) {
    for (int k = 0; k < 3; ++k) {
      i == 3 || i == k ? g.gl.glEnable(kinds[k]) : g.gl.glDisable(kinds[k]);
    }
    g.gl.glPushMatrix();
    g.gl.glTranslatef(i % 2 == 0 ? -1.2F : 1.2F, i / 2 == 0 ? 1.2F : -1.2F, 0);
    show(g, ball);
    g.gl.glPopMatrix();
  }
}

void emission(Guest& g) {
  start(g);
  g.material(GL_EMISSION, {0.3F, 0, 0.2F, 1});
  g.material(GL_AMBIENT_AND_DIFFUSE, {0.2F, 0.7F, 0.3F, 0.5F});
  g.gl.glEnable(GL_BLEND);
  g.gl.glBlendFunc(GL_SRC_ALPHA, GL_ONE_MINUS_SRC_ALPHA);
  g.gl.glScalef(2, 2, 2);
  g.gl.glEnable(GL_NORMALIZE);
  show(g, sphere(12, 16));
}

/// An open bowl, seen from inside and outside at once.
void two_sided(Guest& g) {
  start(g);
  g.gl.glLightModelf(GL_LIGHT_MODEL_TWO_SIDE, 1);
  g.light(GL_LIGHT0, GL_POSITION, {2, 3, 4, 1});
  g.material(GL_SPECULAR, {1, 1, 1, 1});
  g.material(GL_SHININESS, {10});
  g.gl.glRotatef(-55, 1, 0, 0.3F);
  g.gl.glScalef(1.8F, 1.8F, 1.8F);
  g.gl.glEnable(GL_RESCALE_NORMAL);
  show(g, sphere(14, 18, 0.55F));
}

/// Material from a colour array, then from the current colour, then what is left of it.
void color_material(Guest& g) {
  start(g);
  g.gl.glEnable(GL_COLOR_MATERIAL);
  g.gl.glEnable(GL_NORMALIZE);
  const Mesh ball = sphere(14, 16);
  g.gl.glScalef(0.8F, 0.8F, 0.8F);
  g.gl.glTranslatef(-1.6F, 1.5F, 0);
  g.colors(ball.colors);
  show(g, ball);
  g.array_off(GL_COLOR_ARRAY);
  g.gl.glColor4f(0.9F, 0.3F, 0.1F, 1);
  g.gl.glTranslatef(3.2F, 0, 0);
  show(g, ball);
  g.gl.glDisable(GL_COLOR_MATERIAL);
  g.gl.glColor4f(0, 1, 0, 1);
  g.gl.glTranslatef(0, -3, 0);
  show(g, ball);
  g.gl.glDisable(GL_LIGHTING);
  g.gl.glTranslatef(-3.2F, 0, 0);
  show(g, ball);
}

/// Scaled normals as they are, rescaled, normalised.
void normals(Guest& g) {
  start(g);
  const Mesh ball = sphere(12, 16);
  const uint32_t ways[] = {0, GL_RESCALE_NORMAL, GL_NORMALIZE};
  for (int i = 0; i < 3; ++i) {
    if (ways[i] != 0) g.gl.glEnable(ways[i]);
    g.gl.glPushMatrix();
    g.gl.glTranslatef(static_cast<float>(i - 1) * 1.6F, static_cast<float>(i - 1), 0);
    i == 2 ? g.gl.glScalef(0.9F, 0.4F, 0.9F) : g.gl.glScalef(0.7F, 0.7F, 0.7F);
    show(g, ball);
    g.gl.glPopMatrix();
    if (ways[i] != 0) g.gl.glDisable(ways[i]);
  }
  // One normal for all where there is no array.
  g.array_off(GL_NORMAL_ARRAY);
  g.gl.glNormal3f(0.3F, 0.5F, 0.8F);
  g.gl.glTranslatef(-1, -1.5F, 0);
  g.quad(0, 0, 1.9F, 0.7F);
}

void flat_shading(Guest& g) {
  start(g);
  g.gl.glShadeModel(GL_FLAT);
  g.light(GL_LIGHT0, GL_POSITION, {1, 1, 2, 0});
  g.gl.glPushMatrix();
  g.gl.glTranslatef(-1, 0.8F, 0);
  show(g, sphere(6, 8));
  g.gl.glPopMatrix();
  g.gl.glDisable(GL_LIGHTING);
  g.colors({255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255, 255, 255, 0, 255, 0, 255, 255, 255});
  for (const uint32_t mode : {GLenum{GL_TRIANGLE_FAN}, GLenum{GL_TRIANGLE_STRIP}}) {
    g.positions(2, {0, 0, 1.5F, -0.2F, 1.3F, 1.1F, 0.4F, 1.7F, -0.5F, 1.2F});
    g.gl.glTranslatef(-0.2F, -1.9F * (mode == GL_TRIANGLE_FAN ? 0.0F : 1.0F), 0);
    g.draw(mode, 5);
  }
}

/// An arm of five boxes, each in the system of the one before; then the same by a pushed
/// projection.
void matrix_stacks(Guest& g) {
  g.clear(0, 0.1F, 0.2F);
  g.project(-1.2F, 1.2F, -1.2F, 1.2F, 2, 12);
  g.gl.glTranslatef(-2.1F, -1.4F, -4);
  for (int i = 0; i < 5; ++i) {
    const auto share = static_cast<float>(i) / 5;
    g.gl.glColor4f(1 - share, 0.3F + share / 2, share, 1);
    g.gl.glPushMatrix();
    g.gl.glScalef(0.9F, 0.25F, 1);
    g.quad(0, -0.5F, 1, 0.5F);
    g.gl.glPopMatrix();
    g.gl.glTranslatef(0.9F, 0, 0);
    g.gl.glRotatef(23, 0.1F, 0.2F, 1);
  }
  const std::vector<float> shear = {1, 0.2F, 0, 0, -0.3F, 1, 0, 0, 0, 0, 1, 0, 0.4F, 0.1F, -6, 1};
  g.gl.glMatrixMode(GL_PROJECTION);
  g.gl.glPushMatrix();
  g.gl.glScalef(0.7F, 1.2F, 1);
  g.gl.glMatrixMode(GL_MODELVIEW);
  g.gl.glLoadMatrixf(bytes(shear));
  g.gl.glColor4ub(200, 220, 40, 255);
  g.quad(-0.5F, -2, 1.5F, -1.1F);
  g.gl.glMatrixMode(GL_PROJECTION);
  g.gl.glPopMatrix();
  g.gl.glMatrixMode(GL_MODELVIEW);
  g.gl.glLoadIdentity();
  g.gl.glMultMatrixf(bytes(shear));
  g.gl.glColor4ub(240, 120, 240, 255);
  g.quad(0.5F, 0.6F, 1.7F, 1.3F);
}

constexpr Scene kScenes[] = {{"lights", lights},
                             {"emission", emission},
                             {"two_sided", two_sided},
                             {"color_material", color_material},
                             {"normals", normals},
                             {"flat_shading", flat_shading},
                             {"matrix_stacks", matrix_stacks}};

}  // namespace

std::span<const Scene> lighting_scenes() { return kScenes; }

}  // namespace anc::test
