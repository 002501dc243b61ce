// A description in lines: see sdp_lines.h.
#include "internal/webrtc/sdp_lines.h"

namespace anc::webrtc {
namespace {
constexpr size_t kMostBytes = 64 << 10, kMostSections = 16;
}  // namespace

Result<std::vector<Lines>> split_lines(std::string_view sdp) {
  if (sdp.size() > kMostBytes) return fail(bad_sdp("longer than 64 KiB"));
  const auto odd = [](char c) {
    return static_cast<unsigned char>(c) < 0x20 && c != '\r' && c != '\n' && c != '\t';
  };
  if (std::ranges::any_of(sdp, odd)) return fail(bad_sdp("control characters in it"));
  if (!sdp.starts_with("v=0")) return fail(bad_sdp("it does not begin with v=0"));
  std::vector<Lines> sections(1);
  while (!sdp.empty()) {
    std::string_view line = take(sdp, '\n');
    while (line.ends_with('\r')) line.remove_suffix(1);
    if (line.find('\r') != std::string_view::npos) return fail(bad_sdp("lines end with CR alone"));
    if (line.empty()) continue;
    if (line.size() < 2 || line[1] != '=') return fail(bad_sdp("a line that is no type=value"));
    const std::string_view value = line.substr(2);
    if (line[0] == 'm') {
      if (sections.size() > kMostSections) return fail(bad_sdp("more than 16 m-lines"));
      sections.emplace_back().head = value;
    } else if (line[0] == 'a') {
      std::string_view rest = value;
      const std::string_view name = take(rest, ':');
      sections.back().attributes.push_back({name, rest});
    }
  }
  return sections;
}

}  // namespace anc::webrtc
