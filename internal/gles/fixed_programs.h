// Programs of the emulated fixed-function pipeline, made when a draw first needs them.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <unordered_map>

#include "internal/fixed/pipeline.h"
#include "internal/fixed/program_key.h"
#include "internal/fixed/uniforms.h"
#include "internal/gles/gl_api.h"

namespace anc::gles {

/// Belongs to one context: uniforms are the program's, and two contexts would overwrite each
/// other's. The programs go with the context's share group. One thread.
class FixedPrograms {
 public:
  /// Makes the program of `key` current and brings its uniforms up to the pipeline's state.
  /// `window` are whole vectors of fixed::kWindowUniform. False: the driver did not take the
  /// shaders.
  bool use(const GlApi& gl, const fixed::ProgramKey& key, const fixed::Pipeline& pipeline,
           std::span<const float> window);

 private:
  struct Program {
    GLuint name = 0;
    GLint transform = -1, normal = -1, rescale = -1, texture = -1, env_color = -1, light = -1,
          material = -1, fragment = -1, clip = -1, window = -1;
    /// Of each group's state when it was last sent.
    std::array<uint64_t, fixed::kGroups> sent{};
  };
  static constexpr size_t kMostPrograms = 256;

  Program build(const GlApi& gl, const fixed::ProgramKey& key);
  static void send(const GlApi& gl, Program& program, const fixed::Pipeline& pipeline);

  std::unordered_map<fixed::ProgramKey, Program, fixed::ProgramKeyHash> programs_;
  bool complained_ = false;  ///< once is enough for a log that guests can fill
};

}  // namespace anc::gles
