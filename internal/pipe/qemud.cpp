// qemud framing.
#include "internal/pipe/qemud.h"

#include <charconv>
#include <optional>

#include "internal/core/error.h"

namespace anc::pipe {
namespace {
constexpr size_t kHeader = 4;

/// The length that a header names, or an empty value where it is not four hexadecimal digits.
std::optional<size_t> body_length(std::string_view header) {
  size_t length = 0;
  const auto [end, error] = std::from_chars(header.data(), header.data() + kHeader, length, 16);
  if (error != std::errc{} || end != header.data() + kHeader) return std::nullopt;
  return length;
}
}  // namespace

std::string qemud_frame(std::string_view body) {
  CHECK(!body.empty() && body.size() <= 0xffff, "a qemud body has 1 to 65535 bytes");
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string frame;
  for (const int shift : {12, 8, 4, 0}) frame += kDigits[(body.size() >> shift) & 15];
  return frame.append(body);
}

bool QemudReader::feed(core::Bytes chunk, const std::function<void(std::string_view)>& frame) {
  if (bad_) return false;
  waiting_.append(reinterpret_cast<const char*>(chunk.data()), chunk.size());
  size_t at = 0;
  while (waiting_.size() - at >= kHeader) {
    const std::string_view rest = std::string_view(waiting_).substr(at);
    const auto length = body_length(rest);
    bad_ = !length || *length > limit_;
    if (bad_) return false;
    if (rest.size() - kHeader < *length) break;
    frame(rest.substr(kHeader, *length));
    at += kHeader + *length;
  }
  waiting_.erase(0, at);
  return true;
}

}  // namespace anc::pipe
