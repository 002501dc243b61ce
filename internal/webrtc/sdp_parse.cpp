// Offers and answers are read: lines, then sections, then what they mean for us.
#include <algorithm>
#include <arpa/inet.h>
#include <charconv>

#include "internal/webrtc/sdp.h"
#include "internal/webrtc/sdp_lines.h"

namespace anc::webrtc {
namespace {
constexpr size_t kMostFormats = 64, kMostCandidates = 32;

Result<std::array<uint8_t, 32>> parse_fingerprint(const Lines& lines) {
  for (const auto& [name, value] : lines.attributes) {
    std::string_view rest = value;
    if (name != "fingerprint" || !same(take_word(rest), "sha-256")) continue;
    std::array<uint8_t, 32> bytes{};
    if (rest.size() != bytes.size() * 3 - 1)
      return fail(bad_sdp("a fingerprint of a wrong length"));
    for (size_t i = 0; i < bytes.size(); ++i) {
      const char* at = rest.data() + i * 3;
      const auto [end, error] = std::from_chars(at, at + 2, bytes[i], 16);
      const bool parted = i + 1 == bytes.size() || at[2] == ':';
      if (error != std::errc{} || end != at + 2 || !parted) {
        return fail(bad_sdp("a fingerprint that is no hexadecimal number"));
      }
    }
    return bytes;
  }
  return fail(bad_sdp("no SHA-256 fingerprint"));
}

/// RFC 8839 5.1; nullopt for what we cannot reach: other components, names, TCP that calls us.
std::optional<Candidate> parse_candidate(std::string_view text) {
  take_word(text);  // foundation
  const auto component = take_word(text), transport = take_word(text), priority = take_word(text),
             address = take_word(text), port = take_word(text);
  if (component != "1") return std::nullopt;
  Candidate found;
  found.tcp = same(transport, "tcp");
  if (!found.tcp && !same(transport, "udp")) return std::nullopt;
  if (found.tcp && text.find("tcptype passive") == std::string_view::npos) return std::nullopt;
  found.address = address;
  std::array<unsigned char, 16> room{};
  if (inet_pton(AF_INET, found.address.c_str(), room.data()) != 1 &&
      inet_pton(AF_INET6, found.address.c_str(), room.data()) != 1) {
    return std::nullopt;
  }
  found.priority = number<uint32_t>(priority).value_or(0);
  found.port = number<uint16_t>(port).value_or(0);
  if (found.port == 0) return std::nullopt;
  return found;
}

/// Of all sections: they share a transport, and some name the candidates in the first only, others
/// in each.
std::vector<Candidate> parse_candidates(const std::vector<Lines>& sections) {
  std::vector<Candidate> found;
  for (const Lines& lines : sections) {
    for (const auto& [name, text] : lines.attributes) {
      if (name != "candidate" || found.size() == kMostCandidates) continue;
      auto candidate = parse_candidate(text);
      if (candidate && std::ranges::find(found, *candidate) == found.end()) {
        found.push_back(std::move(*candidate));
      }
    }
  }
  return found;
}

/// RFC 8839 5.4: 4 to 256 characters, 22 to 256; which ones nobody is strict about.
bool credential(std::string_view text, size_t least) {
  return text.size() >= least && text.size() <= 256 &&
         std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7f && c != ':'; });
}

/// `media` first, then the session, attribute by attribute.
Result<Transport> parse_transport(const Lines& session, const Lines& media) {
  const auto value = [&](std::string_view name) {
    return media.has(name) ? media.value(name) : session.value(name);
  };
  Transport found;
  found.ufrag = value("ice-ufrag");
  found.pwd = value("ice-pwd");
  if (!credential(found.ufrag, 4) || !credential(found.pwd, 22)) {
    return fail(bad_sdp("no ice-ufrag and ice-pwd that are long enough"));
  }
  found.fingerprint = TRY(parse_fingerprint(media.has("fingerprint") ? media : session));
  const std::string_view setup = value("setup");
  if (setup == "active") {
    found.setup = Setup::kActive;
  } else if (setup == "passive") {
    found.setup = Setup::kPassive;
  } else if (setup != "actpass" && !setup.empty()) {
    return fail(
        bad_sdp("a=setup:" + std::string(setup) + " is none of actpass, active and passive"));
  }
  found.ice_lite = session.has("ice-lite");
  return found;
}

/// What is said of one payload type.
struct Format {
  uint8_t payload_type = 0;
  std::string_view codec{};  ///< "H264/90000"
  std::string_view fmtp{};
  std::vector<std::string> feedback{};
};

/// The value of `key` in "a=1;key=value".
std::string_view parameter(std::string_view fmtp, std::string_view key) {
  while (!fmtp.empty()) {
    std::string_view pair = take(fmtp, ';');
    while (pair.starts_with(' ')) pair.remove_prefix(1);
    if (same(take(pair, '='), key)) return pair;
  }
  return {};
}

