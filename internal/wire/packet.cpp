// The words of a refused packet.
#include "internal/wire/packet.h"

#include "internal/wire/table.h"

namespace anc::wire {
namespace {

std::string reason(const Status& status) {
  const std::string value = std::to_string(status.value);
  switch (status.fault) {
    case Fault::kNone:
      return "no fault";
    case Fault::kUnknownOpcode:
      return "no function has that opcode";
    case Fault::kNeverSent:
      return "no guest sends this function";
    case Fault::kPacketSize:
      return "packet size " + value + " is out of range";
    case Fault::kShort:
      return value + " bytes of parameters are too few";
    case Fault::kArrayBeyondEnd:
      return value + " bytes do not fit in the packet";
    case Fault::kDeadBytes:
      return value + " bytes follow the parameters, not as many as its out arrays have";
    case Fault::kReplyLimit:
      return "an answer of " + value + " bytes is above the limit";
  }
  return "fault";
}

}  // namespace

std::string Status::message() const {
  const uint32_t number = fault == Fault::kUnknownOpcode ? value : opcode;
  std::string text = "opcode " + std::to_string(number);
  if (const Function* function = find_function(number)) {
    text += " " + std::string(function->name);
  }
  if (field != nullptr) text += ": " + std::string(field);
  return text + ": " + reason(*this);
}

namespace detail {

Status bad_body(uint16_t opcode, size_t size, size_t need) {
  if (size < need) return {nullptr, saturate(size), opcode, Fault::kShort};
  return {nullptr, saturate(size - need), opcode, Fault::kDeadBytes};
}

Status unknown(uint32_t opcode) {
  if (find_function(opcode) == nullptr) return {nullptr, opcode, 0, Fault::kUnknownOpcode};
  return {nullptr, 0, static_cast<uint16_t>(opcode), Fault::kNeverSent};
}

}  // namespace detail
}  // namespace anc::wire
