// Security headers: see security.h.
#include "internal/http/security.h"

namespace anc::http {

Headers security_headers(const Page& page) {
  const std::string& wanted = page.frame_ancestors;
  const bool odd = wanted.empty() || wanted.find_first_of(";,\r\n") != std::string::npos;
  const std::string ancestors = odd ? "'none'" : wanted;
  const std::string elsewhere = page.any_media ? " http: https:" : "";
  // No inline script or style, so that no text of a guest can become one. blob: is for what the
  // page makes itself: its screenshots, and files that the user chose.
  Headers headers = {
      {"Content-Security-Policy",
       "default-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:" + elsewhere +
           "; connect-src 'self'" + elsewhere +
           "; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors " +
           ancestors},
      {"X-Content-Type-Options", "nosniff"},
      {"Referrer-Policy", "no-referrer"},
      {"Permissions-Policy",
       "clipboard-read=(self), clipboard-write=(self), fullscreen=(self), gamepad=(self), "
       "camera=(), microphone=(), geolocation=(), payment=(), usb=()"},
      {"Cross-Origin-Opener-Policy", "same-origin"},
      {"Cross-Origin-Resource-Policy", "same-origin"}};
  if (ancestors == "'none'") headers.emplace_back("X-Frame-Options", "DENY");
  return headers;
}

Headers cors_headers(const Request& request) {
  if (!request.header("origin")) return {};
  return {{"Access-Control-Allow-Origin", "*"},
          {"Access-Control-Expose-Headers", "Location, Link, ETag, Accept-Patch, Retry-After"},
          {"Cross-Origin-Resource-Policy", "cross-origin"}};
}

Response cors_preflight(const Request& request, std::string_view methods) {
  Response response{204, cors_headers(request), {}, {}};
  response.headers.emplace_back("Allow", methods);
  response.headers.emplace_back("Access-Control-Allow-Methods", methods);
  response.headers.emplace_back("Access-Control-Allow-Headers",
                                "Authorization, Content-Type, If-Match");
  response.headers.emplace_back("Access-Control-Max-Age", "86400");
  response.headers.emplace_back("Accept-Post", "application/sdp");
  return response;
}

}  // namespace anc::http
