// A directory on the data path's file system, in which probes try what only works there.
#pragma once

#include <string>

namespace anc::doctor {

/// `<data>/.doctor-PID`; with no data path yet, the same beside it. Removed with its contents at
/// the end; what a killed doctor left is removed by the next one.
class Scratch {
 public:
  Scratch() = default;
  /// Empty where nothing can be made: not root, or the file system is full or read-only.
  static Scratch make(const std::string& data_path);
  Scratch(Scratch&& other) noexcept;
  Scratch& operator=(Scratch&&) = delete;
  ~Scratch();

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

/// `path`, or the nearest directory above it that is there.
std::string nearest_directory(std::string path);

}  // namespace anc::doctor
