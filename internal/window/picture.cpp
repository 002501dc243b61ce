// One streaming texture: see picture.h.
#include "internal/window/picture.h"

#include <algorithm>
#include <string>

#include <SDL2/SDL.h>

#include "internal/port/view.h"

namespace anc::window {

std::array<Corner, 4> corners(port::Rotation rotation) {
  // The framebuffer's own, clockwise; turned counter-clockwise, each is seen one place further on.
  std::array<Corner, 4> all = {{{0, 0}, {1, 0}, {1, 1}, {0, 1}}};
  std::rotate(all.begin(), all.begin() + port::degrees(rotation) / 90, all.end());
  return all;
}

Picture::~Picture() = default;

void Picture::Destroy::operator()(SDL_Texture* texture) const { SDL_DestroyTexture(texture); }

void Picture::show(const port::FramePtr& frame) {
  shown_ = frame;
  upload();
}

void Picture::upload_again() {
  texture_.reset();
  if (shown_) upload();
}

void Picture::upload() {
  const port::Frame& frame = *shown_;
  const int width = static_cast<int>(frame.width), height = static_cast<int>(frame.height);
  int has_width = 0, has_height = 0;
  if (texture_) SDL_QueryTexture(texture_.get(), nullptr, nullptr, &has_width, &has_height);
  if (has_width != width || has_height != height) {
    // RGBA in memory whose alpha means nothing, and may not reach the window's own either:
    // Wayland's compositors look at that.
    texture_.reset(SDL_CreateTexture(&renderer_, SDL_PIXELFORMAT_XBGR8888,
                                     SDL_TEXTUREACCESS_STREAMING, width, height));
    if (texture_) SDL_SetTextureBlendMode(texture_.get(), SDL_BLENDMODE_NONE);
  }
  if (!texture_ ||
      SDL_UpdateTexture(texture_.get(), nullptr, frame.pixels.data(), width * 4) != 0) {
    log_.warning(std::string("a frame is not shown: ") + SDL_GetError());
  }
}

void Picture::draw() {
  SDL_SetRenderDrawColor(&renderer_, 0, 0, 0, SDL_ALPHA_OPAQUE);
  SDL_RenderClear(&renderer_);
  int width = 0, height = 0;
  if (texture_ && SDL_GetRendererOutputSize(&renderer_, &width, &height) == 0) {
    const port::Display shape{
        .width = shown_->width, .height = shown_->height, .rotation = shown_->rotation};
    const auto view = port::View::fit(shape, width, height);
    const auto left = static_cast<float>(view.left), top = static_cast<float>(view.top);
    const auto right = static_cast<float>(view.left + view.scale * shape.seen_width());
    const auto bottom = static_cast<float>(view.top + view.scale * shape.seen_height());
    const std::array<SDL_FPoint, 4> at = {
        {{left, top}, {right, top}, {right, bottom}, {left, bottom}}};
    const auto from = corners(shape.rotation);
    std::array<SDL_Vertex, 4> vertices;
    for (size_t i = 0; i < vertices.size(); ++i) {
      vertices[i] = {at[i], {255, 255, 255, 255}, {from[i].u, from[i].v}};
    }
    constexpr std::array kTriangles = {0, 1, 2, 0, 2, 3};
    SDL_RenderGeometry(&renderer_, texture_.get(), vertices.data(),
                       static_cast<int>(vertices.size()), kTriangles.data(),
                       static_cast<int>(kTriangles.size()));
  }
  SDL_RenderPresent(&renderer_);
}

}  // namespace anc::window
