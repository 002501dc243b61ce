// Answers and offers are written.
#include <algorithm>
#include <utility>

#include "internal/webrtc/sdp.h"

namespace anc::webrtc {
namespace {

/// One "a=" line after another, each ended by CRLF.
class Text {
 public:
  template <class... Parts>
  Text& line(const Parts&... parts) {
    ((out_ += parts), ...);
    out_ += "\r\n";
    return *this;
  }
  std::string take() { return std::move(out_); }

 private:
  std::string out_;
};

std::string fingerprint_text(const Transport& transport) {
  static constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string text = "sha-256 ";
  for (const uint8_t byte : transport.fingerprint) {
    if (text.back() != ' ') text += ':';
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

std::string_view setup_text(Setup setup) {
  if (setup == Setup::kActive) return "active";
  return setup == Setup::kPassive ? "passive" : "actpass";
}

void write_head(Text& out, const Transport& transport, uint32_t id, const std::string& bundled) {
  out.line("v=0").line("o=- ", std::to_string(id), " 2 IN IP4 127.0.0.1").line("s=-");
  out.line("t=0 0");
  if (!bundled.empty()) out.line("a=group:BUNDLE", bundled);
  if (transport.ice_lite) out.line("a=ice-lite");
  out.line("a=msid-semantic: WMS *");
}

/// On every m-line, refused ones too: aiortc does not take an answer without.
void write_transport(Text& out, const Transport& transport, bool rtp) {
  out.line("a=ice-ufrag:", transport.ufrag).line("a=ice-pwd:", transport.pwd);
  out.line("a=fingerprint:", fingerprint_text(transport));
  out.line("a=setup:", setup_text(transport.setup));
  if (rtp) out.line("a=rtcp-mux");
}

/// No trickle from us: these are all. RFC 8839 5.1, RFC 6544 4.5.
void write_candidates(Text& out, const Transport& transport) {
  unsigned foundation = 0;
  for (const Candidate& candidate : transport.candidates) {
    out.line("a=candidate:", std::to_string(++foundation), candidate.tcp ? " 1 tcp " : " 1 udp ",
             std::to_string(candidate.priority), " ", candidate.address, " ",
             std::to_string(candidate.port), " typ host", candidate.tcp ? " tcptype passive" : "");
  }
  out.line("a=end-of-candidates");
}

/// With a stream of its own for each kind: one stream would be kept in step by the receiver, which
/// delays the picture for the sound's sake.
void write_source(Text& out, std::string_view name, uint32_t ssrc, uint32_t rtx) {
  out.line("a=msid:ancloud-", name, " ", name);
  if (rtx != 0) {
    out.line("a=ssrc-group:FID ", std::to_string(ssrc), " ", std::to_string(rtx));
  }
  for (const uint32_t one : {ssrc, rtx}) {
    if (one == 0) continue;
    out.line("a=ssrc:", std::to_string(one), " cname:ancloud");
    out.line("a=ssrc:", std::to_string(one), " msid:ancloud-", name, " ", name);
  }
}

void write_extensions(Text& out, const Extensions& ids) {
  const auto put = [&](uint8_t id, std::string_view uri) {
    if (id != 0) out.line("a=extmap:", std::to_string(id), " ", uri);
  };
  put(ids.mid, kMidUri);
  put(ids.abs_send_time, kAbsSendTimeUri);
  put(ids.transport_cc, kTransportCcUri);
  put(ids.playout_delay, kPlayoutDelayUri);
}

void write_codec(Text& out, const VideoChoice& choice) {
  const std::string type = std::to_string(choice.payload_type);
  out.line("a=rtpmap:", type, choice.codec == port::Codec::kH264 ? " H264/90000" : " VP8/90000");
  if (!choice.fmtp.empty()) out.line("a=fmtp:", type, " ", choice.fmtp);
  for (const std::string& feedback : choice.feedback) {
    out.line("a=rtcp-fb:", type, " ", feedback);
  }
  if (choice.rtx_payload_type == 0) return;
  const std::string rtx = std::to_string(choice.rtx_payload_type);
  out.line("a=rtpmap:", rtx, " rtx/90000").line("a=fmtp:", rtx, " apt=", type);
}

void write_video(Text& out, const MediaSection& section, const VideoChoice& choice,
                 const Sent& sent) {
  out.line("a=sendonly");
  if (section.reduced_size) out.line("a=rtcp-rsize");
  write_codec(out, choice);
  write_extensions(out, answered(section.extensions));
  write_source(out, "video", sent.video_ssrc, choice.rtx_payload_type != 0 ? sent.rtx_ssrc : 0);
}

void write_sound(Text& out, const MediaSection& section, const Sent& sent) {
  const std::string type = std::to_string(section.opus_payload_type);
  out.line("a=sendonly");
  if (section.reduced_size) out.line("a=rtcp-rsize");
  out.line("a=rtpmap:", type, " opus/48000/2");
  if (!section.opus_fmtp.empty()) out.line("a=fmtp:", type, " ", section.opus_fmtp);
  Extensions ids = answered(section.extensions);
  ids.playout_delay = 0;
  write_extensions(out, ids);
  write_source(out, "sound", sent.sound_ssrc, 0);
}

void write_channels(Text& out, const MediaSection& section) {
  if (section.formats.starts_with("webrtc-datachannel")) {
    out.line("a=sctp-port:5000");
  } else {  // before RFC 8841
    out.line("a=sctpmap:", section.formats, " webrtc-datachannel 65535");
  }
  out.line("a=max-message-size:262144");
}

std::string video_types(const VideoChoice& choice) {
  std::string types = std::to_string(choice.payload_type);
  if (choice.rtx_payload_type != 0) types += " " + std::to_string(choice.rtx_payload_type);
  return types;
}
}  // namespace

Extensions answered(const Extensions& offered) {
  // Without transport-cc the receiver sends its own estimate (REMB).
  Extensions ids = offered;
  ids.transport_cc = 0;
  return ids;
}

std::string write_answer(const Offer& offer, const Answer& answer) {
  using enum MediaSection::Kind;
  const MediaSection* video = answer.video ? offer.first(kVideo) : nullptr;
  const MediaSection* sound = answer.sound ? offer.first(kSound) : nullptr;
  const MediaSection* channels = answer.channels ? offer.first(kChannels) : nullptr;
  const auto taken = [&](const MediaSection& section) {
    return &section == video || &section == sound || &section == channels;
  };
  std::string bundled;
  for (const MediaSection& section : offer.sections) {
    if (offer.bundled && taken(section)) bundled += " " + section.mid;
  }
  Text out;
  write_head(out, answer.transport, answer.sent.video_ssrc, bundled);
  bool first = true;
  for (const MediaSection& section : offer.sections) {
    std::string formats = section.formats;
    if (&section == video) formats = video_types(*answer.video);
    if (&section == sound) formats = std::to_string(section.opus_payload_type);
    out.line("m=", section.type, taken(section) ? " 9 " : " 0 ", section.protocol, " ", formats);
    out.line("c=IN IP4 0.0.0.0");
    if (!section.mid.empty()) out.line("a=mid:", section.mid);
    write_transport(out, answer.transport, section.type != "application");
    if (&section == video) write_video(out, section, *answer.video, answer.sent);
    if (&section == sound) write_sound(out, section, answer.sent);
    if (&section == channels) write_channels(out, section);
    if (!taken(section)) out.line("a=inactive");
    if (taken(section) && std::exchange(first, false)) write_candidates(out, answer.transport);
  }
  return out.take();
}

namespace {
void write_push_sound(Text& out, const PushOffer& offer, const Extensions& ids) {
  MediaSection sound{.reduced_size = true,
                     .opus_payload_type = kPushOpus,
                     .opus_fmtp = "minptime=10;useinbandfec=1;stereo=1;sprop-stereo=1",
                     .extensions = ids};
  out.line("m=audio 9 UDP/TLS/RTP/SAVPF ", std::to_string(kPushOpus)).line("c=IN IP4 0.0.0.0");
  out.line("a=mid:1");
  write_transport(out, offer.transport, true);
  write_sound(out, sound, offer.sent);
}
}  // namespace

std::string write_push_offer(const PushOffer& offer) {
  const Extensions ids{.mid = 1, .abs_send_time = 2, .playout_delay = 3};
  MediaSection video{.reduced_size = true, .extensions = ids};
  VideoChoice choice{.codec = offer.codec,
                     .payload_type = kPushVideo,
                     .rtx_payload_type = kPushRtx,
                     .feedback = {"nack", "nack pli", "ccm fir", "goog-remb"}};
  if (offer.codec == port::Codec::kH264) {
    choice.fmtp = "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f";
  }
  Text out;
  const std::string bundled = std::string(" 0") + (offer.sound ? " 1" : "");
  write_head(out, offer.transport, offer.sent.video_ssrc, bundled + (offer.channels ? " 2" : ""));
  out.line("m=video 9 UDP/TLS/RTP/SAVPF ", video_types(choice)).line("c=IN IP4 0.0.0.0");
  out.line("a=mid:0");
  write_transport(out, offer.transport, true);
  write_video(out, video, choice, offer.sent);
  write_candidates(out, offer.transport);
  if (offer.sound) write_push_sound(out, offer, ids);
  if (offer.channels) {
    out.line("m=application 9 UDP/DTLS/SCTP webrtc-datachannel").line("c=IN IP4 0.0.0.0");
    out.line("a=mid:2");
    write_transport(out, offer.transport, false);
    write_channels(out, {.formats = "webrtc-datachannel"});
  }
  return out.take();
}

}  // namespace anc::webrtc
