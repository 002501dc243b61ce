// Images of guests: see core.h.
#include "internal/gles/core.h"

#include <algorithm>

namespace anc::gles {

uint32_t ClientImages::add(Objects::OwnerId owner, std::shared_ptr<ClientImage> image) {
  return table_.with([&](Table& table) -> uint32_t {
    const auto mine = static_cast<size_t>(
        std::count_if(table.images.begin(), table.images.end(),
                      [&](const auto& entry) { return entry.second.owner == owner; }));
    if (mine >= most_ || table.last == UINT32_MAX) return 0;
    table.images[++table.last] = {owner, std::move(image)};
    return table.last;
  });
}

std::shared_ptr<ClientImage> ClientImages::find(uint32_t id) const {
  return table_.with([&](const Table& table) -> std::shared_ptr<ClientImage> {
    const auto found = table.images.find(id);
    return found != table.images.end() ? found->second.image : nullptr;
  });
}

bool ClientImages::remove(uint32_t id) {
  return table_.with([&](Table& table) {
    auto node = table.images.extract(id);
    return node ? std::move(node.mapped().image) : nullptr;
  }) != nullptr;
}

size_t ClientImages::count() const {
  return table_.with([](const Table& table) { return table.images.size(); });
}

}  // namespace anc::gles