void add_feedback(std::vector<Format>& formats, std::string_view text) {
  static constexpr std::array<std::string_view, 4> kHeeded{"nack", "nack pli", "ccm fir",
                                                           "goog-remb"};
  const std::string_view which = take_word(text);
  while (text.ends_with(' ')) text.remove_suffix(1);
  if (std::ranges::find(kHeeded, text) == kHeeded.end()) return;
  for (Format& format : formats) {
    if ((which == "*" || number<uint8_t>(which) == format.payload_type) &&
        std::ranges::find(format.feedback, text) == format.feedback.end()) {
      format.feedback.emplace_back(text);
    }
  }
}

Result<std::vector<Format>> parse_formats(const Lines& lines, std::string_view list) {
  std::vector<Format> formats;
  while (!list.empty()) {
    const std::string_view word = take_word(list);
    if (word.empty()) continue;
    const auto type = number<uint8_t>(word);
    if (!type || *type > 127) return fail(bad_sdp("a payload type that is none in an m-line"));
    if (formats.size() == kMostFormats) return fail(bad_sdp("more than 64 payload types"));
    formats.push_back({.payload_type = *type});
  }
  for (const auto& [name, value] : lines.attributes) {
    if (name == "rtcp-fb") add_feedback(formats, value);
    if (name != "rtpmap" && name != "fmtp") continue;
    std::string_view rest = value;
    const auto type = number<uint8_t>(take_word(rest));
    const auto at = std::ranges::find(formats, type.value_or(255), &Format::payload_type);
    if (at == formats.end()) continue;
    (name == "fmtp" ? at->fmtp : at->codec) = rest;
  }
  return formats;
}

Extensions parse_extensions(const Lines& lines) {
  Extensions found;
  for (const auto& [name, value] : lines.attributes) {
    if (name != "extmap") continue;
    std::string_view rest = value;
    std::string_view id = take_word(rest);  // "6/recvonly" from Firefox
    const auto number_of = number<uint8_t>(take(id, '/'));
    const std::string_view uri = take_word(rest);
    // The one-byte form has 1 to 14 (RFC 8285 4.2).
    if (!number_of || *number_of < 1 || *number_of > 14) continue;
    if (uri == kMidUri) found.mid = *number_of;
    if (uri == kAbsSendTimeUri) found.abs_send_time = *number_of;
    if (uri == kTransportCcUri) found.transport_cc = *number_of;
    if (uri == kPlayoutDelayUri) found.playout_delay = *number_of;
  }
  return found;
}

void take_video(MediaSection& section, const std::vector<Format>& formats) {
  for (const Format& format : formats) {
    VideoChoice choice{.payload_type = format.payload_type,
                       .fmtp = std::string(format.fmtp),
                       .feedback = format.feedback};
    if (same(format.codec, "H264/90000")) {
      // Pieces of pictures need mode 1 (RFC 6184 6.3); mode 0 is one NAL unit a packet.
      if (parameter(format.fmtp, "packetization-mode") != "1") continue;
      choice.codec = port::Codec::kH264;
    } else if (same(format.codec, "VP8/90000")) {
      choice.codec = port::Codec::kVp8;
    } else {
      continue;
    }
    for (const Format& other : formats) {
      if (same(other.codec, "rtx/90000") &&
          number<uint8_t>(parameter(other.fmtp, "apt")) == format.payload_type) {
        choice.rtx_payload_type = other.payload_type;
      }
    }
    section.video.push_back(std::move(choice));
  }
}

void take_sound(MediaSection& section, const std::vector<Format>& formats) {
  for (const Format& format : formats) {
    if (!same(format.codec, "opus/48000/2")) continue;
    section.opus_payload_type = format.payload_type;
    section.opus_fmtp = format.fmtp;
    return;
  }
}

/// Whether the other end takes what we send. Its own direction, or the session's (RFC 8866 6.7).
bool receives(const Lines& session, const Lines& lines) {
  for (const Lines* level : {&lines, &session}) {
    for (const auto& [name, value] : level->attributes) {
      if (name == "recvonly" || name == "sendrecv") return true;
      if (name == "sendonly" || name == "inactive") return false;
    }
  }
  return true;
}

void take_channels(MediaSection& section, const Lines& lines) {
  // RFC 8841 8; before it the port was the format: "DTLS/SCTP 5000".
  const auto text = lines.has("sctp-port") ? lines.value("sctp-port") : section.formats;
  section.sctp_port = number<uint16_t>(text).value_or(0);
  if (const auto most = number<uint64_t>(lines.value("max-message-size"))) {
    // 0: any size (RFC 8841 6).
    section.max_message_size =
        *most == 0 ? UINT32_MAX : static_cast<uint32_t>(std::min<uint64_t>(*most, UINT32_MAX));
  }
}

