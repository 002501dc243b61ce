// One instance as its viewers share it: sources, display, seat, and the viewers themselves.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "internal/core/json.h"
#include "internal/net/loop.h"
#include "internal/net/timer.h"
#include "internal/serve/call.h"
#include "internal/serve/input_events.h"
#include "internal/serve/media_source.h"
#include "internal/serve/seat.h"
#include "internal/serve/viewer.h"

namespace anc::serve {

/// Hears of what happens, for counting. Net thread.
class Watcher {
 public:
  using Duration = std::chrono::steady_clock::duration;
  virtual ~Watcher() = default;
  /// A picture has become packets for one viewer, which took so long.
  virtual void on_picture(const std::string& instance, const port::EncodedVideo& picture,
                          Duration packetised) = 0;
  /// A viewer's line, or its transport, did not take a picture.
  virtual void on_left_out(const std::string& instance) = 0;
  /// All viewers of a source have had their turn: what waits may be sent.
  virtual void on_delivered(const std::string& instance, bool picture) = 0;
  /// A viewer's first picture has gone out, so long after it came.
  virtual void on_joined(const std::string& transport, Duration took) = 0;
  virtual void on_statistics(const std::string& instance, const remote::Statistics& seen) = 0;
  /// A viewer ends; what Outlet::facts() said of it last.
  virtual void on_gone(const std::string& instance, const core::Json& facts) = 0;
  /// How long the stages take, for the session's status.
  virtual core::Json stages(const std::string& instance) const = 0;
};

/// Net thread only. Follows its session while it has viewers, also over the end of one and the
/// start of the next.
class Instance {
 public:
  Instance(net::Loop& loop, std::string name, std::string session_state, Watcher& watcher);
  Instance(const Instance&) = delete;
  Instance& operator=(const Instance&) = delete;
  ~Instance();

  const std::string& name() const { return name_; }
  const std::string& session_state() const { return session_state_; }
  net::Loop& loop() { return loop_; }
  Watcher& watcher() { return watcher_; }

  /// The viewer lives until dismiss() or the end of the instance.
  Viewer& admit(Viewer::Options options, std::unique_ptr<Outlet> outlet);
  /// Later, since the viewer may be in the middle of something.
  void dismiss(ViewerId viewer);
  Viewer* find(ViewerId viewer);
  size_t viewers() const { return viewers_.size(); }
  /// Ends those whose token is no longer good.
  void check(const std::function<bool(const access::Token&)>& good);
  void say_bye(remote::Bye::Cause cause, const std::string& why);

  MediaSource& video(port::Codec codec);
  MediaSource& sound() { return sound_; }
  const Displays& displays() const { return displays_; }
  const std::string& rung() const { return rung_; }
  bool running() const { return running_; }
  Seat& seat() { return seat_; }
  /// Asks the holder of the seat; who does not answer in time gives it away.
  void request_seat(ViewerId viewer);
  void ask(core::Json request, std::string body, Answered done);

  /// For the session's status and for the metrics.
  core::Json facts() const;
  template <class Each>
  void each_viewer(Each&& call) const {
    for (const auto& [id, viewer] : viewers_) call(*viewer);
  }

 private:
  std::function<void()> delivered(bool picture);
  void follow();
  void on_events(core::Bytes chunk);
  void on_event(const core::Json& event);
  void on_display(const core::Json& event);
  void fetch_clipboard();
  void lost(const Error& why);
  void report();

  net::Loop& loop_;
  const std::string name_, session_state_;
  Watcher& watcher_;
  MediaSource h264_, vp8_, sound_;
  Displays displays_;
  std::string rung_;
  bool running_ = false;
  std::unique_ptr<Call> events_, report_;
  std::string pending_;
  net::Timer again_, report_again_, seat_patience_;
  Seat seat_;
  std::map<ViewerId, std::unique_ptr<Viewer>> viewers_;
  const std::shared_ptr<Instance*> self_;
};

}  // namespace anc::serve
