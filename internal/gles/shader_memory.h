// What the shaders and programs of a share group take of an instance's memory. No GL in here.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <set>

#include "internal/gles/budget.h"

namespace anc::gles {

/// A deleted shader stays while a program has it attached, as in GL. Shaders and programs share one
/// space of names. One thread at a time.
class ShaderMemory {
 public:
  /// Rough figures of llvmpipe, which compiles for the processor; a real GPU's driver takes less.
  static constexpr uint64_t kShaderBytes = 4096;
  static constexpr uint64_t kProgramBytes = 32768;
  static constexpr uint64_t kPerSourceByte = 4;  ///< the source, and the trees made of it

  explicit ShaderMemory(Budget* budget) : budget_(budget) {}

  /// Before the driver makes one: what it will take, or null when that much is not left.
  std::unique_ptr<Charge> reserve(uint64_t bytes) const;
  void add_shader(uint32_t name, std::unique_ptr<Charge> charge);
  void add_program(uint32_t name, std::unique_ptr<Charge> charge);
  /// False when that much is not left. Unknown names cost nothing: the driver refuses them.
  bool set_source(uint32_t shader, uint64_t bytes);
  void attach(uint32_t program, uint32_t shader);
  void detach(uint32_t program, uint32_t shader);
  void remove_shader(uint32_t name);
  void remove_program(uint32_t name);

 private:
  struct Shader {
    std::unique_ptr<Charge> charge;
    uint32_t attached = 0;
    bool deleted = false;
  };
  struct Program {
    std::unique_ptr<Charge> charge;
    std::set<uint32_t> shaders;
  };
  void let_go(uint32_t shader);

  Budget* const budget_;
  std::map<uint32_t, Shader> shaders_;
  std::map<uint32_t, Program> programs_;
};

}  // namespace anc::gles
