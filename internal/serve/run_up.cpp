// Keeping pictures from a key picture on.
#include "internal/serve/run_up.h"

#include <utility>

namespace anc::serve {

void RunUp::add(const port::EncodedVideoPtr& picture) {
  if (picture->key) clear();
  if (!picture->key && pictures_.empty()) return;
  pictures_.push_back(picture);
  bytes_ += picture->bytes.size();
  // What comes after a gap is of no use before the next key picture.
  overflowed_ = bytes_ > kMostBytes || pictures_.size() > kMostPictures;
  if (overflowed_) clear();
}

std::vector<port::EncodedVideoPtr> RunUp::take() {
  bytes_ = 0;
  return std::exchange(pictures_, {});
}

void RunUp::clear() {
  pictures_.clear();
  bytes_ = 0;
}

}  // namespace anc::serve
