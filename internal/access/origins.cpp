// Comparing hosts and origins: see origins.h.
#include "internal/access/origins.h"

#include <algorithm>
#include <arpa/inet.h>
#include <climits>
#include <netinet/in.h>
#include <unistd.h>

#include "internal/core/text.h"

namespace anc::access {
namespace {

std::string lower(std::string_view text) {
  std::string small(text);
  std::transform(small.begin(), small.end(), small.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return small;
}

struct Host {
  std::string name;  ///< lower case, without brackets
  std::string port;  ///< may be empty
  bool literal = false;
};

std::optional<Host> parse_host(std::string_view text) {
  Host host;
  std::string_view port;
  if (text.starts_with('[')) {
    const size_t end = text.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    host.name = lower(text.substr(1, end - 1));
    const std::string_view rest = text.substr(end + 1);
    if (!rest.empty() && rest[0] != ':') return std::nullopt;
    port = rest.empty() ? rest : rest.substr(1);
    in6_addr v6{};
    host.literal = inet_pton(AF_INET6, host.name.c_str(), &v6) == 1;
    if (!host.literal) return std::nullopt;
  } else {
    const size_t colon = text.find(':');
    host.name = lower(text.substr(0, colon));
    if (colon != std::string_view::npos) port = text.substr(colon + 1);
    if (host.name.ends_with('.')) host.name.pop_back();
    in_addr v4{};
    host.literal = inet_pton(AF_INET, host.name.c_str(), &v4) == 1;
  }
  if (host.name.empty() || (!port.empty() && !core::parse_int(port, 0, 65535))) {
    return std::nullopt;
  }
  host.port = std::string(port);
  return host;
}

/// "scheme", host and port with the scheme's own port left out; none for what is no origin.
std::optional<std::string> normal_origin(std::string_view origin) {
  const std::string text = lower(origin);
  const size_t mark = text.find("://");
  if (mark == std::string::npos) return std::nullopt;
  const std::string scheme = text.substr(0, mark);
  if (scheme != "http" && scheme != "https") return std::nullopt;
  const auto host = parse_host(std::string_view(text).substr(mark + 3));
  if (!host || host->name.find_first_of("/?#@ ") != std::string::npos) return std::nullopt;
  const bool own = host->port.empty() || host->port == (scheme == "http" ? "80" : "443");
  const bool v6 = host->name.find(':') != std::string::npos;
  return scheme + "://" + (v6 ? "[" + host->name + "]" : host->name) +
         (own ? std::string() : ":" + host->port);
}

}  // namespace

Result<Origins> Origins::make(std::vector<std::string> allowed, std::vector<std::string> names) {
  Origins origins;
  for (const std::string& one : allowed) {
    if (one == "*") {
      origins.all_ = true;
      continue;
    }
    const auto normal = normal_origin(one);
    if (!normal) {
      return fail(Error(Kind::kUsage, "\"" + one + "\" is no origin")
                      .hint("write it as https://name or https://name:port"));
    }
    origins.allowed_.push_back(*normal);
  }
  for (const std::string& name : names) origins.names_.push_back(lower(name));
  return origins;
}

bool Origins::allows(std::string_view origin) const {
  const auto normal = normal_origin(origin);
  return normal && std::find(allowed_.begin(), allowed_.end(), *normal) != allowed_.end();
}

bool Origins::host_allowed(std::string_view text) const {
  const auto host = parse_host(text);
  if (!host) return false;
  if (host->literal || host->name == "localhost" || host->name.ends_with(".localhost")) return true;
  if (std::find(names_.begin(), names_.end(), host->name) != names_.end()) return true;
  // A proxy in front of us passes on the name of an allowed origin.
  return std::any_of(allowed_.begin(), allowed_.end(), [&](const std::string& origin) {
    const auto of = parse_host(std::string_view(origin).substr(origin.find("://") + 3));
    return of && of->name == host->name;
  });
}

bool Origins::origin_allowed(std::optional<std::string_view> origin, std::string_view host,
                             bool secure) const {
  if (!origin || all_ || allows(*origin)) return true;
  const auto normal = normal_origin(*origin);
  return normal && host_allowed(host) &&
         normal == normal_origin((secure ? "https://" : "http://") + std::string(host));
}

std::vector<std::string> own_names() {
  char name[HOST_NAME_MAX + 1] = {};
  if (::gethostname(name, sizeof name - 1) != 0 || name[0] == '\0') return {};
  const std::string whole = lower(name);
  const std::string first = whole.substr(0, whole.find('.'));
  std::vector<std::string> names = {whole, first, first + ".local"};
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

}  // namespace anc::access
