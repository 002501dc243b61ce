// Draws of the emulated GLES 1: see gles1_emulation.h.
#include <algorithm>

#include "internal/gles/gles1_emulation.h"

namespace anc::gles {
namespace {

/// Corners of a window rectangle are given in a viewport of this size at the window's origin, so
/// that what lies outside the guest's own viewport is drawn too. A power of two keeps them exact.
constexpr GLsizei kWindow = 8192;

/// ES 1.1, table 2.4, for the arrays whose elements GLES 3 would take in more forms.
bool acceptable(uint32_t attribute, int32_t size, uint32_t type) {
  const bool real = type == GL_FLOAT || type == GL_FIXED;
  switch (attribute) {
    case fixed::kColor:
      return size == 4 && (real || type == GL_UNSIGNED_BYTE);
    case fixed::kPointSize:
      return real;
    case fixed::kNormal:
      return real || type == GL_BYTE || type == GL_SHORT;
    default:
      return size >= 2 && (real || type == GL_BYTE || type == GL_SHORT);
  }
}

/// Colours and normals of integers stand for fractions.
uint8_t normalised(uint32_t attribute) {
  return attribute == fixed::kColor || attribute == fixed::kNormal ? GL_TRUE : GL_FALSE;
}

}  // namespace

void Gles1Emulation::client_state(uint32_t array, bool on) {
  const auto attribute = pipeline().array_of(array);
  if (!attribute) return check(GL_INVALID_ENUM);
  pipeline().enable_array(*attribute, on);
  on ? common_.glEnableVertexAttribArray(*attribute)
     : common_.glDisableVertexAttribArray(*attribute);
}

void Gles1Emulation::array_data(uint32_t attribute, int32_t size, uint32_t type, core::Bytes data) {
  if (!acceptable(attribute, size, type)) return check(GL_INVALID_VALUE);
  pipeline().array_format(attribute) = {.size = size, .type = type};
  common_.glVertexAttribPointerData(attribute, size, type, normalised(attribute), 0, data,
                                    static_cast<uint32_t>(data.size()));
}

void Gles1Emulation::array_offset(uint32_t attribute, int32_t size, uint32_t type, int32_t stride,
                                  uint32_t offset) {
  if (!acceptable(attribute, size, type)) return check(GL_INVALID_VALUE);
  pipeline().array_format(attribute) = {
      .size = size, .stride = stride, .type = type, .buffer = context_->state().array_buffer_name};
  common_.glVertexAttribPointerOffset(attribute, size, type, normalised(attribute), stride, offset);
}

std::array<uint32_t, fixed::kTextureUnits> Gles1Emulation::sampled_formats() {
  std::array<uint32_t, fixed::kTextureUnits> formats{};
  context_->group().with_fixed_textures([&](auto& textures) {
    for (uint32_t i = 0; i < fixed::kTextureUnits; ++i) {
      const fixed::TextureUnit& unit = pipeline().unit(i);
      if (!unit.enabled) continue;
      const auto found = textures.find(unit.bound);
      if (found != textures.end() && found->second.complete()) formats[i] = found->second.format;
    }
  });
  return formats;
}

void Gles1Emulation::send_current_values() {
  const fixed::Pipeline& p = pipeline();
  if (!p.array_enabled(fixed::kNormal)) {
    gl_.glVertexAttrib3fv(fixed::kNormal, p.normal().data());
  }
  if (!p.array_enabled(fixed::kColor)) gl_.glVertexAttrib4fv(fixed::kColor, p.color().data());
  if (!p.array_enabled(fixed::kPointSize)) {
    gl_.glVertexAttrib1f(fixed::kPointSize, p.points().size);
  }
  for (uint32_t i = 0; i < fixed::kTextureUnits; ++i) {
    if (p.array_enabled(fixed::kTexCoords + i)) continue;
    gl_.glVertexAttrib4fv(fixed::kTexCoords + i, p.unit(i).coordinates.data());
  }
}

bool Gles1Emulation::prepare(uint32_t mode) {
  // Without positions GL draws nothing that is defined.
  if (!pipeline().array_enabled(fixed::kPosition)) return false;
  const bool points = mode == GL_POINTS;
  std::array<float, 4> viewport{};
  if (points) gl_.glGetFloatv(GL_VIEWPORT, viewport.data());
  const auto key = fixed::program_key(
      pipeline(), points ? fixed::Primitive::kPoints : fixed::Primitive::kOther, sampled_formats());
  if (!context_->gles1().programs.use(gl_, key, pipeline(), viewport)) return false;
  send_current_values();
  return true;
}

void Gles1Emulation::draw_arrays(uint32_t mode, int32_t first, int32_t count) {
  if (prepare(mode)) common_.glDrawArrays(mode, first, count);
}

void Gles1Emulation::draw_elements_data(uint32_t mode, int32_t count, uint32_t type,
                                        core::Bytes indices) {
  if (!prepare(mode)) return;
  common_.glDrawElementsData(mode, count, type, indices, static_cast<uint32_t>(indices.size()));
}

void Gles1Emulation::draw_elements_offset(uint32_t mode, int32_t count, uint32_t type,
                                          uint32_t offset) {
  if (prepare(mode)) common_.glDrawElementsOffset(mode, count, type, offset);
}

std::array<float, 4 * fixed::kWindowVectors> Gles1Emulation::window_rectangle(float x, float y,
                                                                              float z, float width,
                                                                              float height) {
  const auto clip = [](float pixels) { return 2 * pixels / static_cast<float>(kWindow) - 1; };
  std::array<float, 4 * fixed::kWindowVectors> out = {clip(x), clip(y), clip(x + width),
                                                      clip(y + height)};
  out[4] = 2 * std::clamp(z, 0.0F, 1.0F) - 1;
  context_->group().with_fixed_textures([&](auto& textures) {
    for (uint32_t i = 0; i < fixed::kTextureUnits; ++i) {
      const auto found = textures.find(pipeline().unit(i).bound);
      if (found == textures.end() || !found->second.complete()) continue;
      const auto& [left, bottom, across, up] = found->second.crop;
      const auto w = static_cast<float>(found->second.width);
      const auto h = static_cast<float>(found->second.height);
      float* const corners = &out[size_t{4} * (2 + i)];
      corners[0] = static_cast<float>(left) / w;
      corners[1] = static_cast<float>(bottom) / h;
      corners[2] = (static_cast<float>(left) + static_cast<float>(across)) / w;
      corners[3] = (static_cast<float>(bottom) + static_cast<float>(up)) / h;
    }
  });
  return out;
}

void Gles1Emulation::draw_texture(float x, float y, float z, float width, float height) {
  if (!(width > 0) || !(height > 0)) return check(GL_INVALID_VALUE);
  const auto key =
      fixed::program_key(pipeline(), fixed::Primitive::kWindowRectangle, sampled_formats());
  const auto rectangle = window_rectangle(x, y, z, width, height);
  if (!context_->gles1().programs.use(gl_, key, pipeline(), rectangle)) return;
  // The guest's arrays may be shorter than this draw, and drivers may read what is enabled.
  std::array<GLint, 4> viewport{};
  gl_.glGetIntegerv(GL_VIEWPORT, viewport.data());
  const auto switch_arrays = [&](bool on) {
    for (uint32_t i = 0; i < fixed::kAttributes; ++i) {
      if (!pipeline().array_enabled(i)) continue;
      on ? gl_.glEnableVertexAttribArray(i) : gl_.glDisableVertexAttribArray(i);
    }
  };
  switch_arrays(false);
  gl_.glVertexAttrib4fv(fixed::kColor, pipeline().color().data());
  gl_.glViewport(0, 0, kWindow, kWindow);
  gl_.glDrawArrays(GL_TRIANGLE_STRIP, 0, 4);
  gl_.glViewport(viewport[0], viewport[1], viewport[2], viewport[3]);
  switch_arrays(true);
}

}  // namespace anc::gles
