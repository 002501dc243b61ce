// Window of the guest: see egl_window.h.
#include "cmd/ancloud-guest/egl_window.h"

#include <string>
#include <tuple>
#include <vector>

#include "cmd/ancloud-guest/gl_names.h"

namespace anc::guest {
namespace {

constexpr int kLargestSide = 8192;
constexpr int32_t kMostConfigs = 1024, kMostAttributes = 128;

tl::unexpected<Error> refused(const GlConnection& connection, const std::string& what) {
  // A dead socket makes every answer zero: then that is the news, not the zero.
  if (auto status = connection.status(); !status) return fail(std::move(status.error()));
  return fail(Kind::kGraphics, "the host refused " + what);
}

}  // namespace

Result<void> EglWindow::initialize() {
  GlConnection& c = *connection_;
  (void)c.rc.rcGetRendererVersion();
  uint32_t major = 0, minor = 0;
  if (c.rc.rcGetEGLVersion(bytes_into(major), bytes_into(minor)) != 1) {
    return refused(c, "to tell its EGL version");
  }
  int32_t attributes = 0;
  const int32_t configs = c.rc.rcGetNumConfigs(bytes_into(attributes));
  if (configs <= 0 || configs > kMostConfigs || attributes <= 0 || attributes > kMostAttributes) {
    return refused(c, "to tell its EGL configurations");
  }
  std::vector<uint32_t> table(static_cast<size_t>(configs + 1) * static_cast<size_t>(attributes));
  const auto size = static_cast<uint32_t>(table.size() * sizeof(uint32_t));
  if (c.rc.rcGetConfigs(size, std::as_writable_bytes(std::span(table))) != configs) {
    return refused(c, "to list its EGL configurations");
  }
  (void)c.egl_string(kEglVendor);
  (void)c.egl_string(kEglExtensions);
  width_ = screen_width_ = c.rc.rcGetFBParam(1);
  height_ = screen_height_ = c.rc.rcGetFBParam(2);
  (void)c.rc.rcGetFBParam(3);  // the density in use is a boot property
  return c.status();
}

Result<uint32_t> EglWindow::choose_config() {
  const uint32_t wanted[] = {kEglRedSize,
                             8,
                             kEglGreenSize,
                             8,
                             kEglBlueSize,
                             8,
                             kEglAlphaSize,
                             8,
                             kEglRenderableType,
                             kEglOpenglEs2Bit,
                             kEglNone};
  std::array<uint32_t, 16> found{};
  const int32_t count = connection_->rc.rcChooseConfig(
      bytes_of(wanted), sizeof wanted, std::as_writable_bytes(std::span(found)), found.size());
  if (count <= 0) return refused(*connection_, "an RGBA configuration for OpenGL ES 2");
  return found[0];
}

Result<void> EglWindow::make_surface(uint32_t config) {
  GlConnection& c = *connection_;
  const auto width = static_cast<uint32_t>(width_);
  const auto height = static_cast<uint32_t>(height_);
  for (uint32_t& buffer : buffers_) {
    buffer = c.rc.rcCreateColorBuffer(width, height, kGlRgba);
    if (buffer == 0) return refused(c, "a colour buffer");
  }
  surface_ = c.rc.rcCreateWindowSurface(config, width, height);
  if (surface_ == 0) return refused(c, "a window surface");
  c.rc.rcSetWindowColorBuffer(surface_, buffers_[attached_]);
  context_ = c.rc.rcCreateContext(config, 0, 2);
  if (context_ == 0) return refused(c, "an OpenGL ES 2 context");
  if (c.rc.rcMakeCurrent(context_, surface_, surface_) != 1) {
    return refused(c, "to make the context current");
  }
  c.rc.rcFBSetSwapInterval(1);
  return {};
}

Result<EglWindow> EglWindow::create(GlConnection& connection,
                                    std::optional<std::pair<int, int>> size) {
  EglWindow window(connection);
  TRY(window.initialize());
  if (size) std::tie(window.width_, window.height_) = *size;
  const auto usable = [](int side) { return side >= 1 && side <= kLargestSide; };
  if (!usable(window.width_) || !usable(window.height_)) {
    return fail(Kind::kGraphics, "the host's screen has no usable size");
  }
  TRY(window.make_surface(TRY(window.choose_config())));
  return window;
}

Result<uint32_t> EglWindow::swap() {
  GlConnection& c = *connection_;
  const uint32_t done = buffers_[attached_];
  if (c.rc.rcFlushWindowColorBuffer(surface_) != 0) return refused(c, "the finished frame");
  attached_ = (attached_ + 1) % buffers_.size();
  c.rc.rcSetWindowColorBuffer(surface_, buffers_[attached_]);
  c.flush();
  TRY(c.status());
  return done;
}

void EglWindow::destroy() {
  GlConnection& c = *connection_;
  (void)c.rc.rcMakeCurrent(0, 0, 0);
  c.rc.rcDestroyWindowSurface(surface_);
  c.rc.rcDestroyContext(context_);
  for (const uint32_t buffer : buffers_) c.rc.rcCloseColorBuffer(buffer);
  (void)c.rc.rcGetRendererVersion();  // answered when everything before it is done
}

}  // namespace anc::guest
