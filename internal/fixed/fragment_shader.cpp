// Fragment stages in GLSL: clip planes, texture environments, alpha test, fog (shaders.h).
#include <GLES/gl.h>

#include "internal/fixed/shaders.h"

namespace anc::fixed {
namespace {

std::string number(uint32_t n) { return std::to_string(n); }

std::string declarations(const ProgramKey& key) {
  std::string text = "#version 300 es\nprecision highp float;\nprecision highp sampler2D;\n";
  text += "uniform sampler2D u_sampler[" + number(kTextureUnits) + "];\n";
  text += "uniform vec4 u_env_color[" + number(kTextureUnits) + "];\n";
  text += "uniform vec4 u_fragment[" + number(kFragmentVectors) + "];\n";
  text += std::string(key.flat != 0 ? "flat " : "") + "in vec4 v_front;\n";
  if (key.two_sided != 0) text += std::string(key.flat != 0 ? "flat " : "") + "in vec4 v_back;\n";
  if (key.fog != 0) text += "in float v_depth;\n";
  for (uint32_t i = 0; i < kTextureUnits; ++i) {
    if (key.units[i].format != 0) text += "in vec4 v_coord" + number(i) + ";\n";
  }
  for (uint32_t i = 0; i < kClipPlanes; ++i) {
    if ((key.clip_mask >> i & 1U) != 0) text += "in float v_clip" + number(i) + ";\n";
  }
  return text + "out vec4 o_color;\n";
}

/// GLSL for one argument of a combiner, as vec4 whose rgb or a is used.
std::string argument(uint16_t source, uint16_t operand, uint32_t unit) {
  std::string value;
  if (source == GL_TEXTURE) {
    value = "texel" + number(unit);
  } else if (source == GL_CONSTANT) {
    value = "u_env_color[" + number(unit) + "]";
  } else if (source == GL_PRIMARY_COLOR) {
    value = "primary";
  } else if (source == GL_PREVIOUS) {
    value = "color";
  } else {
    value = "texel" + number(static_cast<uint32_t>(source - GL_TEXTURE0));
  }
  switch (operand) {
    case GL_ONE_MINUS_SRC_COLOR:
      return "(1.0 - " + value + ")";
    case GL_SRC_ALPHA:
      return "vec4(" + value + ".a)";
    case GL_ONE_MINUS_SRC_ALPHA:
      return "vec4(1.0 - " + value + ".a)";
    default:
      return value;
  }
}

/// ES 1.1, table 3.17, as vec4, before scaling.
std::string combined(const std::array<uint16_t, 8>& combiner, uint32_t unit) {
  const auto arg = [&](size_t i) { return argument(combiner[1 + i], combiner[4 + i], unit); };
  switch (combiner[0]) {
    case GL_REPLACE:
      return arg(0);
    case GL_MODULATE:
      return arg(0) + " * " + arg(1);
    case GL_ADD:
      return arg(0) + " + " + arg(1);
    case GL_ADD_SIGNED:
      return arg(0) + " + " + arg(1) + " - 0.5";
    case GL_INTERPOLATE:
      return "mix(" + arg(1) + ", " + arg(0) + ", " + arg(2) + ")";
    case GL_SUBTRACT:
      return arg(0) + " - " + arg(1);
    default:  // GL_DOT3_RGB, GL_DOT3_RGBA
      return "vec4(4.0 * dot(" + arg(0) + ".rgb - 0.5, " + arg(1) + ".rgb - 0.5))";
  }
}

/// A combiner may name the texture of a unit that has none: what it then reads is undefined in GL,
/// but it must be declared here.
bool reads_missing_unit(const ProgramKey& key, const std::array<uint16_t, 8>& combiner) {
  for (size_t i = 1; i <= 3; ++i) {
    const uint32_t unit = static_cast<uint32_t>(combiner[i]) - GL_TEXTURE0;
    if (combiner[i] != GL_TEXTURE && combiner[i] >= GL_TEXTURE0 && unit < 32 &&
        (unit >= kTextureUnits || key.units[unit].format == 0)) {
      return true;
    }
  }
  return false;
}

std::string combine(const ProgramKey& key, uint32_t i) {
  const UnitKey& unit = key.units[i];
  if (reads_missing_unit(key, unit.rgb) || reads_missing_unit(key, unit.alpha)) return "";
  std::string text = "    vec4 rgb = " + combined(unit.rgb, i) + ";\n";
  text += unit.rgb[0] == GL_DOT3_RGBA ? "    vec4 alpha = rgb;\n"
                                      : "    vec4 alpha = " + combined(unit.alpha, i) + ";\n";
  text += "    color = vec4(rgb.rgb * " + number(unit.rgb[7]) + ".0, alpha.a * " +
          number(unit.alpha[7]) + ".0);\n";
  return text;
}

/// ES 1.1, tables 3.15 and 3.16: the colour and alpha that `mode` makes of `color` and `texel`.
std::string environment(const UnitKey& unit, uint32_t i) {
  const std::string texel = "texel" + number(i);
  const bool has_color = unit.format != GL_ALPHA;
  const bool has_alpha =
      unit.format == GL_ALPHA || unit.format == GL_LUMINANCE_ALPHA || unit.format == GL_RGBA;
  const std::string constant = "u_env_color[" + number(i) + "].rgb";
  std::string rgb, alpha = has_alpha ? "color.a * " + texel + ".a" : "color.a";
  switch (unit.mode) {
    case GL_REPLACE:
      rgb = texel + ".rgb";
      alpha = has_alpha ? texel + ".a" : "color.a";
      break;
    case GL_MODULATE:
      rgb = "color.rgb * " + texel + ".rgb";
      break;
    case GL_DECAL:
      rgb = has_alpha ? "mix(color.rgb, " + texel + ".rgb, " + texel + ".a)" : texel + ".rgb";
      alpha = "color.a";
      break;
    case GL_BLEND:
      rgb = "mix(color.rgb, " + constant + ", " + texel + ".rgb)";
      break;
    default:  // GL_ADD
      rgb = "color.rgb + " + texel + ".rgb";
  }
  return "    color = vec4(" + (has_color ? rgb : "color.rgb") + ", " + alpha + ");\n";
}

/// Comparison that a fragment must pass, by GL enum.
const char* comparison(uint16_t function) {
  switch (function) {
    case GL_LESS:
      return "<";
    case GL_EQUAL:
      return "==";
    case GL_LEQUAL:
      return "<=";
    case GL_GREATER:
      return ">";
    case GL_NOTEQUAL:
      return "!=";
    default:
      return ">=";
  }
}

/// ES 1.1, 4.1.4: both sides are fixed-point numbers, of as many bits as colour buffers have.
std::string alpha_test(uint16_t function) {
  if (function == 0) return "";
  if (function == GL_NEVER) return "  discard;\n";
  return std::string("  if (!(floor(clamp(color.a, 0.0, 1.0) * 255.0 + 0.5) ") +
         comparison(function) + " u_fragment[1].z)) discard;\n";
}

/// ES 1.1, 3.8. The scale and offset hold what does not depend on the fragment.
std::string fog(uint16_t mode) {
  if (mode == 0) return "";
  std::string factor;
  if (mode == GL_LINEAR) {
    factor = "v_depth * u_fragment[1].x + u_fragment[1].y";
  } else if (mode == GL_EXP) {
    factor = "exp2(-u_fragment[1].x * v_depth)";
  } else {
    factor = "exp2(-(u_fragment[1].x * v_depth) * (u_fragment[1].x * v_depth))";
  }
  return "  color.rgb = mix(u_fragment[0].rgb, color.rgb, clamp(" + factor + ", 0.0, 1.0));\n";
}

std::string texturing(const ProgramKey& key) {
  std::string text;
  for (uint32_t i = 0; i < kTextureUnits; ++i) {
    if (key.units[i].format == 0) continue;
    const std::string n = number(i);
    text += "  vec4 texel" + n + " = ";
    text += key.units[i].coord_replace != 0
                ? "texture(u_sampler[" + n + "], gl_PointCoord);\n"
                : "textureProj(u_sampler[" + n + "], v_coord" + n + ");\n";
  }
  for (uint32_t i = 0; i < kTextureUnits; ++i) {
    const UnitKey& unit = key.units[i];
    if (unit.format == 0) continue;
    text += "  {\n";
    text += unit.mode == GL_COMBINE ? combine(key, i) : environment(unit, i);
    text += "    color = clamp(color, 0.0, 1.0);\n  }\n";
  }
  return text;
}

}  // namespace

std::string fragment_shader(const ProgramKey& key) {
  std::string text = declarations(key) + "void main() {\n";
  for (uint32_t i = 0; i < kClipPlanes; ++i) {
    if ((key.clip_mask >> i & 1U) != 0) text += "  if (v_clip" + number(i) + " < 0.0) discard;\n";
  }
  text += key.two_sided != 0 ? "  vec4 primary = gl_FrontFacing ? v_front : v_back;\n"
                             : "  vec4 primary = v_front;\n";
  text += "  vec4 color = primary;\n" + texturing(key) + alpha_test(key.alpha_test) + fog(key.fog);
  return text + "  o_color = color;\n}\n";
}

}  // namespace anc::fixed
