// GLES2 calls of a guest: checked, then handed to the host's driver.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "internal/core/bytes.h"
#include "internal/gles/core.h"
#include "internal/gles/refusal.h"
#include "wire/gles2_functions.h"

namespace anc::gles {

/// The decoder's target for one connection (wire::decode_gles2). Functions of plain values go to
/// the driver as they are, unless declared here. What an honest guest cannot send is refused, which
/// closes the connection; what an application can do wrong becomes a GL error. Lengths are checked
/// before the driver sees a pointer (gles-wire.md 14). One thread.
class Gles2 : public wire::Gles2Values<Gles2> {
 public:
  Gles2(Core& core, Refusal& refusal) : Gles2(core, refusal, core.egl->gl()) {}
  /// For another version of GLES: what it has in common with 2 is called in `gl`.
  Gles2(Core& core, Refusal& refusal, const GlApi& gl) : core_(core), gl_(gl), refusal_(refusal) {}

  /// The context that is current on this thread; calls need one.
  void use(Context* context) { context_ = context; }
  const GlApi& gl() const { return gl_; }

  // What guests send besides plain values: every function with arrays, and those only on the wire.
#define ANC_DECLARE(opcode, ret, name, params, args) ret name params;
  ANC_GLES2_POINTER_FUNCTIONS(ANC_DECLARE)
  ANC_GLES2_CUSTOM_FUNCTIONS(ANC_DECLARE)
#undef ANC_DECLARE

  // Plain values that need a look first.
  void glBindBuffer(uint32_t target, uint32_t buffer);
  void glPixelStorei(uint32_t name, int32_t value);
  void glEnableVertexAttribArray(uint32_t index);
  void glDisableVertexAttribArray(uint32_t index);
  void glDrawArrays(uint32_t mode, int32_t first, int32_t count);
  uint32_t glGetError();
  void glCompileShader(uint32_t shader);
  uint32_t glCreateShader(uint32_t kind);
  uint32_t glCreateProgram();
  void glAttachShader(uint32_t program, uint32_t shader);
  void glDetachShader(uint32_t program, uint32_t shader);
  void glDeleteShader(uint32_t shader);
  void glDeleteProgram(uint32_t program);
  void glBindTexture(uint32_t target, uint32_t texture);
  void glCopyTexImage2D(uint32_t target, int32_t level, uint32_t internal, int32_t x, int32_t y,
                        int32_t width, int32_t height, int32_t border);
  void glCopyTexSubImage2D(uint32_t target, int32_t level, int32_t to_x, int32_t to_y, int32_t x,
                           int32_t y, int32_t width, int32_t height);
  void glGenerateMipmap(uint32_t target);
  void glRenderbufferStorage(uint32_t target, uint32_t internal, int32_t width, int32_t height);
  void glEnable(uint32_t capability);
  void glClear(uint32_t mask);
  void glBindFramebuffer(uint32_t target, uint32_t framebuffer);
  void glBindRenderbuffer(uint32_t target, uint32_t renderbuffer);
  void glFramebufferTexture2D(uint32_t target, uint32_t attachment, uint32_t kind, uint32_t texture,
                              int32_t level);
  void glFramebufferRenderbuffer(uint32_t target, uint32_t attachment, uint32_t kind,
                                 uint32_t renderbuffer);
  uint8_t glIsFramebuffer(uint32_t framebuffer);
  uint8_t glIsRenderbuffer(uint32_t renderbuffer);
  void glEGLImageTargetTexture2DOES(uint32_t target, uint32_t image);

  /// A frame of this context was flushed. When it has compiled nothing for a while, the driver's
  /// compiler gives back what it holds: with Mesa 6 MB for each process.
  void flushed();

  /// For another version's gl*Pointer calls. Before one that takes an offset: binds in the driver
  /// what the guest has bound for vertices; false when that is nothing.
  bool use_array_buffer();
  /// Before one that takes an address: nothing is bound in the driver.
  void leave_array_buffer() { bind_array_buffer(nullptr, 0); }

  /// rcBindTexture and rcBindRenderbuffer: the bound object takes the buffer as its storage.
  void bind_texture(const std::shared_ptr<ColorBuffer>& buffer);
  void bind_renderbuffer(const std::shared_ptr<ColorBuffer>& buffer);

