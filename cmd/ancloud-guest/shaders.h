// The shader sources of the scene (GLSL ES 1.00).
#pragma once

namespace anc::guest {

/// Flat shapes and text. uView: pixels to clip space, as scale and offset.
inline constexpr const char* kFlatVertex = R"(
attribute vec2 aPos;
attribute vec2 aUv;
attribute vec4 aColor;
uniform vec4 uView;
varying vec2 vUv;
varying vec4 vColor;
void main() {
  gl_Position = vec4(aPos * uView.xy + uView.zw, 0.0, 1.0);
  vUv = aUv;
  vColor = aColor;
})";

/// Colours between vertices. uDither: height of a noise that hides the steps of dark gradients
/// (interleaved gradient noise, J. Jimenez, "Next generation post processing", SIGGRAPH 2014).
inline constexpr const char* kFlatFragment = R"(
#ifdef GL_FRAGMENT_PRECISION_HIGH
precision highp float;
#else
precision mediump float;
#endif
varying vec4 vColor;
uniform float uDither;
void main() {
  float noise = fract(52.9829189 * fract(dot(gl_FragCoord.xy, vec2(0.06711056, 0.00583715))));
  gl_FragColor = vec4(vColor.rgb * vColor.a + (noise - 0.5) * uDither, vColor.a);
})";

/// Text: the texture holds coverage.
inline constexpr const char* kTextFragment = R"(
precision mediump float;
varying vec2 vUv;
varying vec4 vColor;
uniform sampler2D uTexture;
void main() {
  gl_FragColor = vec4(vColor.rgb, 1.0) * (vColor.a * texture2D(uTexture, vUv).a);
})";

/// A premultiplied picture.
inline constexpr const char* kImageFragment = R"(
precision mediump float;
varying vec2 vUv;
varying vec4 vColor;
uniform sampler2D uTexture;
void main() {
  gl_FragColor = texture2D(uTexture, vUv) * vColor.a;
})";

/// One key light, light from the sky, and a bright rim against the dark background; at the
/// vertices, as a driver on the processor takes 2 ms of each picture to light its pixels.
inline constexpr const char* kKnotVertex = R"(
attribute vec3 aPos;
attribute vec3 aNormal;
attribute float aAlong;
uniform mat4 uMvp;
uniform mat4 uModel;
uniform vec3 uEye;
uniform vec3 uLight;
uniform float uPhase;
varying vec3 vColor;
void main() {
  gl_Position = uMvp * vec4(aPos, 1.0);
  vec3 n = normalize((uModel * vec4(aNormal, 0.0)).xyz);
  vec3 v = normalize(uEye - (uModel * vec4(aPos, 1.0)).xyz);
  vec3 h = normalize(uLight + v);
  float wave = 0.5 + 0.5 * sin(12.566 * aAlong + uPhase);
  vec3 base = mix(vec3(0.08, 0.62, 0.60), vec3(0.33, 0.30, 0.88), wave);
  float key = max(dot(n, uLight), 0.0);
  float sky = 0.5 + 0.5 * n.y;
  float facing = max(dot(n, v), 0.0);
  float shine = max(dot(n, h), 0.0);
  shine *= shine; shine *= shine; shine *= shine; shine *= shine; shine *= shine;
  float rim = 1.0 - facing;
  rim = rim * rim * rim;
  vColor = base * (0.16 + 0.78 * key + 0.22 * sky) + vec3(0.85) * shine * 0.55
         + vec3(0.35, 0.75, 0.95) * rim * (0.15 + 0.55 * sky);
})";

inline constexpr const char* kKnotFragment = R"(
precision mediump float;
varying vec3 vColor;
void main() {
  gl_FragColor = vec4(vColor, 1.0);
})";

}  // namespace anc::guest
