// Offers of real programs are understood, and what is no offer is refused.
#include "internal/webrtc/sdp.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace anc::test {
namespace {
using namespace webrtc;
using testing::HasSubstr;
using testing::Not;
using Kind2 = MediaSection::Kind;

std::string offer_of(const std::string& program) {
  std::ifstream file(std::string(ANC_SRC) + "/tests/unit/webrtc/offers/" + program + ".sdp");
  std::stringstream text;
  text << file.rdbuf();
  EXPECT_FALSE(text.str().empty()) << program;
  return text.str();
}

/// Each on a line of its own.
std::string replaced(std::string text, const std::string& what, const std::string& by) {
  const size_t at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return at == std::string::npos ? text : text.replace(at, what.size(), by);
}

Answer answer_to(const Offer& offer, port::Codec codec = port::Codec::kH264) {
  Answer answer;
  answer.transport.ufrag = "ours";
  answer.transport.pwd = "our-password-of-many-letters";
  answer.transport.fingerprint[31] = 0xab;
  answer.transport.setup = Setup::kPassive;
  answer.transport.ice_lite = true;
  answer.transport.candidates = {
      {.address = "192.0.2.1", .port = 4000, .priority = 7},
      {.address = "192.0.2.1", .port = 4000, .tcp = true, .priority = 6}};
  answer.sent = {.video_ssrc = 1001, .rtx_ssrc = 1002, .sound_ssrc = 1003};
  answer.video = choose_video(offer, codec);
  answer.sound = true;
  return answer;
}

const std::string kSmall =
    "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0\r\n"
    "m=video 9 UDP/TLS/RTP/SAVPF 96 97 98\r\na=mid:0\r\na=recvonly\r\na=rtcp-mux\r\n"
    "a=ice-ufrag:abcd\r\na=ice-pwd:0123456789012345678901\r\na=setup:actpass\r\n"
    "a=fingerprint:sha-256 00:01:02:03:04:05:06:07:08:09:0A:0B:0C:0D:0E:0F:10:11:12:13:14:15:16:17:"
    "18:19:1A:1B:1C:1D:1E:1F\r\n"
    "a=rtpmap:96 H264/90000\r\na=fmtp:96 packetization-mode=1;profile-level-id=64001f\r\n"
    "a=rtpmap:97 H264/90000\r\na=fmtp:97 packetization-mode=1;profile-level-id=42e01f\r\n"
    "a=rtpmap:98 H264/90000\r\na=fmtp:98 packetization-mode=0;profile-level-id=42e01f\r\n";

TEST(ParseOffer, Small) {
  const auto offer = parse_offer(kSmall);
  ASSERT_TRUE(offer) << offer.error().message();
  EXPECT_EQ(offer->transport.ufrag, "abcd");
  EXPECT_EQ(offer->transport.fingerprint[31], 0x1f);
  ASSERT_EQ(offer->sections.size(), 1u);
  ASSERT_EQ(offer->sections[0].video.size(), 2u) << "without mode 0";
  EXPECT_EQ(choose_video(*offer, port::Codec::kH264)->payload_type, 97);
  EXPECT_EQ(choose_video(*offer, port::Codec::kVp8)->payload_type, 97) << "nothing else is offered";
}

TEST(ParseOffer, Chromium) {
  const auto offer = parse_offer(offer_of("chromium"));
  ASSERT_TRUE(offer) << offer.error().message();
  ASSERT_EQ(offer->sections.size(), 3u);
  const MediaSection& video = *offer->first(Kind2::kVideo);
  EXPECT_EQ(video.mid, "0");
  EXPECT_NE(video.extensions.playout_delay, 0);
  EXPECT_NE(video.extensions.abs_send_time, 0);
  EXPECT_TRUE(video.reduced_size);
  const auto h264 = choose_video(*offer, port::Codec::kH264);
  EXPECT_THAT(h264->fmtp, HasSubstr("packetization-mode=1;profile-level-id=42e01f"));
  EXPECT_NE(h264->rtx_payload_type, 0);
  EXPECT_THAT(h264->feedback,
              testing::UnorderedElementsAre("goog-remb", "ccm fir", "nack", "nack pli"));
  EXPECT_EQ(choose_video(*offer, port::Codec::kVp8)->payload_type, 96);
  EXPECT_EQ(offer->first(Kind2::kSound)->opus_payload_type, 111);
  EXPECT_EQ(offer->first(Kind2::kChannels)->sctp_port, 5000);
  EXPECT_EQ(offer->first(Kind2::kChannels)->max_message_size, 262144u);
}

TEST(ParseOffer, Aiortc) {
  const auto offer = parse_offer(offer_of("aiortc"));
  ASSERT_TRUE(offer) << offer.error().message();
  EXPECT_EQ(choose_video(*offer, port::Codec::kH264)->codec, port::Codec::kH264);
  EXPECT_NE(offer->first(Kind2::kSound), nullptr);
  EXPECT_NE(offer->first(Kind2::kChannels), nullptr);
}

TEST(ParseOffer, Firefox) {  // without its H.264
  const auto offer = parse_offer(offer_of("firefox"));
  ASSERT_TRUE(offer) << offer.error().message();
  const MediaSection& video = *offer->first(Kind2::kVideo);
  EXPECT_EQ(video.extensions.playout_delay, 6) << "its id has a direction";
  const auto choice = choose_video(*offer, port::Codec::kH264);
  EXPECT_EQ(choice->codec, port::Codec::kVp8);
  EXPECT_EQ(choice->payload_type, 120);
  EXPECT_EQ(choice->rtx_payload_type, 124);
  EXPECT_TRUE(offer->transport.candidates.empty()) << "names only";
  const std::string text = write_answer(*offer, answer_to(*offer));
  EXPECT_THAT(text, HasSubstr("a=extmap:6 http://www.webrtc.org/experiments/rtp-hdrext/playout"));
  EXPECT_THAT(text, HasSubstr("a=fmtp:120 max-fs=12288;max-fr=60\r\n"));
}

TEST(ParseOffer, NodeDatachannel) {
  const auto offer = parse_offer(offer_of("node-datachannel"));
  ASSERT_TRUE(offer) << offer.error().message();
  EXPECT_EQ(choose_video(*offer, port::Codec::kH264)->payload_type, 98);
  EXPECT_EQ(choose_video(*offer, port::Codec::kH264)->rtx_payload_type, 0);
  EXPECT_EQ(offer->first(Kind2::kVideo)->mid, "video");
  EXPECT_EQ(offer->transport.candidates.size(), 2u);
  EXPECT_NE(parse_offer(replaced(offer_of("node-datachannel"), "a=group:BUNDLE video audio 0",
                                 "a=group:LS video audio\r\na=group:BUNDLE video audio 0"))
                ->first(Kind2::kSound),
            nullptr);
}

TEST(ParseOffer, Werift) {
  const auto offer = parse_offer(offer_of("werift"));
  ASSERT_TRUE(offer) << offer.error().message();
  EXPECT_EQ(choose_video(*offer, port::Codec::kH264)->codec, port::Codec::kVp8);
  EXPECT_EQ(offer->first(Kind2::kSound)->opus_payload_type, 96) << "OPUS in capitals";
}

TEST(ParseOffer, CutAnywhereDoesNoHarm) {
  for (const auto& entry :
       std::filesystem::directory_iterator(ANC_SRC "/tests/unit/webrtc/offers")) {
    const std::string whole = offer_of(entry.path().stem());
    for (size_t size = 0; size < whole.size(); ++size) {
      if (const auto offer = parse_offer(std::string_view(whole).substr(0, size))) {
        write_answer(*offer, answer_to(*offer));
      }
    }
  }
}

TEST(ParseOffer, SaysWhatIsWrong) {
  const auto why = [](const std::string& sdp) {
    const auto offer = parse_offer(sdp);
    EXPECT_FALSE(offer);
    if (offer) return std::string();
    EXPECT_EQ(offer.error().kind(), Kind::kUsage);
    return offer.error().message();
  };
  EXPECT_THAT(why(""), HasSubstr("v=0"));
  EXPECT_THAT(why("v=0\r\n"), HasSubstr("no m-line"));
  EXPECT_THAT(why(replaced(kSmall, "sha-256 00", "sha-1 00")), HasSubstr("no SHA-256"));
  EXPECT_THAT(why(replaced(kSmall, ":1F", "")), HasSubstr("wrong length"));
  EXPECT_THAT(why(replaced(kSmall, ":1F", ":1X")), HasSubstr("hexadecimal"));
  EXPECT_THAT(why(replaced(kSmall, "ice-ufrag:abcd", "ice-ufrag:abc")), HasSubstr("ice-ufrag"));
  EXPECT_THAT(why(replaced(kSmall, "setup:actpass", "setup:holdconn")), HasSubstr("holdconn"));
  EXPECT_THAT(why(replaced(kSmall, "video 9 UDP", "video 99999 UDP")), HasSubstr("m-line"));
  EXPECT_THAT(why(replaced(kSmall, "96 97", "96 297")), HasSubstr("payload type"));
  EXPECT_THAT(why(replaced(kSmall, "a=mid:0\r", std::string("a=mid:0\0\r", 9))),
              HasSubstr("control"));
  EXPECT_THAT(why(replaced(kSmall, "a=mid:0\r\n", "a=mid:0\rm=x\r\n")), HasSubstr("CR"));
  EXPECT_THAT(why(kSmall + std::string(70'000, 'x')), HasSubstr("64 KiB"));
  std::string many = kSmall;
  for (int i = 0; i < 16; ++i) many += "m=audio 9 UDP/TLS/RTP/SAVPF 0\r\n";
  EXPECT_THAT(why(many), HasSubstr("16 m-lines"));
  std::string types = "m=video 9 UDP/TLS/RTP/SAVPF";
  for (int i = 0; i < 65; ++i) types += " " + std::to_string(i);
  EXPECT_THAT(why(kSmall + types + "\r\n"), HasSubstr("64 payload types"));
}

TEST(ParseOffer, WhoOnlySendsIsNotSentTo) {
  EXPECT_EQ(parse_offer(replaced(kSmall, "recvonly", "sendonly"))->first(Kind2::kVideo), nullptr);
  EXPECT_EQ(parse_offer(replaced(kSmall, "recvonly", "inactive"))->first(Kind2::kVideo), nullptr);
  EXPECT_EQ(parse_offer(replaced(kSmall, "video 9", "video 0"))->first(Kind2::kVideo), nullptr);
  EXPECT_EQ(parse_offer(replaced(kSmall, "BUNDLE 0", "BUNDLE 1"))->first(Kind2::kVideo), nullptr);
  EXPECT_NE(parse_offer(replaced(replaced(kSmall, "video 9", "video 0"), "a=mid:0",
                                 "a=mid:0\r\na=bundle-only"))
                ->first(Kind2::kVideo),
            nullptr);
  EXPECT_NE(parse_offer(replaced(kSmall, "a=group:BUNDLE 0\r\n", ""))->first(Kind2::kVideo),
            nullptr);
}

TEST(ParseOffer, CandidatesThatCanBeReached) {
  const auto offer =
      parse_offer(kSmall +
                  "a=candidate:1 1 udp 2122 192.0.2.9 5000 typ host generation 0\r\n"
                  "a=candidate:2 1 UDP 2121 2001:db8::1 5001 typ srflx raddr 0.0.0.0 rport 0\r\n"
                  "a=candidate:3 1 udp 2122 3b2a-4.local 5002 typ host\r\n"
                  "a=candidate:4 2 udp 2122 192.0.2.9 5003 typ host\r\n"
                  "a=candidate:5 1 tcp 1518 192.0.2.9 9 typ host tcptype active\r\n"
                  "a=candidate:6 1 tcp 1518 192.0.2.9 5004 typ host tcptype passive\r\n"
                  "a=candidate:7 1 udp\r\na=candidate:\r\n");
  ASSERT_TRUE(offer);
  const auto& found = offer->transport.candidates;
  ASSERT_EQ(found.size(), 3u);
  EXPECT_EQ(found[0].address, "192.0.2.9");
  EXPECT_EQ(found[0].port, 5000);
  EXPECT_EQ(found[0].priority, 2122u);
  EXPECT_EQ(found[1].address, "2001:db8::1");
  EXPECT_TRUE(found[2].tcp);
}

TEST(WriteAnswer, Chromium) {
  const auto offer = *parse_offer(offer_of("chromium"));
  const std::string text = write_answer(offer, answer_to(offer));
  const auto again = parse_offer(text);
  ASSERT_TRUE(again) << text;
  ASSERT_EQ(again->sections.size(), 3u);
  EXPECT_THAT(text, HasSubstr("a=group:BUNDLE 0 1 2\r\na=ice-lite\r\n"));
  EXPECT_THAT(text, HasSubstr("a=ssrc-group:FID 1001 1002\r\n"));
  EXPECT_THAT(text, HasSubstr("a=msid:ancloud-video video\r\n"));
  EXPECT_THAT(text, HasSubstr("a=msid:ancloud-sound sound\r\n"));
  EXPECT_THAT(text, HasSubstr("a=candidate:1 1 udp 7 192.0.2.1 4000 typ host\r\n"
                              "a=candidate:2 1 tcp 6 192.0.2.1 4000 typ host tcptype passive\r\n"
                              "a=end-of-candidates\r\nm="));
  EXPECT_EQ(text.find("a=candidate:1"), text.rfind("a=candidate:1"));
  EXPECT_THAT(text, Not(HasSubstr("transport-wide-cc")));
  EXPECT_THAT(text, HasSubstr(" goog-remb\r\n"));
  EXPECT_THAT(text, HasSubstr("a=sctp-port:5000\r\n"));
  EXPECT_EQ(again->transport.setup, Setup::kPassive);
  EXPECT_TRUE(again->transport.ice_lite);
}

TEST(WriteAnswer, NoBundleThatWasNotOffered) {
  const auto offer = *parse_offer(replaced(kSmall, "a=group:BUNDLE 0\r\n", ""));
  const std::string text = write_answer(offer, answer_to(offer));
  EXPECT_THAT(text, HasSubstr("m=video 9 "));
  EXPECT_THAT(text, Not(HasSubstr("BUNDLE")));
}

TEST(WriteAnswer, RefusedOnesAreThereToo) {
  const auto offer = *parse_offer(offer_of("aiortc"));
  Answer answer = answer_to(offer);
  answer.sound = false;
  answer.channels = false;
  const std::string text = write_answer(offer, answer);
  EXPECT_THAT(text,
              HasSubstr("m=audio 0 UDP/TLS/RTP/SAVPF " + offer.first(Kind2::kSound)->formats));
  EXPECT_THAT(text, HasSubstr("a=group:BUNDLE " + offer.first(Kind2::kVideo)->mid + "\r\n"));
  size_t sections = 0, ufrags = 0, muxes = 0, fingerprints = 0;
  std::stringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    sections += line.starts_with("m=");
    ufrags += line.starts_with("a=ice-ufrag:ours");
    muxes += line.starts_with("a=rtcp-mux");
    fingerprints += line.starts_with("a=fingerprint:sha-256 00:");
  }
  EXPECT_EQ(sections, 3u);
  EXPECT_EQ(ufrags, 3u);
  EXPECT_EQ(muxes, 2u);
  EXPECT_EQ(fingerprints, 3u);
}

TEST(Push, OfferAndAnswer) {
  PushOffer push;
  push.transport = answer_to(*parse_offer(kSmall)).transport;
  push.transport.setup = Setup::kActpass;
  push.transport.ice_lite = false;
  push.sent = {.video_ssrc = 1001, .rtx_ssrc = 1002, .sound_ssrc = 1003};
  const std::string text = write_push_offer(push);
  EXPECT_THAT(text, HasSubstr("a=setup:actpass\r\n"));
  EXPECT_THAT(text, HasSubstr("a=sendonly\r\n"));
  // A server that answers as one who receives.
  std::string answer = text;
  for (size_t at; (at = answer.find("a=sendonly")) != std::string::npos;) {
    answer.replace(at, 10, "a=recvonly");
  }
  for (size_t at; (at = answer.find("a=setup:actpass")) != std::string::npos;) {
    answer.replace(at, 15, "a=setup:active");
  }
  const auto read = parse_push_answer(answer, push);
  ASSERT_TRUE(read) << read.error().message();
  EXPECT_EQ(read->transport.setup, Setup::kActive);
  const auto video = choose_video(*read, push.codec);
  ASSERT_TRUE(video);
  EXPECT_EQ(video->payload_type, kPushVideo);
  EXPECT_EQ(video->rtx_payload_type, kPushRtx);
  EXPECT_EQ(read->first(Kind2::kSound)->opus_payload_type, kPushOpus);
  EXPECT_EQ(read->first(Kind2::kVideo)->extensions.playout_delay, 3);
  EXPECT_FALSE(parse_push_answer(text, push)) << "setup is not chosen";
  const std::string silent = replaced(answer, "m=video 9", "m=video 0");
  EXPECT_EQ(parse_push_answer(silent, push)->first(Kind2::kVideo), nullptr);
  std::string none = replaced(silent, "m=audio 9", "m=audio 0");
  for (const char* part : {"", "a=ice-ufrag"}) {  // also where it comes without a transport
    for (size_t at; *part != 0 && (at = none.find(part)) != std::string::npos;) none[at] = 'x';
    const auto refused = parse_push_answer(none, push);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind(), Kind::kUsage);
    EXPECT_THAT(refused.error().message(), HasSubstr("neither H264 pictures nor sound"));
  }
}

TEST(Push, TheAnswersNumbersAreHeeded) {
  std::ifstream file(ANC_SRC "/tests/unit/webrtc/answers/janus.sdp");
  std::stringstream text;
  text << file.rdbuf();
  std::string other = text.str();
  for (const auto& [from, to] :
       {std::pair{":96 ", ":106 "}, {"apt=96", "apt=106"}, {" 96 97", " 106 97"}}) {
    for (size_t at; (at = other.find(from)) != std::string::npos;) {
      other.replace(at, std::string_view(from).size(), to);
    }
  }
  ASSERT_NE(other, text.str());
  const auto answer = parse_push_answer(other, {});
  ASSERT_TRUE(answer) << answer.error().message();
  const auto video = choose_video(*answer, port::Codec::kH264);
  ASSERT_TRUE(video);
  EXPECT_EQ(video->payload_type, 106);
  EXPECT_EQ(video->rtx_payload_type, kPushRtx);
}

TEST(Push, Janus) {
  std::ifstream file(ANC_SRC "/tests/unit/webrtc/answers/janus.sdp");
  std::stringstream text;
  text << file.rdbuf();
  const auto answer = parse_push_answer(text.str(), {});
  ASSERT_TRUE(answer) << answer.error().message();
  EXPECT_EQ(answer->transport.setup, Setup::kActive);
  EXPECT_EQ(choose_video(*answer, port::Codec::kH264)->rtx_payload_type, kPushRtx);
  EXPECT_EQ(answer->first(Kind2::kVideo)->extensions.abs_send_time, 0) << "it refused that one";
  EXPECT_EQ(answer->first(Kind2::kVideo)->extensions.playout_delay, 3);
  EXPECT_EQ(answer->first(Kind2::kSound)->mid, "1");
}

}  // namespace
}  // namespace anc::test
