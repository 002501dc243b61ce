// Feeds, the encoders that they share, and what becomes of a slow one.
#include "internal/session/media_feeds.h"

#include <algorithm>
#include <utility>

#include "internal/core/log.h"
#include "internal/stream/media_piece.h"

namespace anc::session {
namespace {
constexpr size_t kMostFeeds = 16;
constexpr uint32_t kMostFps = 120;
constexpr uint32_t kLeastBits = 50'000, kMostBits = 100'000'000;
constexpr size_t kMostLine = 4096;
/// A feed for which more waits gets no further picture: about half a second at the usual rate. Its
/// socket holds 200 KiB more.
constexpr size_t kMuch = 256u << 10;
/// Above kMuch and the largest picture: reached by nobody.
constexpr size_t kMostQueued = 2 * stream::kMostMedia;

Result<uint32_t> bits_of(const core::Json& value) {
  const uint32_t bits = core::fits_integer<uint32_t>(value) ? value.get<uint32_t>() : 0;
  if (bits >= kLeastBits && bits <= kMostBits) return bits;
  return fail(Kind::kUsage, "a feed has 50 kbit to 100 Mbit a second");
}

Result<uint32_t> fps_of(const core::Json& value) {
  const uint32_t fps = core::fits_integer<uint32_t>(value) ? value.get<uint32_t>() : 0;
  if (fps >= 1 && fps <= kMostFps) return fps;
  return fail(Kind::kUsage, "a feed has 1 to 120 frames a second");
}

Result<void> set_rate(stream::LiveRate& rate, const core::Json& from) {
  if (const auto bits = from.find("bitrate"); bits != from.end()) {
    rate.bits_per_second = TRY(bits_of(*bits));
  }
  if (const auto fps = from.find("fps"); fps != from.end()) {
    rate.frames_per_second = TRY(fps_of(*fps));
  }
  return {};
}

template <class Media>
std::vector<std::byte> piece_of(const Media& media, const std::vector<std::byte>& bytes) {
  auto piece = stream::media_head(media);
  piece.insert(piece.end(), bytes.begin(), bytes.end());
  return piece;
}
}  // namespace

struct MediaFeeds::Wish {
  std::optional<port::Codec> codec;
  bool sound = false;
  stream::LiveRate rate;
};

struct MediaFeeds::Feed {
  Wish wish;
  std::unique_ptr<net::Stream> stream;
  std::string line;        ///< the begin of what it asks for
  bool awaits_key = true;  ///< gets no picture before a key frame
  bool slow = false;       ///< and asks for none before it has caught up
  uint64_t dropped = 0;    ///< pictures that it has not got
};

MediaFeeds::MediaFeeds(net::Loop& loop, gles::Renderer& renderer, audio::Server& sound,
                       const stream::Encoders& encoders)
    : loop_(loop), renderer_(renderer), audio_(sound), encoders_(encoders) {}

MediaFeeds::~MediaFeeds() {
  feeds_.clear();
  balance();
}

void MediaFeeds::add_command(Control& control) {
  control.add("media",
              [this, &control](const Control::ClientPtr& client, const Control::Request& request) {
                accept(control, client, request.head);
              });
}

MediaFeeds::Video& MediaFeeds::video_of(port::Codec codec) {
  return videos_.at(codec == port::Codec::kVp8 ? 1 : 0);
}

Result<MediaFeeds::Wish> MediaFeeds::wish_of(const core::Json& request) {
  Wish wish;
  const auto video = TRY(core::json_field<std::string>(request, "video"));
  wish.sound = TRY(core::json_field<bool>(request, "sound"));
  for (const auto codec : {port::Codec::kH264, port::Codec::kVp8}) {
    if (video == stream::codec_name(codec)) wish.codec = codec;
  }
  if (!wish.codec && video != "none") {
    return fail(Kind::kUsage, "\"video\" is h264, vp8 or none, not \"" + video + "\"");
  }
  if (!wish.codec && !wish.sound) return fail(Kind::kUsage, "a feed of neither video nor sound");
  TRY(set_rate(wish.rate, request));
  return wish;
}

void MediaFeeds::accept(Control& control, const Control::ClientPtr& client,
                        const core::Json& request) {
  auto wish = wish_of(request);
  if (!wish) return client->refuse(std::move(wish.error()).as(Kind::kUsage));
  if (feeds_.size() >= kMostFeeds) {
    return client->refuse(Kind::kCapacity, std::to_string(kMostFeeds) + " feeds run already");
  }
  const auto& feed = feeds_.emplace_back(std::make_unique<Feed>());
  feed->wish = std::move(*wish);
  if (const auto begun = begin(*feed); !begun) {
    client->refuse(begun.error());
    return forget(*feed);
  }
  core::Json greeting = {{"ok", true}, {"codec", "none"}};
  if (const auto codec = feed->wish.codec) {
    const stream::EncoderFacts& facts = video_of(*codec).told;
    greeting["codec"] = stream::codec_name(*codec);
    greeting["encoder"] = facts.name;
    greeting["hardware"] = facts.hardware;
  }
  core::Fd socket = client->stream->release();
  control.drop(client);
  Feed& at = *feed;
  at.stream = std::make_unique<net::Stream>(
      loop_, std::move(socket), kMostQueued,
      net::Stream::Handlers{.data = [this, &at](core::Bytes chunk) { on_data(at, chunk); },
                            .closed = [this, &at](const std::string&) { forget(at); },
                            .drained = [this, &at] { on_drained(at); }});
  at.stream->write(core::ByteWriter().text(greeting.dump() + "\n").take());
}

/// Has its encoders run. It is in feeds_ already.
Result<void> MediaFeeds::begin(Feed& feed) {
  if (const auto codec = feed.wish.codec) {
    TRY(begin_video(*codec));
    request_key_frame(*codec);
  }
  if (feed.wish.sound) TRY(begin_sound());
  balance();
  return {};
}

Result<void> MediaFeeds::begin_video(port::Codec codec) {
  Video& video = video_of(codec);
  if (video.live) return {};
  video.run = ++runs_;
  video.told = encoders_.facts(codec);
  video.live = std::make_unique<stream::LiveVideo>(stream::LiveVideo::Options{
      .codec = codec,
      .open_encoder =
          [this, codec](const stream::VideoFormat& format) {
            return encoders_.open(codec, format);
          },
      .last_frame = [this] { return renderer_.last_frame(); },
      .out =
          [this, codec, run = video.run](port::EncodedVideoPtr picture) {
            loop_.post([=, this, picture = std::move(picture)] { on_video(codec, run, picture); });
          },
      .failed =
          [this, codec, run = video.run](const Error& error) {
            loop_.post([=, this] { on_failure(codec, run, error); });
          }});
  renderer_.add_sink(*video.live);
  auto started = video.live->start();
  if (!started) end_video(codec);
  return started;
}

Result<void> MediaFeeds::begin_sound() {
  if (sound_) return {};
  sound_run_ = ++runs_;
  sound_ = TRY(stream::LiveSound::start(
      {.out =
           [this, run = sound_run_](port::EncodedSoundPtr packet) {
             loop_.post([=, this, packet = std::move(packet)] { on_sound(run, packet); });
           },
       .failed =
           [this, run = sound_run_](const Error& error) {
             loop_.post([=, this] { on_failure(std::nullopt, run, error); });
           }}));
  audio_.add_consumer(*sound_);
  return {};
}

void MediaFeeds::on_data(Feed& feed, core::Bytes chunk) {
  feed.line.append(reinterpret_cast<const char*>(chunk.data()), chunk.size());
  size_t end = 0;
  while ((end = feed.line.find('\n')) != std::string::npos) {
    const std::string line = feed.line.substr(0, end);
    feed.line.erase(0, end + 1);
    if (const auto done = obey(feed, line); !done) return refuse(feed, done.error());
  }
  if (feed.line.size() > kMostLine) refuse(feed, Error(Kind::kUsage, "a line is too long"));
}

Result<void> MediaFeeds::obey(Feed& feed, const std::string& line) {
  const core::Json asked = TRY(core::parse_json(line));
  if (!asked.is_object() || asked.empty()) return fail(Kind::kUsage, "a line asks for nothing");
  for (const auto& [name, value] : asked.items()) {
    if (name == "key") {
      if (!value.is_boolean()) return fail(Kind::kUsage, "\"key\" is true or false");
    } else if (name != "bitrate" && name != "fps") {
      return fail(Kind::kUsage, "a feed has no \"" + name + "\"");
    }
  }
  TRY(set_rate(feed.wish.rate, asked));
  balance();
  if (feed.wish.codec && asked.value("key", false)) request_key_frame(*feed.wish.codec);
  return {};
}

void MediaFeeds::on_video(port::Codec codec, uint64_t run, const port::EncodedVideoPtr& video) {
  if (!video_of(codec).live || video_of(codec).run != run) return;
  if (video->key) tell_encoder(codec);
  for (const FeedPtr& feed : feeds_) {
    if (feed->wish.codec == codec) send(*feed, *video);
  }
}

void MediaFeeds::send(Feed& feed, const port::EncodedVideo& video) {
  if (feed.stream->queued() > kMuch) feed.slow = feed.awaits_key = true;
  if (feed.slow || (feed.awaits_key && !video.key)) {
    ++feed.dropped;
    return;
  }
  feed.awaits_key = false;
  feed.stream->write(piece_of(video, video.bytes));
}

/// It has caught up.
void MediaFeeds::on_drained(Feed& feed) {
  if (std::exchange(feed.slow, false)) request_key_frame(*feed.wish.codec);
}

void MediaFeeds::request_key_frame(port::Codec codec) {
  if (const auto& live = video_of(codec).live) live->request_key_frame();
}

void MediaFeeds::on_sound(uint64_t run, const port::EncodedSoundPtr& sound) {
  if (!sound_ || run != sound_run_) return;
  for (const FeedPtr& feed : feeds_) {
    if (feed->wish.sound && feed->stream->queued() <= kMuch) {
      feed->stream->write(piece_of(*sound, sound->opus));
    }
  }
}

/// Says once that another encoder goes on than the one that was announced.
void MediaFeeds::tell_encoder(port::Codec codec) {
  Video& video = video_of(codec);
  const stream::EncoderFacts now = video.live->counts().encoder;
  if (now == video.told) return;
  video.told = now;
  const auto note = stream::media_note({{"encoder", now.name}, {"hardware", now.hardware}});
  for (const FeedPtr& feed : feeds_) {
    if (feed->wish.codec == codec) feed->stream->write(note);
  }
}

void MediaFeeds::on_failure(std::optional<port::Codec> codec, uint64_t run, const Error& error) {
  if (codec && (!video_of(*codec).live || video_of(*codec).run != run)) return;
  if (!codec && (!sound_ || run != sound_run_)) return;
  core::log_warning("live media: " + error.message());
  if (codec) {
    end_video(*codec);
  } else {
    end_sound();
  }
  for (const FeedPtr& feed : feeds_) {
    if (codec ? feed->wish.codec == codec : feed->wish.sound) refuse(*feed, error);
  }
}

void MediaFeeds::refuse(Feed& feed, const Error& error) {
  feed.stream->write(stream::media_note(core::refusal(error)));
  feed.stream->close_when_written();
}

void MediaFeeds::forget(const Feed& feed) {
  feeds_.remove_if([&](const FeedPtr& one) { return one.get() == &feed; });
  balance();
}

void MediaFeeds::balance() {
  for (const auto codec : {port::Codec::kH264, port::Codec::kVp8}) {
    Video& video = video_of(codec);
    if (!video.live) continue;
    std::optional<stream::LiveRate> rate;
    for (const FeedPtr& feed : feeds_) {
      if (feed->wish.codec != codec) continue;
      const stream::LiveRate& asked = feed->wish.rate;
      if (!rate) rate = asked;
      rate->bits_per_second = std::min(rate->bits_per_second, asked.bits_per_second);
      rate->frames_per_second = std::min(rate->frames_per_second, asked.frames_per_second);
    }
    if (rate) {
      video.live->set_rate(*rate);
      continue;
    }
    end_video(codec);
  }
  const bool heard = std::any_of(feeds_.begin(), feeds_.end(),
                                 [](const FeedPtr& feed) { return feed->wish.sound; });
  if (!heard) end_sound();
}

void MediaFeeds::end_video(port::Codec codec) {
  auto& live = video_of(codec).live;
  renderer_.remove_sink(*live);
  live.reset();
}

void MediaFeeds::end_sound() {
  if (!sound_) return;
  audio_.remove_consumer(*sound_);
  sound_.reset();
}

/// Of each that `holds` for, what waits for it and what it has missed.
template <class Holds>
core::Json MediaFeeds::feeds_that(Holds&& holds) const {
  core::Json some = core::Json::array();
  for (const FeedPtr& feed : feeds_) {
    if (!holds(feed->wish)) continue;
    some.push_back({{"queued", feed->stream->queued()}, {"dropped", feed->dropped}});
  }
  return some;
}

core::Json MediaFeeds::status_of(const Video& video) const {
  const auto codec = &video == &videos_[0] ? port::Codec::kH264 : port::Codec::kVp8;
  const stream::LiveVideo::Counts counts = video.live->counts();
  const stream::LiveRate rate = video.live->rate();
  return {{"codec", stream::codec_name(codec)},
          {"encoder", video.told.name},
          {"hardware", video.told.hardware},
          {"width", counts.size.width},
          {"height", counts.size.height},
          {"fps", rate.frames_per_second},
          {"bitrate", rate.bits_per_second},
          {"frames", counts.frames},
          {"skipped", counts.skipped},
          {"replaced", counts.replaced},
          {"key_frames", counts.keys},
          {"bytes", counts.bytes},
          {"feeds", feeds_that([&](const Wish& wish) { return wish.codec == codec; })}};
}

core::Json MediaFeeds::status() const {
  core::Json all = core::Json::array();
  for (const Video& video : videos_) {
    if (video.live) all.push_back(status_of(video));
  }
  if (!sound_) return all;
  const stream::LiveSound::Counts counts = sound_->counts();
  all.push_back({{"codec", "opus"},
                 {"packets", counts.packets},
                 {"dropped", counts.dropped},
                 {"feeds", feeds_that([](const Wish& wish) { return wish.sound; })}});
  return all;
}

}  // namespace anc::session
