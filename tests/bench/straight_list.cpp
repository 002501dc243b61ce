// Making and playing the flat list: see straight_list.h.
#include "tests/bench/straight_list.h"

#include <bit>
#include <cstring>
#include <string>
#include <utility>

#include "internal/wire/framing.h"
#include "wire/gles2_decoder.h"
#include "wire/gles2_functions.h"

namespace anc::bench {
namespace {

using gles::GlApi;

constexpr int kSide = 256;  ///< of the traces' window

/// Where a straight program's frames go: a framebuffer object to draw on and one to copy to, on
/// textures as the renderer's are.
class Canvas {
 public:
  explicit Canvas(const gles::EglDisplay& display)
      : display_(display), context_(display.create_context(EGL_NO_CONTEXT)) {
    ok_ = display.make_current(context_);
    if (!ok_) return;
    const GlApi& gl = display.gl();
    GLuint textures[2] = {}, framebuffers[2] = {}, depth = 0;
    gl.glGenTextures(2, textures);
    gl.glGenFramebuffers(2, framebuffers);
    for (int i = 1; i >= 0; --i) {
      gl.glBindTexture(GL_TEXTURE_2D, textures[i]);
      gl.glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, kSide, kSide, 0, GL_RGBA, GL_UNSIGNED_BYTE,
                      nullptr);
      gl.glBindFramebuffer(GL_FRAMEBUFFER, framebuffers[i]);
      gl.glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, textures[i],
                                0);
    }
    gl.glBindTexture(GL_TEXTURE_2D, 0);
    gl.glGenRenderbuffers(1, &depth);
    gl.glBindRenderbuffer(GL_RENDERBUFFER, depth);
    gl.glRenderbufferStorage(GL_RENDERBUFFER, GL_DEPTH24_STENCIL8, kSide, kSide);
    gl.glFramebufferRenderbuffer(GL_FRAMEBUFFER, GL_DEPTH_STENCIL_ATTACHMENT, GL_RENDERBUFFER,
                                 depth);
    ok_ = framebuffers[0] == kDrawn && framebuffers[1] == kShown;
  }
  ~Canvas() {
    display_.release_current();
    display_.egl().eglDestroyContext(display_.handle(), context_);
  }
  Canvas(const Canvas&) = delete;
  Canvas& operator=(const Canvas&) = delete;

  /// The names that a new context gives its first framebuffer objects.
  static constexpr GLuint kDrawn = 1, kShown = 2;
  bool ok() const { return ok_; }

 private:
  const gles::EglDisplay& display_;
  const EGLContext context_;
  bool ok_;
};

void swap_buffers(const GlApi& gl) {
  gl.glBindFramebuffer(GL_DRAW_FRAMEBUFFER, Canvas::kShown);
  gl.glBlitFramebuffer(0, 0, kSide, kSide, 0, kSide, kSide, 0, GL_COLOR_BUFFER_BIT, GL_NEAREST);
  gl.glBindFramebuffer(GL_DRAW_FRAMEBUFFER, Canvas::kDrawn);
  gl.glFlush();
}

}  // namespace

/// The decoder's target: every call becomes an entry of the list.
struct StraightList::Builder : wire::Gles2Ignore {
  explicit Builder(StraightList& to) : list(to) {}

  template <class... Values>
  void add(void (*run)(const GlApi&, const Call&), const std::byte* data, Values... values) {
    list.calls_.push_back({run, {std::bit_cast<uint32_t>(values)...}, data});
  }
  template <auto Function, class... Values>
  void add_values(Values... values) {
    add(
        [](const GlApi& gl, const Call& call) {
          [&]<size_t... I>(std::index_sequence<I...>) {
            (gl.*Function)(std::bit_cast<Values>(call.value[I])...);
          }
          (std::index_sequence_for<Values...>{});
        },
        nullptr, values...);
  }
  const std::byte* keep(core::Bytes data) {
    list.arrays_.push_back(std::make_unique<std::byte[]>(data.size() + 1));
    std::memcpy(list.arrays_.back().get(), data.data(), data.size());
    return list.arrays_.back().get();
  }

#define ANC_VALUES(name, params, ...) \
  void name params { add_values<&GlApi::name>(__VA_ARGS__); }
  ANC_VALUES(glViewport, (int32_t x, int32_t y, int32_t w, int32_t h), x, y, w, h)
  ANC_VALUES(glClear, (uint32_t mask), mask)
  ANC_VALUES(glClearColor, (float r, float g, float b, float a), r, g, b, a)
  ANC_VALUES(glAttachShader, (uint32_t program, uint32_t shader), program, shader)
  ANC_VALUES(glCompileShader, (uint32_t shader), shader)
  ANC_VALUES(glDeleteShader, (uint32_t shader), shader)
  ANC_VALUES(glLinkProgram, (uint32_t program), program)
  ANC_VALUES(glUseProgram, (uint32_t program), program)
  ANC_VALUES(glUniform2f, (int32_t at, float x, float y), at, x, y)
  ANC_VALUES(glUniform4f, (int32_t at, float x, float y, float z, float w), at, x, y, z, w)
  ANC_VALUES(glBindBuffer, (uint32_t target, uint32_t name), target, name)
  ANC_VALUES(glEnableVertexAttribArray, (uint32_t index), index)
  ANC_VALUES(glDrawArrays, (uint32_t mode, int32_t first, int32_t count), mode, first, count)
#undef ANC_VALUES

