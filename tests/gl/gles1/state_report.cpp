// What glGet* and glGetError say: both ways of drawing GLES 1 must say the same.
#include <array>
#include <cmath>
#include <cstdlib>
#include <sstream>

#include "tests/gl/gles1/scenes.h"

namespace anc::test {
namespace {

template <class T, size_t N>
std::span<std::byte> into(std::array<T, N>& values, size_t count) {
  return std::as_writable_bytes(std::span(values).first(count));
}

/// Numbers as they are; colours, which fill the whole range, without their last bits.
int64_t coarse(int32_t value) {
  return std::abs(int64_t{value}) < 65536 ? value : (int64_t{value} + 512) >> 10;
}

/// Names and how many values they have.
struct Name {
  uint32_t name;
  size_t count;
};

constexpr Name kState[] = {{GL_MODELVIEW_MATRIX, 16},
                           {GL_PROJECTION_MATRIX, 16},
                           {GL_TEXTURE_MATRIX, 16},
                           {GL_MATRIX_MODE, 1},
                           {GL_MODELVIEW_STACK_DEPTH, 1},
                           {GL_PROJECTION_STACK_DEPTH, 1},
                           {GL_TEXTURE_STACK_DEPTH, 1},
                           {GL_MAX_MODELVIEW_STACK_DEPTH, 1},
                           {GL_MAX_PROJECTION_STACK_DEPTH, 1},
                           {GL_MAX_TEXTURE_STACK_DEPTH, 1},
                           {GL_MAX_LIGHTS, 1},
                           {GL_MAX_CLIP_PLANES, 1},
                           {GL_MAX_TEXTURE_UNITS, 1},
                           {GL_CURRENT_COLOR, 4},
                           {GL_CURRENT_NORMAL, 3},
                           {GL_CURRENT_TEXTURE_COORDS, 4},
                           {GL_LIGHT_MODEL_AMBIENT, 4},
                           {GL_LIGHT_MODEL_TWO_SIDE, 1},
                           {GL_SHADE_MODEL, 1},
                           {GL_ACTIVE_TEXTURE, 1},
                           {GL_CLIENT_ACTIVE_TEXTURE, 1},
                           {GL_FOG_MODE, 1},
                           {GL_FOG_DENSITY, 1},
                           {GL_FOG_START, 1},
                           {GL_FOG_END, 1},
                           {GL_FOG_COLOR, 4},
                           {GL_FOG_HINT, 1},
                           {GL_ALPHA_TEST_FUNC, 1},
                           {GL_ALPHA_TEST_REF, 1},
                           {GL_POINT_SIZE, 1},
                           {GL_POINT_SIZE_MIN, 1},
                           {GL_POINT_SIZE_MAX, 1},
                           {GL_POINT_FADE_THRESHOLD_SIZE, 1},
                           {GL_POINT_DISTANCE_ATTENUATION, 3},
                           {GL_LOGIC_OP_MODE, 1},
                           {GL_VIEWPORT, 4},
                           {GL_SCISSOR_BOX, 4},
                           {GL_COLOR_CLEAR_VALUE, 4},
                           {GL_DEPTH_FUNC, 1},
                           {GL_DEPTH_RANGE, 2},
                           {GL_LINE_WIDTH, 1},
                           {GL_CULL_FACE_MODE, 1},
                           {GL_FRONT_FACE, 1},
                           {GL_UNPACK_ALIGNMENT, 1},
                           {GL_STENCIL_BITS, 1},
                           {GL_DEPTH_BITS, 1},
                           {GL_ALPHA_BITS, 1},
                           {GL_FRAMEBUFFER_BINDING_OES, 1},
                           {GL_VERTEX_ARRAY_SIZE, 1},
                           {GL_VERTEX_ARRAY_TYPE, 1},
                           {GL_COLOR_ARRAY_SIZE, 1},
                           {GL_COLOR_ARRAY_TYPE, 1},
                           {GL_TEXTURE_COORD_ARRAY_SIZE, 1},
                           {GL_NORMAL_ARRAY_TYPE, 1}};
constexpr uint32_t kSwitches[] = {GL_ALPHA_TEST,
                                  GL_BLEND,
                                  GL_CLIP_PLANE0,
                                  GL_CLIP_PLANE0 + 3,
                                  GL_COLOR_LOGIC_OP,
                                  GL_COLOR_MATERIAL,
                                  GL_CULL_FACE,
                                  GL_DEPTH_TEST,
                                  GL_DITHER,
                                  GL_FOG,
                                  GL_LIGHT0,
                                  GL_LIGHT0 + 5,
                                  GL_LIGHTING,
                                  GL_LINE_SMOOTH,
                                  GL_MULTISAMPLE,
                                  GL_NORMALIZE,
                                  GL_POINT_SMOOTH,
                                  GL_POINT_SPRITE_OES,
                                  GL_RESCALE_NORMAL,
                                  GL_SCISSOR_TEST,
                                  GL_STENCIL_TEST,
                                  GL_TEXTURE_2D,
                                  GL_VERTEX_ARRAY,
                                  GL_COLOR_ARRAY,
                                  GL_TEXTURE_COORD_ARRAY,
                                  GL_SAMPLE_COVERAGE,
                                  GL_SAMPLE_ALPHA_TO_ONE};
constexpr Name kLight[] = {{GL_AMBIENT, 4},
                           {GL_DIFFUSE, 4},
                           {GL_SPECULAR, 4},
                           {GL_POSITION, 4},
                           {GL_SPOT_DIRECTION, 3},
                           {GL_SPOT_EXPONENT, 1},
                           {GL_SPOT_CUTOFF, 1},
                           {GL_CONSTANT_ATTENUATION, 1},
                           {GL_LINEAR_ATTENUATION, 1},
                           {GL_QUADRATIC_ATTENUATION, 1}};
constexpr Name kMaterial[] = {
    {GL_AMBIENT, 4}, {GL_DIFFUSE, 4}, {GL_SPECULAR, 4}, {GL_EMISSION, 4}, {GL_SHININESS, 1}};
constexpr Name kEnv[] = {{GL_TEXTURE_ENV_MODE, 1}, {GL_TEXTURE_ENV_COLOR, 4}, {GL_COMBINE_RGB, 1},
                         {GL_COMBINE_ALPHA, 1},    {GL_SRC0_RGB, 1},          {GL_SRC2_ALPHA, 1},
                         {GL_OPERAND1_RGB, 1},     {GL_OPERAND0_ALPHA, 1},    {GL_RGB_SCALE, 1},
                         {GL_ALPHA_SCALE, 1}};
constexpr uint32_t kTexture[] = {GL_TEXTURE_MIN_FILTER, GL_TEXTURE_MAG_FILTER, GL_TEXTURE_WRAP_S,
                                 GL_GENERATE_MIPMAP};

void set_much(Guest& g) {
  g.project(-1, 2, -1, 1, 2, 20);
  g.gl.glTranslatef(1, 2, -3);
  g.gl.glPushMatrix();
  g.gl.glRotatef(30, 0, 1, 0);
  g.light(GL_LIGHT5, GL_POSITION, {1, 2, 3, 1});
  g.light(GL_LIGHT5, GL_SPOT_DIRECTION, {0, 1, -1});
  g.light(GL_LIGHT5, GL_SPOT_CUTOFF, {30});
  g.light(GL_LIGHT5, GL_DIFFUSE, {0.1F, 0.2F, 0.3F, 0.4F});
  g.material(GL_AMBIENT_AND_DIFFUSE, {0.5F, 0.25F, 0.75F, 1});
  g.gl.glMaterialf(GL_FRONT_AND_BACK, GL_SHININESS, 30);
  g.gl.glClipPlanef(GL_CLIP_PLANE0 + 3, floats({1, 2, 3, 4}));
  for (const int on : {GL_LIGHTING, GL_LIGHT0 + 5, GL_CLIP_PLANE0 + 3, GL_FOG, GL_NORMALIZE,
                       GL_ALPHA_TEST, GL_BLEND, GL_SCISSOR_TEST}) {
    g.gl.glEnable(static_cast<uint32_t>(on));
  }
  g.gl.glFogx(GL_FOG_MODE, GL_EXP2);
  g.gl.glFogxv(GL_FOG_COLOR, bytes(std::vector<int32_t>{fix(0.5), fix(0.9), fix(0.25), fix(1)}));
  g.gl.glFogf(GL_FOG_START, -1);
  g.gl.glAlphaFunc(GL_GEQUAL, 0.5F);
  g.gl.glColor4f(0.25F, 0.5F, 0.75F, 1);
  g.gl.glNormal3f(0, 1, 0);
  g.gl.glActiveTexture(GL_TEXTURE1);
  g.gl.glEnable(GL_TEXTURE_2D);
  g.texture(GL_RGBA, GL_UNSIGNED_BYTE, 1, 1, bytes(std::vector<uint8_t>{1, 2, 3, 4}));
  g.gl.glTexParameteri(GL_TEXTURE_2D, GL_GENERATE_MIPMAP, 1);
  g.gl.glTexParameteriv(GL_TEXTURE_2D, GL_TEXTURE_CROP_RECT_OES,
                        bytes(std::vector<int32_t>{1, 2, 3, -4}));
  g.gl.glMultiTexCoord4f(GL_TEXTURE1, 1, 2, 3, 4);
  g.env(GL_TEXTURE_ENV_MODE, GL_COMBINE);
  g.env(GL_SRC0_RGB, GL_CONSTANT);
  g.gl.glTexEnvfv(GL_TEXTURE_ENV, GL_TEXTURE_ENV_COLOR, floats({0.5F, 0.25F, 1, 0}));
  g.gl.glTexEnvx(GL_TEXTURE_ENV, GL_RGB_SCALE, fix(2));
  g.gl.glMatrixMode(GL_TEXTURE);
  g.gl.glScalef(2, 3, 4);
  g.gl.glPointSize(3);
  g.gl.glPointParameterfv(GL_POINT_DISTANCE_ATTENUATION, floats({1, 0.5F, 0.25F}));
  g.gl.glHint(GL_FOG_HINT, GL_NICEST);
  g.gl.glLogicOp(GL_XOR);
  g.gl.glShadeModel(GL_FLAT);
  g.positions(2, {0, 0, 1, 1});
  g.coordinates(1, 3, {0, 0, 0, 1, 1, 1});
}

void say_state(Guest& g, std::ostream& out) {
  for (const Name& each : kState) {
    std::array<float, 16> f{};
    std::array<int32_t, 16> i{}, x{};
    std::array<uint8_t, 16> b{};
    g.gl.glGetFloatv(each.name, into(f, each.count));
    g.gl.glGetIntegerv(each.name, into(i, each.count));
    g.gl.glGetFixedv(each.name, into(x, each.count));
    g.gl.glGetBooleanv(each.name, into(b, each.count));
    out << "get " << std::hex << each.name << std::dec;
    for (size_t n = 0; n < each.count; ++n) {
      // Last bits of products of matrices differ, and of colours as integers. Matrices as integers
      // are left out: Mesa scales them as if they were colours.
      out << ' ' << std::round(f[n] * 4096) / 4096 << ',' << x[n] / 64 << ',' << int{b[n]};
      if (each.count < 16) out << ',' << coarse(i[n]);
    }
    out << '\n';
  }
  for (const uint32_t name : kSwitches) {
    out << "enabled " << std::hex << name << ' ' << int{g.gl.glIsEnabled(name)} << '\n';
  }
}

template <class Get>
void say_named(std::ostream& out, const char* what, std::span<const Name> names, Get get) {
  for (const Name& each : names) {
    std::array<float, 4> values{};
    get(each.name, into(values, each.count));
    out << what << ' ' << std::hex << each.name << std::dec;
    for (size_t n = 0; n < each.count; ++n) out << ' ' << std::round(values[n] * 4096) / 4096;
    out << '\n';
  }
}

void say_objects(Guest& g, std::ostream& out) {
  say_named(out, "light", kLight, [&](uint32_t name, std::span<std::byte> values) {
    g.gl.glGetLightfv(GL_LIGHT5, name, values);
  });
  say_named(out, "material", kMaterial, [&](uint32_t name, std::span<std::byte> values) {
    g.gl.glGetMaterialfv(GL_FRONT, name, values);
  });
  say_named(out, "env", kEnv, [&](uint32_t name, std::span<std::byte> values) {
    g.gl.glGetTexEnvfv(GL_TEXTURE_ENV, name, values);
  });
  for (const Name& each : kEnv) {
    std::array<int32_t, 4> i{}, x{};
    g.gl.glGetTexEnviv(GL_TEXTURE_ENV, each.name, into(i, each.count));
    g.gl.glGetTexEnvxv(GL_TEXTURE_ENV, each.name, into(x, each.count));
    out << "env as integers " << std::hex << each.name << std::dec << ' ' << coarse(i[0]) << ' '
        << x[0] << '\n';
  }
  for (const uint32_t name : kTexture) {
    std::array<int32_t, 1> value{};
    g.gl.glGetTexParameteriv(GL_TEXTURE_2D, name, into(value, 1));
    out << "texture " << std::hex << name << ' ' << value[0] << '\n';
  }
  std::array<float, 4> plane{};
  g.gl.glGetClipPlanef(GL_CLIP_PLANE0 + 3, into(plane, 4));
  for (const float value : plane) out << "plane " << std::round(value * 4096) / 4096 << '\n';
}

/// One wrong call, then the error.
void say_errors(Guest& g, std::ostream& out) {
  const std::vector<float> four = {1, 1, 1, 1};
  const auto after = [&](const char* what) {
    out << "error after " << what << ": " << std::hex << g.gl.glGetError() << '\n';
  };
  after("all that was set");
  g.gl.glMatrixMode(GL_FOG), after("glMatrixMode");
  g.gl.glFrustumf(0, 0, 0, 1, 1, 2), after("glFrustumf");
  g.gl.glOrthof(1, 1, 0, 1, 1, 2), after("glOrthof");
  g.gl.glLightf(GL_LIGHT0, GL_SPOT_CUTOFF, 100), after("a cutoff");
  g.gl.glLightf(GL_LIGHT0 + 8, GL_SPOT_CUTOFF, 10), after("a light");
  g.gl.glLightf(GL_LIGHT0, GL_DIFFUSE, 1), after("one value for a colour");
  g.gl.glMaterialfv(GL_FRONT, GL_DIFFUSE, bytes(four)), after("one face's material");
  g.gl.glMaterialf(GL_FRONT_AND_BACK, GL_SHININESS, 129), after("shininess");
  g.gl.glFogf(GL_FOG_DENSITY, -1), after("density");
  g.gl.glFogf(GL_FOG_MODE, GL_REPEAT), after("fog mode");
  g.gl.glAlphaFunc(GL_ADD, 0), after("glAlphaFunc");
  g.gl.glPointSize(0), after("glPointSize");
  g.gl.glPointParameterf(GL_POINT_SIZE_MIN, -1), after("point size");
  g.gl.glTexEnvi(GL_TEXTURE_ENV, GL_TEXTURE_ENV_MODE, GL_LINEAR), after("texture mode");
  g.gl.glTexEnvf(GL_TEXTURE_ENV, GL_RGB_SCALE, 3), after("scale");
  g.gl.glShadeModel(GL_FOG), after("glShadeModel");
  g.gl.glLogicOp(GL_FOG), after("glLogicOp");
  g.gl.glHint(GL_FOG_HINT, GL_FOG), after("glHint");
  g.gl.glEnable(GL_FOG_HINT), after("glEnable");
  g.gl.glActiveTexture(GL_TEXTURE0 + 31), after("glActiveTexture");
  g.gl.glEnableClientState(GL_FOG), after("glEnableClientState");
  g.gl.glVertexPointerOffset(3, GL_FLOAT, 0, 0), after("an offset without a buffer");
  g.gl.glDrawArrays(GL_TRIANGLES, 0, 1000), after("arrays that are too short");
  g.gl.glDrawArrays(GL_TRIANGLES, 0, -1), after("a negative count");
  for (int i = 0; i < 40; ++i) g.gl.glPushMatrix();
  after("forty matrices");
  for (int i = 0; i < 60; ++i) g.gl.glPopMatrix();
  after("sixty matrices less");
  g.gl.glDrawTexfOES(0, 0, 0, -1, 1), after("a negative width");
}

}  // namespace

std::string state_report(Guest& guest) {
  std::ostringstream out;
  say_state(guest, out);
  set_much(guest);
  say_state(guest, out);
  say_objects(guest, out);
  say_errors(guest, out);
  return out.str();
}

}  // namespace anc::test
