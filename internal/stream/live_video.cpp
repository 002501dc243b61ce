// The thread of a live stream: when it encodes, and what.
#include "internal/stream/live_video.h"

#include <algorithm>
#include <pthread.h>
#include <system_error>
#include <utility>

namespace anc::stream {
namespace {
using std::chrono::milliseconds;

/// A frame that came too soon waits so much longer than it must: in a guest that draws faster than
/// viewers want it, a fresh one is about to replace it.
constexpr milliseconds kGrace{4};
/// Encoders reckon in milliseconds, and no two pictures may be of the same time.
constexpr milliseconds kLeastApart{1};
}  // namespace

LiveVideo::LiveVideo(Options options) : options_(std::move(options)), wanted_(options_.rate) {}

LiveVideo::~LiveVideo() {
  {
    const std::lock_guard guard(mutex_);
    stop_ = true;
  }
  changed_.notify_one();
  if (thread_.joinable()) thread_.join();
}

Result<void> LiveVideo::start() {
  try {
    thread_ = std::thread([this]() noexcept { run(); });
  } catch (const std::system_error& error) {
    return fail_errno(error.code().value(), "start an encoder's thread", Kind::kCapacity);
  }
  return {};
}

void LiveVideo::on_frame(const port::FramePtr& frame) {
  port::FramePtr replaced;  // its pixels go back to their pool outside the lock
  {
    const std::lock_guard guard(mutex_);
    if (waiting_ && frame->number <= waiting_->number) return;
    replaced = std::exchange(waiting_, frame);
    arrived_at_ = Clock::now();
  }
  changed_.notify_one();
  if (replaced) counts_.with([](Counts& counts) { ++counts.replaced; });
}

void LiveVideo::request_key_frame() {
  {
    const std::lock_guard guard(mutex_);
    key_wanted_ = true;
  }
  changed_.notify_one();
}

void LiveVideo::set_rate(const LiveRate& rate) {
  const std::lock_guard guard(mutex_);
  wanted_ = rate;
}

LiveRate LiveVideo::rate() const {
  const std::lock_guard guard(mutex_);
  return wanted_;
}

LiveVideo::Counts LiveVideo::counts() const {
  return counts_.with([](const Counts& counts) { return counts; });
}

void LiveVideo::run() {
  ::pthread_setname_np(::pthread_self(), "encoder");
  if (const port::FramePtr first = options_.last_frame()) on_frame(first);
  for (Work work; next(work);) {
    const auto encoded = encode(work);
    work.frame.reset();
    if (!encoded) return options_.failed(encoded.error());
  }
}

/// When there is something to do; max() while there is not. Called with the lock held.
LiveVideo::Clock::time_point LiveVideo::ready_at() const {
  auto at = Clock::time_point::max();
  if (waiting_) at = arrived_at_ >= pace_.free_at() ? arrived_at_ : pace_.free_at() + kGrace;
  if (left_out_) at = std::min(at, pace_.free_at() + kGrace);
  if (key_wanted_ && (has_picture_ || waiting_)) at = std::min(at, key_at_ + kKeysApart);
  return at;
}

/// Waits for something to do; false at the end.
bool LiveVideo::next(Work& work) {
  std::unique_lock lock(mutex_);
  Clock::time_point now;
  while (!stop_) {
    const auto at = ready_at();
    now = Clock::now();
    if (at <= now) break;
    if (at == Clock::time_point::max()) {
      changed_.wait(lock);
    } else {
      changed_.wait_until(lock, at);
    }
  }
  if (stop_) return false;
  work.frame = std::exchange(waiting_, nullptr);
  work.rate = wanted_;
  work.key = key_wanted_ && now >= key_at_ + kKeysApart;
  left_out_ = false;
  pace_.take(now, wanted_.frames_per_second);
  return true;
}

Result<void> LiveVideo::encode(const Work& work) {
  const bool again = !work.frame || (picture_ != nullptr && work.frame->number <= shown_.frame);
  if (again && picture_ == nullptr) return {};
  if (again && work.frame && !work.key) return {};  // the first frame came by both ways
  if (!again) TRY(show(*work.frame, work.rate));
  if (work.rate != rate_) {
    TRY(encoder_->set_rate(work.rate.bits_per_second, work.rate.frames_per_second));
    rate_ = work.rate;
  }
  port::EncodedVideo video = describe(Clock::now(), again);
  if (work.key) encoder_->request_key_frame();
  AccessUnit unit = TRY(encoder_->encode(*picture_, captured_at_));
  hand_out(std::move(video), std::move(unit));
  return {};
}

/// It becomes the picture that is shown.
Result<void> LiveVideo::show(const port::Frame& frame, LiveRate rate) {
  const Size size = encoded_size(frame.width, frame.height, frame.rotation);
  if (!encoder_ || size != size_) {
    size_ = size;
    TRY(open(rate));
    fitter_.emplace(size);
  }
  picture_ = &fitter_->fit(frame);
  shown_ = {.codec = options_.codec,
            .key = false,
            .frame = frame.number,
            .geometry = frame.geometry,
            .rotation = frame.rotation,
            .width = size.width,
            .height = size.height,
            .at = {.posted = frame.posted_at,
                   .composed = frame.composed_at,
                   .drawn = frame.drawn_at,
                   .read_back = frame.read_back_at,
                   .converted = Clock::now(),
                   .encoded = {}},
            .bytes = {}};
  return {};
}

Result<void> LiveVideo::open(const LiveRate& rate) {
  encoder_.reset();  // a chip may have room for one
  encoder_ = TRY(options_.open_encoder({.size = size_,
                                        .frames_per_second = rate.frames_per_second,
                                        .bits_per_second = rate.bits_per_second,
                                        .live = true}));
  rate_ = rate;
  counts_.with([&](Counts& counts) { counts.size = size_; });
  return {};
}

/// Stamps of what is encoded now. A picture that is encoded again is one of this moment: players
/// order by time. So captured_at_ grows in any case.
port::EncodedVideo LiveVideo::describe(Clock::time_point now, bool again) {
  port::EncodedVideo video = shown_;
  port::Stages& at = video.at;
  if (again) at.posted = at.composed = at.drawn = at.read_back = at.converted = now;
  captured_at_ = std::max(at.posted, captured_at_ + kLeastApart);
  at.posted = captured_at_;
  at.composed = std::max(at.composed, at.posted);
  at.drawn = std::max(at.drawn, at.composed);
  at.read_back = std::max(at.read_back, at.drawn);
  at.converted = std::max(at.converted, at.read_back);
  return video;
}

void LiveVideo::hand_out(port::EncodedVideo video, AccessUnit unit) {
  const auto now = Clock::now();
  {
    const std::lock_guard guard(mutex_);
    has_picture_ = true;
    left_out_ = unit.bytes.empty();
    if (unit.key) {
      key_at_ = now;
      key_wanted_ = false;
    }
  }
  counts_.with([&](Counts& counts) {
    if (unit.bytes.empty()) {
      ++counts.skipped;
      return;
    }
    ++counts.frames;
    counts.keys += unit.key ? 1 : 0;
    if (unit.key) counts.encoder = encoder_->facts();  // one may have taken over from another
    counts.bytes += unit.bytes.size();
  });
  if (unit.bytes.empty()) return;
  video.key = unit.key;
  video.bytes = std::move(unit.bytes);
  video.at.encoded = std::max(now, video.at.converted);
  options_.out(std::make_shared<const port::EncodedVideo>(std::move(video)));
}

}  // namespace anc::stream
