// What a viewer whose connection does not stand yet has missed.
#pragma once

#include <cstddef>
#include <vector>

#include "internal/port/media.h"

namespace anc::serve {

/// The newest key picture and all pictures after it, kept while a viewer's connection is made: it
/// begins with them at once, and its key picture was encoded meanwhile. Net thread only.
class RunUp {
 public:
  /// More is not worth being sent and decoded in one go: a fresh key picture is sooner seen.
  static constexpr size_t kMostBytes = 256u << 10, kMostPictures = 30;

  void add(const port::EncodedVideoPtr& picture);
  /// In their order, and forgets them. None: no key picture came, or too much after it.
  std::vector<port::EncodedVideoPtr> take();
  void clear();
  /// A key picture came, and too much after it: who begins now needs another.
  bool overflowed() const { return overflowed_; }

 private:
  std::vector<port::EncodedVideoPtr> pictures_;
  bool overflowed_ = false;
  size_t bytes_ = 0;
};

}  // namespace anc::serve
