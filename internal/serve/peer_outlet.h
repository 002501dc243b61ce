// A viewer over WebRTC.
#pragma once

#include <memory>
#include <optional>

#include "internal/serve/outlet.h"
#include "internal/serve/seat.h"
#include "internal/webrtc/peer.h"

namespace anc::serve {

class Instance;

/// Net thread only. Its connection's events go to the viewer of that number, as long as it is
/// there.
class PeerOutlet final : public Outlet {
 public:
  struct Means {
    webrtc::Port& port;
    const webrtc::Certificate& certificate;
  };
  /// What the peer said: the viewer is not there yet.
  struct Opened {
    std::unique_ptr<PeerOutlet> outlet;
    std::string answer, remote_ufrag;
    port::Codec codec = port::Codec::kH264;
    bool video = true, sound = true;
  };

  /// Answers an offer for the viewer `id` of `instance`, which outlives it.
  static Result<Opened> answer(Instance& instance, ViewerId id, const Means& means,
                               const std::string& offer, const webrtc::Peer::Options& options);

  std::optional<uint32_t> send_video(const port::EncodedVideoPtr& picture) override;
  void send_sound(const port::EncodedSoundPtr& sound) override;
  void send_control(std::vector<std::byte> messages, bool moves) override;
  void end(const std::string& why) override;
  core::Json facts() const override;

  const webrtc::Peer& peer() const { return *peer_; }
  /// From the offer to the moment when media could go; none before.
  std::optional<std::chrono::steady_clock::duration> joined_in() const { return joined_in_; }

 private:
  PeerOutlet(Instance& instance, ViewerId id) : instance_(instance), id_(id) {}
  webrtc::Peer::Events events();

  Instance& instance_;
  const ViewerId id_;
  const std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
  std::optional<std::chrono::steady_clock::duration> joined_in_;
  std::unique_ptr<webrtc::Peer> peer_;
  std::optional<webrtc::ChannelId> control_, moves_;
};

}  // namespace anc::serve
