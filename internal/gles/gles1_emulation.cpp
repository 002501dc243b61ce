// State of the emulated GLES 1 that GLES 3 has a part in: see gles1_emulation.h.
#include "internal/gles/gles1_emulation.h"

namespace anc::gles {

void Gles1Emulation::hint(uint32_t target, uint32_t mode) {
  if (target == GL_GENERATE_MIPMAP_HINT) return common_.glHint(target, mode);
  check(pipeline().set_hint(target, mode));
}

void Gles1Emulation::enable(uint32_t capability, bool on) {
  // Arrays are switched by client_state.
  if (pipeline().array_of(capability)) return check(GL_INVALID_ENUM);
  if (pipeline().enable(capability, on)) return;
  on ? common_.glEnable(capability) : common_.glDisable(capability);
}

bool Gles1Emulation::is_enabled(uint32_t capability) {
  const auto kept = pipeline().is_enabled(capability);
  return kept ? *kept : common_.glIsEnabled(capability) != 0;
}

template <class Change>
void Gles1Emulation::bound_texture(Change change) {
  const uint32_t name = pipeline().active().bound;
  context_->group().with_fixed_textures([&](auto& textures) { change(textures[name]); });
}

void Gles1Emulation::bind_texture(uint32_t target, uint32_t texture) {
  const bool existed = texture != 0 && gl_.glIsTexture(texture) == GL_TRUE;
  common_.glBindTexture(target, texture);
  pipeline().active().bound = texture;
  context_->group().with_fixed_textures([&](auto& textures) {
    // A context of GLES 2 in the same share group made it: its images are not known here.
    if (existed && !textures.contains(texture)) {
      textures[texture] = {.format = GL_RGBA, .width = 1, .height = 1, .levels = ~0U};
    }
  });
}

void Gles1Emulation::texture_parameter(uint32_t target, uint32_t name, const float* values) {
  if (target != GL_TEXTURE_2D) return check(GL_INVALID_ENUM);
  if (name == GL_GENERATE_MIPMAP) {
    bound_texture([&](fixed::Texture& texture) { texture.generate = values[0] != 0; });
    return;
  }
  if (name == GL_TEXTURE_CROP_RECT_OES) {
    bound_texture([&](fixed::Texture& texture) {
      for (size_t i = 0; i < 4; ++i) texture.crop[i] = fixed::to_integer({}, values[i]);
    });
    return;
  }
  if (name == GL_TEXTURE_MIN_FILTER) {
    bound_texture([&](fixed::Texture& texture) {
      texture.mipmapped = values[0] != GL_NEAREST && values[0] != GL_LINEAR;
    });
  }
  common_.glTexParameterf(target, name, values[0]);
}

bool Gles1Emulation::get_texture_parameter(uint32_t target, uint32_t name, fixed::Values& out) {
  if (target != GL_TEXTURE_2D) return false;
  if (name != GL_GENERATE_MIPMAP && name != GL_TEXTURE_CROP_RECT_OES) return false;
  bound_texture([&](const fixed::Texture& texture) {
    if (name == GL_GENERATE_MIPMAP) return out.set_bool(texture.generate);
    std::array<float, 4> crop{};
    for (size_t i = 0; i < 4; ++i) crop[i] = static_cast<float>(texture.crop[i]);
    out.set(crop);
  });
  return true;
}

void Gles1Emulation::texture_image(int32_t level, uint32_t format, int32_t width, int32_t height) {
  bool generate = false;
  bound_texture([&](fixed::Texture& texture) {
    if (format != 0) {
      texture.define(static_cast<uint32_t>(level), fixed::base_format(format), width, height);
    }
    generate = level == 0 && texture.generate && texture.format != 0;
    if (generate) texture.levels = ~0U;
  });
  if (generate) common_.glGenerateMipmap(GL_TEXTURE_2D);
}

void Gles1Emulation::all_levels() {
  bound_texture([](fixed::Texture& texture) {
    if (texture.format != 0) texture.levels = ~0U;
  });
}

void Gles1Emulation::forget_texture(uint32_t texture) {
  if (texture == 0) return;
  pipeline().forget_texture(texture);
  context_->group().with_fixed_textures([&](auto& textures) { textures.erase(texture); });
}

}  // namespace anc::gles
