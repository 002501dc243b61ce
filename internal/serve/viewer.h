// One viewer: what it is sent, and what it says on the control channel.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "internal/access/tokens.h"
#include "internal/core/bytes.h"
#include "internal/core/json.h"
#include "internal/net/timer.h"
#include "internal/remote/clipboard.h"
#include "internal/remote/codec.h"
#include "internal/remote/newest.h"
#include "internal/serve/input_events.h"
#include "internal/serve/input_link.h"
#include "internal/serve/media_source.h"
#include "internal/serve/outlet.h"
#include "internal/serve/run_up.h"
#include "internal/serve/seat.h"

namespace anc::serve {

class Instance;

/// Net thread only. Owned by its Instance, which it asks for all that is not its own.
class Viewer final : public MediaSink {
 public:
  struct Options {
    ViewerId id = 0;
    access::Token token;  ///< what it came with
    port::Codec codec = port::Codec::kH264;
    bool video = true;
    bool sound = true;
    MediaSource::Rate rate;  ///< the most it is ever sent
    /// What its network is believed to carry until it says itself; 0: as much as there is.
    uint32_t start_bits_per_second = 0;
  };

  Viewer(Instance& instance, Options options, std::unique_ptr<Outlet> outlet);
  ~Viewer() override;  ///< leaves sources and seat
  Viewer(const Viewer&) = delete;
  Viewer& operator=(const Viewer&) = delete;

  ViewerId id() const { return options_.id; }
  const access::Token& token() const { return options_.token; }
  Outlet& outlet() { return *outlet_; }

  /// Its connection is being made: its pictures are had encoded already, for two seconds.
  void prepare();
  /// Its connection stands: media may go.
  void begin();
  /// Messages of the control channel; `moves`: of the one that may lose some.
  void on_control(core::Bytes messages, bool moves);
  /// What the network takes.
  void on_network_rate(uint32_t bits_per_second);
  void on_key_frame_wanted();

  void on_video(const port::EncodedVideoPtr& picture) override;
  void on_sound(const port::EncodedSoundPtr& sound) override;
  void on_source_changed() override;

  /// Says it, once the viewer has been welcomed.
  void tell(const remote::FromServer& message);
  void tell_handover(const remote::HandoverIs& news);
  void tell_display();
  void tell_readiness();
  void tell_clipboard(const std::string& utf8);
  /// Says good-bye and ends the connection.
  void bye(remote::Bye::Cause cause, const std::string& why);

  core::Json facts() const;
  bool may_control() const { return person().may_control; }

 private:
  using Clock = std::chrono::steady_clock;

  void take(const remote::FromViewer& message, bool moves);
  void on(const remote::Hello& hello);
  void on(const remote::ClipboardSet& part);
  void on(const remote::Rotate& rotate);
  void on(const remote::Resize& resize);
  void on(const remote::Quality& quality);
  void on(const remote::ClockPing& ping, Clock::time_point received, bool moves);
  void on(const remote::Handover& handover);
  void on(const remote::Text& text);
  void act(const remote::FromViewer& message);
  void answer_to(uint32_t text, const Result<void>& how);
  bool may_act();
  void fault(remote::ErrorIs::Code code, const std::string& why);
  void say(const remote::FromServer& message, bool moves = false);
  MediaSource::Rate rate() const;
  void apply_rate();
  void deliver(const port::EncodedVideoPtr& picture);
  bool too_much();
  MediaSource& source();
  Seat::Person person() const;

  Instance& instance_;
  const Options options_;
  const std::unique_ptr<Outlet> outlet_;
  InputEvents events_;
  InputLink input_;
  remote::Newest newest_;
  remote::ClipboardText clipboard_;
  const Clock::time_point admitted_ = Clock::now();
  RunUp run_up_;
  net::Timer patience_;
  bool prepared_ = false;  ///< a sink of its source already
  bool begun_ = false, welcomed_ = false, over_ = false;
  uint32_t wants_ = 0;
  uint32_t next_clipboard_ = 1;
  uint32_t network_bits_;  // 0: not known
  MediaSource::Rate wished_;
  Clock::time_point refused_at_{}, counted_from_{};
  uint32_t messages_ = 0;  // since counted_from_
  remote::Statistics statistics_;
  uint64_t pictures_ = 0, left_out_ = 0;
  /// What answers of the session are for; gone with the viewer.
  const std::shared_ptr<Viewer*> self_;
};

}  // namespace anc::serve
