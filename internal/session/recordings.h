// Recordings that commands have asked for: begun, fed, and forgotten when they end.
#pragma once

#include <list>
#include <memory>

#include "internal/audio/server.h"
#include "internal/gles/renderer.h"
#include "internal/net/loop.h"
#include "internal/session/control.h"
#include "internal/stream/encoders.h"
#include "internal/stream/recording.h"

namespace anc::session {

/// {"do":"record","fps":N,"bitrate":N,"sound":true} makes the connection a recording: after the
/// greeting {"ok":true} pieces follow (stream/piece.h) until the asker shuts down its side, and
/// then the rest. Without recordings nothing is drawn or encoded for them. Net thread only.
class Recordings {
 public:
  /// All outlive it.
  Recordings(net::Loop& loop, gles::Renderer& renderer, audio::Server& sound,
             const stream::Encoders& encoders);
  Recordings(const Recordings&) = delete;
  Recordings& operator=(const Recordings&) = delete;
  /// Ends them; each reader gets the rest. The net thread does not run any more.
  ~Recordings();

  void add_command(Control& control);
  /// One object for each that runs.
  core::Json status() const;

 private:
  using Place = std::list<std::unique_ptr<stream::Recording>>::iterator;

  void start(Control& control, const Control::ClientPtr& client, const core::Json& request);
  Result<void> begin(Place at, core::Fd socket, stream::Recording::Options options);
  void forget(Place at);

  net::Loop& loop_;
  gles::Renderer& renderer_;
  audio::Server& sound_;
  const stream::Encoders& encoders_;
  std::list<std::unique_ptr<stream::Recording>> all_;
};

}  // namespace anc::session
