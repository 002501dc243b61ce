// Recorded sessions of a guest as packets, and every way to spoil one field of one of them.
#pragma once

#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "internal/core/bytes.h"
#include "internal/core/error.h"
#include "internal/wire/packet.h"

namespace anc::test {

/// One packet, head included, and the answer that it got.
struct Step {
  uint32_t connection = 0;
  std::vector<std::byte> packet, reply;

  wire::Packet view() const;
};
/// In the order in which the host saw them, over all connections.
using Recording = std::vector<Step>;

/// Reads a file in the format of ../shared/traces/README.md. kFailure where it is none.
Result<Recording> read_trace(const std::string& path);

/// Bytes of the answer that the guest waits for; nullopt for a packet that a decoder refuses.
std::optional<size_t> reply_bytes(const wire::Packet& packet);

/// A part of a packet that a test overwrites: opcode, size, a value, a length word, or the first
/// and last bytes of an array.
struct Field {
  std::string_view name;
  size_t offset = 0;  ///< from the packet's start
  size_t bytes = 4;   ///< 1, 2 or 4
};
std::vector<Field> fields_of(const std::vector<std::byte>& packet);

/// 0, 1, -1, the largest, one more, one less, and a random one; without what the field has now.
std::vector<uint32_t> spoiled_values(uint32_t now, size_t bytes, std::mt19937& random);

uint32_t field_value(const std::vector<std::byte>& packet, const Field& field);
void set_field(std::vector<std::byte>& packet, const Field& field, uint32_t value);

}  // namespace anc::test
