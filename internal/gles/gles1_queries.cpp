// GLES 1: everything that answers. Values are converted here to what the call wants.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

#include "internal/gles/gles1.h"

namespace anc::gles {
namespace {

/// Writes `count` values, made by `value(i)`, as far as the guest asked for them.
template <class T, class Make>
void put(std::span<std::byte> out, size_t count, Make value) {
  for (size_t i = 0; i < count && (i + 1) * sizeof(T) <= out.size(); ++i) {
    const T one = value(i);
    std::memcpy(out.data() + i * sizeof(T), &one, sizeof(T));
  }
}

}  // namespace

void Gles1::answer(const fixed::Values& values, uint32_t name, Form form,
                   std::span<std::byte> out) {
  const auto& v = values.value;
  if (form == Form::kFloat) return put<float>(out, values.count, [&](size_t i) { return v[i]; });
  const bool whole = form == Form::kInteger || fixed::is_enum_parameter(name);
  put<int32_t>(out, values.count, [&](size_t i) {
    return whole ? fixed::to_integer(values, v[i]) : fixed::to_fixed(v[i]);
  });
}

void Gles1::glGetFloatv(uint32_t name, std::span<std::byte> params) {
  fixed::Values values;
  if (!fixed_->get(name, values)) return common_.glGetFloatv(name, params);
  answer(values, name, Form::kFloat, params);
}

void Gles1::glGetIntegerv(uint32_t name, std::span<std::byte> params) {
  fixed::Values values;
  if (!fixed_->get(name, values)) return common_.glGetIntegerv(name, params);
  answer(values, name, Form::kInteger, params);
}

void Gles1::glGetBooleanv(uint32_t name, std::span<std::byte> params) {
  fixed::Values values;
  if (!fixed_->get(name, values)) return common_.glGetBooleanv(name, params);
  put<uint8_t>(params, values.count,
               [&](size_t i) { return static_cast<uint8_t>(values.value[i] != 0); });
}

void Gles1::glGetFixedv(uint32_t name, std::span<std::byte> params) {
  fixed::Values values;
  if (!fixed_->get(name, values)) {
    std::array<float, 16> floats{};
    common_.glGetFloatv(name, std::as_writable_bytes(std::span(floats)));
    values.set(floats);
  }
  put<int32_t>(params, values.count, [&](size_t i) { return fixed::to_fixed(values.value[i]); });
}

void Gles1::glGetClipPlanef(uint32_t plane, std::span<std::byte> equation) {
  fixed::Values values;
  fixed_->get_clip_plane(plane, values);
  answer(values, 0, Form::kFloat, equation);
}
void Gles1::glGetClipPlanex(uint32_t plane, std::span<std::byte> equation) {
  fixed::Values values;
  fixed_->get_clip_plane(plane, values);
  answer(values, 0, Form::kFixed, equation);
}

#define ANC_QUERY(gl_name, call, form)                                               \
  void Gles1::gl_name(uint32_t target, uint32_t name, std::span<std::byte> params) { \
    fixed::Values values;                                                            \
    fixed_->call(target, name, values);                                              \
    answer(values, name, form, params);                                              \
  }
ANC_QUERY(glGetLightfv, get_light, Form::kFloat)
ANC_QUERY(glGetLightxv, get_light, Form::kFixed)
ANC_QUERY(glGetMaterialfv, get_material, Form::kFloat)
ANC_QUERY(glGetMaterialxv, get_material, Form::kFixed)
ANC_QUERY(glGetTexEnvfv, get_texture_env, Form::kFloat)
ANC_QUERY(glGetTexEnviv, get_texture_env, Form::kInteger)
ANC_QUERY(glGetTexEnvxv, get_texture_env, Form::kFixed)
#undef ANC_QUERY

void Gles1::glGetTexParameterfv(uint32_t target, uint32_t name, std::span<std::byte> params) {
  fixed::Values values;
  if (!fixed_->get_texture_parameter(target, name, values)) {
    return common_.glGetTexParameterfv(target, name, params);
  }
  answer(values, name, Form::kFloat, params);
}

void Gles1::glGetTexParameteriv(uint32_t target, uint32_t name, std::span<std::byte> params) {
  fixed::Values values;
  if (!fixed_->get_texture_parameter(target, name, values)) {
    return common_.glGetTexParameteriv(target, name, params);
  }
  answer(values, name, Form::kInteger, params);
}

void Gles1::glGetTexParameterxv(uint32_t target, uint32_t name, std::span<std::byte> params) {
  // All of them are enums, booleans and whole texels, which fixed-point calls do not scale.
  glGetTexParameteriv(target, name, params);
}

void Gles1::glGetBufferParameteriv(uint32_t target, uint32_t name, std::span<std::byte> params) {
  common_.glGetBufferParameteriv(target, name, params);
}

void Gles1::glGetCompressedTextureFormats(int32_t count, std::span<std::byte> formats) {
  common_.glGetCompressedTextureFormats(count, formats);
}

uint32_t Gles1::glQueryMatrixxOES(std::span<std::byte> mantissa, std::span<std::byte> exponent) {
  std::array<int32_t, 1> matrix_mode{};
  glGetIntegerv(GL_MATRIX_MODE, std::as_writable_bytes(std::span(matrix_mode)));
  const uint32_t name = matrix_mode[0] == GL_PROJECTION ? GL_PROJECTION_MATRIX
                        : matrix_mode[0] == GL_TEXTURE  ? GL_TEXTURE_MATRIX
                                                        : GL_MODELVIEW_MATRIX;
  std::array<float, 16> values{};
  glGetFloatv(name, std::as_writable_bytes(std::span(values)));
  uint32_t invalid = 0;
  std::array<int32_t, 16> mantissas{}, exponents{};
  for (size_t i = 0; i < values.size(); ++i) {
    if (!std::isfinite(values[i])) {
      invalid |= 1U << i;
      continue;
    }
    // value = mantissa / 65536 * 2^exponent
    mantissas[i] = fixed::to_fixed(std::frexp(values[i], &exponents[i]));
  }
  put<int32_t>(mantissa, 16, [&](size_t i) { return mantissas[i]; });
  put<int32_t>(exponent, 16, [&](size_t i) { return exponents[i]; });
  return invalid;
}

}  // namespace anc::gles
