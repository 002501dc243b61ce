// Offers in, answers out.
#include "internal/serve/whep.h"

#include <random>
#include <utility>

#include "internal/core/text.h"
#include "internal/http/target.h"

namespace anc::serve {
namespace {
constexpr const char* kSdp = "application/sdp";

/// 128 bits that nobody guesses.
std::string random_name() {
  std::random_device random;
  std::string name;
  for (int i = 0; i < 4; ++i) {
    char part[9];
    std::snprintf(part, sizeof part, "%08x", random());
    name += part;
  }
  return name;
}

bool is_type(const http::Request& request, std::string_view type) {
  const std::string_view said = request.header("Content-Type").value_or("");
  return core::trim(said.substr(0, said.find(';'))) == type;
}

/// Whether all names of ICE in the fragment are the one that the offer had.
bool is_of(std::string_view fragment, std::string_view ufrag) {
  constexpr std::string_view kName = "a=ice-ufrag:";
  for (size_t at = 0; (at = fragment.find(kName, at)) != std::string_view::npos;) {
    at += kName.size();
    const auto end = fragment.find_first_of("\r\n", at);
    if (fragment.substr(at, end == std::string_view::npos ? end : end - at) != ufrag) return false;
  }
  return true;
}
}  // namespace

http::Response full_house(size_t most) {
  auto response = http::error_response(
      503, std::to_string(most) + " viewers are watching already, which is the most", "capacity",
      "come back in a while, or raise stream.max_viewers");
  response.headers.emplace_back("Retry-After", "5");
  return response;
}

void Whep::create(std::shared_ptr<const http::Request> request, const access::Token& token,
                  const std::string& name, http::Respond respond) {
  if (!is_type(*request, kSdp)) {
    auto refusal = http::error_response(415, "an offer has the type application/sdp", "usage");
    refusal.headers.emplace_back("Accept-Post", kSdp);
    return respond(std::move(refusal));
  }
  const auto instance = instances_.open(name);
  if (!instance) return respond(http::error_response(instance.error()));
  // A peer for an instance that does not run would wait in vain, and its viewer would not know why.
  (*instance)->ask({{"do", "display_show"}}, {},
                   [this, request, token, instance = *instance,
                    respond = std::move(respond)](const Result<Answer>& running) {
                     if (!running) return respond(http::error_response(running.error()));
                     respond(answer(*request, token, *instance));
                   });
}

webrtc::Peer::Options Whep::wishes(const http::Request& request) const {
  webrtc::Peer::Options wishes;
  const auto asked = http::query_value(request.query, "codec");
  wishes.codec = asked && *asked == "vp8" ? port::Codec::kVp8 : port::Codec::kH264;
  if (options_.codec) wishes.codec = *options_.codec;
  wishes.start_bits_per_second =
      std::min(wishes.start_bits_per_second, options_.most_bits_per_second);
  wishes.most_bits_per_second = options_.most_bits_per_second;
  return wishes;
}

http::Response Whep::answer(const http::Request& request, const access::Token& token,
                            Instance& instance) {
  if (instances_.viewers() >= options_.most_viewers) return full_house(options_.most_viewers);
  const ViewerId id = instances_.next_viewer();
  const webrtc::Peer::Options wished = wishes(request);
  auto opened = PeerOutlet::answer(instance, id, means_, request.body, wished);
  if (!opened) {
    const int status = opened.error().kind() == Kind::kUsage ? 422 : 503;
    return http::error_response(status, opened.error().message(), "usage", opened.error().hint());
  }
  instance
      .admit({.id = id,
              .token = token,
              .codec = opened->codec,
              .video = opened->video,
              .sound = opened->sound,
              .rate = {options_.most_bits_per_second, options_.most_frames_per_second},
              .start_bits_per_second = wished.start_bits_per_second},
             std::move(opened->outlet))
      .prepare();
  forget_the_gone();
  const std::string resource = random_name();
  const std::string etag = "\"" + resource.substr(0, 8) + "\"";
  resources_[resource] = {instance.name(), id, token.id, etag, opened->remote_ufrag};
  return {.status = 201,
          .headers = {{"Content-Type", kSdp},
                      {"Location", "/v1/instances/" + instance.name() + "/whep/" + resource},
                      {"ETag", etag},
                      {"Cache-Control", "no-store"}},
          .body = opened->answer};
}

/// Viewers end without a word more often than with a DELETE.
void Whep::forget_the_gone() {
  std::erase_if(resources_, [this](const auto& entry) {
    const auto instance = instances_.open(entry.second.instance);
    return !instance || (*instance)->find(entry.second.viewer) == nullptr;
  });
}

http::Response Whep::touch(const http::Request& request, const access::Token& token,
                           const std::string& instance, const std::string& resource) {
  const auto at = resources_.find(resource);
  if (at == resources_.end() || at->second.instance != instance || at->second.token != token.id) {
    return http::error_response(404, "there is no such viewer", "not_running");
  }
  if (request.method == "DELETE") {
    const auto of = instances_.open(instance);
    if (of) (*of)->dismiss(at->second.viewer);
    resources_.erase(at);
    return {.status = 200};
  }
  if (request.method == "PATCH") {
    if (!is_type(request, "application/trickle-ice-sdpfrag")) {
      return http::error_response(415, "candidates have the type application/trickle-ice-sdpfrag",
                                  "usage");
    }
    if (!request.body.empty() && !is_of(request.body, at->second.remote_ufrag)) {
      // An ICE restart (RFC 9725 section 4.3.3): accepted, it would be waited for in vain.
      return http::error_response(422, "ICE is not begun anew here: end this viewer and come again",
                                  "usage");
    }
    // A lite agent answers whoever asks under its name: it needs no candidates of the other end.
    return {.status = 204, .headers = {{"ETag", at->second.etag}}};
  }
  auto refusal = http::error_response(405, "a viewer knows PATCH and DELETE", "usage");
  refusal.headers.emplace_back("Allow", "PATCH, DELETE, OPTIONS");
  return refusal;
}

}  // namespace anc::serve
