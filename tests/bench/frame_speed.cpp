// How long a full-screen layer takes from its post to the picture in memory, through the composer
// and by the same GL calls made straight.
//
// usage: frame_speed WIDTHxHEIGHT FRAMES      prints two lines of microseconds: composer, straight
#include <condition_variable>
#include <cstdio>
#include <mutex>

#include "internal/core/log.h"
#include "internal/core/text.h"
#include "internal/gles/composer.h"
#include "internal/gles/program.h"

namespace {
using namespace anc;
using Clock = std::chrono::steady_clock;

struct Report final : port::BootReport {
  void reached(port::Rung) override {}
};

/// The moment at which a frame was handed over.
class Arrival final : public port::FrameSink {
 public:
  void on_frame(const port::FramePtr& frame) override {
    const std::lock_guard guard(mutex_);
    number_ = frame->number;
    took_ = Clock::now() - frame->posted_at;
    came_.notify_all();
  }
  Clock::duration wait_for(uint64_t number) {
    std::unique_lock lock(mutex_);
    came_.wait(lock, [&] { return number_ >= number; });
    return took_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable came_;
  uint64_t number_ = 0;
  Clock::duration took_{};
};

void print(Clock::duration took) {
  std::printf(" %.1f", std::chrono::duration<double, std::micro>(took).count());
}

Result<void> composed(gles::HelperContexts& helpers, const port::Display& display, uint64_t frames,
                      const std::shared_ptr<gles::ColorBuffer>& buffer) {
  Report report;
  const auto composer = TRY(gles::Composer::create(
      helpers, display, gles::ReadBackWay::kAuto, report, [] { return false; }, 0));
  Arrival arrival;
  composer->add_sink(arrival);
  const auto width = static_cast<int32_t>(display.width);
  const auto height = static_cast<int32_t>(display.height);
  std::printf("composer");
  for (uint64_t number = 1; number <= frames; ++number) {
    buffer->changed();
    composer->post({{buffer, 1, {0, 0, width, height}, {0, 0, width, height}}});
    print(arrival.wait_for(number));
  }
  std::printf("\n");
  composer->remove_sink(arrival);
  return {};
}

/// What the composer asks of GL, and nothing else, in the context that is current.
class Straight {
 public:
  Straight(const gles::GlApi& gl, const port::Display& display)
      : gl_(gl),
        width_(static_cast<GLsizei>(display.width)),
        height_(static_cast<GLsizei>(display.height)),
        program_(gles::build_program(
            gl,
            "precision mediump float; uniform sampler2D picture;"
            "varying highp vec2 at;"
            "void main() { gl_FragColor = vec4(texture2D(picture, at).rgb, 1.0); }")),
        pixels_(size_t{display.width} * display.height * 4) {
    GLuint target = 0;
    gl_.glGenTextures(1, &target);
    gl_.glBindTexture(GL_TEXTURE_2D, target);
    gl_.glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, width_, height_, 0, GL_RGBA, GL_UNSIGNED_BYTE,
                     nullptr);
    gl_.glGenFramebuffers(1, &framebuffer_);
    gl_.glBindFramebuffer(GL_FRAMEBUFFER, framebuffer_);
    gl_.glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, target, 0);
    gl_.glUseProgram(program_);
    gl_.glEnableVertexAttribArray(0);
    gl_.glViewport(0, 0, width_, height_);
  }
  Clock::duration frame(GLuint picture) {
    static constexpr float kQuad[] = {-1, -1, 0, 0, 1, -1, 1, 0, -1, 1, 0, 1, 1, 1, 1, 1};
    const auto begun = Clock::now();
    gl_.glBindTexture(GL_TEXTURE_2D, picture);
    gl_.glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_NEAREST);
    gl_.glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_NEAREST);
    gl_.glVertexAttribPointer(0, 4, GL_FLOAT, GL_FALSE, 0, kQuad);
    gl_.glDrawArrays(GL_TRIANGLE_STRIP, 0, 4);
    gl_.glReadPixels(0, 0, width_, height_, GL_RGBA, GL_UNSIGNED_BYTE, pixels_.data());
    return Clock::now() - begun;
  }

 private:
  const gles::GlApi& gl_;
  const GLsizei width_, height_;
  const GLuint program_;
  GLuint framebuffer_ = 0;
  std::vector<std::byte> pixels_;
};

Result<void> run(const std::string& size, uint64_t frames) {
  const auto extent = TRY(core::parse_extent(size));
  const port::Display display{static_cast<uint32_t>(extent.first),
                              static_cast<uint32_t>(extent.second), 240};
  const auto egl = TRY(gles::EglDisplay::open());
  const auto helpers = TRY(gles::HelperContexts::create(*egl));
  gles::Budget budget(1u << 30);
  const auto buffer =
      gles::ColorBuffer::create(*helpers, budget, display.width, display.height, GL_RGBA);
  if (buffer == nullptr) return fail(Kind::kGraphics, "no colour buffer");
  TRY(composed(*helpers, display, frames, buffer));
  if (!egl->make_current(helpers->root())) return fail(Kind::kGraphics, "no context");
  Straight straight(egl->gl(), display);
  std::printf("straight");
  for (uint64_t number = 1; number <= frames; ++number) {
    print(straight.frame(buffer->storage()->texture()));
  }
  std::printf("\n");
  egl->release_current();
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  core::init_log(core::LogLevel::kWarning, "frame_speed");
  const auto frames = core::parse_int(argv[2], 1, 100000);
  const Result<void> done =
      frames ? run(argv[1], static_cast<uint64_t>(*frames)) : fail(frames.error());
  if (done) return 0;
  std::fprintf(stderr, "frame_speed: %s\n", done.error().message().c_str());
  return done.error().exit_code();
}
