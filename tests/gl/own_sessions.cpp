// Sessions made with the generated encoders: see own_sessions.h.
#include "tests/gl/own_sessions.h"

#include <array>

#include "internal/gles/gl_api.h"
#include "internal/wire/framing.h"
#include "internal/wire/stream.h"
#include "tests/gl/pipe_client.h"
#include "wire/gles2_encoder.h"
#include "wire/rc_encoder.h"

namespace anc::test {
namespace {

template <class T>
core::Bytes in(const T& values) {
  return std::as_bytes(std::span(values));
}
template <class T>
std::span<std::byte> out(T& value) {
  return std::as_writable_bytes(std::span(&value, 1));
}
core::Bytes text(const char* words) {
  return std::as_bytes(std::span(words, std::char_traits<char>::length(words) + 1));
}

/// Plays what the encoders write and keeps it as steps of one connection.
class Recorder final : public wire::Transport {
 public:
  explicit Recorder(PipeClient pipe) : pipe_(std::move(pipe)) {}

  Result<void> write(core::Bytes data) override {
    framer_.feed(data);
    wire::Packet packet;
    while (framer_.next(packet)) {
      core::ByteWriter whole;
      whole.u32le(packet.opcode).u32le(static_cast<uint32_t>(packet.body.size() + wire::kHeadSize));
      steps.push_back({1, whole.bytes(packet.body).take(), {}});
    }
    if (TRY(pipe_.send(data))) return {};
    return fail(Kind::kFailure, "the host has closed");
  }
  Result<void> read(std::span<std::byte> data) override {
    const auto got = TRY(pipe_.receive(data.size()));
    if (!got) return fail(Kind::kFailure, "the host has closed");
    std::copy(got->begin(), got->end(), data.begin());
    steps.back().reply.insert(steps.back().reply.end(), got->begin(), got->end());
    return {};
  }

  Recording steps;

 private:
  PipeClient pipe_;
  wire::Framer framer_;
};

/// A guest of one connection with its encoders.
struct Guest {
  explicit Guest(Recorder& recorder) : stream(recorder), gl(stream), rc(stream) {}
  wire::Stream stream;
  wire::Gles2Encoder gl;
  wire::RcEncoder rc;

