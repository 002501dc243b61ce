// EGL: contexts, surfaces, images, fences.
#include <sys/mman.h>
#include <unistd.h>

#include "tests/fake_gl/driver.h"

namespace fake_gl {

thread_local Context* current = nullptr;
std::atomic<uint64_t> losses{0};

namespace {

constexpr EGLint kXrgb8888 = 0x34325258;  // DRM_FORMAT_XRGB8888: the letters XR24

struct Surface {
  Size size;
  bool current = false;
};
struct Image {
  Size size;
};

/// Handles are the addresses of what they name.
struct Objects {
  std::mutex mutex;  ///< guards these
  std::unordered_map<void*, std::shared_ptr<Context>> contexts;
  std::unordered_map<void*, std::shared_ptr<Surface>> surfaces;
  std::unordered_map<void*, std::unique_ptr<Image>> images;
};
Objects& objects() {
  static Objects all;
  return all;
}

/// Kept by the thread even when its handles are destroyed meanwhile.
struct Held {
  std::shared_ptr<Context> context;
  std::shared_ptr<Surface> draw, read;
};
thread_local Held held;

template <class Map>
auto find(const Map& map, void* handle) {
  const auto found = map.find(handle);
  return found != map.end() ? found->second : nullptr;
}

EGLint attribute(const EGLint* list, EGLint name, EGLint otherwise) {
  for (; list != nullptr && *list != EGL_NONE; list += 2) {
    if (list[0] == name) return list[1];
  }
  return otherwise;
}

bool offers(const Display& display, int major) {
  if (major == 1) return !display.has("no-es1");
  return major <= (display.has("es2") ? 2 : 3);
}

void release() {
  if (held.context != nullptr) held.context->current = false;
  if (held.draw != nullptr) held.draw->current = false;
  if (held.read != nullptr) held.read->current = false;
  held = {};
  current = nullptr;
}

/// Taken by another thread.
bool elsewhere(const std::shared_ptr<Surface>& surface) {
  return surface != nullptr && surface->current && surface != held.draw && surface != held.read;
}

int frame_memory(const Size& size) {
  const size_t bytes = static_cast<size_t>(size.width) * static_cast<size_t>(size.height) * 4;
  const int fd = ::memfd_create("fake_gl", MFD_CLOEXEC);
  if (fd < 0 || bytes == 0 || ::ftruncate(fd, static_cast<off_t>(bytes)) != 0) return fd;
  void* memory = ::mmap(nullptr, bytes, PROT_WRITE, MAP_SHARED, fd, 0);
  if (memory == MAP_FAILED) return fd;
  fill(memory, bytes / 4, 4);
  ::munmap(memory, bytes);
  return fd;
}

}  // namespace
}  // namespace fake_gl

using namespace fake_gl;

