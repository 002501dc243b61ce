// Between a viewer and its peer.
#include "internal/serve/peer_outlet.h"

#include <utility>

#include "internal/core/log.h"
#include "internal/remote/limits.h"
#include "internal/serve/instance.h"
#include "internal/webrtc/rtp.h"

namespace anc::serve {

Result<PeerOutlet::Opened> PeerOutlet::answer(Instance& instance, ViewerId id, const Means& means,
                                              const std::string& offer,
                                              const webrtc::Peer::Options& options) {
  std::unique_ptr<PeerOutlet> outlet(new PeerOutlet(instance, id));
  outlet->peer_ = TRY(webrtc::Peer::answer(instance.loop(), means.port, means.certificate, offer,
                                           options, outlet->events()));
  const webrtc::Peer& peer = *outlet->peer_;
  Opened opened{.outlet = nullptr,
                .answer = peer.local_sdp(),
                .remote_ufrag = peer.remote_ufrag(),
                .codec = peer.codec(),
                .video = peer.has_video(),
                .sound = peer.sound()};
  opened.outlet = std::move(outlet);
  return opened;
}

/// The peer is ours, so it never calls when we are gone; the viewer may be.
webrtc::Peer::Events PeerOutlet::events() {
  const auto viewer = [this] { return instance_.find(id_); };
  return {.connected =
              [this, viewer] {
                joined_in_ = std::chrono::steady_clock::now() - begun_;
                if (Viewer* at = viewer()) at->begin();
              },
          .closed =
              [this](const std::string& why) {
                core::log_info("viewer " + std::to_string(id_) + " of " + instance_.name() +
                               " is gone: " + why);
                instance_.dismiss(id_);
              },
          .key_frame_wanted =
              [viewer] {
                if (Viewer* at = viewer()) at->on_key_frame_wanted();
              },
          .rate =
              [viewer](uint32_t bits) {
                if (Viewer* at = viewer()) at->on_network_rate(bits);
              },
          .channels_up = {},
          .channel_opened =
              [this](webrtc::ChannelId channel, const std::string& label, const std::string&) {
                if (label == remote::kChannel) control_ = channel;
                if (label == remote::kMoveChannel) moves_ = channel;
              },
          .message =
              [this, viewer](webrtc::ChannelId channel, bool, core::Bytes message) {
                if (channel != control_ && channel != moves_) return;
                if (Viewer* at = viewer()) at->on_control(message, channel == moves_);
              },
          .channel_closed =
              [this](webrtc::ChannelId channel) {
                if (control_ == channel) control_.reset();
                if (moves_ == channel) moves_.reset();
              }};
}

std::optional<uint32_t> PeerOutlet::send_video(const port::EncodedVideoPtr& picture) {
  if (!peer_->send_video(*picture)) return std::nullopt;
  return webrtc::video_timestamp(picture->at.drawn);
}

void PeerOutlet::send_sound(const port::EncodedSoundPtr& sound) { peer_->send_sound(*sound); }

void PeerOutlet::send_control(std::vector<std::byte> messages, bool moves) {
  const auto channel = moves && moves_ ? moves_ : control_;
  if (!channel) return;
  const bool sent = peer_->send_message(*channel, false, messages);
  if (sent || moves) return;
  // What must not be lost was: the viewer has to begin anew.
  end("the control channel takes nothing any more");
}

void PeerOutlet::end(const std::string& why) {
  core::log_info("viewer " + std::to_string(id_) + " of " + instance_.name() + " ends: " + why);
  instance_.dismiss(id_);
}

core::Json PeerOutlet::facts() const {
  const webrtc::Peer::Facts facts = peer_->facts();
  const webrtc::MediaSender::Counters& media = facts.media;
  return {{"transport", facts.transport.empty() ? "none" : facts.transport},
          {"remote", facts.remote},
          {"packets", media.packets},
          {"bytes", media.bytes},
          {"retransmitted", media.retransmitted},
          {"nacks", media.nacks},
          {"plis", media.plis},
          {"firs", media.firs},
          {"bits_per_second", media.bits_per_second},
          {"lost", media.lost},
          {"round_trip_ms", static_cast<double>(media.round_trip.count()) / 1000.0}};
}

}  // namespace anc::serve
