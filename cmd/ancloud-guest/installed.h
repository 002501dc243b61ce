// What `pm` has installed in the demo guest: a list in a file, written by pm, read by the scene.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cmd/ancloud-guest/bridge_bytes.h"
#include "internal/core/error.h"

namespace anc::guest {

inline constexpr const char* kInstalledDirectory = "/data/app";

/// Lines "package<TAB>activity<TAB>name"; others are skipped.
std::vector<Application> parse_installed(std::string_view text);
std::string format_installed(const std::vector<Application>& list);

/// The list below `directory`, with icons; no file is an empty one.
std::vector<Application> installed_in(const std::string& directory = kInstalledDirectory);
/// Changes whenever the list does.
std::string installed_version(const std::string& directory = kInstalledDirectory);

/// Keeps a copy of the package at `path` and adds it, or replaces it. The error's message is the
/// code that Android's pm gives, INSTALL_FAILED_….
Result<Application> install(const std::string& path,
                            const std::string& directory = kInstalledDirectory);
/// The error's message is DELETE_FAILED_INTERNAL_ERROR, which is all Android 7 says.
Result<void> uninstall(const std::string& package,
                       const std::string& directory = kInstalledDirectory);

}  // namespace anc::guest
