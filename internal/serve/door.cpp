// Tokens, tries, hosts and origins.
#include "internal/serve/door.h"

#include <chrono>
#include <utility>

#include "internal/core/log.h"

namespace anc::serve {
namespace {
http::Response unauthorised(const std::string& why) {
  auto response = http::error_response(401, why, "permission",
                                       "make one with: ancloud token create --role controller");
  response.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"ancloud\"");
  return response;
}

http::Response wait_a_while(std::chrono::milliseconds left) {
  auto response = http::error_response(429, "too many wrong tokens came from this address",
                                       "permission", "wait a little");
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(left).count();
  response.headers.emplace_back("Retry-After", std::to_string(seconds));
  return response;
}
}  // namespace

Result<Door> Door::make(const std::string& directory, bool tokens,
                        const std::vector<std::string>& origins) {
  return Door(directory, tokens, TRY(access::Origins::make(origins, access::own_names())));
}

std::variant<access::Token, http::Response> Door::open(const http::Request& request) {
  const auto header = request.header("Authorization");
  return open(request, header ? access::bearer_of(*header) : std::nullopt);
}

std::variant<access::Token, http::Response> Door::open(const http::Request& request,
                                                       const std::optional<std::string>& secret) {
  if (!wants_tokens_) {
    return access::Token{.id = "everybody", .role = access::Role::kController};
  }
  const auto now = std::chrono::steady_clock::now();
  const std::string from = access::rate_key(request.peer);
  if (const auto left = limit_.wait(from, now); left.count() > 0) return wait_a_while(left);
  if (!secret) return unauthorised("a token is needed");
  const auto found = tokens_.check(*secret);
  if (!found) {
    core::log_error("tokens: " + found.error().message());
    return http::error_response(500, "the tokens cannot be read", "failure");
  }
  if (!*found) {
    limit_.failed(from, now);
    return unauthorised("the token is wrong, or no longer valid");
  }
  limit_.succeeded(from);
  return **found;
}

std::optional<http::Response> Door::refuse_stranger(const http::Request& request) const {
  const std::string host(request.header("Host").value_or(""));
  if (!origins_.host_allowed(host)) {
    return http::error_response(421, "this server does not answer under the name " + host,
                                "permission", "add it to stream.origins");
  }
  if (!origins_.origin_allowed(request.header("Origin"), host, request.secure)) {
    return http::error_response(403, "pages of another site may not use this server", "permission",
                                "add the site to stream.origins");
  }
  return std::nullopt;
}

bool Door::counts(const access::Token& token) {
  if (!wants_tokens_) return true;
  return tokens_.still_counts(token).value_or(false);
}

}  // namespace anc::serve
