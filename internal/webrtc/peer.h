// One remote end of WebRTC: ICE, DTLS, SRTP, data channels and RTP put together.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "internal/core/bytes.h"
#include "internal/core/error.h"
#include "internal/net/loop.h"
#include "internal/port/media.h"
#include "internal/webrtc/certificate.h"
#include "internal/webrtc/media_sender.h"
#include "internal/webrtc/port.h"
#include "internal/webrtc/reliability.h"
#include "internal/webrtc/sdp.h"

namespace anc::webrtc {

/// A data channel of a peer; its stream id.
using ChannelId = uint16_t;

/// Net thread only. A callback may destroy the peer.
class Peer {
 public:
  struct Events {
    std::function<void()> connected;                     ///< media may go
    std::function<void(const std::string& why)> closed;  ///< once; nothing comes after it
    std::function<void()> key_frame_wanted;
    std::function<void(uint32_t bits_per_second)> rate;
    std::function<void()> channels_up;  ///< channels can be opened
    std::function<void(ChannelId channel, const std::string& label, const std::string& protocol)>
        channel_opened;
    std::function<void(ChannelId channel, bool text, core::Bytes message)> message;
    std::function<void(ChannelId channel)> channel_closed;
  };
  struct Options {
    port::Codec codec = port::Codec::kH264;  ///< taken where the other end can; answered() tells
    bool sound = true;
    bool channels = true;  ///< of an offer: WHIP servers may refuse one that has them
    uint32_t start_bits_per_second = 4'000'000;
    uint32_t most_bits_per_second = 8'000'000;
  };

  /// Answers the offer of a browser: ICE-lite, passive DTLS. kUsage for an offer without anything
  /// that we could send, in words for whoever made it.
  static Result<std::unique_ptr<Peer>> answer(net::Loop& loop, Port& port,
                                              const Certificate& certificate,
                                              const std::string& offer, const Options& options,
                                              Events events);
  /// Offers to a media server (WHIP): a full, controlling agent. accept() goes on with its answer.
  static Result<std::unique_ptr<Peer>> offer(net::Loop& loop, Port& port,
                                             const Certificate& certificate, const Options& options,
                                             Events events);
  Result<void> accept(const std::string& answer);
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;
  ~Peer();  ///< says good-bye (close_notify) where there is somebody

  const std::string& local_sdp() const;
  const std::string& remote_ufrag()
      const;  ///< the other end's name in ICE; empty before it is known
  bool has_video() const;
  port::Codec codec() const;  ///< the one chosen
  bool sound() const;         ///< the other end takes it

  /// False where it was left out: the line is full, or no key picture has come yet.
  bool send_video(const port::EncodedVideo& picture);
  void send_sound(const port::EncodedSound& sound);
  /// False where the channel is not open or too much waits in it: the message is dropped.
  bool send_message(ChannelId channel, bool text, core::Bytes message);
  /// A channel of ours, once `channels_up` came; messages may follow at once. None: not up, too
  /// many.
  std::optional<ChannelId> open_channel(const std::string& label, const std::string& protocol,
                                        const Reliability& reliability);
  /// `channel_closed` comes when the other end has closed it too.
  void close_channel(ChannelId channel);

  struct Facts {
    std::string transport;  ///< "udp", "tcp" or "" before a pair is chosen
    std::string remote;     ///< address and port
    MediaSender::Counters media;
  };
  Facts facts() const;

 private:
  struct State;
  explicit Peer(std::shared_ptr<State> state);
  std::shared_ptr<State> state_;  // a callback may end the Peer around it
};

}  // namespace anc::webrtc