  uint32_t glCreateShader(uint32_t type) {
    add_values<&GlApi::glCreateShader>(type);
    return 0;
  }
  uint32_t glCreateProgram() {
    add_values<&GlApi::glCreateProgram>();
    return 0;
  }
  void glShaderString(uint32_t shader, core::Bytes text, int32_t) {
    add(
        [](const GlApi& gl, const Call& call) {
          const auto* source = reinterpret_cast<const GLchar*>(call.data);
          gl.glShaderSource(call.value[0], 1, &source, nullptr);
        },
        keep(text), shader);
  }
  void glBindAttribLocation(uint32_t program, uint32_t index, core::Bytes name) {
    add(
        [](const GlApi& gl, const Call& c) {
          gl.glBindAttribLocation(c.value[0], c.value[1], reinterpret_cast<const GLchar*>(c.data));
        },
        keep(name), program, index);
  }
  void glGenBuffers(int32_t n, std::span<std::byte>) {
    add(
        [](const GlApi& gl, const Call& call) {
          std::vector<GLuint> names(call.value[0]);
          gl.glGenBuffers(static_cast<GLsizei>(names.size()), names.data());
        },
        nullptr, n);
  }
  void glBufferData(uint32_t target, int32_t size, core::Bytes data, uint32_t usage) {
    add(
        [](const GlApi& gl, const Call& c) {
          gl.glBufferData(c.value[0], static_cast<GLsizeiptr>(c.value[1]), c.data, c.value[2]);
        },
        keep(data), target, size, usage);
  }
  void glVertexAttribPointerData(uint32_t index, int32_t size, uint32_t type, uint8_t normalized,
                                 int32_t, core::Bytes data, uint32_t) {
    add(
        [](const GlApi& gl, const Call& c) {
          gl.glVertexAttribPointer(c.value[0], static_cast<GLint>(c.value[1]), c.value[2],
                                   static_cast<GLboolean>(c.value[3]), 0, c.data);
        },
        keep(data), index, size, type, uint32_t{normalized});
  }
  void glVertexAttribPointerOffset(uint32_t index, int32_t size, uint32_t type, uint8_t normalized,
                                   int32_t stride, uint32_t offset) {
    add(
        [](const GlApi& gl, const Call& c) {
          gl.glVertexAttribPointer(c.value[0], static_cast<GLint>(c.value[1]), c.value[2],
                                   static_cast<GLboolean>(c.value[3]),
                                   static_cast<GLsizei>(c.value[4]), c.data);
        },
        reinterpret_cast<const std::byte*>(uintptr_t{offset}), index, size, type,
        uint32_t{normalized}, stride);
  }

  StraightList& list;
};

Result<StraightList> StraightList::build(const Trace& trace) {
  StraightList list;
  Builder builder(list);
  wire::Framer framer;
  framer.feed(core::Bytes(trace.up).first(trace.frames_end));
  framer.take_word();
  wire::Reply reply;
  wire::Packet packet;
  size_t at = sizeof(uint32_t);
  while (framer.next(packet)) {
    if (at < trace.setup_end) list.setup_calls_ = list.calls_.size();
    at += wire::kHeadSize + packet.body.size();
    if (packet.opcode == wire::rc::kRcFlushWindowColorBuffer) {
      builder.add([](const GlApi& gl, const Call&) { swap_buffers(gl); }, nullptr);
    }
    if (wire::api_of(packet.opcode) != wire::Api::kGles2) continue;
    const size_t before = list.calls_.size();
    const wire::Status status = wire::decode_gles2(builder, packet, reply);
    if (!status.ok()) return fail(Kind::kFailure, status.message());
    reply.clear();
    const wire::Function* function = wire::find_function(packet.opcode);
    if (list.calls_.size() == before && !function->blocks) {
      return fail(Kind::kFailure, "the list has no " + std::string(function->name));
    }
  }
  return list;
}

Result<double> StraightList::run(const gles::EglDisplay& display,
                                 const std::function<Clock::time_point()>& ready) const {
  const Canvas canvas(display);
  if (!canvas.ok()) return fail(Kind::kGraphics, "make a context for the straight list");
  const GlApi& gl = display.gl();
  const auto play = [&](size_t from, size_t to) {
    for (size_t i = from; i < to; ++i) calls_[i].run(gl, calls_[i]);
  };
  play(0, setup_calls_);
  gl.glFinish();
  const Clock::time_point begin = ready();
  play(setup_calls_, calls_.size());
  gl.glFinish();
  const std::chrono::duration<double> took = Clock::now() - begin;
  if (gl.glGetError() != GL_NO_ERROR) return fail(Kind::kGraphics, "the straight list has errors");
  return took.count();
}

}  // namespace anc::bench
