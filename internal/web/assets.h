// The page: files of internal/web/page, which are part of the program.
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace anc::web {

/// One file as it is served. All of it lives as long as the program.
struct Asset {
  std::string_view path;  ///< "/index.html", "/assets/app.css"
  std::string_view type;  ///< for Content-Type
  std::string_view body;
  std::string_view gzip;  ///< the same, compressed; empty where that is not shorter
  std::string_view etag;  ///< quoted, of the content
};

/// The file at the path of a request; "/" is "/index.html", "/player" "/player.html" and
/// "/manifest.webmanifest" stands for itself. Any thread.
std::optional<Asset> find(std::string_view path);
/// All files, for tests.
std::span<const Asset> all();

/// What the page needs and nothing else: for Content-Security-Policy of every file.
inline constexpr std::string_view kPolicy =
    "default-src 'self'; connect-src 'self' ws: wss:; img-src 'self' blob: data:; "
    "media-src 'self' blob: mediastream:; object-src 'none'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'";

}  // namespace anc::web
