// An instance sent to a media server by WHIP (RFC 9725), again and again until it is stopped.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "internal/core/json.h"
#include "internal/http/client.h"
#include "internal/net/loop.h"
#include "internal/net/timer.h"
#include "internal/serve/media_source.h"
#include "internal/webrtc/certificate.h"
#include "internal/webrtc/peer.h"
#include "internal/webrtc/port.h"

namespace anc::serve {

/// Net thread only. A server that is not there, or goes away, is tried again with growing pauses,
/// as is a session that does not run. What cannot get better by waiting (a wrong token, a URL that
/// is no WHIP endpoint) ends it.
class Push final : public MediaSink {
 public:
  struct Options {
    std::string session_state;  ///< of the instance
    std::string url;            ///< the WHIP endpoint
    std::string token;          ///< bearer token for it; may be empty
    http::Trust trust;
    port::Codec codec = port::Codec::kH264;
    bool sound = true;
    MediaSource::Rate rate{4'000'000, 30};
    /// Recorders and forwarders never ask for a key picture, and who joins there needs one.
    std::chrono::milliseconds key_every{2000};
  };
  struct Told {
    std::function<void(const std::string& line)> progress;  ///< for a person
    std::function<void(const Error& why)> failed;           ///< once: it will not get better
  };

  Push(net::Loop& loop, webrtc::Port& port, const webrtc::Certificate& certificate, Options options,
       Told told);
  Push(const Push&) = delete;
  Push& operator=(const Push&) = delete;
  ~Push() override;

  void start() { offer(); }
  /// Ends the media and the server's resource; `done` is called when the server has answered, or
  /// has not for two seconds.
  void stop(std::function<void()> done);

  void on_video(const port::EncodedVideoPtr& picture) override;
  void on_sound(const port::EncodedSoundPtr& sound) override;
  void on_source_changed() override {}

 private:
  void offer();
  void answered(Result<http::Reply> reply);
  Result<void> take(const http::Reply& reply);
  void connected();
  void again(const Error& why, std::chrono::milliseconds least = {});
  void give_up(const Error& why);
  void leave_sources();
  void remove_resource(std::function<void()> done);
  void ask_for_key();
  http::Headers authorised() const;

  net::Loop& loop_;
  webrtc::Port& port_;
  const webrtc::Certificate& certificate_;
  const Options options_;
  const Told told_;
  MediaSource video_, sound_;
  std::unique_ptr<webrtc::Peer> peer_;
  std::unique_ptr<http::Exchange> exchange_;
  std::string resource_;  ///< URL of the server's end; empty: none
  std::chrono::milliseconds pause_;
  bool joined_ = false, over_ = false;
  net::Timer pausing_, key_, patience_;
};

}  // namespace anc::serve
