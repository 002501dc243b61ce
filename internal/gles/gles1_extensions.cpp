// GLES 1: OES_draw_texture, OES_EGL_image, OES_framebuffer_object where it is not as in GLES 2.
#include <cstring>

#include "internal/gles/gles1.h"

namespace anc::gles {
namespace {

float number(int32_t value) { return static_cast<float>(value); }

}  // namespace

void Gles1::glDrawTexfOES(float x, float y, float z, float width, float height) {
  fixed_->draw_texture(x, y, z, width, height);
}
void Gles1::glDrawTexiOES(int32_t x, int32_t y, int32_t z, int32_t width, int32_t height) {
  fixed_->draw_texture(number(x), number(y), number(z), number(width), number(height));
}
void Gles1::glDrawTexsOES(int16_t x, int16_t y, int16_t z, int16_t width, int16_t height) {
  fixed_->draw_texture(x, y, z, width, height);
}
void Gles1::glDrawTexxOES(int32_t x, int32_t y, int32_t z, int32_t width, int32_t height) {
  fixed_->draw_texture(fixed::from_fixed(x), fixed::from_fixed(y), fixed::from_fixed(z),
                       fixed::from_fixed(width), fixed::from_fixed(height));
}

void Gles1::draw_texture_vector(const char* call, core::Bytes coordinates, Form form) {
  std::array<float, 5> v{};
  if (numbers(call, coordinates, form, v)) fixed_->draw_texture(v[0], v[1], v[2], v[3], v[4]);
}
void Gles1::glDrawTexfvOES(core::Bytes coordinates) {
  draw_texture_vector("glDrawTexfvOES", coordinates, Form::kFloat);
}
void Gles1::glDrawTexivOES(core::Bytes coordinates) {
  draw_texture_vector("glDrawTexivOES", coordinates, Form::kInteger);
}
void Gles1::glDrawTexxvOES(core::Bytes coordinates) {
  draw_texture_vector("glDrawTexxvOES", coordinates, Form::kFixed);
}
void Gles1::glDrawTexsvOES(core::Bytes coordinates) {
  std::array<int16_t, 5> v{};
  if (coordinates.size() != sizeof v) {
    return refusal_.refuse("glDrawTexsvOES", "array", coordinates.size());
  }
  std::memcpy(v.data(), coordinates.data(), sizeof v);
  fixed_->draw_texture(v[0], v[1], v[2], v[3], v[4]);
}

void Gles1::glEGLImageTargetTexture2DOES(uint32_t target, uint32_t image) {
  common_.glEGLImageTargetTexture2DOES(target, image);
  // The size of a client's image is not known here: its texels can be sampled, not cropped.
  if (core_.images.find(image) != nullptr) fixed_->texture_image(0, GL_RGBA, 1, 1);
}

void Gles1::glGenerateMipmapOES(uint32_t target) {
  common_.glGenerateMipmap(target);
  fixed_->all_levels();
}

}  // namespace anc::gles
