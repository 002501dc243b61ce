// The table of the guest's GL functions at run time: names, parameters, sizes; for messages, tests
// and tools. Generated from gles.table; decoding itself does not look here.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace anc::wire {

enum class Api : uint8_t { kNone, kGles1, kGles2, kRc };

enum class Type : uint8_t { kVoid, kU8, kC8, kI16, kI32, kU32, kE32, kF32, kX32, kH32, kRaw, kPtr };

enum class Direction : uint8_t { kValue, kIn, kOut };

/// Bytes of a value of that type, or of one array element; 0 for kVoid and kPtr, 1 for kRaw.
constexpr uint32_t type_size(Type type) {
  switch (type) {
    case Type::kVoid:
    case Type::kPtr:
      return 0;
    case Type::kU8:
    case Type::kC8:
    case Type::kRaw:
      return 1;
    case Type::kI16:
      return 2;
    default:
      return 4;
  }
}

/// The word for a type in gles.table, e.g. "e32".
std::string_view type_name(Type type);

struct Param {
  std::string_view name;
  Type type;  ///< of the value, or of an array's elements
  Direction direction;
  std::string_view length;  ///< rule of gles.table for arrays; empty for values
  bool null, big, repack, nonneg;
};

struct Function {
  uint32_t opcode;
  std::string_view name;
  Type ret;
  std::span<const Param> params;
  uint16_t min_size;  ///< whole packet with empty arrays
  bool blocks;        ///< the guest waits for out arrays and the returned value
  bool never, custom, wire_only, flush;
};

/// All functions of one API in the order of their opcodes.
std::span<const Function> functions(Api api);
/// nullptr for an opcode that no API has.
const Function* find_function(uint32_t opcode);

}  // namespace anc::wire
