// What of the unordered channel is still news.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "internal/remote/viewer_messages.h"

namespace anc::remote {

/// Drops moves that others have overtaken. A viewer counts Touches and PointerMoves over both
/// channels; a move goes on only when nothing newer has been seen of its finger (or of the
/// pointer). Whatever is no move always goes on. One for each connection.
class Newest {
 public:
  /// Takes the overtaken contacts out of `touches`; false when none is left.
  bool sift(Touches& touches) {
    std::erase_if(touches.contacts, [&](const Contact& contact) {
      Seen& seen = fingers_[contact.finger];
      if (contact.phase == Contact::Phase::kMove && !seen.older_than(touches.sequence)) return true;
      seen.note(touches.sequence);
      return false;
    });
    return !touches.contacts.empty();
  }
  bool sift(const PointerMove& move) {
    if (!pointer_.older_than(move.sequence)) return false;
    pointer_.note(move.sequence);
    return true;
  }

 private:
  struct Seen {
    bool any = false;
    uint32_t sequence = 0;
    /// The count goes round: newer is what lies less than half of it ahead.
    bool older_than(uint32_t other) const {
      return !any || static_cast<int32_t>(other - sequence) > 0;
    }
    void note(uint32_t other) {
      any = true;
      sequence = other;
    }
  };
  std::array<Seen, 256> fingers_{};
  Seen pointer_{};
};

}  // namespace anc::remote
