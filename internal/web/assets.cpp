// Looking up files of the page: see assets.h.
#include "internal/web/assets.h"

#include <algorithm>

#include "web/files.h"

namespace anc::web {

std::span<const Asset> all() { return kFiles; }

std::optional<Asset> find(std::string_view path) {
  if (path == "/") path = "/index.html";
  if (path == "/player") path = "/player.html";
  const auto it = std::ranges::lower_bound(kFiles, path, {}, &Asset::path);
  if (it == std::end(kFiles) || it->path != path) return std::nullopt;
  return *it;
}

}  // namespace anc::web