 private:
  Context::State& state() { return context_->state(); }
  DefaultFramebuffer& default_framebuffer() { return context_->default_framebuffer(); }
  /// What the guest must read in place of the driver's value, which knows no framebuffer 0 here.
  std::optional<GLint> own_value(uint32_t name);
  /// Whether `target` is GL_FRAMEBUFFER and not the default one, whose attachments cannot be set,
  /// and GL has such an attachment.
  bool attachable(uint32_t target, uint32_t attachment);
  /// Remembers a GL error for glGetError; the first one stays.
  void error(uint32_t code) {
    if (state().error == GL_NO_ERROR) state().error = code;
  }
  void refuse(const char* call, const char* field, uint64_t value,
              const char* reason = "not the bytes that the call needs") {
    refusal_.refuse(call, field, value, reason);
  }
  /// Fetches the driver's error, if it has one, and remembers it for glGetError.
  bool keep_driver_error();
  /// Whether an array of `count` elements has exactly its length. A negative count is a GL error,
  /// a wrong length a refusal.
  bool counted(const char* call, const char* field, int32_t count, size_t element_bytes,
               size_t length);
  bool attribute_in_range(uint32_t index);
  /// The buffer of that name, which exists in the driver from now on.
  const std::shared_ptr<BufferSize>& buffer_named(uint32_t target, uint32_t name);
  /// Binds in the driver what the guest has bound for vertices, or nothing.
  void bind_array_buffer(const std::shared_ptr<BufferSize>& buffer, uint32_t name);
  const std::shared_ptr<BufferSize>& used_buffer(uint32_t target);
  /// Checks and copies parameters of glTexParameter*v.
  bool parameters(const char* call, uint32_t name, core::Bytes params, uint32_t (&out)[4]);
  /// Whether image bytes suffice for what GL reads of them.
  bool image_fits(const char* call, uint32_t format, uint32_t type, int32_t width, int32_t height,
                  size_t length);
  bool draws_inside(uint64_t last);
  /// The same for indices in the element buffer, which the caller has checked to be there; reads
  /// them back, for drivers without robust access.
  bool indices_inside(uint32_t offset, size_t count, uint32_t each);
  template <class Call>
  void uniform(const char* name, int32_t count, size_t element_bytes, core::Bytes data, Call call);
  template <class T, class Call>
  void get(uint32_t name, std::span<std::byte> out, Call call);
  template <class T, class Call>
  void query(std::span<std::byte> out, Call call);

  // Objects and what they take of the instance's memory.
  template <class Make, class Add>
  void generate(const char* call_name, int32_t n, std::span<std::byte> out, Make make, Add add,
                void (Gles2::*remove)(int32_t, core::Bytes));
  /// Calls `remove` for each name but 0 of a glDelete*.
  template <class Remove>
  void each_name(const char* call, const char* field, int32_t n, core::Bytes names, Remove remove) {
    if (!counted(call, field, n, 4, names.size())) return;
    core::ByteReader reader(names);
    for (int32_t i = 0; i < n; ++i) {
      if (const uint32_t name = reader.u32le(); name != 0) remove(name);
    }
  }
  template <class Make, class Add>
  uint32_t make_counted(uint64_t bytes, Make make, Add add);
  /// Null when a new object finds no memory left.
  std::shared_ptr<ImageMemory> bound_texture(bool cube);
  /// Calls `call`, which gives `part` of `image` a storage of `bytes`, if these are left.
  template <class Call>
  void specify(ImageMemory& image, uint32_t part, uint64_t bytes, Call call);
  template <class Call>
  void specify_texture(uint32_t target, int32_t level, uint64_t bytes, Call call);
  void texture_image(uint32_t target, int32_t level, int32_t internal, int32_t width,
                     int32_t height, int32_t border, uint32_t format, uint32_t type,
                     const void* pixels);
  void compressed_image(uint32_t target, int32_t level, uint32_t internal, int32_t width,
                        int32_t height, int32_t border, core::Bytes data);

  Core& core_;
  const GlApi& gl_;
  Refusal& refusal_;
  Context* context_ = nullptr;
};

}  // namespace anc::gles
