// Descriptions in and out; the rest is Peer::State's.
#include "internal/webrtc/peer.h"

#include <utility>

#include "internal/webrtc/peer_state.h"

namespace anc::webrtc {

Result<std::unique_ptr<Peer>> Peer::answer(net::Loop& loop, Port& port,
                                           const Certificate& certificate, const std::string& offer,
                                           const Options& options, Events events) {
  using enum MediaSection::Kind;
  const Offer theirs = TRY(parse_offer(offer));
  const auto state = std::make_shared<State>(loop, port, certificate, options, std::move(events));
  state->video = choose_video(theirs, options.codec);
  state->sound = options.sound && theirs.first(kSound) != nullptr;
  const bool channels = options.channels && theirs.first(kChannels) != nullptr;
  if (!state->video && !state->sound && !channels) {
    return fail(Error(Kind::kUsage, "the offer takes nothing that is sent from here")
                    .hint("offer to receive H264 or VP8 video over UDP/TLS/RTP/SAVPF"));
  }
  TRY(state->attach(true));
  const bool passive = theirs.transport.setup != Setup::kPassive;
  state->local.setup = passive ? Setup::kPassive : Setup::kActive;
  state->local.ice_lite = true;
  state->settle(theirs, passive ? Dtls::Role::kServer : Dtls::Role::kClient);
  state->local_sdp =
      write_answer(theirs, {state->local, state->sent, state->video, state->sound, channels});
  state->arm();
  return std::unique_ptr<Peer>(new Peer(state));
}

Result<std::unique_ptr<Peer>> Peer::offer(net::Loop& loop, Port& port,
                                          const Certificate& certificate, const Options& options,
                                          Events events) {
  const auto state = std::make_shared<State>(loop, port, certificate, options, std::move(events));
  TRY(state->attach(false));
  state->local.setup = Setup::kActpass;
  state->push = PushOffer{state->local, state->sent, options.codec, options.sound};
  state->push->channels = options.channels;
  state->local_sdp = write_push_offer(*state->push);
  state->arm();
  return std::unique_ptr<Peer>(new Peer(state));
}

Result<void> Peer::accept(const std::string& answer) {
  using enum MediaSection::Kind;
  const std::shared_ptr<State> state = state_;
  if (!state->push || state->settled || !state->live) {
    return fail(Kind::kUsage, "no offer waits for an answer");
  }
  const Offer theirs = TRY(parse_push_answer(answer, *state->push));
  const MediaSection* video = theirs.first(kVideo);
  if (video != nullptr && !video->video.empty()) state->video = video->video.front();
  state->sound = theirs.first(kSound) != nullptr;
  const bool active = theirs.transport.setup == Setup::kActive;
  state->settle(theirs, active ? Dtls::Role::kServer : Dtls::Role::kClient);
  state->add_candidates(theirs.transport.candidates);
  state->arm();
  return {};
}

Peer::Peer(std::shared_ptr<State> state) : state_(std::move(state)) {}

Peer::~Peer() { state_->shut(); }

const std::string& Peer::local_sdp() const { return state_->local_sdp; }

const std::string& Peer::remote_ufrag() const { return state_->theirs.transport.ufrag; }

bool Peer::has_video() const { return state_->video.has_value(); }

port::Codec Peer::codec() const {
  return state_->video ? state_->video->codec : state_->options.codec;
}

bool Peer::sound() const { return state_->sound; }

bool Peer::send_video(const port::EncodedVideo& picture) {
  const std::shared_ptr<State> state = state_;
  return state->send_video(picture);
}

void Peer::send_sound(const port::EncodedSound& sound) {
  const std::shared_ptr<State> state = state_;
  if (!state->live || !state->media || !state->sound) return;
  state->media->send_sound(sound, State::Clock::now());
  if (state->live) state->arm();
}

bool Peer::send_message(ChannelId channel, bool text, core::Bytes message) {
  return state_->live && state_->channels && state_->channels->send(channel, text, message);
}

std::optional<ChannelId> Peer::open_channel(const std::string& label, const std::string& protocol,
                                            const Reliability& reliability) {
  if (!state_->live || !state_->channels) return std::nullopt;
  ChannelOpen open;
  open.reliability = reliability;
  open.label = label;
  open.protocol = protocol;
  return state_->channels->open(open);
}

void Peer::close_channel(ChannelId channel) {
  if (state_->live && state_->channels) state_->channels->close(channel);
}

Peer::Facts Peer::facts() const {
  Facts facts;
  const auto& route = state_->ice->route();
  if (route) {
    facts.transport = route->connection == 0 ? "udp" : "tcp";
    facts.remote = route->remote.text();
  }
  if (state_->media) facts.media = state_->media->counters();
  return facts;
}

}  // namespace anc::webrtc