extern "C" {

EGLContext eglCreateContext(EGLDisplay handle, EGLConfig, EGLContext share,
                            const EGLint* attributes) {
  auto& display = *static_cast<Display*>(handle);
  const int major = attribute(attributes, EGL_CONTEXT_CLIENT_VERSION, 1);
  if (!behave(display, "context") || !offers(display, major)) {
    return egl_error(EGL_BAD_MATCH), EGL_NO_CONTEXT;
  }
  auto context = std::make_shared<Context>();
  context->display = &display;
  // Like drivers do: who asks for 2 gets the newest.
  context->major = major == 2 && !display.has("es2") ? 3 : major;
  context->tells_resets = attribute(attributes, EGL_CONTEXT_OPENGL_RESET_NOTIFICATION_STRATEGY_EXT,
                                    EGL_NO_RESET_NOTIFICATION_EXT) == EGL_LOSE_CONTEXT_ON_RESET_EXT;
  context->born = losses.load();
  Objects& all = objects();
  const std::lock_guard guard(all.mutex);
  if (share != EGL_NO_CONTEXT) {
    const auto other = find(all.contexts, share);
    if (other == nullptr) return egl_error(EGL_BAD_CONTEXT), EGL_NO_CONTEXT;
    if (other->tells_resets != context->tells_resets || lost(*other)) {
      return egl_error(EGL_BAD_MATCH), EGL_NO_CONTEXT;
    }
    context->group = other->group;
  } else {
    context->group = std::make_shared<ShareGroup>();
  }
  void* const name = context.get();
  all.contexts[name] = std::move(context);
  return name;
}
EGLBoolean eglDestroyContext(EGLDisplay, EGLContext context) {
  std::shared_ptr<Context> last;
  const std::lock_guard guard(objects().mutex);
  last = find(objects().contexts, context);
  objects().contexts.erase(context);
  return last != nullptr ? EGL_TRUE : egl_error(EGL_BAD_CONTEXT);
}

EGLSurface eglCreatePbufferSurface(EGLDisplay, EGLConfig, const EGLint* attributes) {
  auto surface = std::make_shared<Surface>();
  surface->size = {attribute(attributes, EGL_WIDTH, 0), attribute(attributes, EGL_HEIGHT, 0)};
  void* const name = surface.get();
  const std::lock_guard guard(objects().mutex);
  objects().surfaces[name] = std::move(surface);
  return name;
}
EGLBoolean eglDestroySurface(EGLDisplay, EGLSurface surface) {
  std::shared_ptr<Surface> last;
  const std::lock_guard guard(objects().mutex);
  last = find(objects().surfaces, surface);
  objects().surfaces.erase(surface);
  return last != nullptr ? EGL_TRUE : egl_error(EGL_BAD_SURFACE);
}

EGLBoolean eglMakeCurrent(EGLDisplay, EGLSurface draw, EGLSurface read, EGLContext handle) {
  const std::lock_guard guard(objects().mutex);
  if (handle == EGL_NO_CONTEXT) return release(), EGL_TRUE;
  Held next{find(objects().contexts, handle), find(objects().surfaces, draw),
            find(objects().surfaces, read)};
  if (next.context == nullptr) return egl_error(EGL_BAD_CONTEXT);
  if ((draw != nullptr && next.draw == nullptr) || (read != nullptr && next.read == nullptr)) {
    return egl_error(EGL_BAD_SURFACE);
  }
  if (elsewhere(next.draw) || elsewhere(next.read) ||
      (next.context->current && next.context != held.context)) {
    return egl_error(EGL_BAD_ACCESS);
  }
  release();
  held = std::move(next);
  held.context->current = true;
  if (held.draw != nullptr) held.draw->current = true;
  if (held.read != nullptr) held.read->current = true;
  current = held.context.get();
  return EGL_TRUE;
}
EGLBoolean eglReleaseThread() {
  const std::lock_guard guard(objects().mutex);
  release();
  return EGL_TRUE;
}
EGLContext eglGetCurrentContext() { return current; }
EGLSurface eglGetCurrentSurface(EGLint which) {
  return which == EGL_DRAW ? held.draw.get() : held.read.get();
}
EGLDisplay eglGetCurrentDisplay() { return current != nullptr ? current->display : nullptr; }

EGLImageKHR eglCreateImageKHR(EGLDisplay, EGLContext context, EGLenum, EGLClientBuffer source,
                              const EGLint*) {
  auto image = std::make_unique<Image>();
  const std::lock_guard guard(objects().mutex);
  const auto owner = find(objects().contexts, context);
  if (owner == nullptr) return egl_error(EGL_BAD_CONTEXT), EGL_NO_IMAGE_KHR;
  {
    const std::lock_guard group(owner->group->mutex);
    image->size = owner->group->textures[static_cast<GLuint>(reinterpret_cast<uintptr_t>(source))];
  }
  void* const name = image.get();
  objects().images[name] = std::move(image);
  return name;
}
EGLBoolean eglDestroyImageKHR(EGLDisplay, EGLImageKHR image) {
  const std::lock_guard guard(objects().mutex);
  return objects().images.erase(image) == 1 ? EGL_TRUE : egl_error(EGL_BAD_PARAMETER);
}

EGLBoolean eglExportDMABUFImageQueryMESA(EGLDisplay handle, EGLImageKHR, int* fourcc, int* planes,
                                         EGLuint64KHR* modifiers) {
  if (!static_cast<Display*>(handle)->has("dma-buf")) return egl_error(EGL_BAD_ACCESS);
  if (fourcc != nullptr) *fourcc = kXrgb8888;
  if (planes != nullptr) *planes = 1;
  if (modifiers != nullptr) *modifiers = 0;  // DRM_FORMAT_MOD_LINEAR
  return EGL_TRUE;
}
EGLBoolean eglExportDMABUFImageMESA(EGLDisplay handle, EGLImageKHR name, int* fds, EGLint* strides,
                                    EGLint* offsets) {
  if (!static_cast<Display*>(handle)->has("dma-buf")) return egl_error(EGL_BAD_ACCESS);
  const std::lock_guard guard(objects().mutex);
  const auto image = objects().images.find(name);
  if (image == objects().images.end()) return egl_error(EGL_BAD_PARAMETER);
  if (fds != nullptr) *fds = frame_memory(image->second->size);
  if (strides != nullptr) *strides = image->second->size.width * 4;
  if (offsets != nullptr) *offsets = 0;
  return EGL_TRUE;
}

// Fences are reached at once.
EGLSyncKHR eglCreateSyncKHR(EGLDisplay display, EGLenum, const EGLint*) { return display; }
EGLBoolean eglDestroySyncKHR(EGLDisplay, EGLSyncKHR) { return EGL_TRUE; }
EGLint eglClientWaitSyncKHR(EGLDisplay, EGLSyncKHR, EGLint, EGLTimeKHR) {
  return EGL_CONDITION_SATISFIED_KHR;
}
EGLint eglWaitSyncKHR(EGLDisplay, EGLSyncKHR, EGLint) { return EGL_TRUE; }

}  // extern "C"