  uint32_t window(int32_t side) {
    const auto pixels = static_cast<uint32_t>(side);
    const uint32_t surface = rc.rcCreateWindowSurface(3, pixels, pixels);
    rc.rcSetWindowColorBuffer(surface, rc.rcCreateColorBuffer(pixels, pixels, GL_RGBA));
    const uint32_t context = rc.rcCreateContext(3, 0, 2);
    rc.rcMakeCurrent(context, surface, surface);
    return surface;
  }
  uint32_t shader(uint32_t kind, const char* source) {
    const uint32_t name = gl.glCreateShader(kind);
    gl.glShaderString(name, text(source), static_cast<int32_t>(text(source).size()));
    gl.glCompileShader(name);
    return name;
  }
  uint32_t program() {
    const uint32_t made = gl.glCreateProgram();
    const uint32_t vertex =
        shader(GL_VERTEX_SHADER,
               "attribute vec4 at; attribute vec2 uv; uniform mat4 turn; varying vec2 where;\n"
               "void main() { gl_Position = turn * at; where = uv; }");
    const uint32_t fragment =
        shader(GL_FRAGMENT_SHADER,
               "precision mediump float; uniform sampler2D picture; uniform vec4 tint[2];\n"
               "varying vec2 where;\n"
               "void main() { gl_FragColor = texture2D(picture, where) * tint[0] + tint[1]; }");
    gl.glAttachShader(made, vertex);
    gl.glAttachShader(made, fragment);
    gl.glBindAttribLocation(made, 0, text("at"));
    gl.glLinkProgram(made);
    gl.glDeleteShader(vertex);
    int32_t linked = 0, length = 0;
    std::array<char, 64> log{};
    gl.glGetProgramiv(made, GL_LINK_STATUS, out(linked));
    gl.glGetProgramInfoLog(made, 64, out(length), std::as_writable_bytes(std::span(log)));
    gl.glGetActiveUniform(made, 0, 64, out(length), out(length), out(linked),
                          std::as_writable_bytes(std::span(log)));
    gl.glUseProgram(made);
    return made;
  }
  /// A texture of 8x8 in RGB 565 with a mipmap, and a part of it anew.
  uint32_t texture() {
    uint32_t name = 0;
    const std::array<uint16_t, 64> pixels{1, 2, 3};
    gl.glGenTextures(1, out(name));
    gl.glBindTexture(GL_TEXTURE_2D, name);
    gl.glPixelStorei(GL_UNPACK_ALIGNMENT, 2);
    gl.glTexImage2D(GL_TEXTURE_2D, 0, GL_RGB, 8, 8, 0, GL_RGB, GL_UNSIGNED_SHORT_5_6_5, in(pixels));
    gl.glTexSubImage2D(GL_TEXTURE_2D, 0, 2, 2, 4, 4, GL_RGB, GL_UNSIGNED_SHORT_5_6_5,
                       in(pixels).first(32));
    gl.glGenerateMipmap(GL_TEXTURE_2D);
    const std::array<int32_t, 1> filter{GL_LINEAR_MIPMAP_NEAREST};
    gl.glTexParameteriv(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, in(filter));
    return name;
  }
};

constexpr std::array<float, 16> kCorners = {-1, -1, 0, 1, 1, -1, 0, 1, -1, 1, 0, 1, 1, 1, 0, 1};
constexpr std::array<float, 16> kIdentity = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};
constexpr std::array<uint16_t, 6> kIndices = {0, 1, 2, 2, 1, 3};

/// Buffers and client arrays, indexed and not, into the window.
void draw(Guest& guest) {
  const uint32_t surface = guest.window(32);
  const uint32_t program = guest.program();
  guest.texture();
  wire::Gles2Encoder& gl = guest.gl;
  gl.glUniformMatrix4fv(gl.glGetUniformLocation(program, text("turn")), 1, GL_FALSE, in(kIdentity));
  gl.glUniform4fv(gl.glGetUniformLocation(program, text("tint")), 2, in(kCorners).first(32));
  std::array<uint32_t, 2> buffers{};
  gl.glGenBuffers(2, std::as_writable_bytes(std::span(buffers)));
  gl.glBindBuffer(GL_ARRAY_BUFFER, buffers[0]);
  gl.glBufferData(GL_ARRAY_BUFFER, 64, in(kCorners), GL_STATIC_DRAW);
  gl.glBufferSubData(GL_ARRAY_BUFFER, 16, 8, in(kCorners).first(8));
  gl.glBindBuffer(GL_ELEMENT_ARRAY_BUFFER, buffers[1]);
  gl.glBufferData(GL_ELEMENT_ARRAY_BUFFER, 12, in(kIndices), GL_STREAM_DRAW);
  gl.glEnableVertexAttribArray(0);
  gl.glVertexAttribPointerOffset(0, 4, GL_FLOAT, GL_FALSE, 16, 0);
  gl.glDrawElementsOffset(GL_TRIANGLES, 6, GL_UNSIGNED_SHORT, 0);
  gl.glBindBuffer(GL_ELEMENT_ARRAY_BUFFER, 0);
  gl.glEnableVertexAttribArray(1);
  gl.glBindBuffer(GL_ARRAY_BUFFER, 0);
  gl.glVertexAttribPointerData(1, 2, GL_FLOAT, GL_FALSE, 8, in(kCorners).first(32), 32);
  gl.glDrawElementsData(GL_TRIANGLES, 6, GL_UNSIGNED_SHORT, in(kIndices), 12);
  gl.glEnable(GL_BLEND);
  gl.glBlendFunc(GL_SRC_ALPHA, GL_ONE);
  gl.glDrawArrays(GL_TRIANGLE_STRIP, 0, 4);
  gl.glDeleteBuffers(1, in(buffers).first(4));
  gl.glDrawArrays(GL_LINES, 0, 4);
  guest.rc.rcFlushWindowColorBuffer(surface);
}

/// A framebuffer of its own with depth, read back and copied.
void render_to_texture(Guest& guest) {
  guest.window(16);
  const uint32_t picture = guest.texture();
  wire::Gles2Encoder& gl = guest.gl;
  uint32_t framebuffer = 0, depth = 0;
  gl.glGenFramebuffers(1, out(framebuffer));
  gl.glBindFramebuffer(GL_FRAMEBUFFER, framebuffer);
  gl.glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA, 8, 8, 0, GL_RGBA, GL_UNSIGNED_BYTE, {});
  gl.glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, picture, 0);
  gl.glGenRenderbuffers(1, out(depth));
  gl.glBindRenderbuffer(GL_RENDERBUFFER, depth);
  gl.glRenderbufferStorage(GL_RENDERBUFFER, GL_DEPTH_COMPONENT16, 8, 8);
  gl.glFramebufferRenderbuffer(GL_FRAMEBUFFER, GL_DEPTH_ATTACHMENT, GL_RENDERBUFFER, depth);
  gl.glCheckFramebufferStatus(GL_FRAMEBUFFER);
  gl.glViewport(0, 0, 8, 8);
  gl.glClearColor(1, 0.5F, 0, 1);
  gl.glClear(GL_COLOR_BUFFER_BIT | GL_DEPTH_BUFFER_BIT);
  gl.glPixelStorei(GL_PACK_ALIGNMENT, 1);
  std::array<uint32_t, 64> pixels{};
  gl.glReadPixels(0, 0, 8, 8, GL_RGBA, GL_UNSIGNED_BYTE, std::as_writable_bytes(std::span(pixels)));
  uint32_t copy = 0;
  gl.glGenTextures(1, out(copy));
  gl.glBindTexture(GL_TEXTURE_2D, copy);
  gl.glCopyTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA, 0, 0, 8, 8, 0);
  gl.glCopyTexSubImage2D(GL_TEXTURE_2D, 0, 1, 1, 0, 0, 4, 4);
  const std::array<uint8_t, 8> block{};
  gl.glCompressedTexImage2D(GL_TEXTURE_2D, 0, 0x8D64, 4, 4, 0, 8, in(block));
  gl.glDeleteTextures(1, in(std::array{picture}));
  gl.glDeleteFramebuffers(1, in(std::array{framebuffer}));
  gl.glDeleteRenderbuffers(1, in(std::array{depth}));
  gl.glGetError();
}

