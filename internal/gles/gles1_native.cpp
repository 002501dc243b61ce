// Calls on the host's GLES 1.1, and what must be known before its draws: see gles1_native.h.
#include "internal/gles/gles1_native.h"

#include <cstring>

#include "internal/wire/lengths.h"

namespace anc::gles {
namespace {

/// ES 1.1, table 2.4: whether an array may have elements like that.
bool acceptable(uint32_t attribute, int32_t size, uint32_t type) {
  const bool real = type == GL_FLOAT || type == GL_FIXED;
  const bool small = type == GL_BYTE || type == GL_SHORT;
  switch (attribute) {
    case fixed::kNormal:
      return size == 3 && (real || small);
    case fixed::kColor:
      return size == 4 && (real || type == GL_UNSIGNED_BYTE);
    case fixed::kPointSize:
      return size == 1 && real;
    default:
      return size >= 2 && size <= 4 && (real || small);
  }
}

}  // namespace

void Gles1Native::clip_plane(uint32_t plane, const float* equation) {
  api_.glClipPlanef(plane, equation);
}

void Gles1Native::coordinates(uint32_t texture, const fixed::Vec4& c) {
  api_.glMultiTexCoord4f(texture, c[0], c[1], c[2], c[3]);
}

void Gles1Native::material(uint32_t face, uint32_t name, const float* values) {
  if (fixed::parameter_count(name) == 1) {
    api_.glMaterialf(face, name, values[0]);
  } else {
    api_.glMaterialfv(face, name, values);
  }
}

void Gles1Native::enable(uint32_t capability, bool on) {
  on ? common_.glEnable(capability) : common_.glDisable(capability);
}

bool Gles1Native::is_enabled(uint32_t capability) { return common_.glIsEnabled(capability) != 0; }

void Gles1Native::texture_parameter(uint32_t target, uint32_t name, const float* values) {
  if (name != GL_TEXTURE_CROP_RECT_OES) {
    return common_.glTexParameterf(target, name, values[0]);
  }
  int32_t crop[4];
  for (size_t i = 0; i < 4; ++i) crop[i] = static_cast<int32_t>(values[i]);
  common_.glTexParameteriv(target, name, std::as_bytes(std::span(crop)));
}

void Gles1Native::client_state(uint32_t array, bool on) {
  const auto attribute = context_->gles1().pipeline.array_of(array);
  if (!attribute) return error(GL_INVALID_ENUM);
  on ? api_.glEnableClientState(array) : api_.glDisableClientState(array);
  on ? state().arrays.enable(*attribute) : state().arrays.disable(*attribute);
}

void Gles1Native::point(uint32_t attribute, int32_t size, uint32_t type, int32_t stride,
                        const void* pointer) {
  switch (attribute) {
    case fixed::kPosition:
      return api_.glVertexPointer(size, type, stride, pointer);
    case fixed::kNormal:
      return api_.glNormalPointer(type, stride, pointer);
    case fixed::kColor:
      return api_.glColorPointer(size, type, stride, pointer);
    case fixed::kPointSize:
      return api_.glPointSizePointerOES(type, stride, pointer);
    default:
      break;
  }
  const uint32_t client = context_->gles1().pipeline.client_unit();
  const uint32_t unit = attribute - fixed::kTexCoords;
  if (unit != client) api_.glClientActiveTexture(GL_TEXTURE0 + unit);
  api_.glTexCoordPointer(size, type, stride, pointer);
  if (unit != client) api_.glClientActiveTexture(GL_TEXTURE0 + client);
}

void Gles1Native::array_data(uint32_t attribute, int32_t size, uint32_t type, core::Bytes data) {
  if (!acceptable(attribute, size, type)) return error(GL_INVALID_VALUE);
  common_.leave_array_buffer();  // with one bound the driver would take our pointer for an offset
  VertexArray& array = state().arrays[attribute];
  array.source = VertexArray::Source::kClient;
  array.element_bytes = wire::component_bytes(type) * static_cast<uint32_t>(size);
  array.stride = array.element_bytes;
  array.buffer.reset();
  array.client.assign(data.begin(), data.end());
  point(attribute, size, type, 0, array.client.data());
}

void Gles1Native::array_offset(uint32_t attribute, int32_t size, uint32_t type, int32_t stride,
                               uint32_t offset) {
  if (!acceptable(attribute, size, type) || stride < 0) return error(GL_INVALID_VALUE);
  if (!common_.use_array_buffer()) return error(GL_INVALID_OPERATION);
  const Context::State& s = state();
  VertexArray& array = state().arrays[attribute];
  array.source = VertexArray::Source::kBuffer;
  array.element_bytes = wire::component_bytes(type) * static_cast<uint32_t>(size);
  array.stride = stride != 0 ? static_cast<uint64_t>(stride) : array.element_bytes;
  array.offset = offset;
  array.buffer = s.array_buffer;
  array.buffer_name = s.array_buffer_name;
  point(attribute, size, type, stride, reinterpret_cast<const void*>(uintptr_t{offset}));
}

void Gles1Native::draw_arrays(uint32_t mode, int32_t first, int32_t count) {
  common_.glDrawArrays(mode, first, count);
}

void Gles1Native::draw_elements_data(uint32_t mode, int32_t count, uint32_t type,
                                     core::Bytes indices) {
  common_.glDrawElementsData(mode, count, type, indices, static_cast<uint32_t>(indices.size()));
}

void Gles1Native::draw_elements_offset(uint32_t mode, int32_t count, uint32_t type,
                                       uint32_t offset) {
  common_.glDrawElementsOffset(mode, count, type, offset);
}

void Gles1Native::draw_texture(float x, float y, float z, float width, float height) {
  // Mesa draws it in the colour that was current at the last draw or question (st_DrawTex reads
  // what glColor has not been flushed to): a question brings it up to date.
  float color[4];
  common_.gl().glGetFloatv(GL_CURRENT_COLOR, color);
  api_.glDrawTexfOES(x, y, z, width, height);
}

bool Gles1Native::get(uint32_t name, fixed::Values& out) {
  // What both ways of drawing have.
  switch (name) {
    case GL_MAX_TEXTURE_UNITS:
      out.set_enum(fixed::kTextureUnits);
      return true;
    case GL_MAX_CLIP_PLANES:
      out.set_enum(fixed::kClipPlanes);
      return true;
    default:
      return false;
  }
}

void Gles1Native::get_clip_plane(uint32_t plane, fixed::Values& out) {
  fixed::Vec4 equation{};
  api_.glGetClipPlanef(plane, equation.data());
  out.set(equation);
}

void Gles1Native::get_light(uint32_t light, uint32_t name, fixed::Values& out) {
  std::array<float, 16> values{};
  api_.glGetLightfv(light, name, values.data());
  out.set(std::span(values).first(fixed::parameter_count(name)));
}

void Gles1Native::get_material(uint32_t face, uint32_t name, fixed::Values& out) {
  std::array<float, 16> values{};
  api_.glGetMaterialfv(face, name, values.data());
  out.set(std::span(values).first(fixed::parameter_count(name)));
}

void Gles1Native::get_texture_env(uint32_t target, uint32_t name, fixed::Values& out) {
  std::array<float, 16> values{};
  api_.glGetTexEnvfv(target, name, values.data());
  out.set(std::span(values).first(fixed::parameter_count(name)),
          name == GL_TEXTURE_ENV_COLOR ? fixed::Values::Kind::kNormalised
                                       : fixed::Values::Kind::kNumber);
}

}  // namespace anc::gles
