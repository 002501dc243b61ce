// Fuzz target: pieces of live media, as the stream server takes them from a session. What is taken
// is written again, and must be what was read.
#include <algorithm>
#include <cstdlib>

#include "internal/stream/media_piece.h"

namespace anc {
namespace {

void check(bool holds) {
  if (!holds) std::abort();
}

template <class Media>
void same(const Media& media, const std::vector<std::byte>& bytes, core::Bytes was) {
  const auto head = stream::media_head(media);
  check(head.size() + bytes.size() == was.size());
  check(std::equal(head.begin(), head.end(), was.begin()));
}

void take_all(core::Bytes left) {
  while (true) {
    const core::Bytes before = left;
    const auto piece = stream::take_media(left);
    if (!piece || !piece->has_value()) {
      check(left.data() == before.data() && left.size() == before.size());
      return;
    }
    const core::Bytes was = before.first(before.size() - left.size());
    if (const auto* video = std::get_if<port::EncodedVideo>(&**piece)) {
      check(video->width > 0 && video->width <= stream::kMostSide && !video->bytes.empty());
      same(*video, video->bytes, was);
    } else if (const auto* sound = std::get_if<port::EncodedSound>(&**piece)) {
      same(*sound, sound->opus, was);
    } else {
      check(std::get<core::Json>(**piece).is_object());
    }
  }
}

}  // namespace
}  // namespace anc

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  anc::take_all(std::as_bytes(std::span(data, size)));
  return 0;
}
