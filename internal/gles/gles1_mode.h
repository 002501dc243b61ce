// How GLES 1 is drawn: `gl.gles1` of the configuration.
#pragma once

#include <cstdint>
#include <string_view>

namespace anc::gles {

/// By the host's own GLES 1.1, by shaders in GLES 3, or by the first where the host has it.
enum class Gles1Mode : uint8_t { kNative, kEmulate, kAuto };

/// From one of the words native, emulate and auto; auto for any other.
constexpr Gles1Mode gles1_mode(std::string_view word) {
  if (word == "native") return Gles1Mode::kNative;
  return word == "emulate" ? Gles1Mode::kEmulate : Gles1Mode::kAuto;
}

}  // namespace anc::gles
