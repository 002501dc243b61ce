// Fuzz target: session descriptions from whoever asks. What is understood can be answered, and the
// answer has as many m-lines and is understood itself.
#include <cstdlib>

#include "internal/webrtc/media_sender.h"
#include "internal/webrtc/sdp.h"

namespace anc {
namespace {

void check(bool holds) {
  if (!holds) std::abort();
}

webrtc::Transport ours() {
  webrtc::Transport transport;
  transport.ufrag = "ours";
  transport.pwd = "our-password-of-many-letters";
  transport.setup = webrtc::Setup::kPassive;
  transport.candidates = {{.address = "192.0.2.1", .port = 1}};
  return transport;
}

void answer(const webrtc::Offer& offer) {
  webrtc::Answer answer;
  answer.transport = ours();
  answer.sent = {.video_ssrc = 1, .rtx_ssrc = 2, .sound_ssrc = 3};
  answer.video = choose_video(offer, port::Codec::kH264);
  answer.sound = true;
  (void)webrtc::MediaSender::Options::agreed(offer, answer.video, true, answer.sent);
  const auto again = webrtc::parse_offer(write_answer(offer, answer));
  check(again.has_value());
  check(again->sections.size() == offer.sections.size());
}

}  // namespace
}  // namespace anc

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace anc;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto offer = webrtc::parse_offer(text)) answer(*offer);
  (void)webrtc::parse_push_answer(text, {});
  return 0;
}
