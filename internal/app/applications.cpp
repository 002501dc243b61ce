// Keeping the list of applications.
#include "internal/app/applications.h"

#include <algorithm>
#include <unistd.h>
#include <utility>

#include "internal/core/file.h"

namespace anc::app {
namespace {
constexpr size_t kMostApplications = 1024;
constexpr size_t kLongestName = 256;
constexpr size_t kLongestIntentField = 2048;
constexpr size_t kMostCategories = 16;
constexpr size_t kLargestIcon = 256u << 10;  // a 192x192 RGBA picture is at most 144 KB
constexpr std::string_view kPng("\x89PNG\r\n\x1a\n", 8);

/// The name is shown on terminals and in window titles: one line, no escapes.
std::string clean_name(const std::string& name) {
  std::string clean = name.substr(0, kLongestName);
  // A cut must not leave half a character.
  while (clean.size() < name.size() && !clean.empty() && (name[clean.size()] & 0xc0) == 0x80) {
    clean.pop_back();
  }
  std::replace_if(
      clean.begin(), clean.end(),
      [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
  return clean;
}

bool fits(const port::Intent& intent) {
  const auto is_short = [](const std::string& text) { return text.size() <= kLongestIntentField; };
  return is_short(intent.action) && is_short(intent.uri) && is_short(intent.type) &&
         is_short(intent.package) && is_short(intent.component) &&
         intent.categories.size() <= kMostCategories &&
         std::all_of(intent.categories.begin(), intent.categories.end(), is_short);
}

core::Json intent_json(const port::Intent& intent) {
  return {{"action", intent.action},       {"uri", intent.uri},
          {"type", intent.type},           {"package", intent.package},
          {"component", intent.component}, {"categories", intent.categories}};
}

Result<port::Intent> intent_of(const core::Json& json) {
  return port::Intent{
      .action = TRY(core::json_field<std::string>(json, "action")),
      .uri = TRY(core::json_field<std::string>(json, "uri")),
      .type = TRY(core::json_field<std::string>(json, "type")),
      .package = TRY(core::json_field<std::string>(json, "package")),
      .component = TRY(core::json_field<std::string>(json, "component")),
      .categories = TRY(core::json_field<std::vector<std::string>>(json, "categories"))};
}
}  // namespace

Result<void> Applications::load() {
  const std::string path = dir_ + "/applications.json";
  const auto text = TRY(core::read_file_if_exists(path));
  if (!text) return {};
  const core::Json file = TRY(core::parse_json(*text), "read " + path);
  Map entries;
  for (const core::Json& item : TRY(core::json_field<core::Json>(file, "applications"), path)) {
    const auto package = TRY(core::json_field<std::string>(item, "package"), path);
    if (!is_package_name(package)) return fail(Kind::kFailure, path + ": a package has no name");
    const auto launch = TRY(core::json_field<core::Json>(item, "launch"), path);
    entries[package] = {.name = TRY(core::json_field<std::string>(item, "name"), path),
                        .launch = TRY(intent_of(launch), path),
                        .has_icon = TRY(core::json_field<bool>(item, "icon"), path),
                        .boot = 0};
  }
  entries_ = std::move(entries);
  return {};
}

Result<void> Applications::save() const {
  core::Json list = core::Json::array();
  for (const auto& [package, entry] : entries_) {
    list.push_back({{"package", package},
                    {"name", entry.name},
                    {"launch", intent_json(entry.launch)},
                    {"icon", entry.has_icon}});
  }
  const core::Json file = {{"schema", "ancloud.applications.v1"}, {"applications", list}};
  return core::write_whole(dir_ + "/applications.json",
                           file.dump(1, ' ', false, core::Json::error_handler_t::replace) + "\n");
}

Result<bool> Applications::put(const port::Application& application, uint32_t boot) {
  const std::string& package = application.package;
  if (!is_package_name(package)) return fail(Kind::kUsage, "an impossible package name");
  if (!fits(application.launch)) return fail(Kind::kUsage, package + ": the intent is too long");
  const auto known = entries_.find(package);
  if (known == entries_.end() && entries_.size() >= kMostApplications) {
    return fail(Kind::kCapacity, package + ": there are too many applications");
  }
  Entry entry{.name = clean_name(application.name),
              .launch = application.launch,
              .has_icon = known != entries_.end() && known->second.has_icon,
              .boot = boot};
  const bool new_icon = TRY(keep_icon(package, application.icon));
  entry.has_icon |= new_icon;
  const bool same = known != entries_.end() && !new_icon && known->second.name == entry.name &&
                    known->second.launch == entry.launch;
  entries_[package] = std::move(entry);
  return !same;
}

/// True when a new icon was written. What is no PNG, or too large, is no icon.
Result<bool> Applications::keep_icon(const std::string& package, const std::string& icon) const {
  if (icon.size() > kLargestIcon || !icon.starts_with(kPng)) return false;
  const std::string path = icon_path(package);
  const auto old = core::read_file_if_exists(path);
  if (old && *old && **old == icon) return !entries_.contains(package);
  TRY(core::make_dirs(dir_ + "/icons"));
  TRY(core::write_whole(path, icon), "keep the icon of " + package);
  return true;
}

bool Applications::remove(const std::string& package) {
  if (entries_.erase(package) == 0) return false;
  unlink(icon_path(package).c_str());  // none is no error
  return true;
}

std::vector<std::string> Applications::forget_before(uint32_t boot) {
  std::vector<std::string> gone;
  for (const auto& [package, entry] : entries_) {
    if (entry.boot < boot) gone.push_back(package);
  }
  for (const std::string& package : gone) remove(package);
  return gone;
}

const Applications::Entry* Applications::find(const std::string& package) const {
  const auto found = entries_.find(package);
  return found == entries_.end() ? nullptr : &found->second;
}

std::string Applications::icon_path(const std::string& package) const {
  return dir_ + "/icons/" + package + ".png";
}

core::Json to_json(const Applications& list, const std::string& package) {
  const Applications::Entry* entry = list.find(package);
  CHECK(entry != nullptr, "only what is in the list is shown");
  return {{"package", package},
          {"name", entry->name},
          {"activity", entry->launch.component},
          {"icon", entry->has_icon ? core::Json(list.icon_path(package)) : core::Json()}};
}

}  // namespace anc::app
