// Packages made in memory: a binary manifest, and an archive around it.
#pragma once

#include <string>
#include <vector>

#include "internal/core/bytes.h"

namespace anc::test {

/// An element with its attributes and what is in it.
struct Node {
  /// A string, or a number where `text` is empty. `number` is Android's for the attribute, 0 none.
  struct Attribute {
    std::string name;
    uint32_t number = 0;
    std::string text{};
    uint32_t value = 0;
  };
  std::string name;
  std::vector<Attribute> attributes{};
  std::vector<Node> children{};
};

/// The manifest of an application with one activity in the launcher.
Node manifest_of(const std::string& package, const std::string& label = "Label",
                 const std::string& activity = ".Main");
/// As aapt writes it, with strings of either kind.
std::vector<std::byte> binary_xml(const Node& root, bool utf8);

struct ZipFile {
  std::string name;
  std::vector<std::byte> content;
  bool deflate = false;
};
std::vector<std::byte> zip(const std::vector<ZipFile>& files, const std::string& comment = "");

/// A whole package, its manifest deflated.
std::vector<std::byte> apk_of(const std::string& package);

}  // namespace anc::test
