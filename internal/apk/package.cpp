// Looking into a package.
#include "internal/apk/package.h"

#include <algorithm>
#include <set>

#include "internal/apk/zip.h"

namespace anc::apk {
namespace {
constexpr std::string_view kManifest = "AndroidManifest.xml";
constexpr size_t kLargestManifest = 4u << 20;
constexpr size_t kLongestName = 223;

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// "lib/ABI/…" without anything that would not do on a terminal.
std::string abi_of(const std::string& name) {
  if (!name.starts_with("lib/")) return {};
  const size_t end = name.find('/', 4);
  if (end == std::string::npos) return {};
  std::string abi = name.substr(4, end - 4);
  const bool plain = std::all_of(abi.begin(), abi.end(), [](char c) {
    return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
  return plain && abi.size() <= 32 ? abi : std::string();
}
}  // namespace

bool is_package_name(std::string_view package) {
  if (package.empty() || package.size() > kLongestName || !is_letter(package[0])) return false;
  return std::all_of(package.begin(), package.end(), [](char c) {
    return is_letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '.';
  });
}

Result<Package> inspect(const Source& file) {
  const std::vector<Entry> entries = TRY(read_directory(file));
  const Entry* manifest = nullptr;
  std::set<std::string> abis;
  for (const Entry& entry : entries) {
    if (uint64_t{entry.header} + entry.packed > file.size()) {
      return fail(Kind::kImage, "it is cut short: its directory names more than is there");
    }
    if (const std::string abi = abi_of(entry.name); !abi.empty()) abis.insert(abi);
    if (entry.name != kManifest) continue;
    // Readers that disagree on which one counts are an old hole of Android.
    if (manifest != nullptr) return fail(Kind::kImage, "it has two files AndroidManifest.xml");
    manifest = &entry;
  }
  if (manifest == nullptr) {
    return fail(Kind::kImage, "it has no AndroidManifest.xml: it is an archive, but no APK");
  }
  const auto bytes = TRY(read_entry(file, *manifest, kLargestManifest));
  Package package{.manifest = TRY(read_manifest(bytes)), .entries = entries.size()};
  if (!is_package_name(package.manifest.package)) {
    return fail(Kind::kImage, "its package name is impossible");
  }
  package.abis.assign(abis.begin(), abis.end());
  return package;
}

}  // namespace anc::apk
