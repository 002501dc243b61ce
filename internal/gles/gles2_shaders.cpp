// GLES2: shaders and programs as objects, and what they take of the instance's memory.
#include <algorithm>
#include <chrono>

#include "internal/gles/gles2.h"

namespace anc::gles {
namespace {

/// By then the programs of a new picture, and the driver's variants of them, are made.
constexpr std::chrono::seconds kCompilerRest{2};

}  // namespace

template <class Make, class Add>
uint32_t Gles2::make_counted(uint64_t bytes, Make make, Add add) {
  auto charge = context_->group().shaders().with(
      [&](const ShaderMemory& shaders) { return shaders.reserve(bytes); });
  if (charge == nullptr) {
    error(GL_OUT_OF_MEMORY);
    return 0;
  }
  const uint32_t name = make();
  if (name == 0) return 0;
  context_->group().shaders().with(
      [&](ShaderMemory& shaders) { (shaders.*add)(name, std::move(charge)); });
  return name;
}

uint32_t Gles2::glCreateShader(uint32_t kind) {
  // The host's ES 3 has more kinds, whose inputs no guest can set.
  if (kind != GL_VERTEX_SHADER && kind != GL_FRAGMENT_SHADER) {
    error(GL_INVALID_ENUM);
    return 0;
  }
  return make_counted(
      ShaderMemory::kShaderBytes, [&] { return gl_.glCreateShader(kind); },
      &ShaderMemory::add_shader);
}

uint32_t Gles2::glCreateProgram() {
  return make_counted(
      ShaderMemory::kProgramBytes, [&] { return gl_.glCreateProgram(); },
      &ShaderMemory::add_program);
}

void Gles2::glShaderString(uint32_t shader, core::Bytes text, int32_t length) {
  if (length < 0 || text.size() != static_cast<size_t>(length)) {
    return refuse("glShaderString", "len", static_cast<uint32_t>(length));
  }
  if (text.size() > core_.limits.shader_bytes) return refuse("glShaderString", "len", text.size());
  const bool fits = context_->group().shaders().with(
      [&](ShaderMemory& shaders) { return shaders.set_source(shader, text.size()); });
  if (!fits) return error(GL_OUT_OF_MEMORY);
  const auto* source = reinterpret_cast<const GLchar*>(text.data());
  // `length` counts the final NUL, which is no part of the source.
  const auto bytes =
      static_cast<GLint>(std::find(text.begin(), text.end(), std::byte{0}) - text.begin());
  if (bytes == 0) source = "";
  gl_.glShaderSource(shader, 1, &source, &bytes);
}

void Gles2::glCompileShader(uint32_t shader) {
  gl_.glCompileShader(shader);
  state().compiled_at = std::chrono::steady_clock::now();
}

void Gles2::flushed() {
  auto& compiled_at = state().compiled_at;
  if (!compiled_at || std::chrono::steady_clock::now() - *compiled_at < kCompilerRest) return;
  compiled_at.reset();
  gl_.glReleaseShaderCompiler();
  core_.freed_much.store(true, std::memory_order_relaxed);
}

void Gles2::glAttachShader(uint32_t program, uint32_t shader) {
  gl_.glAttachShader(program, shader);
  context_->group().shaders().with([&](ShaderMemory& shaders) { shaders.attach(program, shader); });
}

void Gles2::glDetachShader(uint32_t program, uint32_t shader) {
  gl_.glDetachShader(program, shader);
  context_->group().shaders().with([&](ShaderMemory& shaders) { shaders.detach(program, shader); });
}

void Gles2::glDeleteShader(uint32_t shader) {
  gl_.glDeleteShader(shader);
  context_->group().shaders().with([&](ShaderMemory& shaders) { shaders.remove_shader(shader); });
}

void Gles2::glDeleteProgram(uint32_t program) {
  gl_.glDeleteProgram(program);
  context_->group().shaders().with([&](ShaderMemory& shaders) { shaders.remove_program(program); });
}

}  // namespace anc::gles
