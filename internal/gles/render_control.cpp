// renderControl: configs, contexts, surfaces, display facts.
#include "internal/gles/render_control.h"

#include <cstring>

#include "internal/gles/configs.h"
#include "internal/gles/strings.h"

namespace anc::gles {
namespace {

template <class T>
bool put(std::span<std::byte> out, T value) {
  if (out.size() != sizeof value) return false;
  std::memcpy(out.data(), &value, sizeof value);
  return true;
}

/// The convention of both string queries: length with NUL, or minus the length where it does not
/// fit; 0 for no such string.
int32_t answer_text(const std::string& text, std::span<std::byte> out, int32_t room) {
  if (text.empty()) return 0;
  const size_t need = text.size() + 1;
  const size_t fits = room > 0 ? std::min(static_cast<size_t>(room), out.size()) : 0;
  if (need > fits) return -static_cast<int32_t>(need);
  std::memcpy(out.data(), text.c_str(), need);
  return static_cast<int32_t>(need);
}

constexpr int32_t kVsyncPeriodNs = 16666667;
constexpr int32_t kFramesPerSecond = 60;

}  // namespace

RenderControl::~RenderControl() {
  make_current({});
  core_.egl->egl().eglReleaseThread();
}

int32_t RenderControl::rcGetRendererVersion() { return 1; }

int32_t RenderControl::rcGetEGLVersion(std::span<std::byte> major, std::span<std::byte> minor) {
  if (!put(major, core_.egl->major()) || !put(minor, core_.egl->minor())) {
    refusal_.refuse("rcGetEGLVersion", "major", major.size());
    return EGL_FALSE;
  }
  return EGL_TRUE;
}

int32_t RenderControl::rcQueryEGLString(uint32_t name, std::span<std::byte> buffer, int32_t room) {
  return answer_text(guest_egl_string(name), buffer, room);
}

int32_t RenderControl::rcGetGLString(uint32_t name, std::span<std::byte> buffer, int32_t room) {
  if (current_.context == nullptr) {
    if (room < 1 || buffer.empty()) return -1;
    return 1;  // the empty text: its NUL is there already
  }
  return answer_text(guest_gl_string(*core_.egl, core_.gles1, current_.context->version(), name),
                     buffer, room);
}

int32_t RenderControl::rcGetNumConfigs(std::span<std::byte> attributes) {
  if (!put(attributes, static_cast<uint32_t>(config_attribute_count()))) {
    refusal_.refuse("rcGetNumConfigs", "numAttribs", attributes.size());
  }
  return static_cast<int32_t>(config_count());
}

int32_t RenderControl::rcGetConfigs(uint32_t room, std::span<std::byte> buffer) {
  const std::vector<uint32_t> table = config_table();
  const auto bytes = std::as_bytes(std::span(table));
  if (bytes.size() > std::min<size_t>(room, buffer.size())) {
    return -static_cast<int32_t>(bytes.size());
  }
  std::memcpy(buffer.data(), bytes.data(), bytes.size());
  return static_cast<int32_t>(config_count());
}

int32_t RenderControl::rcChooseConfig(core::Bytes attributes, uint32_t attributes_size,
                                      std::span<std::byte> configs, uint32_t configs_size) {
  if (attributes.size() != attributes_size) {
    refusal_.refuse("rcChooseConfig", "attribs_size", attributes_size);
    return 0;
  }
  if (attributes.empty()) return 0;
  const auto chosen = choose_configs(attributes);
  if (!chosen) {
    refusal_.refuse("rcChooseConfig", "attribs", attributes.size(), "bytes without EGL_NONE");
    return 0;
  }
  size_t count = chosen->size();
  if (configs_size > 0) count = std::min<size_t>(count, configs_size);
  const size_t fits = std::min<size_t>({count, configs_size, configs.size() / 4});
  if (fits > 0) std::memcpy(configs.data(), chosen->data(), fits * 4);
  return static_cast<int32_t>(count);
}

int32_t RenderControl::rcGetFBParam(int32_t param) {
  switch (param) {
    case 1:
      return static_cast<int32_t>(core_.display().width);
    case 2:
      return static_cast<int32_t>(core_.display().height);
    case 3:
    case 4:
      return static_cast<int32_t>(core_.display().density_dpi);
    case 5:
      return kFramesPerSecond;
    case 6:
    case 7:
      return 1;  // swap intervals
    default:
      return 0;
  }
}

uint32_t RenderControl::rcCreateContext(uint32_t config, uint32_t share, uint32_t version) {
  if (!config_sizes(config)) return 0;
  std::shared_ptr<Context> shared;
  if (share != 0 && (shared = core_.objects.context(share)) == nullptr) return 0;
  const int wanted = version == 2 || version == 3 ? static_cast<int>(version) : 1;
  if (wanted == 1 && !core_.gles1.decide(*core_.egl)) return 0;
  auto context = Context::create(*core_.egl, core_.memory, core_.gles1, wanted, shared.get());
  return context != nullptr ? core_.objects.add_context(connection_, std::move(context)) : 0;
}

void RenderControl::rcDestroyContext(uint32_t context) { core_.objects.remove_context(context); }

uint32_t RenderControl::rcCreateWindowSurface(uint32_t config, uint32_t width, uint32_t height) {
  const auto sizes = config_sizes(config);
  if (!sizes || width > core_.limits.image_side || height > core_.limits.image_side) return 0;
  auto surface = WindowSurface::create(*core_.helpers, core_.memory, *sizes, width, height);
  return surface != nullptr ? core_.objects.add_surface(connection_, std::move(surface)) : 0;
}

void RenderControl::rcDestroyWindowSurface(uint32_t surface) {
  core_.objects.remove_surface(surface);
}

int32_t RenderControl::rcMakeCurrent(uint32_t context, uint32_t draw, uint32_t read) {
  if (context == 0 && draw == 0 && read == 0) return make_current({}) ? 1 : 0;
  Current next{core_.objects.context(context), core_.objects.surface(draw),
               core_.objects.surface(read), nullptr, nullptr};
  if (next.context == nullptr || next.draw == nullptr || next.read == nullptr) return 0;
  return make_current(std::move(next)) ? 1 : 0;
}

void RenderControl::release_current() {
  if (current_.context == nullptr) return;
  use(nullptr);
  current_.context->gl().glFinish();  // other contexts may look at its surfaces now
  current_.context->default_framebuffer().detach();
  core_.egl->release_current();
  current_.context->put_back();
  current_ = {};
}

bool RenderControl::make_current(Current next) {
  if (next.context == nullptr) {
    release_current();
    return true;
  }
  if (next.context->gl().glFramebufferParameteriMESA == nullptr && !next.draw->turn_over()) {
    return false;
  }
  next.draw_storage = next.draw->storage();
  next.read_storage = next.read->storage();
  if (next.context != current_.context) {
    if (!next.context->take()) return false;
    release_current();
    if (!core_.egl->make_current(next.context->handle())) {
      next.context->put_back();
      return false;
    }
    next.context->group().delete_buried(next.context->gl());
  }
  Context& context = *next.context;
  const ConfigSizes& sizes = next.draw->sizes();
  current_ = std::move(next);
  use(&context);
  if (context.default_framebuffer().attach(current_.draw_storage, current_.read_storage,
                                           {sizes.depth, sizes.stencil})) {
    return true;
  }
  release_current();
  return false;
}

void RenderControl::use(Context* context) {
  const bool first = context != nullptr && context->version() == 1;
  if (first && gles1_ == nullptr) gles1_ = std::make_unique<Gles1>(core_, refusal_);
  gles2_.use(first ? nullptr : context);
  if (gles1_ != nullptr) gles1_->use(first ? context : nullptr);
}

void RenderControl::refresh_current() {
  if (current_.context == nullptr) return;
  if (current_.draw->storage() == current_.draw_storage &&
      current_.read->storage() == current_.read_storage) {
    return;
  }
  make_current({current_.context, current_.draw, current_.read, nullptr, nullptr});
}

void RenderControl::rcFBSetSwapInterval(int32_t) {}  // the composer paces itself

void RenderControl::rcSelectChecksumCalculator(uint32_t version, uint32_t) {
  if (version != 0) refusal_.refuse("rcSelectChecksumCalculator", "version", version);
}

int32_t RenderControl::rcGetNumDisplays() { return 1; }
int32_t RenderControl::rcGetDisplayWidth(uint32_t) {
  return static_cast<int32_t>(core_.display().width);
}
int32_t RenderControl::rcGetDisplayHeight(uint32_t) {
  return static_cast<int32_t>(core_.display().height);
}
int32_t RenderControl::rcGetDisplayDpiX(uint32_t) {
  return static_cast<int32_t>(core_.display().density_dpi);
}
int32_t RenderControl::rcGetDisplayDpiY(uint32_t) {
  return static_cast<int32_t>(core_.display().density_dpi);
}
int32_t RenderControl::rcGetDisplayVsyncPeriod(uint32_t) { return kVsyncPeriodNs; }

}  // namespace anc::gles
