// A recorded session of one connection, ready to be played against a host with other ids.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "internal/core/error.h"

namespace anc::bench {

/// The guest's bytes joined, client flags included, in two parts: a set-up, in which the guest
/// learns its ids, and the frames. Format: ../shared/traces/README.md.
struct Trace {
  /// The guest waits after `up` bytes until it has `down` bytes.
  struct Wait {
    size_t up, down;
  };
  /// A u32 at that offset of one direction is the id `slot`.
  struct Id {
    size_t offset;
    uint32_t slot;
  };

  std::vector<std::byte> up;
  std::vector<Wait> waits;
  std::vector<Id> up_ids, down_ids;          ///< by offset
  std::vector<uint32_t> recorded_ids;        ///< by slot
  size_t setup_end = 0;                      ///< offset in `up`: the last id is known from here on
  size_t frames_end = 0;                     ///< offset in `up`: the last swap ends here
  size_t packets = 0, draws = 0, swaps = 0;  ///< in the frames

  /// Reads `stem`.trace and `stem`.ids.csv; one connection only.
  static Result<Trace> load(const std::string& stem);

  /// Writes what the host calls its ids over the bytes [from, to) of `up`.
  void patch(const std::vector<uint32_t>& ids, size_t from, size_t to);
};

}  // namespace anc::bench
