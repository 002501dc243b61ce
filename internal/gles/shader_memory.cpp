// Accounting of shaders: see shader_memory.h.
#include "internal/gles/shader_memory.h"

#include <utility>

namespace anc::gles {

std::unique_ptr<Charge> ShaderMemory::reserve(uint64_t bytes) const {
  auto charge = std::make_unique<Charge>(budget_);
  return charge->resize(bytes) ? std::move(charge) : nullptr;
}

void ShaderMemory::add_shader(uint32_t name, std::unique_ptr<Charge> charge) {
  shaders_[name] = {std::move(charge)};
}

void ShaderMemory::add_program(uint32_t name, std::unique_ptr<Charge> charge) {
  programs_[name] = {std::move(charge), {}};
}

bool ShaderMemory::set_source(uint32_t shader, uint64_t bytes) {
  const auto found = shaders_.find(shader);
  if (found == shaders_.end()) return true;
  return found->second.charge->resize(kShaderBytes + kPerSourceByte * bytes);
}

void ShaderMemory::attach(uint32_t program, uint32_t shader) {
  const auto to = programs_.find(program);
  const auto what = shaders_.find(shader);
  if (to == programs_.end() || what == shaders_.end()) return;
  if (to->second.shaders.insert(shader).second) ++what->second.attached;
}

void ShaderMemory::detach(uint32_t program, uint32_t shader) {
  const auto from = programs_.find(program);
  if (from != programs_.end() && from->second.shaders.erase(shader) == 1) let_go(shader);
}

void ShaderMemory::remove_shader(uint32_t name) {
  const auto found = shaders_.find(name);
  if (found == shaders_.end()) return;
  found->second.deleted = true;
  if (found->second.attached == 0) shaders_.erase(found);
}

void ShaderMemory::remove_program(uint32_t name) {
  const auto found = programs_.find(name);
  if (found == programs_.end()) return;
  const Program gone = std::move(found->second);
  programs_.erase(found);
  for (const uint32_t shader : gone.shaders) let_go(shader);
}

void ShaderMemory::let_go(uint32_t shader) {
  const auto found = shaders_.find(shader);
  if (found == shaders_.end()) return;
  if (--found->second.attached == 0 && found->second.deleted) shaders_.erase(found);
}

}  // namespace anc::gles
