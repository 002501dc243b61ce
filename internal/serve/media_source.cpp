// Opening a feed, cutting it into pieces, handing these on.
#include "internal/serve/media_source.h"

#include <algorithm>
#include <utility>

#include "internal/core/log.h"
#include "internal/stream/media_piece.h"

namespace anc::serve {
namespace {
constexpr auto kAgain = std::chrono::milliseconds(300);
constexpr uint32_t kMostBits = 8'000'000, kMostFrames = 60;

std::string codec_name(MediaSource::What what) {
  if (what == MediaSource::What::kSound) return "none";
  return what == MediaSource::What::kH264 ? "h264" : "vp8";
}

uint32_t lesser(uint32_t a, uint32_t b) { return a == 0 ? b : b == 0 ? a : std::min(a, b); }
}  // namespace

MediaSource::MediaSource(net::Loop& loop, std::string session_state, What what,
                         std::function<void()> delivered)
    : loop_(loop),
      session_state_(std::move(session_state)),
      what_(what),
      delivered_(std::move(delivered)),
      again_(loop) {}

MediaSource::~MediaSource() = default;

void MediaSource::add(MediaSink& sink, Rate rate) {
  const bool first = sinks_.empty();
  sinks_[&sink] = rate;
  if (first) return open();
  if (what_ != What::kSound) request_key_frame();
  tell_rate();
}

void MediaSource::remove(MediaSink& sink) {
  if (sinks_.erase(&sink) == 0) return;
  if (!sinks_.empty()) return tell_rate();
  again_.cancel();
  call_.reset();
  waiting_.clear();
}

void MediaSource::set_rate(MediaSink& sink, Rate rate) {
  const auto at = sinks_.find(&sink);
  if (at == sinks_.end()) return;
  at->second = rate;
  tell_rate();
}

MediaSource::Rate MediaSource::joined() const {
  Rate all{kMostBits, kMostFrames};
  for (const auto& [sink, rate] : sinks_) {
    all.bits_per_second = lesser(all.bits_per_second, rate.bits_per_second);
    all.frames_per_second = lesser(all.frames_per_second, rate.frames_per_second);
  }
  return all;
}

void MediaSource::tell_rate() {
  if (!call_ || what_ == What::kSound) return;
  const Rate rate = joined();
  // A rate that wanders by a little is not worth a new budget in the encoder.
  const uint32_t apart = rate.bits_per_second > told_.bits_per_second
                             ? rate.bits_per_second - told_.bits_per_second
                             : told_.bits_per_second - rate.bits_per_second;
  if (apart > told_.bits_per_second / 20) {
    call_->tell({{"bitrate", rate.bits_per_second}});
    told_.bits_per_second = rate.bits_per_second;
  }
  if (std::exchange(told_.frames_per_second, rate.frames_per_second) != rate.frames_per_second) {
    call_->tell({{"fps", rate.frames_per_second}});
  }
  if (std::exchange(facts_.rate, told_) == told_) return;
  each([](MediaSink& sink) { sink.on_source_changed(); });
}

void MediaSource::request_key_frame() {
  if (!call_ || what_ == What::kSound) return;
  ++key_requests_;
  call_->tell({{"key", true}});
}

void MediaSource::open() {
  told_ = joined();
  core::Json request = {
      {"do", "media"}, {"video", codec_name(what_)}, {"sound", what_ == What::kSound}};
  if (what_ != What::kSound) {
    request["fps"] = told_.frames_per_second;
    request["bitrate"] = told_.bits_per_second;
  }
  waiting_.clear();
  call_ = Call::open(loop_, session_state_, std::move(request), {},
                     {.answered = [this](const core::Json& head) { note(head); },
                      .data = [this](core::Bytes chunk) { on_data(chunk); },
                      .ended = [this](const Error& why) { lost(why); }});
}

void MediaSource::lost(const Error& why) {
  core::log_debug("media of " + session_state_ + ": " + why.message());
  call_.reset();
  waiting_.clear();
  if (!sinks_.empty()) again_.start(kAgain, [this] { open(); });
}

void MediaSource::on_data(core::Bytes chunk) {
  waiting_.insert(waiting_.end(), chunk.begin(), chunk.end());
  const auto done = take_pieces();
  if (!done) {
    core::log_warning("media of " + session_state_ + ": " + done.error().message());
    lost(done.error());
  }
}

Result<void> MediaSource::take_pieces() {
  std::vector<std::byte> bytes = std::exchange(waiting_, {});
  core::Bytes rest(bytes);
  while (call_) {  // a sink may have been the last to leave
    auto piece = TRY(stream::take_media(rest));
    if (!piece) break;
    if (auto* video = std::get_if<port::EncodedVideo>(&*piece)) {
      deliver(std::make_shared<const port::EncodedVideo>(std::move(*video)));
    } else if (auto* sound = std::get_if<port::EncodedSound>(&*piece)) {
      deliver(std::make_shared<const port::EncodedSound>(std::move(*sound)));
    } else {
      note(std::get<core::Json>(*piece));
    }
  }
  if (!call_) return {};
  bytes.erase(bytes.begin(), bytes.end() - static_cast<std::ptrdiff_t>(rest.size()));
  waiting_ = std::move(bytes);
  return {};
}

/// Each sink that is still there when its turn comes.
template <class Tell>
void MediaSource::each(Tell&& tell) {
  std::vector<MediaSink*> all;
  all.reserve(sinks_.size());
  for (const auto& [sink, rate] : sinks_) all.push_back(sink);
  for (MediaSink* sink : all) {
    if (sinks_.contains(sink)) tell(*sink);
  }
}

void MediaSource::deliver(const port::EncodedVideoPtr& picture) {
  each([&](MediaSink& sink) { sink.on_video(picture); });
  delivered_();
}

void MediaSource::deliver(const port::EncodedSoundPtr& sound) {
  each([&](MediaSink& sink) { sink.on_sound(sound); });
  delivered_();
}

void MediaSource::note(const core::Json& note) {
  facts_.encoder = core::json_field<std::string>(note, "encoder").value_or(facts_.encoder);
  facts_.hardware = core::json_field<bool>(note, "hardware").value_or(facts_.hardware);
  facts_.rate.bits_per_second =
      core::json_field<uint32_t>(note, "bitrate").value_or(told_.bits_per_second);
  facts_.rate.frames_per_second =
      core::json_field<uint32_t>(note, "fps").value_or(told_.frames_per_second);
  each([](MediaSink& sink) { sink.on_source_changed(); });
}

}  // namespace anc::serve
