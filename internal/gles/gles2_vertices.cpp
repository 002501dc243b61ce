// GLES2: buffer objects, vertex attributes and draws.
#include <algorithm>
#include <cstring>

#include "internal/gles/gles2.h"
#include "internal/wire/lengths.h"

namespace anc::gles {
namespace {

/// Vertex components that GLES2 knows; 0 for other types.
uint32_t vertex_component_bytes(uint32_t type) {
  switch (type) {
    case GL_BYTE:
    case GL_UNSIGNED_BYTE:
      return 1;
    case GL_SHORT:
    case GL_UNSIGNED_SHORT:
    case GL_HALF_FLOAT_OES:
      return 2;
    case GL_FLOAT:
    case GL_FIXED:
      return 4;
    default:
      return 0;
  }
}

uint32_t index_bytes(uint32_t type) {
  switch (type) {
    case GL_UNSIGNED_BYTE:
      return 1;
    case GL_UNSIGNED_SHORT:
      return 2;
    case GL_UNSIGNED_INT:
      return 4;
    default:
      return 0;
  }
}

bool buffer_target(uint32_t target) {
  return target == GL_ARRAY_BUFFER || target == GL_ELEMENT_ARRAY_BUFFER;
}

/// Above what any driver keeps in flight and far below overflow.
constexpr int32_t kMostVertices = 1 << 28;

}  // namespace

// A guest sends its whole vertex state before each draw, changed or not (gles-wire.md 6.3). The
// driver hears of changes only, and of a change to and fro between two uses not at all.

const std::shared_ptr<BufferSize>& Gles2::buffer_named(uint32_t target, uint32_t name) {
  Context::State& s = state();
  const bool known = s.recent_buffer_name == name && s.recent_buffer != nullptr &&
                     !s.recent_buffer->deleted.load(std::memory_order_relaxed);
  if (known) return s.recent_buffer;
  s.recent_buffer = context_->group().buffer(name);
  s.recent_buffer_name = name;
  const bool made =
      s.recent_buffer == nullptr || s.recent_buffer->exists || target != GL_ARRAY_BUFFER;
  if (!made) bind_array_buffer(s.recent_buffer, name);
  return s.recent_buffer;
}

void Gles2::bind_array_buffer(const std::shared_ptr<BufferSize>& buffer, uint32_t name) {
  Context::State& s = state();
  if (s.driver_array_buffer == buffer) return;
  gl_.glBindBuffer(GL_ARRAY_BUFFER, name);
  s.driver_array_buffer = buffer;
  if (buffer != nullptr) buffer->exists.store(true, std::memory_order_relaxed);
}

bool Gles2::use_array_buffer() {
  Context::State& s = state();
  const bool lost = s.array_buffer != nullptr && s.driver_array_buffer != s.array_buffer &&
                    s.array_buffer->deleted.load(std::memory_order_relaxed);
  if (lost) {  // deleted in another context: its name is no way to it any more
    s.array_buffer.reset();
    s.array_buffer_name = 0;
  }
  bind_array_buffer(s.array_buffer, s.array_buffer_name);
  return s.array_buffer != nullptr;
}

const std::shared_ptr<BufferSize>& Gles2::used_buffer(uint32_t target) {
  if (target == GL_ELEMENT_ARRAY_BUFFER) return state().element_buffer;
  use_array_buffer();
  return state().array_buffer;
}

void Gles2::glBindBuffer(uint32_t target, uint32_t buffer) {
  // Other targets exist in the host's ES 3: they would turn our pointers into buffer offsets.
  if (!buffer_target(target)) return error(GL_INVALID_ENUM);
  Context::State& s = state();
  const bool vertices = target == GL_ARRAY_BUFFER;
  uint32_t& name = vertices ? s.array_buffer_name : s.element_buffer_name;
  std::shared_ptr<BufferSize>& bound = vertices ? s.array_buffer : s.element_buffer;
  const bool same = bound == nullptr
                        ? buffer == 0
                        : name == buffer && !bound->deleted.load(std::memory_order_relaxed);
  if (same) return;
  std::shared_ptr<BufferSize> next = buffer != 0 ? buffer_named(target, buffer) : nullptr;
  if (buffer != 0 && next == nullptr) return error(GL_OUT_OF_MEMORY);
  name = buffer;
  bound = std::move(next);
  if (vertices) return;  // when it is used
  gl_.glBindBuffer(target, buffer);
  if (bound != nullptr) bound->exists.store(true, std::memory_order_relaxed);
}

void Gles2::glBufferData(uint32_t target, int32_t size, core::Bytes data, uint32_t usage) {
  if (!buffer_target(target)) return error(GL_INVALID_ENUM);
  if (size < 0) return error(GL_INVALID_VALUE);
  if (!data.empty() && data.size() != static_cast<size_t>(size)) {
    return refuse("glBufferData", "data", data.size());
  }
  const auto& bound = used_buffer(target);
  if (bound == nullptr) return error(GL_INVALID_OPERATION);
  if (!bound->memory.resize(ImageMemory::kObjectBytes + static_cast<uint64_t>(size))) {
    return error(GL_OUT_OF_MEMORY);
  }
  gl_.glBufferData(target, size, data.empty() ? nullptr : data.data(), usage);
  // The driver may have had no memory: what it says counts.
  GLint real = 0;
  gl_.glGetBufferParameteriv(target, GL_BUFFER_SIZE, &real);
  const auto bytes = static_cast<uint64_t>(std::max(real, 0));
  bound->bytes.store(bytes, std::memory_order_relaxed);
  if (real != size) (void)bound->memory.resize(ImageMemory::kObjectBytes + bytes);
}

void Gles2::glBufferSubData(uint32_t target, int32_t offset, int32_t size, core::Bytes data) {
  if (!buffer_target(target)) return error(GL_INVALID_ENUM);
  if (offset < 0 || size < 0) return error(GL_INVALID_VALUE);
  if (data.size() != static_cast<size_t>(size)) {
    return refuse("glBufferSubData", "data", data.size());
  }
  if (used_buffer(target) == nullptr) return error(GL_INVALID_OPERATION);
  gl_.glBufferSubData(target, offset, size, data.data());
}

void Gles2::glDeleteBuffers(int32_t n, core::Bytes names) {
  if (!counted("glDeleteBuffers", "buffers", n, 4, names.size())) return;
  core::ByteReader reader(names);
  for (int32_t i = 0; i < n; ++i) {
    const uint32_t name = reader.u32le();
    if (name == 0) continue;
    bind_array_buffer(nullptr, 0);  // the driver would unbind it without a word
    gl_.glDeleteBuffers(1, &name);
    Context::State& s = state();
    s.arrays.forget_buffer(name);
    if (s.recent_buffer_name == name) s.recent_buffer.reset();
    if (s.array_buffer_name == name) s.array_buffer_name = 0, s.array_buffer.reset();
    if (s.element_buffer_name == name) s.element_buffer_name = 0, s.element_buffer.reset();
    context_->group().forget(name);
  }
}

bool Gles2::attribute_in_range(uint32_t index) {
  Context::State& s = state();
  if (s.max_attributes < 0) {
    gl_.glGetIntegerv(GL_MAX_VERTEX_ATTRIBS, &s.max_attributes);
    s.max_attributes = std::clamp(s.max_attributes, 0, static_cast<int>(VertexArrays::kMost));
  }
  if (index < static_cast<uint32_t>(s.max_attributes)) return true;
  error(GL_INVALID_VALUE);
  return false;
}

void Gles2::glEnableVertexAttribArray(uint32_t index) {
  if (!attribute_in_range(index) || state().arrays.enabled(index)) return;
  gl_.glEnableVertexAttribArray(index);
  state().arrays.enable(index);
}

void Gles2::glDisableVertexAttribArray(uint32_t index) {
  if (!attribute_in_range(index) || !state().arrays.enabled(index)) return;
  gl_.glDisableVertexAttribArray(index);
  state().arrays.disable(index);
}

void Gles2::glVertexAttribPointerData(uint32_t index, int32_t size, uint32_t type,
                                      uint8_t normalized, int32_t, core::Bytes data,
                                      uint32_t length) {
  if (data.size() != length) return refuse("glVertexAttribPointerData", "datalen", length);
  const uint32_t component = vertex_component_bytes(type);
  if (!attribute_in_range(index)) return;
  if (size < 1 || size > 4) return error(GL_INVALID_VALUE);
  if (component == 0) return error(GL_INVALID_ENUM);
  Context::State& s = state();
  VertexArray& array = s.arrays[index];
  const size_t room = array.client.capacity();
  if (data.size() > room && !s.client_arrays.resize(s.client_arrays.bytes() + data.size() - room)) {
    return error(GL_OUT_OF_MEMORY);
  }
  // The data is packed, whatever stride the application had (gles-wire.md 6.2).
  const VertexFormat format{size, type, normalized, 0};
  const std::byte* const before = array.client.data();
  // Copied: in a packet it is not aligned, and it may have to outlive the packet.
  array.client.assign(data.begin(), data.end());
  const bool known = array.source == VertexArray::Source::kClient && array.format == format &&
                     array.client.data() == before;
  if (known) return;  // the driver reads the same place again at the next draw
  array.source = VertexArray::Source::kClient;
  array.format = format;
  array.element_bytes = component * static_cast<uint32_t>(size);
  array.stride = array.element_bytes;
  array.buffer.reset();
  // With a buffer bound the driver would take our pointer for an offset.
  bind_array_buffer(nullptr, 0);
  gl_.glVertexAttribPointer(index, size, type, normalized, 0, array.client.data());
}

void Gles2::glVertexAttribPointerOffset(uint32_t index, int32_t size, uint32_t type,
                                        uint8_t normalized, int32_t stride, uint32_t offset) {
  const uint32_t component = vertex_component_bytes(type);
  if (!attribute_in_range(index)) return;
  if (size < 1 || size > 4 || stride < 0) return error(GL_INVALID_VALUE);
  if (component == 0) return error(GL_INVALID_ENUM);
  Context::State& s = state();
  if (s.array_buffer == nullptr) return error(GL_INVALID_OPERATION);
  const VertexFormat format{size, type, normalized, stride};
  VertexArray& array = s.arrays[index];
  const bool known = array.source == VertexArray::Source::kBuffer && array.format == format &&
                     array.offset == offset && array.buffer == s.array_buffer;
  if (known) return;
  if (!use_array_buffer()) return error(GL_INVALID_OPERATION);
  array.source = VertexArray::Source::kBuffer;
  array.format = format;
  array.element_bytes = component * static_cast<uint32_t>(size);
  array.stride = stride != 0 ? static_cast<uint64_t>(stride) : array.element_bytes;
  array.offset = offset;
  array.buffer = s.array_buffer;
  array.buffer_name = s.array_buffer_name;
  gl_.glVertexAttribPointer(index, size, type, normalized, stride,
                            reinterpret_cast<const void*>(uintptr_t{offset}));
}

bool Gles2::draws_inside(uint64_t last) {
  const auto index = state().arrays.too_short_for(last);
  if (!index) return true;
  core_.log.warning("a guest's draw is skipped: vertex attribute " + std::to_string(*index) +
                    " has no element " + std::to_string(last));
  error(GL_INVALID_OPERATION);
  return false;
}

bool Gles2::indices_inside(uint32_t offset, size_t count, uint32_t each) {
  const auto bytes = static_cast<GLsizeiptr>(count * each);
  const void* indices =
      gl_.glMapBufferRange(GL_ELEMENT_ARRAY_BUFFER, GLintptr{offset}, bytes, GL_MAP_READ_BIT);
  if (indices == nullptr) {
    error(GL_OUT_OF_MEMORY);
    return false;
  }
  const uint64_t last =
      largest_index({static_cast<const std::byte*>(indices), count * each}, count, each);
  gl_.glUnmapBuffer(GL_ELEMENT_ARRAY_BUFFER);
  return draws_inside(last);
}

void Gles2::glDrawArrays(uint32_t mode, int32_t first, int32_t count) {
  if (first < 0 || count < 0 || count > kMostVertices || first > kMostVertices) {
    return error(GL_INVALID_VALUE);
  }
  // The guest's library drops draws without an array; here nothing would bound their length.
  if (!state().arrays.any_enabled()) return;
  if (count > 0 && !draws_inside(static_cast<uint64_t>(first) + static_cast<uint64_t>(count) - 1)) {
    return;
  }
  gl_.glDrawArrays(mode, first, count);
}

void Gles2::glDrawElementsData(uint32_t mode, int32_t count, uint32_t type, core::Bytes data,
                               uint32_t length) {
  if (data.size() != length) return refuse("glDrawElementsData", "datalen", length);
  const uint32_t each = index_bytes(type);
  if (each == 0) return error(GL_INVALID_ENUM);
  if (count < 0) return error(GL_INVALID_VALUE);
  if (uint64_t{each} * static_cast<uint64_t>(count) > data.size()) {
    return refuse("glDrawElementsData", "data", data.size());
  }
  if (!state().arrays.any_enabled()) return;
  if (count > 0 && !draws_inside(largest_index(data, static_cast<size_t>(count), each))) return;
  Context::State& s = state();
  if (s.element_buffer_name != 0) gl_.glBindBuffer(GL_ELEMENT_ARRAY_BUFFER, 0);
  gl_.glDrawElements(mode, count, type, data.data());
  if (s.element_buffer_name != 0) {
    gl_.glBindBuffer(GL_ELEMENT_ARRAY_BUFFER, s.element_buffer_name);
  }
}

void Gles2::glDrawElementsOffset(uint32_t mode, int32_t count, uint32_t type, uint32_t offset) {
  const uint32_t each = index_bytes(type);
  if (each == 0) return error(GL_INVALID_ENUM);
  if (count < 0) return error(GL_INVALID_VALUE);
  Context::State& s = state();
  if (s.element_buffer == nullptr) return error(GL_INVALID_OPERATION);
  if (!s.arrays.any_enabled()) return;
  const uint64_t end = offset + uint64_t{each} * static_cast<uint64_t>(count);
  if (end > s.element_buffer->bytes.load(std::memory_order_relaxed)) {
    core_.log.warning("a guest's draw is skipped: its indices end at byte " + std::to_string(end) +
                      ", beyond the element buffer");
    return error(GL_INVALID_OPERATION);
  }
  // The largest index is not known here. Buffers are safe with robust access; client memory is not,
  // and guests do not mix the two (gles-wire.md 6.3).
  if (s.arrays.outside_buffers()) return error(GL_INVALID_OPERATION);
  if (!core_.egl->robust() && count > 0 &&
      !indices_inside(offset, static_cast<size_t>(count), each)) {
    return;
  }
  gl_.glDrawElements(mode, count, type, reinterpret_cast<const void*>(uintptr_t{offset}));
}

}  // namespace anc::gles
