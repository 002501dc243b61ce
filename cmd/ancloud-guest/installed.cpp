// Keeping the list: see installed.h.
#include "cmd/ancloud-guest/installed.h"

#include <algorithm>
#include <sys/stat.h>

#include "cmd/ancloud-guest/console.h"
#include "cmd/ancloud-guest/icon.h"
#include "internal/apk/package.h"
#include "internal/core/file.h"
#include "internal/core/text.h"

namespace anc::guest {
namespace {
constexpr size_t kLargestPackage = 32u << 20;  // /data may be a small tmpfs

std::string list_file(const std::string& directory) { return directory + "/packages.txt"; }

// A colour of its own for each package.
std::string icon_for(const std::string& package) {
  uint32_t hash = 2166136261u;
  for (const char c : package) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
  const auto channel = [hash](int shift) {
    return static_cast<uint8_t>(80 + ((hash >> shift) & 0x7f));
  };
  return icon_png({channel(0), channel(8), channel(16)});
}

Application described(const apk::Manifest& manifest) {
  std::string activity = manifest.activity;
  if (activity.starts_with('.')) activity = manifest.package + activity;
  return {manifest.label.empty() ? manifest.package : manifest.label, manifest.package, activity};
}

std::vector<Application> without(std::vector<Application> list, const std::string& package) {
  std::erase_if(list, [&](const Application& one) { return one.package == package; });
  return list;
}

Error code(const char* text) { return Error(Kind::kFailure, text); }
}  // namespace

std::vector<Application> parse_installed(std::string_view text) {
  std::vector<Application> list;
  for (const std::string& line : core::split(text, '\n')) {
    const auto fields = core::split(line, '\t');
    if (fields.size() != 3 || !apk::is_package_name(fields[0])) continue;
    list.push_back({fields[2], fields[0], fields[1]});
  }
  return list;
}

std::string format_installed(const std::vector<Application>& list) {
  std::string text;
  for (const Application& one : list) {
    text += one.package + "\t" + one.activity + "\t" + one.name + "\n";
  }
  return text;
}

std::vector<Application> installed_in(const std::string& directory) {
  const auto text = core::read_file_if_exists(list_file(directory));
  if (!text || !*text) return {};
  auto list = parse_installed(**text);
  for (Application& one : list) one.icon = icon_for(one.package);
  return list;
}

std::string installed_version(const std::string& directory) {
  struct stat info {};
  if (::stat(list_file(directory).c_str(), &info) != 0) return {};
  return std::to_string(info.st_ino) + "/" + std::to_string(info.st_mtim.tv_sec) + "." +
         std::to_string(info.st_mtim.tv_nsec);
}

Result<Application> install(const std::string& path, const std::string& directory) {
  const auto file = apk::FileSource::open(path);
  if (!file) return fail(code("INSTALL_FAILED_INVALID_URI"));
  if (file->size() > kLargestPackage) return fail(code("INSTALL_FAILED_INSUFFICIENT_STORAGE"));
  const auto package = apk::inspect(*file);
  if (!package) {
    say("pm: " + package.error().message());
    return fail(code("INSTALL_PARSE_FAILED_NOT_APK"));
  }
  const Application application = described(package->manifest);
  const auto bytes = TRY(file->read(0, static_cast<size_t>(file->size())));
  const std::string folder = directory + "/" + application.package + "-1";
  TRY(core::make_dirs(folder));
  TRY(core::write_whole(folder + "/base.apk",
                        {reinterpret_cast<const char*>(bytes.data()), bytes.size()}));
  auto list = without(installed_in(directory), application.package);
  list.push_back(application);
  TRY(core::write_whole(list_file(directory), format_installed(list)));
  return application;
}

Result<void> uninstall(const std::string& package, const std::string& directory) {
  const auto list = installed_in(directory);
  const auto rest = without(list, package);
  if (rest.size() == list.size()) return fail(code("DELETE_FAILED_INTERNAL_ERROR"));
  TRY(core::write_whole(list_file(directory), format_installed(rest)));
  return core::remove_tree(directory + "/" + package + "-1");
}

}  // namespace anc::guest
