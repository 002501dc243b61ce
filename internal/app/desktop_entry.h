// The text of a desktop entry (pure). Source: freedesktop.org Desktop Entry Specification 1.5.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace anc::app {

/// What an entry says. Any bytes may be in these: the guest and paths have given them.
struct DesktopEntry {
  std::string name{};
  std::string comment{};
  std::vector<std::string> exec{};  ///< program and arguments, taken as they are
  std::string icon{};               ///< absolute path, or empty
  std::string package{};
  std::string instance{};
  std::string data_path{};
};

/// A value of type string: one line of UTF-8, its escapes those of the specification; control
/// characters that have none, and what is no UTF-8, are replaced.
std::string desktop_string(std::string_view value);
/// A value of Exec: each word is one argument of the program, whatever is in it. A NUL ends a word.
std::string desktop_exec(const std::vector<std::string>& words);

/// The whole file.
std::string desktop_entry_text(const DesktopEntry& entry);
/// Whether `text` is an entry of that instance below that data path, and no other's.
bool belongs_to(std::string_view text, const std::string& instance, const std::string& data_path);

/// "ancloud-INSTANCE-PACKAGE", the name of its files without what follows the dot.
std::string desktop_stem(const std::string& instance, const std::string& package);
/// The package in the name of a file `desktop_stem(instance, …).desktop`; none for other names.
/// An instance "a" does not take the files of "a-b": there is no dash in a package.
std::optional<std::string> package_of_desktop_file(const std::string& instance,
                                                   std::string_view file_name);

}  // namespace anc::app
