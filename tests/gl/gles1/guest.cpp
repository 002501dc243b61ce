// The guest's calls: see guest.h.
#include "tests/gl/gles1/guest.h"

#include <cerrno>
#include <sys/socket.h>
#include <sys/un.h>

namespace anc::test {
namespace {

constexpr uint32_t kConfig = 3;  ///< RGBA 8888, depth 24, stencil 8 (internal/gles/configs.cpp)
constexpr auto kArrayBuffer = uint32_t{GL_ARRAY_BUFFER};

// Not inlined: g++ 12 warns of an overflow that cannot be (cmd/ancloud-guest/gl_connection.cpp).
[[gnu::noinline]] void send_flags(wire::Stream& stream) { stream.send_client_flags(); }

uint32_t length(core::Bytes data) { return static_cast<uint32_t>(data.size()); }

}  // namespace

Guest::Guest(core::Fd socket)
    : socket_(std::move(socket)), stream_(*this), rc(stream_), gl(stream_) {
  send_flags(stream_);
}

Result<void> Guest::write(core::Bytes data) { return core::write_all(socket_, data); }

Result<void> Guest::read(std::span<std::byte> data) {
  if (!TRY(core::read_exactly(socket_, data))) {
    return fail(Kind::kFailure, "the host closed the connection");
  }
  return {};
}

Result<void> Guest::open_window() {
  surface_ = rc.rcCreateWindowSurface(kConfig, kSide, kSide);
  buffer_ = rc.rcCreateColorBuffer(kSide, kSide, GL_RGBA);
  rc.rcSetWindowColorBuffer(surface_, buffer_);
  const uint32_t context = rc.rcCreateContext(kConfig, 0, 1);
  if (rc.rcMakeCurrent(context, surface_, surface_) != 1) {
    return fail(Kind::kFailure, "the host makes no GLES 1 context current");
  }
  return stream_.status();
}

Result<std::vector<uint8_t>> Guest::shown() {
  if (rc.rcFlushWindowColorBuffer(surface_) != 0) return fail(Kind::kFailure, "no flush");
  std::vector<uint8_t> pixels(size_t{kSide} * kSide * 4);
  rc.rcReadColorBuffer(buffer_, 0, 0, kSide, kSide, GL_RGBA, GL_UNSIGNED_BYTE,
                       std::as_writable_bytes(std::span(pixels)));
  TRY(stream_.status());
  return pixels;
}

void Guest::positions(int32_t size, const std::vector<float>& values) {
  gl.glEnableClientState(GL_VERTEX_ARRAY);
  gl.glBindBuffer(kArrayBuffer, 0);
  gl.glVertexPointerData(size, GL_FLOAT, 0, bytes(values), length(bytes(values)));
}
void Guest::normals(const std::vector<float>& values) {
  gl.glEnableClientState(GL_NORMAL_ARRAY);
  gl.glBindBuffer(kArrayBuffer, 0);
  gl.glNormalPointerData(GL_FLOAT, 0, bytes(values), length(bytes(values)));
}
void Guest::colors(const std::vector<uint8_t>& rgba) {
  gl.glEnableClientState(GL_COLOR_ARRAY);
  gl.glBindBuffer(kArrayBuffer, 0);
  gl.glColorPointerData(4, GL_UNSIGNED_BYTE, 0, bytes(rgba), length(bytes(rgba)));
}
void Guest::coordinates(uint32_t unit, int32_t size, const std::vector<float>& values) {
  gl.glClientActiveTexture(GL_TEXTURE0 + unit);
  gl.glEnableClientState(GL_TEXTURE_COORD_ARRAY);
  gl.glBindBuffer(kArrayBuffer, 0);
  gl.glTexCoordPointerData(static_cast<int32_t>(unit), size, GL_FLOAT, 0, bytes(values),
                           length(bytes(values)));
}
void Guest::point_sizes(const std::vector<float>& values) {
  gl.glEnableClientState(GL_POINT_SIZE_ARRAY_OES);
  gl.glBindBuffer(kArrayBuffer, 0);
  gl.glPointSizePointerData(GL_FLOAT, 0, bytes(values), length(bytes(values)));
}

void Guest::draw_indexed(uint32_t mode, const std::vector<uint16_t>& indices) {
  gl.glDrawElementsData(mode, static_cast<int32_t>(indices.size()), GL_UNSIGNED_SHORT,
                        bytes(indices), length(bytes(indices)));
}

void Guest::quad(float left, float bottom, float right, float top, float z) {
  positions(3, {left, bottom, z, right, bottom, z, left, top, z, right, top, z});
  coordinates(0, 2, {0, 0, 1, 0, 0, 1, 1, 1});
  draw(GL_TRIANGLE_STRIP, 4);
}

uint32_t Guest::texture(uint32_t format, uint32_t type, int32_t width, int32_t height,
                        core::Bytes pixels) {
  uint32_t name = 0;
  gl.glGenTextures(1, std::as_writable_bytes(std::span(&name, 1)));
  gl.glBindTexture(GL_TEXTURE_2D, name);
  gl.glPixelStorei(GL_UNPACK_ALIGNMENT, 1);
  gl.glTexImage2D(GL_TEXTURE_2D, 0, static_cast<int32_t>(format), width, height, 0, format, type,
                  pixels);
  for (const int filter : {GL_TEXTURE_MIN_FILTER, GL_TEXTURE_MAG_FILTER}) {
    gl.glTexParameteri(GL_TEXTURE_2D, static_cast<uint32_t>(filter), GL_LINEAR);
  }
  for (const int wrap : {GL_TEXTURE_WRAP_S, GL_TEXTURE_WRAP_T}) {
    gl.glTexParameteri(GL_TEXTURE_2D, static_cast<uint32_t>(wrap), GL_CLAMP_TO_EDGE);
  }
  return name;
}

uint32_t Guest::buffer(uint32_t target, core::Bytes data) {
  uint32_t name = 0;
  gl.glGenBuffers(1, std::as_writable_bytes(std::span(&name, 1)));
  gl.glBindBuffer(target, name);
  gl.glBufferData(target, static_cast<int32_t>(data.size()), data, GL_STATIC_DRAW);
  return name;
}

void Guest::clear(float red, float green, float blue) {
  gl.glClearColor(red, green, blue, 1);
  gl.glClear(GL_COLOR_BUFFER_BIT | GL_DEPTH_BUFFER_BIT | GL_STENCIL_BUFFER_BIT);
}

void Guest::project(float left, float right, float bottom, float top, float near_z, float far_z) {
  gl.glMatrixMode(GL_PROJECTION);
  gl.glLoadIdentity();
  gl.glFrustumf(left, right, bottom, top, near_z, far_z);
  gl.glMatrixMode(GL_MODELVIEW);
  gl.glLoadIdentity();
}

Result<std::unique_ptr<Guest>> connect(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) return fail(Kind::kUsage, path + " is too long");
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  core::Fd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (::connect(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    return fail_errno(errno, "connect to " + path);
  }
  TRY(core::write_all(fd, std::string("pipe:opengles\0", 14)));
  return std::make_unique<Guest>(std::move(fd));
}

}  // namespace anc::test
