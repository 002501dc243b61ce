// Escapes, paths and queries: see target.h.
#include "internal/http/target.h"

#include <algorithm>

#include "internal/core/text.h"

namespace anc::http {
namespace {

int digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

/// "http://host:1/a" without what is before the path; proxies send such targets.
std::string_view without_authority(std::string_view text) {
  const size_t scheme = text.find("://");
  if (text.starts_with('/') || scheme == std::string_view::npos) return text;
  const size_t path = text.find_first_of("/?", scheme + 3);
  if (path == std::string_view::npos || text[path] == '?') return {};
  return text.substr(path);
}

Result<void> check_path(std::string_view path) {
  const bool odd = std::any_of(path.begin(), path.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f || c == '\\';
  });
  if (odd || !core::is_utf8(path)) return fail(Kind::kUsage, "the path has odd characters");
  if (path == "/") return {};
  const std::vector<std::string> segments = core::split(path.substr(1), '/');
  for (size_t i = 0; i < segments.size(); ++i) {
    const bool last = i + 1 == segments.size();
    const std::string& one = segments[i];
    if ((one.empty() && !last) || one == "." || one == "..") {
      return fail(Kind::kUsage, "the path has an empty or relative segment");
    }
  }
  return {};
}

}  // namespace

std::optional<std::string> percent_decode(std::string_view text) {
  std::string plain;
  plain.reserve(text.size());
  for (size_t at = 0; at < text.size(); ++at) {
    char c = text[at];
    if (c == '%') {
      if (text.size() - at < 3) return std::nullopt;
      const int high = digit(text[at + 1]);
      const int low = digit(text[at + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      c = static_cast<char>(high * 16 + low);
      at += 2;
    }
    if (c == '\0') return std::nullopt;
    plain += c;
  }
  return plain;
}

std::string percent_encode(std::string_view text) {
  static constexpr char kDigits[] = "0123456789ABCDEF";
  std::string escaped;
  for (const char c : text) {
    if (is_unreserved(c)) {
      escaped += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    escaped += '%';
    escaped += kDigits[byte >> 4];
    escaped += kDigits[byte & 15];
  }
  return escaped;
}

Result<Target> parse_target(std::string_view text) {
  const std::string_view rest = without_authority(text);
  const size_t mark = rest.find('?');
  const auto path = percent_decode(rest.substr(0, mark));
  if (!path) return fail(Kind::kUsage, "the path has a broken escape");
  if (!path->starts_with('/')) return fail(Kind::kUsage, "the path does not begin with a slash");
  TRY(check_path(*path));
  return Target{
      *path, mark == std::string_view::npos ? std::string() : std::string(rest.substr(mark + 1))};
}

std::optional<std::string> query_value(std::string_view query, std::string_view name) {
  for (std::string pair : core::split(query, '&')) {
    std::replace(pair.begin(), pair.end(), '+', ' ');
    const size_t equals = std::min(pair.find('='), pair.size());
    if (percent_decode(std::string_view(pair).substr(0, equals)) != name) continue;
    return percent_decode(std::string_view(pair).substr(std::min(equals + 1, pair.size())));
  }
  return std::nullopt;
}

}  // namespace anc::http
