// The receiving end of MediaSender, for tests: puts pictures together, asks for what is missing.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "internal/core/bytes.h"
#include "internal/webrtc/rtp.h"
#include "tests/unit/webrtc/depacketize.h"

namespace anc::test {

/// H.264 of one SSRC, in order: a picture is there when it and all before it are. No clock, no
/// socket.
class MediaReceiver {
 public:
  using Time = std::chrono::steady_clock::time_point;
  struct Options {
    uint32_t ssrc = 0, rtx = 0;
    std::chrono::milliseconds ask_again{60};  ///< about a round trip, as browsers do
    /// What overtakes others by so much is only late: no reason to ask.
    std::chrono::milliseconds patience{0};
  };
  struct Picture {
    Time at;
    Packet bytes;  ///< of its last NAL unit
  };
  explicit MediaReceiver(const Options& options) : options_(options) {}

  void take(core::Bytes packet, Time now) {
    const auto head = webrtc::parse_rtp(packet);
    if (!head) return;
    if (head->ssrc == options_.ssrc) return add(head->sequence, *head, head->payload, now);
    if (head->ssrc != options_.rtx || head->payload.size() < 2) return;
    ++repeated_;
    add(core::ByteReader(head->payload).u16be(), *head, head->payload.subspan(2), now);
  }

  /// A packet that asks for what is missing now; none: nothing is.
  std::optional<Packet> ask(Time now) {
    core::ByteWriter out;
    uint16_t count = 0;
    for (auto& [number, missing] : missing_) {
      if (now < missing.ask_at || count == 200) continue;
      missing.ask_at = now + options_.ask_again;
      out.u16be(static_cast<uint16_t>(number)).u16be(0);
      ++count;
    }
    if (count == 0) return std::nullopt;
    core::ByteWriter all;
    all.u8(0x81).u8(205).u16be(static_cast<uint16_t>(2 + count)).u32be(1).u32be(options_.ssrc);
    all.bytes(out.view());
    return all.take();
  }

  const std::vector<Picture>& pictures() const { return pictures_; }
  size_t repeated() const { return repeated_; }
  size_t packets() const { return packets_; }
  /// Packets that were asked for once, and whether all of them came.
  size_t missed() const { return missed_; }
  bool whole() const { return missing_.empty(); }

 private:
  struct Arrived {
    Packet payload;
    bool marker = false;
  };
  struct Missing {
    Time ask_at;
  };

  void add(uint16_t sequence, const webrtc::RtpHead& head, core::Bytes payload, Time now) {
    if (!newest_) {
      newest_ = sequence;
      next_ = sequence;
    }
    const int64_t number =
        *newest_ + static_cast<int16_t>(sequence - static_cast<uint16_t>(*newest_));
    for (int64_t gap = *newest_ + 1; gap < number; ++gap) {
      missing_[gap] = {now + options_.patience};
      ++missed_;
    }
    newest_ = std::max(*newest_, number);
    missing_.erase(number);
    ++packets_;
    if (number < next_) return;
    arrived_.try_emplace(number, Arrived{{payload.begin(), payload.end()}, head.marker});
    while (take_picture(now)) {
    }
  }

  bool take_picture(Time now) {
    int64_t end = next_;
    for (auto at = arrived_.find(end);; ++at, ++end) {
      if (at == arrived_.end() || at->first != end) return false;
      if (at->second.marker) break;
    }
    H264Joiner joiner;
    for (; next_ <= end; ++next_) {
      joiner.add(arrived_[next_].payload);
      arrived_.erase(next_);
    }
    pictures_.push_back({now, joiner.nals().empty() ? Packet{} : joiner.nals().back()});
    return true;
  }

  Options options_;
  std::optional<int64_t> newest_;
  int64_t next_ = 0;
  std::map<int64_t, Arrived> arrived_;
  std::map<int64_t, Missing> missing_;
  std::vector<Picture> pictures_;
  size_t repeated_ = 0, packets_ = 0, missed_ = 0;
};

}  // namespace anc::test
