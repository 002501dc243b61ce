// Images of guests: see core.h.
#include "internal/gles/core.h"

namespace anc::gles {

uint32_t ClientImages::add(std::shared_ptr<ClientImage> image) {
  return table_.with([&](Table& table) -> uint32_t {
    if (table.images.size() >= kMost || table.last == UINT32_MAX) return 0;
    table.images[++table.last] = std::move(image);
    return table.last;
  });
}

std::shared_ptr<ClientImage> ClientImages::find(uint32_t id) const {
  return table_.with([&](const Table& table) -> std::shared_ptr<ClientImage> {
    const auto found = table.images.find(id);
    return found != table.images.end() ? found->second : nullptr;
  });
}

bool ClientImages::remove(uint32_t id) {
  return table_.with([&](Table& table) { return table.images.erase(id) == 1; });
}

}  // namespace anc::gles
