// Texts of the clipboard, which are longer than a message may be.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "internal/core/error.h"
#include "internal/remote/server_messages.h"
#include "internal/remote/viewer_messages.h"

namespace anc::remote {

/// The messages that carry `utf8`, at least one; kUsage above kMostClipboard or where it is no
/// UTF-8.
Result<std::vector<ClipboardChanged>> clipboard_changed(uint32_t id, const std::string& utf8);
Result<std::vector<ClipboardSet>> clipboard_set(uint32_t id, const std::string& utf8);

/// Puts the parts of a text together. One for each direction of a connection; holds at most
/// kMostClipboard bytes.
class ClipboardText {
 public:
  /// The whole text once its last part is there. Parts come in order; a part with offset 0 begins
  /// anew. kUsage where a part does not follow the one before it, and for a whole that is no UTF-8;
  /// what has been gathered is then gone.
  Result<std::optional<std::string>> add(const ClipboardSet& part);
  Result<std::optional<std::string>> add(const ClipboardChanged& part);

 private:
  template <class Part>
  Result<std::optional<std::string>> add_any(const Part& part);
  uint32_t id_ = 0;
  uint32_t total_ = 0;
  std::string text_;
};

}  // namespace anc::remote
