// Made and removed: see scratch.h.
#include "internal/doctor/scratch.h"

#include <csignal>
#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include "internal/core/file.h"
#include "internal/core/text.h"

namespace anc::doctor {
namespace {

constexpr std::string_view kPrefix = ".doctor-";

void remove_leftovers(const std::string& directory) {
  std::error_code none;
  for (const auto& entry : std::filesystem::directory_iterator(directory, none)) {
    const std::string name = entry.path().filename();
    if (!name.starts_with(kPrefix)) continue;
    const auto pid = core::parse_int(name.substr(kPrefix.size()), 1, INT32_MAX);
    // Best effort: it is empty directories and a few bytes.
    if (pid && ::kill(static_cast<pid_t>(*pid), 0) != 0 && errno == ESRCH) {
      (void)core::remove_tree(entry.path());
    }
  }
}

}  // namespace

std::string nearest_directory(std::string path) {
  while (path.size() > 1 && !core::is_directory(path)) {
    path = path.substr(0, std::max<size_t>(path.rfind('/'), 1));
  }
  return path;
}

Scratch Scratch::make(const std::string& data_path) {
  Scratch scratch;
  if (::geteuid() != 0) return scratch;  // mounting is what it is for
  const std::string directory = nearest_directory(data_path);
  remove_leftovers(directory);
  const std::string path =
      (directory == "/" ? "" : directory) + "/" + std::string(kPrefix) + std::to_string(::getpid());
  if (::mkdir(path.c_str(), 0700) == 0) scratch.path_ = path;
  return scratch;
}

Scratch::Scratch(Scratch&& other) noexcept : path_(std::exchange(other.path_, {})) {}

Scratch::~Scratch() {
  if (!path_.empty()) (void)core::remove_tree(path_);
}

}  // namespace anc::doctor
