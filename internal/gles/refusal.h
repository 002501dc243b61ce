// A call that closes its connection: what was wrong with it, for one line in the log.
#pragma once

#include <cstdint>
#include <optional>

namespace anc::gles {

/// The first violation of a connection counts. One thread.
class Refusal {
 public:
  struct Violation {
    const char* field;
    uint64_t value;
    const char* reason;
  };

  /// `call`, `field` and `reason` are literals: "glBufferData", "data"; the log takes the name of
  /// the call from the packet's opcode.
  void refuse(const char* /*call*/, const char* field, uint64_t value,
              const char* reason = "not acceptable") {
    if (!violation_) violation_ = {field, value, reason};
  }
  const std::optional<Violation>& violation() const { return violation_; }

 private:
  std::optional<Violation> violation_;
};

}  // namespace anc::gles
