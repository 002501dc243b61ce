// Looking up functions and types in the generated table.
#include "internal/wire/table.h"

#include "wire/opcodes.h"

namespace anc::wire {

const Function* find_function(uint32_t opcode) {
  const std::span<const Function> all = functions(api_of(opcode));
  return all.empty() ? nullptr : &all[opcode - all.front().opcode];
}

std::string_view type_name(Type type) {
  switch (type) {
    case Type::kVoid:
      return "void";
    case Type::kU8:
      return "u8";
    case Type::kC8:
      return "c8";
    case Type::kI16:
      return "i16";
    case Type::kI32:
      return "i32";
    case Type::kU32:
      return "u32";
    case Type::kE32:
      return "e32";
    case Type::kF32:
      return "f32";
    case Type::kX32:
      return "x32";
    case Type::kH32:
      return "h32";
    case Type::kRaw:
      return "raw";
    case Type::kPtr:
      return "ptr";
  }
  return "";
}

}  // namespace anc::wire
