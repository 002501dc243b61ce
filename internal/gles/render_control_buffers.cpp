// renderControl: colour buffers, images and posted layers.
#include <algorithm>

#include "internal/gles/render_control.h"

namespace anc::gles {

uint32_t RenderControl::rcCreateColorBuffer(uint32_t width, uint32_t height, uint32_t format) {
  if (width > core_.limits.image_side || height > core_.limits.image_side) return 0;
  auto buffer = ColorBuffer::create(*core_.helpers, core_.memory, width, height, format);
  return buffer != nullptr ? core_.objects.add_buffer(owner_, std::move(buffer)) : 0;
}

void RenderControl::rcOpenColorBuffer(uint32_t buffer) { (void)rcOpenColorBuffer2(buffer); }

int32_t RenderControl::rcOpenColorBuffer2(uint32_t buffer) {
  return core_.objects.open_buffer(owner_, buffer) ? 0 : -1;
}

void RenderControl::rcCloseColorBuffer(uint32_t buffer) {
  core_.objects.close_buffer(owner_, buffer);
}

void RenderControl::rcSetWindowColorBuffer(uint32_t surface, uint32_t buffer) {
  const auto window = core_.objects.surface(surface);
  auto target = core_.objects.buffer(buffer);
  if (window == nullptr || target == nullptr) return;
  window->attach(std::move(target));
  refresh_current();
}

int32_t RenderControl::rcFlushWindowColorBuffer(uint32_t surface) {
  const auto window = core_.objects.surface(surface);
  if (window == nullptr) return -1;
  const auto target = window->target();
  if (target == nullptr) return 0;
  refresh_current();
  const bool here = current_.draw == window;
  if (here && draws()) gles2_.flushed();
  if (!here || !current_.context->default_framebuffer().flush_to(target->storage())) {
    finish_drawing();
    if (!target->storage()->copy_from(*window->storage())) return -1;
  }
  target->changed();
  if (current_.context != nullptr && current_.context->is_gles3()) core_.look_for_loss();
  return 0;
}

void RenderControl::rcBindTexture(uint32_t buffer) {
  const auto source = core_.objects.buffer(buffer);
  if (source == nullptr) return;
  if (draws()) gles2_.bind_texture(source);
  if (gles1() != nullptr) gles1()->bind_texture(source);
}

void RenderControl::rcBindRenderbuffer(uint32_t buffer) {
  const auto source = core_.objects.buffer(buffer);
  if (source == nullptr) return;
  if (draws()) gles2_.bind_renderbuffer(source);
  if (gles1() != nullptr) gles1()->bind_renderbuffer(source);
}

int32_t RenderControl::rcColorBufferCacheFlush(uint32_t, int32_t, int32_t) { return 0; }

void RenderControl::finish_drawing() {
  if (current_.context != nullptr) current_.context->gl().glFinish();
}

bool RenderControl::holds(const PixelRect& rect, const ColorBuffer& buffer, uint32_t format,
                          uint32_t type, size_t length) {
  const auto each = pixel_bytes(format, type);
  if (!each || !rect.inside(buffer.width(), buffer.height())) return false;
  const size_t need = *each * static_cast<size_t>(rect.width) * static_cast<size_t>(rect.height);
  if (length >= need) return true;
  refusal_.refuse("rcReadColorBuffer", "pixels", length, "bytes, fewer than the rectangle has");
  return false;
}

void RenderControl::rcReadColorBuffer(uint32_t buffer, int32_t x, int32_t y, int32_t width,
                                      int32_t height, uint32_t format, uint32_t type,
                                      std::span<std::byte> pixels) {
  const auto source = core_.objects.buffer(buffer);
  if (source == nullptr) return;
  const PixelRect rect{x, y, width, height};
  if (!holds(rect, *source, format, type, pixels.size())) return;
  finish_drawing();
  source->read(rect, format, type, pixels);
}

int32_t RenderControl::rcUpdateColorBuffer(uint32_t buffer, int32_t x, int32_t y, int32_t width,
                                           int32_t height, uint32_t format, uint32_t type,
                                           core::Bytes pixels) {
  const auto target = core_.objects.buffer(buffer);
  // Each read-only unlock of the guest's gralloc sends an update of nothing.
  if (target == nullptr || (width == 0 && height == 0)) return 0;
  const PixelRect rect{x, y, width, height};
  if (!holds(rect, *target, format, type, pixels.size())) return 0;
  finish_drawing();
  target->update(rect, format, type, pixels);
  return 0;
}

uint32_t RenderControl::rcCreateClientImage(uint32_t context, uint32_t target, uint32_t texture) {
  const auto maker = core_.objects.context(context);
  if (maker == nullptr || target != EGL_GL_TEXTURE_2D_KHR) return 0;
  const EglDisplay& egl = *core_.egl;
  // Else a driver may lose what is in the texture (EGL_KHR_image_base, "EGL_IMAGE_PRESERVED_KHR").
  const EGLint preserved[] = {EGL_IMAGE_PRESERVED_KHR, EGL_TRUE, EGL_NONE};
  const EGLImageKHR image = egl.egl().eglCreateImageKHR(
      egl.handle(), maker->handle(), target,
      reinterpret_cast<EGLClientBuffer>(static_cast<uintptr_t>(texture)), preserved);
  if (image == EGL_NO_IMAGE_KHR) return 0;
  const auto source = maker->group().texture(texture);
  if (source != nullptr) source->may_be_drawn_into();
  return core_.images.add(owner_, std::make_shared<ClientImage>(
                                      egl, image, source != nullptr ? source->storage() : nullptr));
}

int32_t RenderControl::rcDestroyClientImage(uint32_t image) {
  return core_.images.remove(image) ? 1 : 0;
}

void RenderControl::rcPostLayer(core::Bytes name, uint32_t buffer, float alpha, int32_t crop_left,
                                int32_t crop_top, int32_t crop_right, int32_t crop_bottom,
                                int32_t frame_left, int32_t frame_top, int32_t frame_right,
                                int32_t frame_bottom) {
  const auto end = std::find(name.begin(), name.end(), std::byte{0});
  if (end == name.end()) return refusal_.refuse("rcPostLayer", "name", name.size());
  const std::string_view text(reinterpret_cast<const char*>(name.data()),
                              static_cast<size_t>(end - name.begin()));
  auto picture = core_.objects.buffer(buffer);
  if (picture == nullptr || hidden_layer(text)) return;
  if (layers_.size() >= core_.limits.layers_per_frame) {
    return core_.log.warning("a guest posts more than " +
                             std::to_string(core_.limits.layers_per_frame) +
                             " layers in a frame: those above are not shown");
  }
  layers_.push_back({std::move(picture),
                     clean_alpha(alpha),
                     {crop_left, crop_top, crop_right, crop_bottom},
                     {frame_left, frame_top, frame_right, frame_bottom},
                     task_of_layer(text)});
}

void RenderControl::rcPostAllLayersDone() { core_.composer->post(std::exchange(layers_, {})); }

void RenderControl::rcFBPost(uint32_t buffer) {
  auto picture = core_.objects.buffer(buffer);
  if (picture == nullptr) return;
  const Edges whole{0, 0, static_cast<int32_t>(picture->width()),
                    static_cast<int32_t>(picture->height())};
  const port::Display display = core_.display();
  const Edges shown{0, 0, static_cast<int32_t>(display.width),
                    static_cast<int32_t>(display.height)};
  core_.composer->post({{std::move(picture), 1.0F, whole, shown}});
}

}  // namespace anc::gles
