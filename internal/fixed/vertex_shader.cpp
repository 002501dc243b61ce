// Vertex stages in GLSL: transformation, lighting, texture coordinates, point sizes (shaders.h).
#include <GLES/gl.h>

#include "internal/fixed/shaders.h"

namespace anc::fixed {
namespace {

std::string number(uint32_t n) { return std::to_string(n); }

std::string declarations(const ProgramKey& key) {
  std::string text =
      "#version 300 es\n"
      "precision highp float;\n"
      "layout(location = 0) in vec4 a_position;\n"
      "layout(location = 1) in vec3 a_normal;\n"
      "layout(location = 2) in vec4 a_color;\n"
      "layout(location = 3) in float a_size;\n"
      "uniform mat4 u_transform[2];\n"
      "uniform mat3 u_normal;\n"
      "uniform float u_rescale;\n";
  text += "uniform mat4 u_texture[" + number(kTextureUnits) + "];\n";
  text += "uniform vec4 u_light[" + number(kLights * kLightVectors) + "];\n";
  text += "uniform vec4 u_material[" + number(kMaterialVectors) + "];\n";
  text += "uniform vec4 u_fragment[" + number(kFragmentVectors) + "];\n";
  text += "uniform vec4 u_clip[" + number(kClipPlanes) + "];\n";
  text += "uniform vec4 u_window[" + number(kWindowVectors) + "];\n";
  text += std::string(key.flat != 0 ? "flat " : "") + "out vec4 v_front;\n";
  if (key.two_sided != 0) text += std::string(key.flat != 0 ? "flat " : "") + "out vec4 v_back;\n";
  if (key.fog != 0) text += "out float v_depth;\n";
  for (uint32_t i = 0; i < kTextureUnits; ++i) {
    if (key.units[i].format == 0) continue;
    text += "layout(location = " + number(kTexCoords + i) + ") in vec4 a_coord" + number(i) + ";\n";
    text += "out vec4 v_coord" + number(i) + ";\n";
  }
  for (uint32_t i = 0; i < kClipPlanes; ++i) {
    if ((key.clip_mask >> i & 1U) != 0) text += "out float v_clip" + number(i) + ";\n";
  }
  return text;
}

/// ES 1.1, 2.12.2: what light `i` adds to `sum`; `n`, `eye` and the material are in scope.
std::string light_term(uint32_t i, uint16_t kind) {
  const auto vector = [&](uint32_t at) {
    return "u_light[" + number(i * kLightVectors + at) + "]";
  };
  const bool positional = kind == kPositional || kind == kSpot;
  std::string text = "  {\n    float fade = 1.0;\n";
  if (positional) {
    text += "    vec3 l = " + vector(3) + ".xyz - eye.xyz;\n" +
            "    float away = length(l);\n    l /= away;\n" + "    fade = 1.0 / (" + vector(5) +
            ".x + away * (" + vector(5) + ".y + away * " + vector(5) +
            ".z));\n    vec3 h = normalize(l + vec3(0.0, 0.0, 1.0));\n";
  } else {
    text += "    vec3 l = " + vector(3) + ".xyz;\n    vec3 h = " + vector(6) + ".xyz;\n";
  }
  if (kind == kSpot || kind == kSpotDirectional) {
    // The floor keeps 0 to the power of 0 at 1.
    text += "    float inside = dot(-l, " + vector(4) + ".xyz);\n" + "    fade *= inside < " +
            vector(4) + ".w ? 0.0 : pow(max(inside, 1e-30), " + vector(5) + ".w);\n";
  }
  text += "    float facing = dot(n, l);\n    vec3 add = " + vector(0) + ".rgb * ambient;\n" +
          "    if (facing > 0.0) {\n      add += facing * " + vector(1) + ".rgb * diffuse.rgb;\n" +
          "      add += power(dot(n, h), u_material[4].x) * " + vector(2) +
          ".rgb * u_material[2].rgb;\n    }\n    sum += fade * add;\n  }\n";
  return text;
}

std::string lighting(const ProgramKey& key) {
  std::string text =
      "float power(float base, float exponent) {\n"
      "  return exponent == 0.0 ? 1.0 : base > 0.0 ? pow(base, exponent) : 0.0;\n"
      "}\n"
      "vec4 lit(vec3 n, vec4 eye, vec3 ambient, vec4 diffuse) {\n"
      "  vec3 sum = u_material[3].rgb + ambient * u_material[5].rgb;\n";
  for (uint32_t i = 0; i < kLights; ++i) {
    if (key.lights[i] != kLightOff) text += light_term(i, key.lights[i]);
  }
  return text + "  return vec4(sum, diffuse.a);\n}\n";
}

std::string colors(const ProgramKey& key) {
  // Above 1 is cut off behind the interpolation, not before: so does Mesa's own GLES 1.1.
  if (key.lit == 0) return "  v_front = a_color;\n";
  std::string text = "  vec3 n = u_normal * a_normal;\n";
  if (key.normalize != 0) text += "  n = normalize(n);\n";
  if (key.rescale != 0) text += "  n *= u_rescale;\n";
  const std::string material =
      key.color_material != 0 ? "a_color.rgb, a_color" : "u_material[0].rgb, u_material[1]";
  text += "  v_front = lit(n, eye, " + material + ");\n";
  if (key.two_sided != 0) text += "  v_back = lit(-n, eye, " + material + ");\n";
  return text;
}

/// ES 1.1, 3.3. A point whose centre is clipped is gone (2.11), where GLES 3 clips its square.
/// Points that are not sprites have whole sizes and lie on the pixel grid (3.3.1).
std::string points(const ProgramKey& key) {
  std::string text =
      "  float size = a_size;\n"
      "  if (any(greaterThan(abs(gl_Position.xyz), gl_Position.www)))\n"
      "    gl_Position = vec4(0.0, 0.0, 2.0, 1.0);\n";
  if (key.attenuated != 0) {
    text +=
        "  float away = abs(eye.z);\n"
        "  size *= inversesqrt(u_fragment[3].x + away * (u_fragment[3].y + away * "
        "u_fragment[3].z));\n";
  }
  text += "  size = min(max(size, u_fragment[2].y), u_fragment[2].z);\n";
  if (key.sprites == 0) {
    text +=
        "  size = max(floor(size + 0.5), 1.0);\n"
        "  vec2 half_size = 0.5 * u_window[0].zw;\n"
        "  vec2 at = (gl_Position.xy / gl_Position.w + 1.0) * half_size + u_window[0].xy;\n"
        "  at = mod(size, 2.0) == 1.0 ? floor(at) + 0.5 : floor(at + 0.5);\n"
        "  gl_Position.xy = ((at - u_window[0].xy) / half_size - 1.0) * gl_Position.w;\n";
  }
  return text + "  gl_PointSize = size;\n";
}

}  // namespace

std::string vertex_shader(const ProgramKey& key) {
  std::string text = declarations(key);
  if (key.lit != 0) text += lighting(key);
  text += "void main() {\n";
  if (key.window_coords != 0) {
    text +=
        "  vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1);\n"
        "  gl_Position = vec4(mix(u_window[0].xy, u_window[0].zw, corner), u_window[1].x, 1.0);\n";
  } else {
    text += "  gl_Position = u_transform[0] * a_position;\n";
    text += "  vec4 eye = u_transform[1] * a_position;\n";
  }
  text += colors(key);
  if (key.fog != 0) text += "  v_depth = abs(eye.z);\n";
  for (uint32_t i = 0; i < kClipPlanes; ++i) {
    if ((key.clip_mask >> i & 1U) == 0) continue;
    text += "  v_clip" + number(i) + " = dot(u_clip[" + number(i) + "], eye);\n";
  }
  for (uint32_t i = 0; i < kTextureUnits; ++i) {
    if (key.units[i].format == 0) continue;
    const std::string n = number(i), window = "u_window[" + number(2 + i) + "]";
    text += "  v_coord" + n + " = ";
    text += key.window_coords != 0
                ? "vec4(mix(" + window + ".xy, " + window + ".zw, corner), 0.0, 1.0);\n"
                : "u_texture[" + n + "] * a_coord" + n + ";\n";
  }
  if (key.points != 0) text += points(key);
  return text + "}\n";
}

}  // namespace anc::fixed
