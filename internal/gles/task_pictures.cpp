// One texture for each view: see task_pictures.h.
#include "internal/gles/task_pictures.h"

#include <algorithm>
#include <utility>

#include "internal/gles/color_buffer.h"

namespace anc::gles {

void TaskPictures::set(std::vector<port::TaskView> views, port::TaskFrameSink* sink) {
  for (auto it = pictures_.begin(); it != pictures_.end();) {
    const auto same = std::find_if(views.begin(), views.end(), [&](const port::TaskView& view) {
      return view.task == it->first && std::count(views_.begin(), views_.end(), view) > 0;
    });
    if (sink != nullptr && same != views.end()) {
      it->second.is_drawn = false;
      ++it;
    } else {
      drop(it->second);
      it = pictures_.erase(it);
    }
  }
  views_ = std::move(views);
  sink_ = sink;
}

void TaskPictures::draw(const KnownScene& scene, const port::Frame& stamps) {
  for (const port::TaskView& view : views_) draw(view, view_scene(scene, view, views_), stamps);
}

void TaskPictures::draw(const port::TaskView& view, const KnownScene& scene,
                        const port::Frame& stamps) {
  // A window that has no layer in a frame keeps what it shows (anbox-host.md 7.5).
  if (scene.empty() && view.task != 0) return;
  Picture& picture = pictures_[view.task];
  if (picture.is_drawn && picture.geometry == stamps.geometry && !differs(scene, picture.drawn)) {
    return;
  }
  const auto width = static_cast<uint32_t>(view.frame.right - view.frame.left);
  const auto height = static_cast<uint32_t>(view.frame.bottom - view.frame.top);
  attach(picture, width, height);
  painter_.paint(framebuffer_, width, height, layers_of(scene));
  const std::shared_ptr<port::Frame> frame = picture.pool->take();
  frame->number = stamps.number;
  frame->posted_at = stamps.posted_at;
  frame->composed_at = std::chrono::steady_clock::now();
  frame->rotation = stamps.rotation;
  frame->geometry = stamps.geometry;
  gl_.glPixelStorei(GL_PACK_ALIGNMENT, 1);
  gl_.glReadPixels(0, 0, static_cast<GLsizei>(width), static_cast<GLsizei>(height), GL_RGBA,
                   GL_UNSIGNED_BYTE, frame->pixels.data());
  frame->drawn_at = frame->read_back_at = std::chrono::steady_clock::now();
  picture.is_drawn = true;
  picture.drawn = scene;
  picture.geometry = stamps.geometry;
  sink_->on_task_frame(view.task, frame);
}

void TaskPictures::attach(Picture& picture, uint32_t width, uint32_t height) {
  if (framebuffer_ == 0) gl_.glGenFramebuffers(1, &framebuffer_);
  gl_.glBindFramebuffer(GL_FRAMEBUFFER, framebuffer_);
  if (picture.texture == 0) {
    picture.pool = FramePool::create(width, height);
    gl_.glGenTextures(1, &picture.texture);
    gl_.glBindTexture(GL_TEXTURE_2D, picture.texture);
    gl_.glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, static_cast<GLsizei>(width),
                     static_cast<GLsizei>(height), 0, GL_RGBA, GL_UNSIGNED_BYTE, nullptr);
    gl_.glBindTexture(GL_TEXTURE_2D, 0);
  }
  gl_.glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, picture.texture,
                             0);
}

void TaskPictures::drop(Picture& picture) {
  if (picture.texture != 0) gl_.glDeleteTextures(1, &picture.texture);
  picture = {};
}

}  // namespace anc::gles
