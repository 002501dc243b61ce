// How much of the host one instance may use through the GL pipe.
#pragma once

#include <cstddef>
#include <cstdint>

namespace anc::gles {

/// Generous for real guests; what is refused is answered as GL or EGL would answer "no memory". The
/// first group is settings (config/keys.cpp has the same defaults).
struct Limits {
  size_t connections = 256;           ///< at once; one per guest thread
  size_t packet_bytes = 64u << 20;    ///< the largest honest packet is a whole texture
  uint64_t memory_bytes = 1u << 30;   ///< everything that guests make, see budget.h
  uint32_t image_side = 8192;         ///< width and height of surfaces and colour buffers, pixels
  size_t buffers_per_process = 4096;  ///< colour buffers that one guest process holds

  size_t reply_bytes = 64u << 20;
  size_t images_per_process = 4096;      ///< EGL images that one guest process made
  size_t objects_per_connection = 1024;  ///< contexts and surfaces
  size_t layers_per_frame = 64;
  size_t shader_bytes = 1u << 20;  ///< one shader's source
};

}  // namespace anc::gles
