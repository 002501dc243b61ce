// Session descriptions as lines and words, before they mean anything (RFC 8866 5). For
// sdp_parse.cpp.
#pragma once

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "internal/core/error.h"

namespace anc::webrtc {

/// kUsage: whoever made the description is told.
inline Error bad_sdp(const std::string& why) {
  return Error(Kind::kUsage, "session description: " + why);
}

/// What is before the first `separator`; `text` then begins after it.
inline std::string_view take(std::string_view& text, char separator) {
  const size_t at = text.find(separator);
  const std::string_view word = text.substr(0, at);
  text = at == std::string_view::npos ? std::string_view{} : text.substr(at + 1);
  return word;
}

inline std::string_view take_word(std::string_view& text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  return take(text, ' ');
}

template <class T>
std::optional<T> number(std::string_view text) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

inline bool same(std::string_view a, std::string_view b) {  // without regard to the case of letters
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::ranges::equal(a, b, {}, lower, lower);
}

/// One "a=" line of a section: "name:value" or "name".
struct Attribute {
  std::string_view name, value;
};

/// A section as text. The first one of a description is the session's own, without an m-line.
struct Lines {
  std::string_view head;
  std::vector<Attribute> attributes;

  std::string_view value(std::string_view name) const {
    const auto* found = find(name);
    return found == nullptr ? std::string_view{} : found->value;
  }
  bool has(std::string_view name) const { return find(name) != nullptr; }

 private:
  const Attribute* find(std::string_view name) const {
    const auto at = std::ranges::find(attributes, name, &Attribute::name);
    return at == attributes.end() ? nullptr : &*at;
  }
};

/// Bounds: 64 KiB, 16 m-lines. Borrows from `sdp`.
Result<std::vector<Lines>> split_lines(std::string_view sdp);

}  // namespace anc::webrtc
