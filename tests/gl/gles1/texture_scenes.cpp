// Scenes of texture environments, units and matrices.
#include "tests/gl/gles1/meshes.h"
#include "tests/gl/gles1/scenes.h"

namespace anc::test {
namespace {

/// Whole pixels as coordinates, so that edges fall between pixel centres.
void window_units(Guest& g) {
  g.gl.glMatrixMode(GL_PROJECTION);
  g.gl.glLoadIdentity();
  g.gl.glOrthof(0, kSide, 0, kSide, -1, 1);
  g.gl.glMatrixMode(GL_MODELVIEW);
  g.gl.glLoadIdentity();
}

/// The cell (column, row) of a grid of such cells, with a pixel between them.
void cell(Guest& g, int columns, int rows, int column, int row) {
  const auto w = static_cast<float>(kSide / columns), h = static_cast<float>(kSide / rows);
  const float x = static_cast<float>(column) * w, y = static_cast<float>(row) * h;
  g.quad(x, y, x + w - 1, y + h - 1);
}

uint32_t texture_of(Guest& g, uint32_t format, int channels) {
  const std::vector<uint8_t> from = ramp(16);
  std::vector<uint8_t> pixels;
  for (size_t i = 0; i < from.size(); i += 4) {
    // Alpha alone and after luminance is the ramp's, else its first channels.
    if (format == GL_ALPHA) {
      pixels.push_back(from[i + 3]);
      continue;
    }
    pixels.push_back(from[i]);
    if (format == GL_LUMINANCE_ALPHA) pixels.push_back(from[i + 3]);
    for (int c = 1; channels > 2 && c < channels; ++c)
      pixels.push_back(from[i + static_cast<size_t>(c)]);
  }
  return g.texture(format, GL_UNSIGNED_BYTE, 16, 16, bytes(pixels));
}

/// All formats across, all modes upwards; blended, so that alpha shows.
void environments(Guest& g) {
  g.clear(0.2F, 0.3F, 0.5F);
  window_units(g);
  g.gl.glEnable(GL_TEXTURE_2D);
  g.gl.glEnable(GL_BLEND);
  g.gl.glBlendFunc(GL_SRC_ALPHA, GL_ONE_MINUS_SRC_ALPHA);
  g.gl.glTexEnvfv(GL_TEXTURE_ENV, GL_TEXTURE_ENV_COLOR, floats({0.9F, 0.1F, 0.6F, 0.5F}));
  const struct {
    uint32_t format;
    int channels;
  } formats[] = {
      {GL_ALPHA, 1}, {GL_LUMINANCE, 1}, {GL_LUMINANCE_ALPHA, 2}, {GL_RGB, 3}, {GL_RGBA, 4}};
  const uint32_t modes[] = {GL_REPLACE, GL_MODULATE, GL_BLEND, GL_ADD, GL_DECAL};
  for (int column = 0; column < 5; ++column) {
    texture_of(g, formats[column].format, formats[column].channels);
    for (int row = 0; row < 5; ++row) {
      if (modes[row] == GL_DECAL && formats[column].channels < 3) continue;  // undefined in GL
      g.env(GL_TEXTURE_ENV_MODE, modes[row]);
      g.gl.glColor4f(0.8F, 0.7F, 0.4F, 0.75F);
      cell(g, 5, 5, column, row);
    }
  }
}

struct Combination {
  uint32_t rgb, alpha, source1, operand0, operand2;
  float rgb_scale, alpha_scale;
};

void combine(Guest& g) {
  g.clear(0.1F, 0.2F, 0.1F);
  window_units(g);
  g.gl.glEnable(GL_TEXTURE_2D);
  g.gl.glEnable(GL_BLEND);
  g.gl.glBlendFunc(GL_SRC_ALPHA, GL_ONE_MINUS_SRC_ALPHA);
  const std::vector<uint8_t> pixels = ramp(16);
  g.texture(GL_RGBA, GL_UNSIGNED_BYTE, 16, 16, bytes(pixels));
  g.gl.glTexEnvfv(GL_TEXTURE_ENV, GL_TEXTURE_ENV_COLOR, floats({0.3F, 0.8F, 0.5F, 0.6F}));
  g.env(GL_TEXTURE_ENV_MODE, GL_COMBINE);
  constexpr uint32_t kColor = GL_SRC_COLOR, kInverse = GL_ONE_MINUS_SRC_COLOR;
  constexpr uint32_t kAlpha = GL_SRC_ALPHA, kInverseAlpha = GL_ONE_MINUS_SRC_ALPHA;
  const Combination all[] = {
      {GL_REPLACE, GL_REPLACE, GL_PREVIOUS, kInverse, kAlpha, 1, 1},
      {GL_MODULATE, GL_MODULATE, GL_PREVIOUS, kColor, kAlpha, 2, 1},
      {GL_ADD, GL_ADD, GL_CONSTANT, kColor, kAlpha, 1, 2},
      {GL_ADD_SIGNED, GL_ADD_SIGNED, GL_PRIMARY_COLOR, kColor, kAlpha, 2, 4},
      {GL_INTERPOLATE, GL_INTERPOLATE, GL_PREVIOUS, kColor, kInverseAlpha, 1, 1},
      {GL_INTERPOLATE, GL_REPLACE, GL_CONSTANT, kInverse, kInverse, 4, 1},
      {GL_SUBTRACT, GL_SUBTRACT, GL_CONSTANT, kColor, kAlpha, 4, 4},
      {GL_DOT3_RGB, GL_MODULATE, GL_CONSTANT, kColor, kAlpha, 1, 2},
      {GL_DOT3_RGBA, GL_REPLACE, GL_PREVIOUS, kColor, kAlpha, 2, 1},
      {GL_MODULATE, GL_ADD, GL_TEXTURE, kAlpha, kAlpha, 1, 1},
      {GL_ADD, GL_SUBTRACT, GL_PREVIOUS, kInverseAlpha, kAlpha, 1, 2},
      {GL_REPLACE, GL_INTERPOLATE, GL_CONSTANT, kAlpha, kColor, 1, 1}};
  for (int i = 0; i < 12; ++i) {
    const Combination& c = all[i];
    g.env(GL_COMBINE_RGB, c.rgb);
    g.env(GL_COMBINE_ALPHA, c.alpha);
    g.env(GL_SRC1_RGB, c.source1);
    g.env(GL_SRC1_ALPHA, c.source1);
    g.env(GL_OPERAND0_RGB, c.operand0);
    g.env(GL_OPERAND2_RGB, c.operand2);
    g.gl.glTexEnvf(GL_TEXTURE_ENV, GL_RGB_SCALE, c.rgb_scale);
    g.gl.glTexEnvf(GL_TEXTURE_ENV, GL_ALPHA_SCALE, c.alpha_scale);
    g.gl.glColor4f(0.9F, 0.5F, 0.3F, 0.7F);
    cell(g, 4, 3, i % 4, i / 4);
  }
}

/// Four units with matrices, arrays and current coordinates of their own; crossbar in the last row.
void units(Guest& g) {
  g.clear(0.05F, 0.05F, 0.05F);
  window_units(g);
  const std::vector<uint8_t> pixels[] = {ramp(16),
                                         checkers(8, {255, 255, 255, 255}, {90, 40, 200, 255}),
                                         checkers(4, {250, 220, 120, 200}, {255, 255, 255, 60}),
                                         checkers(2, {40, 200, 90, 255}, {220, 220, 220, 255})};
  const int sides[] = {16, 8, 4, 2};
  for (uint32_t unit = 0; unit < 4; ++unit) {
    g.gl.glActiveTexture(GL_TEXTURE0 + unit);
    g.texture(GL_RGBA, GL_UNSIGNED_BYTE, sides[unit], sides[unit], bytes(pixels[unit]));
    g.gl.glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_REPEAT);
    g.gl.glMatrixMode(GL_TEXTURE);
    g.gl.glRotatef(10.0F * static_cast<float>(unit), 0, 0, 1);
    g.gl.glScalef(0.97F, 1.01F, 1);
  }
  g.gl.glMatrixMode(GL_MODELVIEW);
  g.coordinates(1, 2, {0.1F, 0.1F, 1.3F, 0.1F, 0.1F, 0.9F, 1.3F, 0.9F});
  g.coordinates(2, 3, {0, 0, 0, 1, 0.1F, 0, 0.1F, 1, 0, 0.9F, 1, 0});
  // Projective: the last coordinate divides.
  g.coordinates(3, 4, {0.1F, 0, 0, 0.8F, 1, 0, 0, 1.3F, 0, 1, 0, 1.2F, 1.4F, 1.4F, 0, 1.7F});
  for (uint32_t last = 0; last < 4; ++last) {
    g.gl.glActiveTexture(GL_TEXTURE0 + last);
    g.gl.glEnable(GL_TEXTURE_2D);
    if (last == 2) g.env(GL_TEXTURE_ENV_MODE, GL_DECAL);
    if (last == 3) {
      g.gl.glClientActiveTexture(GL_TEXTURE2);
      g.gl.glDisableClientState(GL_TEXTURE_COORD_ARRAY);
      g.gl.glMultiTexCoord4f(GL_TEXTURE2, 0.6F, 0.4F, 0, 1);
      g.env(GL_TEXTURE_ENV_MODE, GL_COMBINE);
      g.env(GL_COMBINE_RGB, GL_INTERPOLATE);
      g.env(GL_SRC0_RGB, GL_TEXTURE0);
      g.env(GL_SRC2_RGB, GL_TEXTURE1);
      g.env(GL_OPERAND2_RGB, GL_SRC_COLOR);
    }
    cell(g, 2, 2, static_cast<int>(last % 2), static_cast<int>(last / 2));
  }
}

/// Levels made by the driver, and units whose textures are not complete.
void levels(Guest& g) {
  g.clear(0.2F, 0.1F, 0.1F);
  window_units(g);
  g.gl.glEnable(GL_TEXTURE_2D);
  g.gl.glColor4f(0.4F, 0.9F, 0.6F, 1);
  const std::vector<uint8_t> pixels = ramp(32);
  uint32_t name = 0;
  g.gl.glGenTextures(1, std::as_writable_bytes(std::span(&name, 1)));
  g.gl.glBindTexture(GL_TEXTURE_2D, name);
  cell(g, 2, 2, 0, 0);  // no image at all
  g.gl.glTexParameteri(GL_TEXTURE_2D, GL_GENERATE_MIPMAP, 1);
  g.gl.glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA, 32, 32, 0, GL_RGBA, GL_UNSIGNED_BYTE, bytes(pixels));
  g.positions(2, {64, 0, 127, 0, 64, 63, 127, 63});
  g.coordinates(0, 2, {0, 0, 7.3F, 0, 0, 6.1F, 7.3F, 6.1F});
  g.gl.glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_LINEAR_MIPMAP_LINEAR);
  g.draw(GL_TRIANGLE_STRIP, 4);
  g.texture(GL_RGBA, GL_UNSIGNED_BYTE, 32, 32, bytes(pixels));
  g.gl.glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_LINEAR_MIPMAP_NEAREST);
  cell(g, 2, 2, 0, 1);  // wants levels that are not there
  g.gl.glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_LINEAR);
  cell(g, 2, 2, 1, 1);
}

constexpr Scene kScenes[] = {
    {"environments", environments}, {"combine", combine}, {"units", units}, {"levels", levels}};

}  // namespace

std::span<const Scene> texture_scenes() { return kScenes; }

}  // namespace anc::test
