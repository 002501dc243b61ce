// Live pictures and sound for those who ask the control socket for them: the stream server mostly.
#pragma once

#include <array>
#include <list>
#include <memory>
#include <optional>
#include <string>

#include "internal/audio/server.h"
#include "internal/gles/renderer.h"
#include "internal/net/loop.h"
#include "internal/net/stream.h"
#include "internal/port/media.h"
#include "internal/session/control.h"
#include "internal/stream/encoders.h"
#include "internal/stream/live_sound.h"
#include "internal/stream/live_video.h"

namespace anc::session {

/// {"do":"media","video":"h264"|"vp8"|"none","sound":bool,"fps":N,"bitrate":N} makes the connection
/// a feed (fps and bitrate may be left out). After the greeting
/// {"ok":true,"codec":…,"encoder":…,"hardware":…} pieces follow (stream/media_piece.h), the first
/// picture being a key frame, until the asker or the session ends. Meanwhile the asker may send
/// lines {"key":true}, {"bitrate":N} and {"fps":N}; a line that is none of these ends the feed with
/// a note that says why. Another note, {"encoder":…,"hardware":…}, tells of another encoder.
///
/// Feeds of one codec share an encoder, which runs while there is one of them, at the least rate
/// that one of them asks for. A feed that does not read as fast as it gets pictures misses some, up
/// to a key frame after it has caught up. Net thread only.
class MediaFeeds {
 public:
  /// All outlive it.
  MediaFeeds(net::Loop& loop, gles::Renderer& renderer, audio::Server& sound,
             const stream::Encoders& encoders);
  MediaFeeds(const MediaFeeds&) = delete;
  MediaFeeds& operator=(const MediaFeeds&) = delete;
  /// The net thread does not run any more.
  ~MediaFeeds();

  void add_command(Control& control);
  /// One object for each encoder that runs.
  core::Json status() const;

 private:
  struct Feed;
  struct Wish;
  using FeedPtr = std::unique_ptr<Feed>;
  /// An encoder of one codec.
  struct Video {
    std::unique_ptr<stream::LiveVideo> live;
    uint64_t run = 0;  ///< which start of it that is: what an earlier one has sent is late
    stream::EncoderFacts told;
  };

  static Result<Wish> wish_of(const core::Json& request);
  void accept(Control& control, const Control::ClientPtr& client, const core::Json& request);
  Result<void> begin(Feed& feed);
  Result<void> begin_video(port::Codec codec);
  Result<void> begin_sound();
  void on_data(Feed& feed, core::Bytes chunk);
  Result<void> obey(Feed& feed, const std::string& line);
  void on_video(port::Codec codec, uint64_t run, const port::EncodedVideoPtr& video);
  void on_sound(uint64_t run, const port::EncodedSoundPtr& sound);
  void on_failure(std::optional<port::Codec> codec, uint64_t run, const Error& error);
  void send(Feed& feed, const port::EncodedVideo& video);
  void on_drained(Feed& feed);
  void request_key_frame(port::Codec codec);
  void end_video(port::Codec codec);
  void end_sound();
  void tell_encoder(port::Codec codec);
  void refuse(Feed& feed, const Error& error);
  void forget(const Feed& feed);
  /// Ends what nobody wants, and has the rest go at the rate that is wanted.
  void balance();
  Video& video_of(port::Codec codec);
  core::Json status_of(const Video& video) const;
  template <class Holds>
  core::Json feeds_that(Holds&& holds) const;

  net::Loop& loop_;
  gles::Renderer& renderer_;
  audio::Server& audio_;
  const stream::Encoders& encoders_;
  std::list<FeedPtr> feeds_;
  std::array<Video, 2> videos_;
  std::unique_ptr<stream::LiveSound> sound_;
  uint64_t runs_ = 0, sound_run_ = 0;
};

}  // namespace anc::session
