// Headers that tell browsers what a page of ours may do, and who may ask us from other sites.
#pragma once

#include <string>
#include <string_view>

#include "internal/http/message.h"

namespace anc::http {

/// What a page may do beyond its own files.
struct Page {
  /// Who may show it in a frame, as CSP writes it: "'none'", "'self'", "https://a.example.org".
  /// Anything with a ";" or a line break counts as 'none'.
  std::string frame_ancestors = "'none'";
  bool any_media = false;  ///< plays and fetches from other sites, as the player of any WHEP URL
};

/// For every answer.
Headers security_headers(const Page& page = {});

/// For answers to WHEP and WHIP requests of pages of other sites: the token, not the site, decides
/// there, and no cookie takes part. Empty for a request without an Origin.
Headers cors_headers(const Request& request);
/// The answer to the OPTIONS request that browsers send first: 204 with what may be asked.
Response cors_preflight(const Request& request, std::string_view methods);

}  // namespace anc::http
