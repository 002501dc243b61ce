// The layers put together.
#include "internal/webrtc/peer_state.h"

#include <algorithm>
#include <utility>

#include "internal/webrtc/random.h"

namespace anc::webrtc {
namespace {
using std::chrono::milliseconds;

constexpr std::chrono::seconds kHandshake{20};  // for DTLS, from the first route on
constexpr milliseconds kAskAgain{300};          // for a key picture
constexpr size_t kMaxTcpAttempts = 4;

bool is_dtls(uint8_t first) { return first >= 20 && first <= 63; }       // RFC 9443 section 2
bool is_rtp(uint8_t first) { return first >= 128 && first <= 191; }      // or RTCP
bool is_rtcp(uint8_t second) { return second >= 192 && second <= 223; }  // RFC 5761 section 4
}  // namespace

Peer::State::State(net::Loop& loop, Port& at, const Certificate& own, const Options& wanted,
                   Events to)
    : port(at), certificate(own), options(wanted), events(std::move(to)), timer(loop) {
  local.ufrag = random_text(8);
  local.pwd = random_text(24);
  local.fingerprint = own.fingerprint();
  local.candidates = at.candidates();
  sent.video_ssrc = random_value<uint32_t>() | 1;
  sent.rtx_ssrc = sent.video_ssrc + 1;
  sent.sound_ssrc = sent.video_ssrc + 2;
}

Result<void> Peer::State::attach(bool lite) {
  const std::weak_ptr<State> weak = weak_from_this();
  Port::Handlers handlers;
  handlers.stun = [weak](const StunMessage& message, core::Bytes packet, const Route& from) {
    if (const auto self = weak.lock()) self->on_stun(message, packet, from);
  };
  handlers.packet = [weak](core::Bytes packet, const Route& from) {
    if (const auto self = weak.lock()) self->on_packet(packet, from);
  };
  handlers.broken = [weak](const Route& route) {
    const auto self = weak.lock();
    if (!self || !self->live) return;
    self->ice->broken(route, Clock::now());
    self->arm();
  };
  attachment = TRY(port.attach(local.ufrag, std::move(handlers)));
  // The agent is ours and ends with us, so it may know us by address.
  IceAgent::Out out;
  out.send = [this](const Route& to, core::Bytes packet) { port.send(to, packet); };
  out.claim = [this](const Route& route) { return attachment->claim(route); };
  out.expect = [this](const TransactionId& id) { attachment->expect(id); };
  out.forget = [this](const TransactionId& id) { attachment->forget(id); };
  out.selected = [this](const Route&) { on_selected(); };
  ice = std::make_unique<IceAgent>(IceAgent::Options{local.ufrag, local.pwd, lite}, std::move(out),
                                   Clock::now());
  return {};
}

void Peer::State::settle(const Offer& description, Dtls::Role our_role) {
  theirs = description;
  role = our_role;
  settled = true;
  ice->set_remote(theirs.transport.ufrag, theirs.transport.pwd, Clock::now());
}

void Peer::State::add_candidates(const std::vector<Candidate>& candidates) {
  size_t tcp = 0;
  for (const Candidate& candidate : candidates) {
    const auto address = Address::parse(candidate.address, candidate.port);
    if (!address || !port.reaches(*address)) continue;
    if (!candidate.tcp) {
      ice->add({0, *address, {}}, candidate.priority);
      continue;
    }
    if (++tcp > kMaxTcpAttempts) continue;
    const auto route = port.connect(*address);
    if (route && attachment->claim(*route)) ice->add(*route, candidate.priority);
  }
}

void Peer::State::on_stun(const StunMessage& message, core::Bytes packet, const Route& from) {
  if (!live) return;
  ice->take(message, packet, from, Clock::now());
  if (live) arm();
}

void Peer::State::on_packet(core::Bytes packet, const Route&) {
  if (!live || packet.size() < 2) return;
  const auto first = std::to_integer<uint8_t>(packet[0]);
  if (is_dtls(first)) on_dtls(packet);
  if (is_rtp(first) && is_rtcp(std::to_integer<uint8_t>(packet[1]))) on_rtcp(packet);
  if (live) arm();
}

void Peer::State::on_selected() {
  if (dtls || !settled) return;  // moved: the layers above do not notice
  dtls_deadline = Clock::now() + kHandshake;
  Dtls::Out out;
  out.datagram = [this](core::Bytes datagram) {
    if (ice->route()) port.send(*ice->route(), datagram);
  };
  out.data = [this](core::Bytes data) {
    ice->alive(Clock::now());
    if (sctp) sctp->take(data);
  };
  auto made = Dtls::make(certificate, role, theirs.transport.fingerprint, std::move(out));
  if (!made) return finish(made.error().message());
  dtls = std::move(*made);
}

void Peer::State::on_dtls(core::Bytes datagram) {
  if (!dtls) return;
  const auto taken = dtls->take(datagram);
  if (!live) return;
  if (!taken) return finish(taken.error().message());
  if (dtls->open() && !connected) on_secure();
  if (live && dtls->closed()) finish("the other end has ended the connection");
}

void Peer::State::on_rtcp(core::Bytes packet) {
  if (!srtp || !media) return;
  scratch.assign(packet.begin(), packet.end());
  if (!srtp->unprotect_rtcp(scratch)) return;  // forged or played again: as if it had not come
  ice->alive(Clock::now());
  const std::vector<std::byte> plain = std::exchange(scratch, {});
  media->take_rtcp(plain, Clock::now());
}

void Peer::State::on_secure() {
  if (video || sound) begin_media();
  if (!live) return;
  connected = true;
  if (events.connected) events.connected();
  if (live) begin_channels();
}

void Peer::State::begin_media() {
  const auto keys = dtls->keys();
  if (!keys) return finish(keys.error().message());
  auto made = Srtp::make(*keys);
  if (!made) return finish(made.error().message());
  srtp = std::move(*made);
  auto agreed = MediaSender::Options::agreed(theirs, video, sound, sent);
  agreed.start_bits_per_second = options.start_bits_per_second;
  agreed.most_bits_per_second = options.most_bits_per_second;
  MediaSender::Out out;
  out.rtp = [this](core::Bytes packet) { send_protected(packet, false); };
  out.rtcp = [this](core::Bytes packet) { send_protected(packet, true); };
  out.key_frame_wanted = [this] {
    if (live && events.key_frame_wanted) events.key_frame_wanted();
  };
  out.rate = [this](uint32_t rate) {
    if (live && events.rate) events.rate(rate);
  };
  media = std::make_unique<MediaSender>(std::move(agreed), std::move(out));
}

void Peer::State::begin_channels() {
  const MediaSection* section = theirs.first(MediaSection::Kind::kChannels);
  if (!options.channels || section == nullptr) return;
  DataChannels::Out out;
  out.send = [this](uint16_t stream, uint32_t ppid, core::Bytes data, const Reliability& how) {
    return sctp && sctp->send(stream, ppid, data, how);
  };
  out.reset = [this](uint16_t stream) {
    if (sctp) sctp->reset(stream);
  };
  out.opened = [this](uint16_t stream, const ChannelOpen& open) {
    if (live && events.channel_opened) events.channel_opened(stream, open.label, open.protocol);
  };
  out.message = [this](uint16_t stream, bool text, core::Bytes message) {
    if (live && events.message) events.message(stream, text, message);
  };
  out.closed = [this](uint16_t stream) {
    if (live && events.channel_closed) events.channel_closed(stream);
  };
  channels = std::make_unique<DataChannels>(std::move(out));
  // These come from usrsctp's clock too, where nobody holds us.
  const std::weak_ptr<State> weak = weak_from_this();
  Sctp::Out below;
  below.packet = [this](core::Bytes packet) { dtls->send(packet); };
  below.up = [weak] {
    const auto self = weak.lock();
    if (!self || !self->live) return;
    self->channels->up(self->role == Dtls::Role::kClient, Sctp::kStreams);
    if (self->events.channels_up) self->events.channels_up();
  };
  below.message = [weak](uint16_t stream, uint32_t ppid, core::Bytes message) {
    const auto self = weak.lock();
    if (self && self->live) self->channels->take(stream, ppid, message);
  };
  below.reset = [weak](uint16_t stream) {
    const auto self = weak.lock();
    if (self && self->live) self->channels->reset_by_other(stream);
  };
  below.down = [weak](const std::string& why) {
    if (const auto self = weak.lock()) self->finish(why);
  };
  auto made = Sctp::connect(port.sctp(), section->sctp_port, std::move(below));
  if (!made) return finish(made.error().message());
  sctp = std::move(*made);
}

void Peer::State::tick() {
  armed.reset();
  if (!live) return;
  const auto now = Clock::now();
  if (const auto why = ice->tick(now)) return finish(*why);
  if (!live) return;
  if (dtls && !connected) {
    const auto ticked = dtls->tick();
    if (!ticked) return finish(ticked.error().message());
    if (now >= dtls_deadline) {
      return finish("the DTLS handshake has not ended within " +
                    std::to_string(kHandshake.count()) + " s");
    }
  }
  if (media && media->next() && *media->next() <= now) media->tick(now);
  if (live && leaving_out && now >= ask_again && ice->route() && !port.congested(*ice->route())) {
    ask_again = now + kAskAgain;
    if (events.key_frame_wanted) events.key_frame_wanted();
  }
  if (live) arm();
}

void Peer::State::arm() {
  const auto now = Clock::now();
  std::optional<Clock::time_point> at = ice->next();
  const auto also = [&](const std::optional<Clock::time_point>& other) {
    if (other && (!at || *other < *at)) at = other;
  };
  if (dtls && !connected) {
    also(dtls->next(now));
    also(dtls_deadline);
  }
  if (media) also(media->next());
  if (leaving_out) also(std::max(ask_again, now + milliseconds(20)));
  if (!at || (armed && *armed <= *at)) return;
  armed = at;
  const auto delay = std::chrono::ceil<milliseconds>(*at - now);
  timer.start(std::max(delay, milliseconds(0)), [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->tick();
  });
}

void Peer::State::send_protected(core::Bytes packet, bool rtcp) {
  if (!live || !ice->route()) return;
  scratch.assign(packet.begin(), packet.end());
  const auto done = rtcp ? srtp->protect_rtcp(scratch) : srtp->protect_rtp(scratch);
  if (done) port.send(*ice->route(), scratch);
}

bool Peer::State::left_out(const port::EncodedVideo& picture) {
  if (ice->route() && port.congested(*ice->route())) {
    leaving_out = true;
    return true;
  }
  if (picture.key) leaving_out = false;
  return leaving_out;
}

bool Peer::State::send_video(const port::EncodedVideo& picture) {
  if (!live || !media || !video) return false;
  const bool gone = !left_out(picture) && media->send_video(picture, Clock::now());
  if (live) arm();
  return gone;
}

void Peer::State::shut() {
  if (!std::exchange(live, false)) return;
  timer.cancel();
  if (dtls) dtls->close();  // before SCTP, whose abort then stays at home
  sctp.reset();
  attachment->leave();
}

void Peer::State::finish(const std::string& why) {
  if (!live) return;
  shut();
  if (events.closed) events.closed(why);
}

}  // namespace anc::webrtc
