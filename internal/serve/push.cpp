// Offer, answer, media; and what follows when one of them fails.
#include "internal/serve/push.h"

#include <algorithm>
#include <utility>

#include "internal/core/log.h"

namespace anc::serve {
namespace {
using std::chrono::milliseconds;
constexpr milliseconds kFirstPause{1000}, kLongestPause{30000};
constexpr milliseconds kConnectTime{15000}, kGoodbyeTime{2000};

MediaSource::What what_of(port::Codec codec) {
  return codec == port::Codec::kH264 ? MediaSource::What::kH264 : MediaSource::What::kVp8;
}

/// Of answers that waiting does not better (RFC 9725, 4.2): the wish itself is wrong.
bool is_final(int status) {
  return status >= 400 && status < 500 && status != 408 && status != 429;
}

Error refused(const http::Reply& reply) {
  const std::string what = "the server answers " + std::to_string(reply.status) + " " +
                           std::string(http::status_text(reply.status));
  const bool token = reply.status == 401 || reply.status == 403;
  Error error(token ? Kind::kPermission : Kind::kNetwork, reply.url + ": " + what);
  if (token) return std::move(error).hint("give the server's token with --token-file");
  if (is_final(reply.status)) {
    return std::move(error).hint("is this the URL of a WHIP endpoint?");
  }
  return error;
}
}  // namespace

Push::Push(net::Loop& loop, webrtc::Port& port, const webrtc::Certificate& certificate,
           Options options, Told told)
    : loop_(loop),
      port_(port),
      certificate_(certificate),
      options_(std::move(options)),
      told_(std::move(told)),
      video_(loop, options_.session_state, what_of(options_.codec), [this] { port_.flush(); }),
      sound_(loop, options_.session_state, MediaSource::What::kSound, [this] { port_.flush(); }),
      pause_(kFirstPause),
      pausing_(loop),
      key_(loop),
      patience_(loop) {}

Push::~Push() { leave_sources(); }

http::Headers Push::authorised() const {
  http::Headers headers;
  if (!options_.token.empty()) {
    headers.emplace_back("Authorization", "Bearer " + options_.token);
  }
  return headers;
}

void Push::offer() {
  webrtc::Peer::Options wishes{.codec = options_.codec,
                               .sound = options_.sound,
                               .channels = false,
                               .start_bits_per_second = options_.rate.bits_per_second,
                               .most_bits_per_second = options_.rate.bits_per_second};
  auto made = webrtc::Peer::offer(
      loop_, port_, certificate_, wishes,
      {.connected = [this] { connected(); },
       .closed = [this](const std::string& why) { again(Error(Kind::kNetwork, why)); },
       .key_frame_wanted = [this] { video_.request_key_frame(); },
       .rate =
           [this](uint32_t bits) {
             const uint32_t most = options_.rate.bits_per_second;
             video_.set_rate(*this, {std::min(bits, most), options_.rate.frames_per_second});
           },
       .channels_up = {},
       .channel_opened = {},
       .message = {},
       .channel_closed = {}});
  if (!made) return give_up(made.error());
  peer_ = std::move(*made);
  http::Ask ask{.method = "POST", .url = options_.url, .headers = authorised()};
  ask.headers.emplace_back("Content-Type", "application/sdp");
  ask.body = peer_->local_sdp();
  ask.trust = options_.trust;
  exchange_ = http::Exchange::start(
      loop_, std::move(ask), [this](Result<http::Reply> reply) { answered(std::move(reply)); });
}

void Push::answered(Result<http::Reply> reply) {
  exchange_.reset();
  if (!reply) {
    const bool hopeless =
        reply.error().kind() == Kind::kUsage || reply.error().kind() == Kind::kPermission;
    return hopeless ? give_up(reply.error()) : again(reply.error());
  }
  if (reply->status != 201) {
    const Error why = refused(*reply);
    if (is_final(reply->status)) return give_up(why);
    return again(why, reply->retry_after.value_or(std::chrono::seconds(0)));
  }
  const auto taken = take(*reply);
  if (!taken && taken.error().kind() == Kind::kUsage) return give_up(taken.error());
  if (!taken) return again(taken.error());
  patience_.start(kConnectTime, [this] {
    again(Error(Kind::kTimeout, "the server answered, but no media connection comes about"));
  });
}

Result<void> Push::take(const http::Reply& reply) {
  if (const auto location = reply.header("Location")) {
    resource_ = TRY(http::resolve_location(reply.url, *location), "Location of the answer");
  }
  return peer_->accept(reply.body);
}

void Push::connected() {
  patience_.cancel();
  joined_ = true;
  pause_ = kFirstPause;
  std::string refused;
  if (!peer_->has_video()) refused = "the sound only, for it takes no such pictures, ";
  if (options_.sound && !peer_->sound()) refused = "the pictures only, for it takes no sound, ";
  told_.progress("sending " + refused + "to " + options_.url);
  if (peer_->has_video()) video_.add(*this, options_.rate);
  if (options_.sound && peer_->sound()) sound_.add(*this, {});
  key_.start(options_.key_every, [this] { ask_for_key(); });
}

void Push::ask_for_key() {
  video_.request_key_frame();
  key_.start(options_.key_every, [this] { ask_for_key(); });
}

void Push::on_video(const port::EncodedVideoPtr& picture) {
  if (peer_) peer_->send_video(*picture);
}

void Push::on_sound(const port::EncodedSoundPtr& sound) {
  if (peer_) peer_->send_sound(*sound);
}

void Push::leave_sources() {
  video_.remove(*this);
  sound_.remove(*this);
  key_.cancel();
  patience_.cancel();
}

void Push::again(const Error& why, milliseconds least) {
  if (over_) return;
  leave_sources();
  const milliseconds wait = std::max(pause_, least);
  pause_ = std::min(pause_ * 2, kLongestPause);
  told_.progress((joined_ ? "the server is gone: " : "not connected: ") + why.message() +
                 "; trying again in " + std::to_string(wait.count() / 1000) + " s");
  joined_ = false;
  exchange_.reset();
  // The server may have kept its end; a callback of the peer's may be what led here.
  remove_resource({});
  loop_.post([peer = std::shared_ptr<webrtc::Peer>(std::move(peer_))] {});
  pausing_.start(wait, [this] { offer(); });
}

void Push::give_up(const Error& why) {
  if (std::exchange(over_, true)) return;
  leave_sources();
  told_.failed(why);
}

void Push::remove_resource(std::function<void()> done) {
  const std::string url = std::exchange(resource_, {});
  if (url.empty()) {
    if (done) done();
    return;
  }
  const auto keep = std::make_shared<std::unique_ptr<http::Exchange>>();
  http::Ask ask{.method = "DELETE", .url = url, .headers = authorised(), .trust = options_.trust};
  ask.connect_time = ask.answer_time = kGoodbyeTime;
  *keep = http::Exchange::start(loop_, std::move(ask),
                                [keep, done = std::move(done)](const Result<http::Reply>& reply) {
                                  if (!reply) core::log_debug(reply.error().message());
                                  const auto ended = std::move(*keep);
                                  if (done) done();
                                });
}

void Push::stop(std::function<void()> done) {
  over_ = true;
  pausing_.cancel();
  exchange_.reset();
  leave_sources();
  peer_.reset();
  remove_resource(std::move(done));
}

}  // namespace anc::serve
