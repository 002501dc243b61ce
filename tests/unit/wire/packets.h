// Packets built by hand from the run-time table, with a different value in every field.
#pragma once

#include <cstddef>
#include <vector>

#include "internal/core/bytes.h"
#include "internal/wire/table.h"
#include "tests/unit/wire/recorder.h"

namespace anc::test {

/// A whole packet (head included) and what decoding it must do.
struct Built {
  std::vector<std::byte> bytes;
  Call call;
  std::vector<std::byte> reply;      ///< as a Recorder answers
  std::vector<size_t> length_words;  ///< offsets of the arrays' length words
  size_t dead = 0;

  wire::Packet packet() const;
};

Built build(const wire::Function& function);
/// Every function of the three APIs that guests send.
std::vector<const wire::Function*> sent_functions();
/// Overwrites the u32 at `offset`.
void poke(std::vector<std::byte>& bytes, size_t offset, uint32_t value);

}  // namespace anc::test
