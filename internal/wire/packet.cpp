// The words of a violation.
#include "internal/wire/packet.h"

#include "internal/wire/table.h"

namespace anc::wire {
namespace {

/// What stands for `field` where a fault concerns the packet and no parameter.
const char* field_of(const Status& status) {
  if (status.field != nullptr) return status.field;
  const bool head = status.fault == Fault::kUnknownOpcode || status.fault == Fault::kNeverSent;
  return head ? "opcode" : "size";
}

const char* reason(Fault fault) {
  switch (fault) {
    case Fault::kNone:
      return "no fault";
    case Fault::kUnknownOpcode:
      return "no function has it";
    case Fault::kNeverSent:
      return "no guest sends this function";
    case Fault::kPacketSize:
      return "below the function's least or above the limit";
    case Fault::kShort:
      return "too few bytes of parameters";
    case Fault::kArrayBeyondEnd:
      return "more bytes than the packet has";
    case Fault::kDeadBytes:
      return "bytes after the parameters, not as many as the out arrays have";
    case Fault::kReplyLimit:
      return "bytes of answer, above the limit";
  }
  return "fault";
}

}  // namespace

std::string violation(uint32_t opcode, const char* field, uint64_t value, const char* reason) {
  std::string text = "opcode " + std::to_string(opcode);
  if (const Function* function = find_function(opcode)) text += " " + std::string(function->name);
  return text + ": " + field + " = " + std::to_string(value) + ": " + reason;
}

std::string Status::message() const {
  const uint32_t number = fault == Fault::kUnknownOpcode ? value : opcode;
  return violation(number, field_of(*this), value, reason(fault));
}

namespace detail {

Status bad_body(uint16_t opcode, size_t size, size_t need) {
  if (size < need) return {nullptr, saturate(size), opcode, Fault::kShort};
  return {nullptr, saturate(size - need), opcode, Fault::kDeadBytes};
}

Status unknown(uint32_t opcode) {
  if (find_function(opcode) == nullptr) return {nullptr, opcode, 0, Fault::kUnknownOpcode};
  return {nullptr, opcode, static_cast<uint16_t>(opcode), Fault::kNeverSent};
}

}  // namespace detail
}  // namespace anc::wire