Result<MediaSection> parse_section(const Lines& session, const Lines& lines) {
  MediaSection section;
  std::string_view rest = lines.head;
  section.type = take_word(rest);
  const auto port = number<uint16_t>(take_word(rest));
  section.protocol = take_word(rest);
  section.formats = rest;
  if (!port || section.protocol.empty() || rest.empty())
    return fail(bad_sdp("an m-line with too few words"));
  section.mid = lines.value("mid");
  // Of a bundled one the port may be 0 in an offer (RFC 9143 6).
  const bool open = *port != 0 || lines.has("bundle-only");
  const bool rtp = section.protocol.ends_with("RTP/SAVPF");
  if (rtp && (section.type == "video" || section.type == "audio")) {
    const auto formats = TRY(parse_formats(lines, rest));
    section.extensions = parse_extensions(lines);
    section.reduced_size = lines.has("rtcp-rsize");
    const bool video = section.type == "video";
    section.kind = video ? MediaSection::Kind::kVideo : MediaSection::Kind::kSound;
    video ? take_video(section, formats) : take_sound(section, formats);
    section.wanted = open && receives(session, lines) &&
                     (video ? !section.video.empty() : section.opus_payload_type != 0);
  } else if (section.type == "application" && section.protocol.ends_with("DTLS/SCTP")) {
    section.kind = MediaSection::Kind::kChannels;
    take_channels(section, lines);
    section.wanted = open && section.sctp_port != 0;
  }
  return section;
}

/// All share the transport of the first; who is outside of the group cannot. False: no group.
bool keep_bundled(const Lines& session, std::vector<MediaSection>& sections) {
  std::vector<std::string_view> bundled;
  for (const auto& [name, value] : session.attributes) {
    std::string_view group = value;
    if (name != "group" || take_word(group) != "BUNDLE") continue;
    while (!group.empty()) bundled.push_back(take_word(group));
    break;
  }
  bool first = true;
  for (MediaSection& section : sections) {
    if (!section.wanted) continue;
    const bool inside =
        !section.mid.empty() && std::ranges::find(bundled, section.mid) != bundled.end();
    section.wanted = bundled.empty() ? first : inside;
    first = false;
  }
  return !bundled.empty();
}

Result<Offer> parse(std::string_view sdp) {
  const auto lines = TRY(split_lines(sdp));
  Offer offer;
  for (size_t i = 1; i < lines.size(); ++i) {
    offer.sections.push_back(TRY(parse_section(lines[0], lines[i])));
  }
  if (offer.sections.empty()) return fail(bad_sdp("no m-line"));
  offer.bundled = keep_bundled(lines[0], offer.sections);
  const auto used = std::ranges::find(offer.sections, true, &MediaSection::wanted);
  if (used == offer.sections.end()) return offer;
  const auto which = static_cast<size_t>(used - offer.sections.begin());
  offer.transport = TRY(parse_transport(lines[0], lines[which + 1]));
  offer.transport.candidates = parse_candidates(lines);
  return offer;
}
}  // namespace

Result<Offer> parse_offer(std::string_view sdp) { return parse(sdp); }

Result<Offer> parse_push_answer(std::string_view sdp, const PushOffer& offer) {
  Offer answer = TRY(parse(sdp));
  for (MediaSection& section : answer.sections) {
    std::erase_if(section.video,
                  [&](const VideoChoice& choice) { return choice.codec != offer.codec; });
    if (section.kind == MediaSection::Kind::kVideo) section.wanted &= !section.video.empty();
    if (section.kind == MediaSection::Kind::kSound) section.wanted &= offer.sound;
  }
  if (std::ranges::none_of(answer.sections, &MediaSection::wanted)) {
    const std::string pictures = offer.codec == port::Codec::kH264 ? "H264" : "VP8";
    return fail(Error(Kind::kUsage,
                      offer.sound ? "the server takes neither " + pictures + " pictures nor sound"
                                  : "the server takes no " + pictures + " pictures")
                    .hint("offer it another codec"));
  }
  if (answer.transport.setup == Setup::kActpass) {
    return fail(bad_sdp("an answer must choose its a=setup"));
  }
  return answer;
}

const MediaSection* Offer::first(MediaSection::Kind kind) const {
  for (const MediaSection& section : sections) {
    if (section.wanted && section.kind == kind) return &section;
  }
  return nullptr;
}

std::optional<VideoChoice> choose_video(const Offer& offer, port::Codec codec) {
  const MediaSection* section = offer.first(MediaSection::Kind::kVideo);
  if (section == nullptr) return std::nullopt;
  const auto rank = [&](const VideoChoice& choice) {
    const bool odd = choice.codec == port::Codec::kH264 &&
                     !same(parameter(choice.fmtp, "profile-level-id"), "42e01f");
    return (choice.codec == codec ? 0 : 2) + (odd ? 1 : 0);
  };
  return *std::ranges::min_element(section->video, {}, rank);
}

}  // namespace anc::webrtc
