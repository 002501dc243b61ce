// The composer's thread: see composer.h. How it draws stands in composer_draw.cpp.
#include "internal/gles/composer.h"

#include <algorithm>
#include <system_error>

namespace anc::gles {
namespace {

constexpr std::chrono::seconds kHousekeeping{1};
/// A read that is under way is looked after this long before new scenes are looked for.
constexpr std::chrono::milliseconds kReadPatience{2};
/// Whoever asks for a picture gives up when the driver does not come back.
constexpr std::chrono::seconds kAnswerDeadline{5};

std::unique_ptr<ReadBack> make_read_back(ReadBackWay way, const EglDisplay& display,
                                         std::shared_ptr<FramePool> pool) {
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
      display_(display),
      report_(report),
      housekeeping_(std::move(housekeeping)),
      reducer_(gl_),
      read_back_(make_read_back(read_back, helpers.display(),
                                FramePool::create(display.width, display.height))),
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
  replaced = std::exchange(mail_, Mail{std::move(scene), Clock::now(), ++posts_});
  chores_ = true;  // drawing leaves something to tidy up
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

bool Composer::next(std::optional<Mail>& mail, bool& asked) {
  std::unique_lock lock(mutex_);
  const auto due = [&] { return mail_.has_value() || wanted() || stopping_; };
  if (read_back_->pending()) {
    // Looked after without sleeping here.
  } else if (chores_) {
    wake_.wait_for(lock, kHousekeeping, due);
  } else {
    wake_.wait(lock, [&] { return due() || chores_; });
  }
  mail = std::exchange(mail_, std::nullopt);
  asked = wanted();
  return !stopping_;
}

void Composer::run() {
  helpers_.display().make_current(helpers_.root());
  std::optional<Mail> mail;
  for (bool asked = false; next(mail, asked);) {
    const bool waited_for = mail.has_value();
    if (mail) look_at(*std::exchange(mail, std::nullopt));
    const bool watched = is_watched(), handed_on = dma_bufs_.has_sinks();
    const bool needed = watched || handed_on || asked || newest_.number == 1;
    if (known_ && !drawn_ && needed) compose();
    if (watched || asked) start_reading();
    finish_reading(waited_for ? std::chrono::nanoseconds{0} : kReadPatience);
    if (!watched && !handed_on && !read_back_->pending()) drop_target();
    keep_house();
  }
  known_.reset();
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
  if (!known_ || known_->size() != scene.size()) return true;
  for (size_t i = 0; i < scene.size(); ++i) {
    const Layer &now = scene[i], &then = (*known_)[i].layer;
    if (now.buffer != then.buffer || now.alpha != then.alpha || now.crop != then.crop ||
        now.frame != then.frame || now.buffer->may_change_unseen() ||
        now.buffer->changes() != (*known_)[i].changes) {
      return true;
    }
  }
  return false;
}

void Composer::look_at(Mail mail) {
  const uint64_t post = mail.post;
  if (changed(mail.scene)) accept(std::move(mail));
  const std::lock_guard guard(mutex_);
  looked_at_ = post;
  answered_.notify_all();
}

void Composer::accept(Mail mail) {
  std::vector<Known> known;
  // Before drawing: a change that comes while we draw makes the next scene differ.
  for (Layer& layer : mail.scene) {
    const uint64_t changes = layer.buffer->changes();
    known.push_back({std::move(layer), changes});
  }
  known_ = std::move(known);
  drawn_ = false;
  ++newest_.number;
  newest_.posted_at = mail.posted_at;
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