/// What gralloc, EGL and the hardware composer of a guest send.
void compose(Guest& guest) {
  wire::RcEncoder& rc = guest.rc;
  std::array<uint32_t, 64> words{};
  const auto room = std::as_writable_bytes(std::span(words));
  rc.rcQueryEGLString(EGL_VENDOR, room, 256);
  const std::array<int32_t, 3> wanted{EGL_RED_SIZE, 8, EGL_NONE};
  rc.rcChooseConfig(in(wanted), 12, room.first(16), 4);
  const uint32_t context = rc.rcCreateContext(0, 0, 2);
  guest.window(16);
  rc.rcGetGLString(GL_VERSION, room, 256);
  const uint32_t buffer = rc.rcCreateColorBuffer(8, 8, GL_RGB);
  rc.rcOpenColorBuffer2(buffer);
  rc.rcColorBufferCacheFlush(buffer, 0, 1);
  rc.rcUpdateColorBuffer(buffer, 2, 2, 4, 4, GL_RGB, GL_UNSIGNED_SHORT_5_6_5, in(words).first(32));
  rc.rcReadColorBuffer(buffer, 0, 0, 8, 8, GL_RGBA, GL_UNSIGNED_BYTE, room);
  guest.texture();
  rc.rcBindTexture(buffer);
  const uint32_t image = rc.rcCreateClientImage(context, EGL_GL_TEXTURE_2D_KHR, 1);
  guest.gl.glEGLImageTargetTexture2DOES(GL_TEXTURE_2D, image);
  rc.rcDestroyClientImage(image);
  rc.rcPostLayer(text("app"), buffer, 1, 0, 0, 8, 8, 0, 0, 320, 240);
  rc.rcPostLayer(text("bar"), buffer, 0.5F, 0, 0, 4, 4, -4, 200, 300, 260);
  rc.rcPostAllLayersDone();
  rc.rcFBPost(buffer);
  rc.rcCloseColorBuffer(buffer);
  rc.rcDestroyContext(context);
  rc.rcMakeCurrent(0, 0, 0);
  rc.rcGetNumDisplays();
}

}  // namespace

Result<std::vector<std::pair<std::string, Recording>>> own_sessions(const std::string& socket) {
  std::vector<std::pair<std::string, Recording>> sessions;
  using Play = std::pair<const char*, void (*)(Guest&)>;
  for (const auto& [name, play] : {Play("draw", draw), Play("render_to_texture", render_to_texture),
                                   Play("compose", compose)}) {
    Recorder recorder(TRY(PipeClient::connect(socket)));
    Guest guest(recorder);
    play(guest);
    guest.gl.glGetError();
    TRY(guest.stream.status(), name);
    sessions.emplace_back(name, std::move(recorder.steps));
  }
  return sessions;
}

}  // namespace anc::test
