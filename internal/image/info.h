// What an image is, as far as it can be known without mounting it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "internal/core/json.h"
#include "internal/image/id_map.h"

namespace anc::image {

/// Decides what the host must offer. kAnbox: /anbox-init.sh; kAndroid: an /init and a service
/// manager; kLinux: any other tree with /init.
enum class Family { kAnbox, kAndroid, kLinux };

/// By two files that a root has or has not.
Family family_of(bool anbox_init, bool service_manager);
/// Android's processes call each other through binder.
constexpr bool needs_binder(Family family) { return family != Family::kLinux; }
/// "anbox", "android", "linux".
std::string_view family_name(Family family);

/// A checked image. All fields come from the file itself.
struct ImageInfo {
  std::string path;   ///< absolute
  uint64_t size = 0;  ///< of the file, bytes
  std::string compression;
  uint32_t block_size = 0;  ///< bytes
  uint32_t inodes = 0;
  std::string made;  ///< by mksquashfs, RFC 3339 UTC
  Family family = Family::kLinux;
  std::string abi;        ///< "x86_64", "arm64-v8a" …; empty when no program tells
  uint32_t root_uid = 0;  ///< owner of "/" as packed

  /// Owners were shifted by +100000 when it was packed, as Anbox's images are.
  bool shifted() const { return root_uid >= kShiftBase; }
  bool needs_binder() const { return image::needs_binder(family); }
  /// SELinux must not enforce while it runs (documented for Anbox: setenforce 0).
  bool needs_permissive_selinux() const { return family != Family::kLinux; }
  /// Path in the guest of what becomes pid 1.
  std::string init() const { return family == Family::kAnbox ? "/anbox-init.sh" : "/init"; }

  core::Json to_json() const;
};

/// Reads superblock and contents, the latter in a process of its own (probe.h). kImage, with the
/// reason, for whatever cannot be started: missing, a directory, empty, foreign, truncated,
/// damaged, without /init. kPermission when it may not be read.
Result<ImageInfo> image_info(const std::string& path);

/// An image file in `<data>/images` and what is known of it.
struct ListedImage {
  ImageInfo info;       ///< path and size at least
  std::string problem;  ///< why it cannot be used, empty when it can
};

/// Files below `<data_path>/images`, by name. No such directory is an empty list.
Result<std::vector<ListedImage>> list_images(const std::string& data_path);

}  // namespace anc::image
