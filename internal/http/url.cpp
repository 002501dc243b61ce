// Splitting and resolving: see url.h.
#include "internal/http/url.h"

#include <algorithm>
#include <vector>

#include "internal/core/text.h"
#include "internal/http/endpoint.h"

namespace anc::http {
namespace {

constexpr size_t kMost = 8u << 10;

Error bad(std::string_view text, const std::string& why) {
  return Error(Kind::kUsage, "\"" + std::string(text.substr(0, 200)) + "\" is no URL: " + why)
      .hint("write it as https://host/path");
}

std::string lower(std::string_view text) {
  std::string small(text);
  std::transform(small.begin(), small.end(), small.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return small;
}

bool has_scheme(std::string_view text) {  // RFC 3986, 3.1
  const size_t colon = text.find_first_of(":/?#");
  return colon != std::string_view::npos && colon > 0 && text[colon] == ':';
}

/// RFC 3986, 5.2.4 over whole segments.
std::string without_dots(std::string_view path) {
  std::vector<std::string> kept;
  const std::vector<std::string> segments = core::split(path.substr(1), '/');
  for (size_t i = 0; i < segments.size(); ++i) {
    const bool last = i + 1 == segments.size();
    if (segments[i] == ".." && !kept.empty()) kept.pop_back();
    const bool dots = segments[i] == "." || segments[i] == "..";
    if (!dots) kept.push_back(segments[i]);
    if (dots && last) kept.emplace_back();
  }
  return "/" + core::join(kept, "/");
}

}  // namespace

std::string Url::authority() const {
  const bool own = port == (scheme == "https" ? 443 : 80);
  const std::string all = endpoint_text({host, port});
  return own ? all.substr(0, all.rfind(':')) : all;
}

std::string Url::text() const { return scheme + "://" + authority() + target; }

Result<Url> parse_url(std::string_view text) {
  const bool odd = std::any_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) <= 0x20 || c == 0x7f;
  });
  if (odd || text.size() > kMost) return fail(bad(text, "it has blanks or is too long"));
  const size_t mark = text.find("://");
  if (mark == std::string_view::npos) return fail(bad(text, "it has no scheme"));
  Url url;
  url.scheme = lower(text.substr(0, mark));
  if (url.scheme != "http" && url.scheme != "https") {
    return fail(bad(text, "its scheme is neither http nor https"));
  }
  std::string_view rest = text.substr(mark + 3);
  rest = rest.substr(0, rest.find('#'));
  const size_t end = std::min(rest.find_first_of("/?"), rest.size());
  std::string authority = lower(rest.substr(0, end));
  url.target = std::string(rest.substr(end));
  if (!url.target.starts_with('/')) url.target = "/" + url.target;
  if (authority.find('@') != std::string::npos) {
    return fail(bad("…", "it has a name or a password inside"));
  }
  const size_t colon = authority.rfind(':');
  const bool has_port =
      colon != std::string::npos && authority.find(']', colon) == std::string::npos;
  if (!has_port) authority += url.scheme == "https" ? ":443" : ":80";
  const auto endpoint = parse_endpoint(authority);
  if (!endpoint || endpoint->host.empty() || endpoint->port == 0) {
    return fail(bad(text, "it has no host, or an odd one"));
  }
  url.host = endpoint->host;
  url.port = endpoint->port;
  return url;
}

Result<std::string> resolve_location(std::string_view base, std::string_view location) {
  const Url from = TRY(parse_url(base));
  location = location.substr(0, location.find('#'));
  if (has_scheme(location)) return TRY(parse_url(location)).text();
  if (location.starts_with("//"))
    return TRY(parse_url(from.scheme + ":" + std::string(location))).text();
  const std::string path = from.target.substr(0, from.target.find('?'));
  std::string target = from.target;
  if (location.starts_with('?')) {
    target = path + std::string(location);
  } else if (!location.empty()) {
    const size_t mark = std::min(location.find('?'), location.size());
    const std::string folder = path.substr(0, path.rfind('/') + 1);
    const std::string whole =
        (location.starts_with('/') ? "" : folder) + std::string(location.substr(0, mark));
    target = without_dots(whole) + std::string(location.substr(mark));
  }
  const std::string origin = from.scheme + "://" + from.authority();
  return TRY(parse_url(origin + target)).text();
}

}  // namespace anc::http
