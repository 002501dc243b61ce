// Names derived from an instance: see tag.h.
#include "internal/container/tag.h"

#include "internal/core/hash.h"

namespace anc::container {

Tag tag_of(const state::Instance& instance) {
  const std::string text = core::fnv1a_text(instance.dir());
  const std::string unique = instance.name() + "-" + text;
  std::string hardware = "02:61";
  for (size_t i = 0; i < text.size(); i += 2) hardware += ":" + text.substr(i, 2);
  return {"ancloud/" + unique, "anc" + text, hardware, "/run/ancloud/" + unique};
}

}  // namespace anc::container
