// Building programs of the pipeline and sending their uniforms: see fixed_programs.h.
#include "internal/gles/fixed_programs.h"

#include <string>
#include <utility>

#include "internal/core/log.h"
#include "internal/fixed/shaders.h"

namespace anc::gles {
namespace {

using fixed::Group;

GLuint compile(const GlApi& gl, GLenum kind, const std::string& source) {
  const GLuint shader = gl.glCreateShader(kind);
  const char* text = source.c_str();
  const auto length = static_cast<GLint>(source.size());
  gl.glShaderSource(shader, 1, &text, &length);
  gl.glCompileShader(shader);
  return shader;
}

std::string info_log(const GlApi& gl, GLuint program) {
  std::array<char, 512> text{};
  gl.glGetProgramInfoLog(program, static_cast<GLsizei>(text.size()), nullptr, text.data());
  return text.data();
}

}  // namespace

FixedPrograms::Program FixedPrograms::build(const GlApi& gl, const fixed::ProgramKey& key) {
  Program program;
  const GLuint name = gl.glCreateProgram();
  for (const GLuint shader : {compile(gl, GL_VERTEX_SHADER, fixed::vertex_shader(key)),
                              compile(gl, GL_FRAGMENT_SHADER, fixed::fragment_shader(key))}) {
    gl.glAttachShader(name, shader);
    gl.glDeleteShader(shader);
  }
  gl.glLinkProgram(name);
  GLint linked = GL_FALSE;
  gl.glGetProgramiv(name, GL_LINK_STATUS, &linked);
  if (linked != GL_TRUE) {
    if (!std::exchange(complained_, true)) {
      core::log_error("the host's driver does not take a program for OpenGL ES 1: " +
                      info_log(gl, name));
    }
    gl.glDeleteProgram(name);
    return program;
  }
  program.name = name;
  const auto at = [&](const char* uniform) { return gl.glGetUniformLocation(name, uniform); };
  program.transform = at(fixed::kTransformUniform);
  program.normal = at(fixed::kNormalUniform);
  program.rescale = at(fixed::kRescaleUniform);
  program.texture = at(fixed::kTextureUniform);
  program.env_color = at(fixed::kEnvColorUniform);
  program.light = at(fixed::kLightUniform);
  program.material = at(fixed::kMaterialUniform);
  program.fragment = at(fixed::kFragmentUniform);
  program.clip = at(fixed::kClipUniform);
  program.window = at(fixed::kWindowUniform);
  gl.glUseProgram(name);
  std::array<GLint, fixed::kTextureUnits> units{};
  for (uint32_t i = 0; i < fixed::kTextureUnits; ++i) units[i] = static_cast<GLint>(i);
  gl.glUniform1iv(at(fixed::kSamplerUniform), static_cast<GLsizei>(units.size()), units.data());
  return program;
}

void FixedPrograms::send(const GlApi& gl, Program& program, const fixed::Pipeline& pipeline) {
  const auto changed = [&](Group group) {
    uint64_t& sent = program.sent[static_cast<size_t>(group)];
    const uint64_t now = pipeline.revision(group);
    if (sent == now) return false;
    sent = now;
    return true;
  };
  if (changed(Group::kTransform)) {
    const auto values = fixed::transform_uniforms(pipeline);
    gl.glUniformMatrix4fv(program.transform, 2, GL_FALSE, values.transform.data());
    gl.glUniformMatrix3fv(program.normal, 1, GL_FALSE, values.normal.data());
    gl.glUniform1f(program.rescale, values.rescale);
  }
  if (changed(Group::kTexture)) {
    const auto values = fixed::texture_uniforms(pipeline);
    constexpr auto kUnits = static_cast<GLsizei>(fixed::kTextureUnits);
    gl.glUniformMatrix4fv(program.texture, kUnits, GL_FALSE, values.matrices.data());
    gl.glUniform4fv(program.env_color, kUnits, values.colors.data());
  }
  if (changed(Group::kLighting) && program.material >= 0) {
    const auto values = fixed::lighting_uniforms(pipeline);
    gl.glUniform4fv(program.light, static_cast<GLsizei>(values.lights.size() / 4),
                    values.lights.data());
    gl.glUniform4fv(program.material, static_cast<GLsizei>(values.material.size() / 4),
                    values.material.data());
  }
  if (changed(Group::kFragment)) {
    const auto values = fixed::fragment_uniforms(pipeline);
    gl.glUniform4fv(program.fragment, static_cast<GLsizei>(values.fragment.size() / 4),
                    values.fragment.data());
    gl.glUniform4fv(program.clip, static_cast<GLsizei>(values.clip.size() / 4), values.clip.data());
  }
}

bool FixedPrograms::use(const GlApi& gl, const fixed::ProgramKey& key,
                        const fixed::Pipeline& pipeline, std::span<const float> window) {
  auto found = programs_.find(key);
  if (found == programs_.end()) {
    // A guest that goes through all combinations starts over instead of filling the driver.
    if (programs_.size() >= kMostPrograms) {
      for (const auto& [old, program] : programs_) gl.glDeleteProgram(program.name);
      programs_.clear();
    }
    found = programs_.emplace(key, build(gl, key)).first;
  }
  Program& program = found->second;
  if (program.name == 0) return false;
  gl.glUseProgram(program.name);
  send(gl, program, pipeline);
  if (program.window >= 0) {
    gl.glUniform4fv(program.window, static_cast<GLsizei>(window.size() / 4), window.data());
  }
  return true;
}

}  // namespace anc::gles
