// What is behind a Peer: the layers, from the route up. For peer.cpp and peer_state.cpp.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "internal/net/timer.h"
#include "internal/webrtc/dcep.h"
#include "internal/webrtc/dtls.h"
#include "internal/webrtc/ice.h"
#include "internal/webrtc/peer.h"
#include "internal/webrtc/sctp.h"
#include "internal/webrtc/srtp.h"

namespace anc::webrtc {

/// Net thread. Whatever comes in holds it while it is worked on, so a callback may end the Peer.
struct Peer::State : std::enable_shared_from_this<State> {
  using Clock = std::chrono::steady_clock;

  State(net::Loop& loop, Port& at, const Certificate& own, const Options& wanted, Events to);

  /// Registers at the port; `lite` as the agent is to be.
  Result<void> attach(bool lite);
  /// Everything that the two descriptions have settled.
  void settle(const Offer& theirs, Dtls::Role our_role);
  void add_candidates(const std::vector<Candidate>& candidates);

  void on_stun(const StunMessage& message, core::Bytes packet, const Route& from);
  void on_packet(core::Bytes packet, const Route& from);
  void on_selected();
  void on_dtls(core::Bytes datagram);
  void on_rtcp(core::Bytes packet);
  void on_secure();
  void begin_media();
  void begin_channels();
  void tick();
  void arm();

  bool send_video(const port::EncodedVideo& picture);
  void send_protected(core::Bytes packet, bool rtcp);
  /// A TCP connection that takes no more: pictures are left out until a key picture.
  bool left_out(const port::EncodedVideo& picture);

  /// Says good-bye; no callback after it.
  void shut();
  /// shut(), and the user is told.
  void finish(const std::string& why);

  Port& port;
  const Certificate certificate;
  const Options options;
  const Events events;
  Transport local;  // as in our description
  Sent sent;
  std::string local_sdp;

  Offer theirs;
  std::optional<VideoChoice> video;
  bool sound = false;
  Dtls::Role role = Dtls::Role::kServer;
  bool settled = false;
  std::optional<PushOffer> push;  // the offer that waits for its answer

  bool live = true;
  bool connected = false;
  std::unique_ptr<Port::Attachment> attachment;
  std::unique_ptr<IceAgent> ice;
  std::unique_ptr<Dtls> dtls;
  Clock::time_point dtls_deadline{};
  std::unique_ptr<Srtp> srtp;
  std::unique_ptr<MediaSender> media;
  std::vector<std::byte> scratch;  // a packet on its way to be protected
  std::unique_ptr<DataChannels> channels;
  std::unique_ptr<Sctp> sctp;

  bool leaving_out = false;  // pictures, until a key picture
  Clock::time_point ask_again{};
  net::Timer timer;
  std::optional<Clock::time_point> armed;
};

}  // namespace anc::webrtc
