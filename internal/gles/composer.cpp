// The composer's thread: see composer.h. How it draws stands in composer_draw.cpp.
#include "internal/gles/composer.h"

#include <algorithm>
#include <pthread.h>
#include <system_error>

#include "internal/gles/turns.h"

namespace anc::gles {
namespace {

constexpr std::chrono::seconds kHousekeeping{1};
/// A read that is under way is looked after this long before new scenes are looked for.
constexpr std::chrono::milliseconds kReadPatience{2};
/// Whoever asks for a picture gives up when the driver does not come back.
constexpr std::chrono::seconds kAnswerDeadline{5};

std::unique_ptr<ReadBack> make_read_back(ReadBackWay way, const EglDisplay& display,
                                         const port::Display& shown) {
  auto pool = FramePool::create(shown.width, shown.height);
  const bool direct =
      way == ReadBackWay::kDirect || (way == ReadBackWay::kAuto && display.software());
  return direct ? direct_read_back(display.gl(), std::move(pool))
                : buffered_read_back(display.gl(), std::move(pool));
}

}  // namespace

Composer::Composer(HelperContexts& helpers, const port::Display& display, ReadBackWay read_back,
                   port::BootReport& report, std::function<bool()> housekeeping,
                   uint64_t frames_before)
    : helpers_(helpers),
      gl_(helpers.display().gl()),
      read_back_way_(read_back),
      report_(report),
      housekeeping_(std::move(housekeeping)),
      display_(display),
      painter_(gl_),
      task_pictures_(gl_, painter_),
      read_back_(make_read_back(read_back, helpers.display(), display)),
      dma_bufs_(helpers.display(), display.width, display.height),
      reading_(frames_before) {
  newest_.number = frames_before;
}

Result<std::unique_ptr<Composer>> Composer::create(HelperContexts& helpers,
                                                   const port::Display& display,
                                                   ReadBackWay read_back, port::BootReport& report,
                                                   std::function<bool()> housekeeping,
                                                   uint64_t frames_before) {
  std::unique_ptr<Composer> composer(
      new Composer(helpers, display, read_back, report, std::move(housekeeping), frames_before));
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
  std::optional<Mail> replaced;  // its buffers may die with it: not under the lock
  const std::lock_guard guard(mutex_);
  if (stopping_) return;
  replaced = std::exchange(mail_, Mail{std::move(scene), Clock::now()});
  ++posts_;
  chores_ = true;  // drawing leaves something to tidy up
  wake_.notify_one();
}

Result<void> Composer::set_display(const port::Display& display) {
  if (display.width > largest_ || display.height > largest_) {
    return fail(Kind::kUsage, "this GL driver draws at most " + std::to_string(largest_) + "x" +
                                  std::to_string(largest_) + " pixels");
  }
  const std::lock_guard guard(mutex_);
  next_display_ = display;
  ++posts_;
  chores_ = true;
  wake_.notify_one();
  return {};
}

void Composer::set_views(std::vector<port::TaskView> views, port::TaskFrameSink* sink) {
  const std::lock_guard guard(mutex_);
  next_views_ = Views{std::move(views), sink};
  wake_.notify_one();
}

void Composer::tidy_up() {
  const std::lock_guard guard(mutex_);
  chores_ = true;
  wake_.notify_one();
}

void Composer::add_sink(port::FrameSink& sink) {
  const std::lock_guard guard(sinks_mutex_);
  sinks_.push_back(&sink);
}

void Composer::remove_sink(port::FrameSink& sink) {
  const std::lock_guard guard(sinks_mutex_);
  sinks_.erase(std::remove(sinks_.begin(), sinks_.end(), &sink), sinks_.end());
}

bool Composer::add_sink(port::DmaBufSink& sink) {
  if (!DmaBufExport::offered(helpers_.display())) return false;
  dma_bufs_.add_sink(sink);
  return true;
}

port::FramePtr Composer::last_frame() {
  std::unique_lock lock(mutex_);
  // What was posted before counts, though the thread may not have looked at it.
  const uint64_t posted = posts_;
  answered_.wait_for(lock, kAnswerDeadline, [&] { return looked_at_ >= posted || stopping_; });
  const uint64_t wanted = known_stamp_.number;
  const auto good = [&](const port::FramePtr& f) { return f != nullptr && f->number >= wanted; };
  if (wanted == 0 || good(last_)) return last_;
  ++askers_;
  wake_.notify_one();
  answered_.wait_for(lock, kAnswerDeadline, [&] { return good(answer_) || stopping_; });
  const port::FramePtr frame = answer_;
  if (--askers_ == 0) answer_.reset();
  return frame;
}

port::FrameStamp Composer::newest() {
  const std::lock_guard guard(mutex_);
  return known_stamp_;
}

void Composer::stop() {
  {
    const std::lock_guard guard(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  answered_.notify_all();
  if (thread_.joinable()) thread_.join();
}

bool Composer::wanted() const { return askers_ > 0 && reading_ < known_stamp_.number; }

bool Composer::next(Work& work) {
  std::unique_lock lock(mutex_);
  const auto due = [&] { return mail_ || next_display_ || next_views_ || wanted() || stopping_; };
  if (read_back_->pending()) {
    // Looked after without sleeping here.
  } else if (chores_) {
    wake_.wait_for(lock, kHousekeeping, due);
  } else {
    wake_.wait(lock, [&] { return due() || chores_; });
  }
  work = {.display = std::exchange(next_display_, std::nullopt),
          .mail = std::exchange(mail_, std::nullopt),
          .views = std::exchange(next_views_, std::nullopt),
          .asked = wanted(),
          .post = posts_};
  return !stopping_;
}

void Composer::run() {
  ::pthread_setname_np(::pthread_self(), "composer");
  helpers_.display().make_current(helpers_.root());
  for (Work work; next(work);) {
    const bool waited_for = work.mail.has_value(), asked = work.asked;
    look_at(std::move(work));
    const bool watched = is_watched(), handed_on = dma_bufs_.has_sinks();
    const bool needed = watched || handed_on || asked || newest_.number == 1;
    {
      const Turn turn = take_turn();
      if (known_ && !drawn_ && needed) compose();
      if (known_ && !std::exchange(views_drawn_, true)) task_pictures_.draw(*known_, newest_);
      if (watched || asked) start_reading();
    }
    finish_reading(waited_for ? std::chrono::nanoseconds{0} : kReadPatience);
    if (!watched && !handed_on && !read_back_->pending()) drop_target();
    keep_house();
  }
  known_.reset();
  task_pictures_.set({}, nullptr);
  dma_bufs_.rest();
  helpers_.delete_buried();
  helpers_.display().release_current();
  helpers_.display().egl().eglReleaseThread();
}

void Composer::keep_house() {
  helpers_.delete_buried();
  const auto now = Clock::now();
  if (now - swept_at_ < kHousekeeping) return;
  {
    const std::lock_guard guard(mutex_);
    if (!std::exchange(chores_, false)) return;
  }
  swept_at_ = now;
  const bool helpers_left = helpers_.rest();
  if (housekeeping_() || helpers_left) tidy_up();
}

bool Composer::is_watched() {
  const std::lock_guard guard(sinks_mutex_);
  return !sinks_.empty();
}

bool Composer::changed(const Scene& scene) const {
  if (!known_) return true;
  KnownScene now;
  for (const Layer& layer : scene) now.push_back({layer, layer.buffer->changes()});
  return differs(now, *known_);
}

void Composer::look_at(Work work) {
  if (work.display) turn_to(*work.display);
  if (work.views) {
    task_pictures_.set(std::move(work.views->all), work.views->sink);
    views_drawn_ = false;
  }
  if (work.mail && changed(work.mail->scene)) accept(std::move(*work.mail));
  const std::lock_guard guard(mutex_);
  if (std::exchange(looked_at_, work.post) != work.post) answered_.notify_all();
}

void Composer::turn_to(const port::Display& display) {
  const bool resized = display.width != display_.width || display.height != display_.height;
  if (resized) {
    finish_reading(kAnswerDeadline);  // frames of the old size
    drop_target();
    read_back_ = make_read_back(read_back_way_, helpers_.display(), display);
    dma_bufs_.resize(display.width, display.height);
  }
  display_ = display;
  if (known_) begin_frame(Clock::now());
}

void Composer::accept(Mail mail) {
  KnownScene known;
  // Before drawing: a change that comes while we draw makes the next scene differ.
  for (Layer& layer : mail.scene) {
    const uint64_t changes = layer.buffer->changes();
    known.push_back({std::move(layer), changes});
  }
  known_ = std::move(known);
  begin_frame(mail.posted_at);
}

void Composer::begin_frame(Clock::time_point posted_at) {
  drawn_ = views_drawn_ = false;
  ++newest_.number;
  newest_.posted_at = posted_at;
  newest_.rotation = display_.rotation;
  newest_.geometry = display_.version;
  port::FramePtr old;  // given back before the next one is read, if nobody else has it
  const std::lock_guard guard(mutex_);
  known_stamp_ = {newest_.number, newest_.posted_at};
  old = std::exchange(last_, nullptr);
}

void Composer::compose() {
  draw();
  drawn_ = true;
  newest_.composed_at = Clock::now();
  dma_bufs_.hand_on(framebuffer_, newest_);
  if (newest_.number == 1) report_.reached(port::Rung::kFirstFrame);
}

void Composer::start_reading() {
  {
    const std::lock_guard guard(mutex_);
    if (std::exchange(reading_, newest_.number) == newest_.number) return;
  }
  if (read_back_->free() == 0) finish_reading(kAnswerDeadline);
  if (read_back_->free() == 0) return;  // the driver does not come back: this frame is not read
  gl_.glBindFramebuffer(GL_FRAMEBUFFER, framebuffer_);
  read_back_->start(newest_);
}

void Composer::finish_reading(std::chrono::nanoseconds patience) {
  while (read_back_->pending()) {
    const port::FramePtr frame = read_back_->take(patience);
    if (frame == nullptr) return;
    {
      const std::lock_guard guard(mutex_);
      last_ = frame;
      if (askers_ > 0) answer_ = frame;
    }
    answered_.notify_all();
    publish(frame);
  }
}

void Composer::publish(const port::FramePtr& frame) {
  const std::lock_guard guard(sinks_mutex_);
  for (port::FrameSink* sink : sinks_) sink->on_frame(frame);
}

}  // namespace anc::gles
