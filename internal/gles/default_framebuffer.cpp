// Framebuffer 0 of guests: see default_framebuffer.h.
#include "internal/gles/default_framebuffer.h"

#include <algorithm>

namespace anc::gles {
namespace {

/// Keeps the guest's renderbuffer binding over calls that need one of ours.
class BoundRenderbuffer {
 public:
  BoundRenderbuffer(const GlApi& gl, GLuint name) : gl_(gl) {
    gl_.glGetIntegerv(GL_RENDERBUFFER_BINDING, &old_);
    gl_.glBindRenderbuffer(GL_RENDERBUFFER, name);
  }
  ~BoundRenderbuffer() { gl_.glBindRenderbuffer(GL_RENDERBUFFER, static_cast<GLuint>(old_)); }
  BoundRenderbuffer(const BoundRenderbuffer&) = delete;
  BoundRenderbuffer& operator=(const BoundRenderbuffer&) = delete;

 private:
  const GlApi& gl_;
  GLint old_ = 0;
};

GLsizei side(uint32_t pixels) { return static_cast<GLsizei>(std::max(pixels, 1u)); }

}  // namespace

bool DefaultFramebuffer::attach(const std::shared_ptr<SharedImage>& draw,
                                const std::shared_ptr<SharedImage>& read, const DepthSizes& sizes) {
  sizes_ = sizes;
  const Entry* reading = entry(read);
  if (reading == nullptr) return false;
  const GLuint read_name = reading->framebuffer;
  Entry* drawing = entry(draw);
  if (drawing == nullptr) return false;
  draw_ = draw;
  read_ = read;
  draw_name_ = drawing->framebuffer;
  read_name_ = read_name;
  if (depth_wanted_) add_depth(*drawing, *draw);
  if (!attached_before_) {
    gl_.glViewport(0, 0, static_cast<GLsizei>(draw->width()), static_cast<GLsizei>(draw->height()));
    gl_.glScissor(0, 0, static_cast<GLsizei>(draw->width()), static_cast<GLsizei>(draw->height()));
    attached_before_ = true;
  }
  if (bound_ == 0) bind_default();
  return true;
}

void DefaultFramebuffer::detach() {
  draw_.reset();
  read_.reset();
  draw_name_ = read_name_ = 0;
}

void DefaultFramebuffer::bind_default() {
  gl_.glBindFramebuffer(GL_FRAMEBUFFER, draw_name_);
  if (read_name_ == draw_name_ || gl_.glBlitFramebuffer == nullptr) return;
  gl_.glBindFramebuffer(GL_READ_FRAMEBUFFER, read_name_);
}

void DefaultFramebuffer::bind(uint32_t name) {
  bound_ = name;
  if (name == 0) return bind_default();
  gl_.glBindFramebuffer(GL_FRAMEBUFFER, name);
}

void DefaultFramebuffer::want_depth() {
  if (depth_wanted_) return;
  depth_wanted_ = true;
  if (draw_ == nullptr) return;
  if (Entry* drawing = entry(draw_); drawing != nullptr) add_depth(*drawing, *draw_);
}

DefaultFramebuffer::Entry* DefaultFramebuffer::entry(const std::shared_ptr<SharedImage>& image) {
  drop_expired();
  const auto found = std::find_if(entries_.begin(), entries_.end(),
                                  [&](const Entry& e) { return e.image.lock() == image; });
  if (found != entries_.end()) return &*found;
  Entry made{image};
  if (!build(made, *image)) {
    destroy(made);
    return nullptr;
  }
  return &entries_.emplace_back(std::move(made));
}

bool DefaultFramebuffer::build(Entry& entry, const SharedImage& image) {
  gl_.glGenRenderbuffers(1, &entry.color);
  gl_.glGenFramebuffers(1, &entry.framebuffer);
  const BoundRenderbuffer bound(gl_, entry.color);
  gl_.glEGLImageTargetRenderbufferStorageOES(GL_RENDERBUFFER, image.image());
  gl_.glBindFramebuffer(GL_FRAMEBUFFER, entry.framebuffer);
  gl_.glFramebufferRenderbuffer(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_RENDERBUFFER, entry.color);
  if (image.rows() == Rows::kTopFirst && gl_.glFramebufferParameteriMESA != nullptr) {
    gl_.glFramebufferParameteriMESA(GL_FRAMEBUFFER, GL_FRAMEBUFFER_FLIP_Y_MESA, GL_TRUE);
  }
  const bool complete = gl_.glCheckFramebufferStatus(GL_FRAMEBUFFER) == GL_FRAMEBUFFER_COMPLETE;
  bind(bound_);
  return complete;
}

void DefaultFramebuffer::add_depth(Entry& entry, const SharedImage& image) {
  if (entry.depth != 0 || sizes_.depth == 0) return;
  entry.depth_memory = memory_.take(uint64_t{4} * image.width() * image.height());
  if (!entry.depth_memory) return;  // drawn without: better than not at all
  const bool stencil = sizes_.stencil > 0;
  const GLenum format = stencil             ? GL_DEPTH24_STENCIL8_OES
                        : sizes_.depth > 16 ? GL_DEPTH_COMPONENT24_OES
                                            : GL_DEPTH_COMPONENT16;
  gl_.glGenRenderbuffers(1, &entry.depth);
  const BoundRenderbuffer bound(gl_, entry.depth);
  gl_.glRenderbufferStorage(GL_RENDERBUFFER, format, side(image.width()), side(image.height()));
  gl_.glBindFramebuffer(GL_FRAMEBUFFER, entry.framebuffer);
  gl_.glFramebufferRenderbuffer(GL_FRAMEBUFFER, GL_DEPTH_ATTACHMENT, GL_RENDERBUFFER, entry.depth);
  if (stencil) {
    gl_.glFramebufferRenderbuffer(GL_FRAMEBUFFER, GL_STENCIL_ATTACHMENT, GL_RENDERBUFFER,
                                  entry.depth);
  }
  bind(bound_);
}

void DefaultFramebuffer::drop_expired() {
  std::erase_if(entries_, [&](const Entry& e) {
    if (!e.image.expired()) return false;
    destroy(e);
    return true;
  });
}

void DefaultFramebuffer::destroy(const Entry& entry) {
  gl_.glDeleteFramebuffers(1, &entry.framebuffer);
  gl_.glDeleteRenderbuffers(1, &entry.color);
  gl_.glDeleteRenderbuffers(1, &entry.depth);
}

bool DefaultFramebuffer::flush_to(const std::shared_ptr<SharedImage>& target) {
  if (gl_.glBlitFramebuffer == nullptr || draw_ == nullptr) return false;
  const Entry* to = entry(target);
  if (to == nullptr) return false;
  const auto width = static_cast<GLint>(draw_->width());
  const auto height = static_cast<GLint>(draw_->height());
  const bool scissor = gl_.glIsEnabled(GL_SCISSOR_TEST) == GL_TRUE;
  if (scissor) gl_.glDisable(GL_SCISSOR_TEST);
  gl_.glBindFramebuffer(GL_READ_FRAMEBUFFER, draw_name_);
  gl_.glBindFramebuffer(GL_DRAW_FRAMEBUFFER, to->framebuffer);
  const GLint first = draw_->rows() == target->rows() ? 0 : height;
  gl_.glBlitFramebuffer(0, 0, width, height, 0, first, width, height - first, GL_COLOR_BUFFER_BIT,
                        GL_NEAREST);
  if (scissor) gl_.glEnable(GL_SCISSOR_TEST);
  bind(bound_);
  gl_.glFinish();
  return true;
}

bool DefaultFramebuffer::owns_framebuffer(uint32_t name) const {
  return name != 0 && std::any_of(entries_.begin(), entries_.end(),
                                  [&](const Entry& e) { return e.framebuffer == name; });
}

bool DefaultFramebuffer::owns_renderbuffer(uint32_t name) const {
  return name != 0 && std::any_of(entries_.begin(), entries_.end(), [&](const Entry& e) {
           return e.color == name || e.depth == name;
         });
}

std::vector<GLuint> DefaultFramebuffer::renderbuffers() const {
  std::vector<GLuint> names;
  for (const Entry& e : entries_) {
    names.push_back(e.color);
    if (e.depth != 0) names.push_back(e.depth);
  }
  return names;
}

}  // namespace anc::gles
