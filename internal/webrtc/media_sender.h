// Encoded pictures and sound become RTP, and what the receiver says of it is heeded. No sockets, no
// clock, no keys: packets in plain text come out, times go in.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "internal/core/bytes.h"
#include "internal/port/media.h"
#include "internal/webrtc/sdp.h"

namespace anc::webrtc {

/// One receiver's RTP. One thread.
class MediaSender {
 public:
  using Time = std::chrono::steady_clock::time_point;

  struct Options {
    std::optional<VideoChoice> video{};
    uint8_t opus_payload_type = 0;  ///< 0: no sound
    Sent sent{};
    Extensions video_extensions{}, sound_extensions{};
    std::string video_mid{}, sound_mid{};
    uint32_t start_bits_per_second = 4'000'000;
    uint32_t most_bits_per_second = 8'000'000;

    /// Numbers, ids and names as agreed on. `theirs` is the offer that we answered, or the answer
    /// to our push; `video` one of its choices, or nothing where pictures are not sent.
    static Options agreed(const Offer& theirs, const std::optional<VideoChoice>& video, bool sound,
                          const Sent& sent);
  };
  /// None of them may destroy the sender.
  struct Out {
    std::function<void(core::Bytes)> rtp;    ///< to be protected and sent now
    std::function<void(core::Bytes)> rtcp;   ///< likewise
    std::function<void()> key_frame_wanted;  ///< PLI, FIR, or a loss that nothing else mends
    std::function<void(uint32_t bits_per_second)> rate;  ///< what the network seems to take
  };
  MediaSender(Options options, Out out);
  MediaSender(const MediaSender&) = delete;
  MediaSender& operator=(const MediaSender&) = delete;
  ~MediaSender();

  /// Nothing is sent before the first key picture. False: it was left out.
  bool send_video(const port::EncodedVideo& picture, Time now);
  void send_sound(const port::EncodedSound& sound, Time now);
  /// A compound packet, authentic.
  void take_rtcp(core::Bytes packet, Time now);

  /// When tick() has something to do: reports, the repeat after the last packet. None: never.
  std::optional<Time> next() const;
  void tick(Time now);

  /// Since the start, and the receiver's last word.
  struct Counters {
    uint64_t packets = 0, bytes = 0, retransmitted = 0, nacks = 0, plis = 0, firs = 0;
    uint32_t bits_per_second = 0;  ///< target
    double lost = 0;               ///< share, of the last report
    std::chrono::microseconds round_trip{};
  };
  Counters counters() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace anc::webrtc
