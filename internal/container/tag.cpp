// Names derived from an instance: see tag.h.
#include "internal/container/tag.h"

#include <cstdint>
#include <cstdio>

namespace anc::container {

Tag tag_of(const state::Instance& instance) {
  uint32_t hash = 2166136261u;  // FNV-1a
  for (const char c : instance.dir()) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
  char text[9];
  std::snprintf(text, sizeof text, "%08x", hash);
  const std::string unique = instance.name() + "-" + text;
  std::string hardware = "02:61";
  for (int i = 0; i < 8; i += 2) hardware += ":" + std::string(text + i, 2);
  return {"ancloud/" + unique, std::string("anc") + text, hardware, "/run/ancloud/" + unique};
}

}  // namespace anc::container
