// Lines: see text_field.h.
#include "cmd/ancloud-guest/text_field.h"

#include <utility>

namespace anc::guest {

std::vector<std::string> TextField::insert(std::string_view utf8) {
  std::vector<std::string> ended;
  for (size_t end = utf8.find('\n'); end != std::string_view::npos; end = utf8.find('\n')) {
    line_ += utf8.substr(0, end);
    ended.push_back(line_);
    before_ = std::exchange(line_, {});
    utf8.remove_prefix(end + 1);
  }
  line_ += utf8;
  return ended;
}

void TextField::erase() {
  while (!line_.empty()) {
    const bool tail = (static_cast<unsigned char>(line_.back()) & 0xc0) == 0x80;
    line_.pop_back();
    if (!tail) return;
  }
}

}  // namespace anc::guest
