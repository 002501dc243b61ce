// One feed of a session, shared by all who watch it: pictures of one codec, or the sound.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "internal/core/json.h"
#include "internal/net/loop.h"
#include "internal/net/timer.h"
#include "internal/port/media.h"
#include "internal/serve/call.h"

namespace anc::serve {

/// Who watches. Called on the net thread; may leave the source from within.
class MediaSink {
 public:
  virtual ~MediaSink() = default;
  virtual void on_video(const port::EncodedVideoPtr& picture) = 0;
  virtual void on_sound(const port::EncodedSoundPtr& sound) = 0;
  /// What makes the pictures has changed: MediaSource::facts().
  virtual void on_source_changed() = 0;
};

/// Net thread only. Asks the session for media while somebody watches, and again after it was gone:
/// a session that comes back goes on where its viewers are.
class MediaSource {
 public:
  enum class What { kH264, kVp8, kSound };
  /// What a viewer can take; 0 is as much as there is.
  struct Rate {
    uint32_t bits_per_second = 0;
    uint32_t frames_per_second = 0;
    bool operator==(const Rate&) const = default;
  };
  /// What the session says that it sends.
  struct Facts {
    std::string encoder;  ///< empty before it has said so
    bool hardware = false;
    Rate rate;
  };

  /// `delivered` is called when all sinks have had a picture or a packet of sound.
  MediaSource(net::Loop& loop, std::string session_state, What what,
              std::function<void()> delivered);
  MediaSource(const MediaSource&) = delete;
  MediaSource& operator=(const MediaSource&) = delete;
  ~MediaSource();

  /// Borrowed until remove(). A key frame comes first.
  void add(MediaSink& sink, Rate rate);
  void remove(MediaSink& sink);
  /// The encoder is told the least of all sinks' rates.
  void set_rate(MediaSink& sink, Rate rate);
  void request_key_frame();

  const Facts& facts() const { return facts_; }
  uint64_t key_requests() const { return key_requests_; }
  size_t sinks() const { return sinks_.size(); }

 private:
  void open();
  void on_data(core::Bytes chunk);
  Result<void> take_pieces();
  void deliver(const port::EncodedVideoPtr& picture);
  void deliver(const port::EncodedSoundPtr& sound);
  void note(const core::Json& note);
  void lost(const Error& why);
  void tell_rate();
  Rate joined() const;
  template <class Tell>
  void each(Tell&& tell);

  net::Loop& loop_;
  const std::string session_state_;
  const What what_;
  const std::function<void()> delivered_;
  std::map<MediaSink*, Rate> sinks_;
  std::unique_ptr<Call> call_;
  std::vector<std::byte> waiting_;  // the start of a piece
  Facts facts_;
  Rate told_;
  uint64_t key_requests_ = 0;
  net::Timer again_;
};

}  // namespace anc::serve
