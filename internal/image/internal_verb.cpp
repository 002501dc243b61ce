// From a hidden verb's words to the helper process.
#include "internal/image/internal_verb.h"

#include "internal/core/text.h"
#include "internal/image/fuse_server.h"
#include "internal/image/probe.h"

namespace anc::image {

std::optional<int> run_internal(std::span<const std::string> words) {
  if (words.size() == 2 && words[0] == "image-probe") {
    const auto fd = core::parse_int(words[1], 3, 1 << 20);
    return fd ? probe_main(static_cast<int>(*fd)) : 2;
  }
  if (words.size() == 7 && words[0] == "image-fuse") {
    return fuse_main({words.begin() + 1, words.end()});
  }
  return std::nullopt;
}

}  // namespace anc::image
