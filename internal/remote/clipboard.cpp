// Cutting and joining: see clipboard.h.
#include "internal/remote/clipboard.h"

#include <algorithm>
#include <utility>

#include "internal/core/text.h"

namespace anc::remote {
namespace {

template <class Part>
Result<std::vector<Part>> parts(uint32_t id, const std::string& utf8) {
  if (utf8.size() > kMostClipboard) {
    return fail(Kind::kUsage, "a text of " + core::format_size(utf8.size()) +
                                  " is too long for the clipboard of a viewer");
  }
  if (!core::is_utf8(utf8)) return fail(Kind::kUsage, "the clipboard holds no UTF-8");
  std::vector<Part> all;
  size_t at = 0;
  do {
    const size_t length = std::min(kMostPart, utf8.size() - at);
    all.push_back({.id = id,
                   .total = static_cast<uint32_t>(utf8.size()),
                   .offset = static_cast<uint32_t>(at),
                   .part = utf8.substr(at, length)});
    at += length;
  } while (at < utf8.size());
  return all;
}

}  // namespace

Result<std::vector<ClipboardChanged>> clipboard_changed(uint32_t id, const std::string& utf8) {
  return parts<ClipboardChanged>(id, utf8);
}
Result<std::vector<ClipboardSet>> clipboard_set(uint32_t id, const std::string& utf8) {
  return parts<ClipboardSet>(id, utf8);
}

template <class Part>
Result<std::optional<std::string>> ClipboardText::add_any(const Part& part) {
  if (part.offset == 0) {
    id_ = part.id;
    total_ = part.total;
    text_.clear();
  }
  const bool follows = part.id == id_ && part.total == total_ && part.offset == text_.size();
  const std::string so_far = std::exchange(text_, {});
  if (!follows) return fail(Kind::kUsage, "a part of the clipboard does not follow the last one");
  if (total_ > kMostClipboard) return fail(Kind::kUsage, "the clipboard's text is too long");
  if (so_far.size() + part.part.size() > total_) {
    return fail(Kind::kUsage, "the clipboard's text is longer than it should be");
  }
  text_ = so_far + part.part;
  if (text_.size() < total_) return std::nullopt;
  std::string whole = std::exchange(text_, {});
  if (!core::is_utf8(whole)) return fail(Kind::kUsage, "the clipboard's text is no UTF-8");
  return whole;
}

Result<std::optional<std::string>> ClipboardText::add(const ClipboardSet& part) {
  return add_any(part);
}
Result<std::optional<std::string>> ClipboardText::add(const ClipboardChanged& part) {
  return add_any(part);
}

}  // namespace anc::remote
