// The composer's thread: see composer.h. How it draws stands in composer_draw.cpp.
#include "internal/gles/composer.h"

#include <algorithm>
#include <system_error>

namespace anc::gles {
namespace {
constexpr std::chrono::milliseconds kDisplayPeriod{16};
constexpr std::chrono::seconds kHousekeeping{1};
}  // namespace

Composer::Composer(HelperContexts& helpers, const port::Display& display, port::BootReport& report,
                   std::function<void()> housekeeping)
    : helpers_(helpers),
      gl_(helpers.display().gl()),
      display_(display),
      report_(report),
      housekeeping_(std::move(housekeeping)),
      reducer_(gl_),
      frame_pool_(FramePool::create(display.width, display.height)) {}

Result<std::unique_ptr<Composer>> Composer::create(HelperContexts& helpers,
                                                   const port::Display& display,
                                                   port::BootReport& report,
                                                   std::function<void()> housekeeping) {
  std::unique_ptr<Composer> composer(
      new Composer(helpers, display, report, std::move(housekeeping)));
  TRY(composer->prepare());
  try {
    composer->thread_ = std::thread([raw = composer.get()] { raw->run(); });
  } catch (const std::system_error& error) {
    return fail_errno(error.code().value(), "start the composer's thread", Kind::kGraphics);
  }
  return composer;
}

Composer::~Composer() { stop(); }

void Composer::post(Scene scene) {
  std::optional<Scene> replaced;  // its buffers may die with it: not under the lock
  std::unique_lock lock(mutex_);
  if (stopping_) return;
  replaced = std::exchange(mail_, std::move(scene));
  const uint64_t mine = ++posted_;
  wake_.notify_one();
  finished_.wait_for(lock, kDisplayPeriod, [&] { return done_ >= mine || stopping_; });
}

void Composer::add_sink(port::FrameSink& sink) {
  const std::lock_guard guard(sinks_mutex_);
  sinks_.push_back(&sink);
}

void Composer::remove_sink(port::FrameSink& sink) {
  const std::lock_guard guard(sinks_mutex_);
  sinks_.erase(std::remove(sinks_.begin(), sinks_.end(), &sink), sinks_.end());
}

port::FramePtr Composer::last_frame() const {
  {
    const std::lock_guard guard(last_mutex_);
    if (last_ != nullptr || frames_ == 0) return last_;
  }
  const HelperContexts::Scope scope(helpers_);  // before the lock, as in compose()
  const std::lock_guard guard(last_mutex_);
  if (last_ == nullptr && scope.ok()) {
    scope.attach(GL_FRAMEBUFFER, target_);
    last_ = read_target();
  }
  return last_;
}

void Composer::stop() {
  {
    const std::lock_guard guard(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  finished_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Composer::run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    wake_.wait_for(lock, kHousekeeping, [&] { return mail_.has_value() || stopping_; });
    std::optional<Scene> scene = std::exchange(mail_, std::nullopt);
    const uint64_t number = posted_;
    lock.unlock();
    if (scene && changed(*scene)) compose(*scene);
    scene.reset();
    housekeeping_();
    helpers_.clean_up();
    lock.lock();
    done_ = std::max(done_, number);
    finished_.notify_all();
  }
  mail_.reset();
  lock.unlock();
  drawn_.reset();
  helpers_.display().egl().eglReleaseThread();
}

bool Composer::is_watched() {
  const std::lock_guard guard(sinks_mutex_);
  return !sinks_.empty();
}

bool Composer::changed(const Scene& scene) const {
  if (!drawn_ || drawn_->size() != scene.size()) return true;
  for (size_t i = 0; i < scene.size(); ++i) {
    const Layer &now = scene[i], &then = (*drawn_)[i].layer;
    if (now.buffer != then.buffer || now.alpha != then.alpha || now.crop != then.crop ||
        now.frame != then.frame || now.buffer->may_change_unseen() ||
        now.buffer->changes() != (*drawn_)[i].changes) {
      return true;
    }
  }
  return false;
}

void Composer::compose(const Scene& scene) {
  std::vector<Drawn> drawn;
  // Before drawing: a change that comes while we draw makes the next scene differ.
  for (const Layer& layer : scene) drawn.push_back({layer, layer.buffer->changes()});
  const HelperContexts::Scope scope(helpers_);
  if (!scope.ok()) return;
  const bool watched = is_watched();
  port::FramePtr frame;
  {
    // Held while reading, so that a frame nobody else looks at can give its memory to the next.
    const std::lock_guard guard(last_mutex_);
    last_.reset();
    draw(scope, scene);
    drawn_ = std::move(drawn);
    ++frames_;
    composed_at_ = std::chrono::steady_clock::now();
    if (watched) {
      frame = last_ = read_target();
    } else {
      // Nobody watches: the picture waits in the target until someone asks.
      frame_pool_->clear();
      gl_.glFinish();
    }
  }
  if (frame != nullptr) publish(frame);
  if (frames_ == 1) report_.reached(port::Rung::kFirstFrame);
}

}  // namespace anc::gles
