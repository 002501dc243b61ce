// The one text field of the demo guest: what keys, the paste key and committed text put into it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace anc::guest {

/// Always in focus. Not thread-safe.
class TextField {
 public:
  /// Adds UTF-8; returns the lines that it ends.
  std::vector<std::string> insert(std::string_view utf8);
  /// Removes the last letter of the line.
  void erase();
  /// The line that is being typed; where it is empty, the one before.
  const std::string& shown() const { return line_.empty() ? before_ : line_; }

 private:
  std::string line_, before_;
};

}  // namespace anc::guest
