// A call that closes its connection: what was wrong with it, for one line in the log.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace anc::gles {

/// The first violation of a connection counts. One thread.
class Refusal {
 public:
  /// `call` and `field` are literals: "glBufferData", "data".
  void refuse(const char* call, const char* field, uint64_t value) {
    if (text_) return;
    text_ = std::string(call) + ": " + field + ": " + std::to_string(value) + " is not acceptable";
  }
  const std::optional<std::string>& text() const { return text_; }

 private:
  std::optional<std::string> text_;
};

}  // namespace anc::gles
