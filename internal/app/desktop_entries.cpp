// Keeping the menu's files.
#include "internal/app/desktop_entries.h"

#include <algorithm>
#include <cerrno>
#include <dirent.h>
#include <memory>
#include <unistd.h>

#include "internal/app/desktop_entry.h"
#include "internal/core/file.h"
#include "internal/core/log.h"

namespace anc::app {
namespace {
constexpr size_t kLargestEntry = 64u << 10;

void note(const Result<void>& done, const std::string& package) {
  if (!done) core::log_warning("desktop entry of " + package + ": " + done.error().message());
}

Result<void> unlink_file(const std::string& path) {
  if (::unlink(path.c_str()) == 0 || errno == ENOENT) return {};
  return fail_errno(errno, "remove " + path);
}
}  // namespace

std::string DesktopEntries::path_of(const std::string& package) const {
  return options_.share + "/applications/" + desktop_stem(options_.instance, package) + ".desktop";
}

std::string DesktopEntries::icon_of(const std::string& package) const {
  return options_.share + "/icons/" + desktop_stem(options_.instance, package) + ".png";
}

/// True also where there is none yet.
Result<bool> DesktopEntries::is_ours(const std::string& package) const {
  const auto text = TRY(core::read_file_if_exists(path_of(package), kLargestEntry));
  return !text || belongs_to(*text, options_.instance, options_.data_path);
}

void DesktopEntries::hear(const core::Json& event, const Applications& list) {
  const auto what = core::json_field<std::string>(event, "event");
  const auto package = core::json_field<std::string>(event, "package");
  if (!what || !package || !is_package_name(*package)) return;
  if (*what == "application") note(write(list, *package), *package);
  if (*what == "application_removed") note(remove(*package), *package);
}

void DesktopEntries::match(const Applications& list) {
  const auto there = packages();
  if (!there) return core::log_warning("desktop entries: " + there.error().message());
  for (const std::string& package : *there) {
    if (list.find(package) == nullptr) note(remove(package), package);
  }
  for (const auto& [package, entry] : list.all()) note(write(list, package), package);
}

Result<void> DesktopEntries::write(const Applications& list, const std::string& package) const {
  const auto* application = list.find(package);
  if (application == nullptr) return {};
  if (!TRY(is_ours(package))) {
    return fail(Kind::kBusy, path_of(package) + " belongs to an instance of another data path");
  }
  DesktopEntry entry{.name = application->name,
                     .comment = "Android application " + package + " of " + options_.instance,
                     .exec = {options_.program, "--data-path", options_.data_path, "app", "launch",
                              "--name", options_.instance, package},
                     .package = package,
                     .instance = options_.instance,
                     .data_path = options_.data_path};
  if (application->has_icon) {  // a PNG: what is none is not kept
    entry.icon = icon_of(package);
    TRY(core::make_dirs(options_.share + "/icons"));
    TRY(core::write_whole(entry.icon, TRY(core::read_file(list.icon_path(package)))));
  }
  TRY(core::make_dirs(options_.share + "/applications"));
  return core::write_whole(path_of(package), desktop_entry_text(entry));
}

Result<void> DesktopEntries::remove(const std::string& package) const {
  if (!TRY(is_ours(package))) return {};
  TRY(unlink_file(path_of(package)));
  return unlink_file(icon_of(package));
}

Result<std::vector<std::string>> DesktopEntries::packages() const {
  std::vector<std::string> found;
  const std::string folder = options_.share + "/applications";
  const std::unique_ptr<DIR, int (*)(DIR*)> dir(::opendir(folder.c_str()), ::closedir);
  if (!dir) {
    if (errno == ENOENT) return found;
    return fail_errno(errno, "read " + folder);
  }
  // One thread reads this stream.
  while (const dirent* file = ::readdir(dir.get())) {  // NOLINT(concurrency-mt-unsafe)
    const auto package = package_of_desktop_file(options_.instance, file->d_name);
    if (package && is_ours(*package).value_or(false)) found.push_back(*package);
  }
  std::sort(found.begin(), found.end());
  return found;
}

Result<std::vector<std::string>> DesktopEntries::remove_all() const {
  const auto found = TRY(packages());
  for (const std::string& package : found) TRY(remove(package));
  return found;
}

}  // namespace anc::app
