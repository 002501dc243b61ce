// GLES2: names of objects and the storage behind them, counted against the instance's memory.
#include <cstring>
#include <vector>

#include "internal/gles/gles2.h"
#include "internal/gles/places.h"

namespace anc::gles {
namespace {

/// Names that one call may make; guests make a handful.
constexpr int32_t kMostNames = 65536;

}  // namespace

bool Gles2::counted(const char* call, const char* field, int32_t count, size_t element_bytes,
                    size_t length) {
  if (count < 0) {
    error(GL_INVALID_VALUE);
    return false;
  }
  if (uint64_t{element_bytes} * static_cast<uint64_t>(count) == length) return true;
  refuse(call, field, length, "bytes, not as many as the count says");
  return false;
}

template <class Make, class Add>
void Gles2::generate(const char* call_name, int32_t n, std::span<std::byte> out, Make make, Add add,
                     void (Gles2::*remove)(int32_t, core::Bytes)) {
  if (!counted(call_name, "names", n, 4, out.size())) return;
  if (n > kMostNames) return refuse(call_name, "n", static_cast<uint64_t>(n));
  std::vector<GLuint> names(static_cast<size_t>(n));
  make(n, names.data());
  for (const GLuint name : names) {
    if (add(name)) continue;
    error(GL_OUT_OF_MEMORY);
    return (this->*remove)(n, std::as_bytes(std::span(names)));
  }
  if (!names.empty()) std::memcpy(out.data(), names.data(), out.size());
}

void Gles2::glGenBuffers(int32_t n, std::span<std::byte> names) {
  const auto add = [&](uint32_t name) { return context_->group().buffer(name) != nullptr; };
  generate("glGenBuffers", n, names, gl_.glGenBuffers, add, &Gles2::glDeleteBuffers);
}
void Gles2::glGenFramebuffers(int32_t n, std::span<std::byte> names) {
  const auto add = [&](uint32_t name) { return state().framebuffers.add(name); };
  generate("glGenFramebuffers", n, names, gl_.glGenFramebuffers, add, &Gles2::glDeleteFramebuffers);
}
void Gles2::glGenRenderbuffers(int32_t n, std::span<std::byte> names) {
  const auto add = [&](uint32_t name) { return context_->group().renderbuffer(name) != nullptr; };
  generate("glGenRenderbuffers", n, names, gl_.glGenRenderbuffers, add,
           &Gles2::glDeleteRenderbuffers);
}
void Gles2::glGenTextures(int32_t n, std::span<std::byte> names) {
  const auto add = [&](uint32_t name) { return context_->group().texture(name) != nullptr; };
  generate("glGenTextures", n, names, gl_.glGenTextures, add, &Gles2::glDeleteTextures);
}

void Gles2::glDeleteTextures(int32_t n, core::Bytes names) {
  each_name("glDeleteTextures", "textures", n, names, [&](uint32_t name) {
    gl_.glDeleteTextures(1, &name);
    uint32_t& seen = state().seen_textures[name % state().seen_textures.size()];
    if (seen == name) seen = 0;
    state().framebuffers.detach(default_framebuffer().bound(),
                                context_->group().forget_texture(name));
  });
}

void Gles2::glBindTexture(uint32_t target, uint32_t texture) {
  uint32_t& seen = state().seen_textures[texture % state().seen_textures.size()];
  if (seen != texture) {
    if (context_->group().texture(texture) == nullptr) return error(GL_OUT_OF_MEMORY);
    seen = texture;
  }
  gl_.glBindTexture(target, texture);
}

bool Gles2::keep_driver_error() {
  const GLenum code = gl_.glGetError();
  if (code == GL_NO_ERROR) return false;
  error(code);
  return true;
}

std::shared_ptr<ImageMemory> Gles2::bound_texture(bool cube) {
  GLint name = 0;
  gl_.glGetIntegerv(cube ? GL_TEXTURE_BINDING_CUBE_MAP : GL_TEXTURE_BINDING_2D, &name);
  if (name != 0) return context_->group().texture(static_cast<uint32_t>(name));
  return {std::shared_ptr<void>(), &state().default_texture};  // borrowed: it lives as the context
}

template <class Call>
void Gles2::specify(ImageMemory& image, uint32_t part, uint64_t bytes, Call call) {
  const uint64_t had = image.bytes(part);
  if (!image.resize(part, bytes)) return error(GL_OUT_OF_MEMORY);
  if (had == bytes && !image.shared()) return call();
  // The driver may refuse it, and then keeps what there was.
  (void)keep_driver_error();
  call();
  if (keep_driver_error()) {
    (void)image.resize(part, had);
  } else {
    image.unshare();
  }
}

template <class Call>
void Gles2::specify_texture(uint32_t target, int32_t level, uint64_t bytes, Call call) {
  const bool cube =
      target >= GL_TEXTURE_CUBE_MAP_POSITIVE_X && target <= GL_TEXTURE_CUBE_MAP_NEGATIVE_Z;
  if (!cube && target != GL_TEXTURE_2D) return error(GL_INVALID_ENUM);
  if (level < 0 || level >= static_cast<int32_t>(ImageMemory::kLevels)) {
    return error(GL_INVALID_VALUE);
  }
  const auto image = bound_texture(cube);
  if (image == nullptr) return error(GL_OUT_OF_MEMORY);
  const uint32_t face = cube ? 1 + target - GL_TEXTURE_CUBE_MAP_POSITIVE_X : 0;
  specify(*image, face * ImageMemory::kLevels + static_cast<uint32_t>(level), bytes, call);
}

void Gles2::texture_image(uint32_t target, int32_t level, int32_t internal, int32_t width,
                          int32_t height, int32_t border, uint32_t format, uint32_t type,
                          const void* pixels) {
  specify_texture(target, level, texture_bytes(format, type, width, height), [&] {
    gl_.glTexImage2D(target, level, internal, width, height, border, format, type, pixels);
  });
}

void Gles2::compressed_image(uint32_t target, int32_t level, uint32_t internal, int32_t width,
                             int32_t height, int32_t border, core::Bytes data) {
  specify_texture(target, level, unpacked_bytes(width, height), [&] {
    gl_.glCompressedTexImage2D(target, level, internal, width, height, border,
                               static_cast<GLsizei>(data.size()), data.data());
  });
}

void Gles2::glCopyTexImage2D(uint32_t target, int32_t level, uint32_t internal, int32_t x,
                             int32_t y, int32_t width, int32_t height, int32_t border) {
  if (!within_reach(0, 0, width, height)) return error(GL_INVALID_VALUE);
  specify_texture(target, level, unpacked_bytes(width, height), [&] {
    gl_.glCopyTexImage2D(target, level, internal, nearby(x), nearby(y), width, height, border);
  });
}

void Gles2::glGenerateMipmap(uint32_t target) {
  const bool cube = target == GL_TEXTURE_CUBE_MAP;
  if (!cube && target != GL_TEXTURE_2D) return error(GL_INVALID_ENUM);
  const auto image = bound_texture(cube);
  if (image == nullptr) return error(GL_OUT_OF_MEMORY);
  uint64_t base = 0;
  for (uint32_t face = cube ? 1 : 0; face <= (cube ? 6u : 0u); ++face) {
    base += image->bytes(face * ImageMemory::kLevels);
  }
  // A quarter, a sixteenth, and so on: a third of the base in all. A colour buffer's image has no
  // levels of ours to count.
  if (!image->resize(ImageMemory::kMipmaps + (cube ? 1 : 0), base / 3)) {
    return error(GL_OUT_OF_MEMORY);
  }
  gl_.glGenerateMipmap(target);
}

void Gles2::glRenderbufferStorage(uint32_t target, uint32_t internal, int32_t width,
                                  int32_t height) {
  if (target != GL_RENDERBUFFER) return error(GL_INVALID_ENUM);
  if (state().renderbuffer == 0) return error(GL_INVALID_OPERATION);
  const auto image = context_->group().renderbuffer(state().renderbuffer);
  if (image == nullptr) return error(GL_OUT_OF_MEMORY);
  specify(*image, 0, renderbuffer_bytes(internal, width, height),
          [&] { gl_.glRenderbufferStorage(target, internal, width, height); });
}

void Gles2::glEGLImageTargetTexture2DOES(uint32_t target, uint32_t image) {
  const auto found = core_.images.find(image);
  if (found == nullptr) return error(GL_INVALID_VALUE);
  if (target != GL_TEXTURE_2D) return error(GL_INVALID_ENUM);
  const auto texture = bound_texture(false);
  if (texture == nullptr) return error(GL_OUT_OF_MEMORY);
  gl_.glEGLImageTargetTexture2DOES(target, found->handle());
  texture->share(found->storage());
}

void Gles2::bind_texture(const std::shared_ptr<ColorBuffer>& buffer) {
  GLint bound = 0;
  gl_.glGetIntegerv(GL_TEXTURE_BINDING_2D, &bound);
  if (bound == 0) return;
  const auto texture = context_->group().texture(static_cast<uint32_t>(bound));
  if (texture == nullptr) return error(GL_OUT_OF_MEMORY);
  gl_.glEGLImageTargetTexture2DOES(GL_TEXTURE_2D, buffer->storage()->image());
  texture->share(buffer);
}

void Gles2::bind_renderbuffer(const std::shared_ptr<ColorBuffer>& buffer) {
  if (state().renderbuffer == 0) return;
  const auto renderbuffer = context_->group().renderbuffer(state().renderbuffer);
  if (renderbuffer == nullptr) return error(GL_OUT_OF_MEMORY);
  gl_.glEGLImageTargetRenderbufferStorageOES(GL_RENDERBUFFER, buffer->storage()->image());
  renderbuffer->may_be_drawn_into();
  renderbuffer->share(buffer);
}

}  // namespace anc::gles
