// Opens an image with suspicion and collects what info.h promises.
#include "internal/image/info.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <ctime>
#include <dirent.h>
#include <fcntl.h>
#include <memory>
#include <sys/stat.h>
#include <unistd.h>

#include "internal/core/file.h"
#include "internal/image/probe.h"
#include "internal/image/superblock.h"

namespace anc::image {
namespace {

struct OpenImage {
  Fd fd;
  std::string path;
  uint64_t size = 0;
};

Result<OpenImage> open_image(const std::string& path) {
  OpenImage image;
  // Non-blocking: a FIFO must not hold us up before it is refused.
  image.fd = Fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!image.fd) {
    const bool forbidden = errno == EACCES || errno == EPERM;
    return fail_errno(errno, "open", forbidden ? Kind::kPermission : Kind::kImage);
  }
  struct stat info {};
  if (::fstat(image.fd.get(), &info) != 0) return fail_errno(errno, "stat", Kind::kImage);
  if (S_ISDIR(info.st_mode)) return fail(Kind::kImage, "it is a directory, not an image file");
  if (!S_ISREG(info.st_mode)) return fail(Kind::kImage, "it is not a regular file");
  image.size = static_cast<uint64_t>(info.st_size);
  std::array<char, PATH_MAX> resolved;
  if (::realpath(path.c_str(), resolved.data()) == nullptr) {
    return fail_errno(errno, "resolve", Kind::kImage);
  }
  image.path = resolved.data();
  return image;
}

Result<Superblock> read_superblock(const OpenImage& image) {
  std::array<std::byte, kSuperblockSize> head{};
  const ssize_t n = ::pread(image.fd.get(), head.data(), head.size(), 0);
  if (n < 0) return fail_errno(errno, "read", Kind::kImage);
  return parse_superblock(core::Bytes(head).first(static_cast<size_t>(n)), image.size);
}

std::string rfc3339(uint32_t seconds) {
  const time_t time = seconds;
  tm parts{};
  ::gmtime_r(&time, &parts);
  std::array<char, 32> text;
  return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

// LZO's library is GPL and linked only on request (third_party/licenses.txt).
Result<void> check_readable(const Superblock& super) {
#ifndef ANC_LZO
  if (compression_name(super.compression) == "lzo") {
    return fail(Error(Kind::kImage, "it is compressed with lzo, which this build does not read")
                    .hint("pack it anew with `mksquashfs DIR FILE -comp zstd`"));
  }
#else
  (void)super;
#endif
  return {};
}

Result<ImageInfo> inspect(const std::string& path) {
  const OpenImage image = TRY(open_image(path));
  const Superblock super = TRY(read_superblock(image));
  TRY(check_readable(super));
  const Contents contents = TRY(probe_contents(image.fd));
  if (!contents.init && !contents.anbox_init) {
    return fail(Error(Kind::kImage, "it holds neither /init nor /anbox-init.sh")
                    .hint("pack the root directory itself: mksquashfs DIR FILE"));
  }
  ImageInfo info;
  info.path = image.path;
  info.size = image.size;
  info.compression = compression_name(super.compression);
  info.block_size = super.block_size;
  info.inodes = super.inodes;
  info.made = rfc3339(super.made);
  info.abi = contents.abi;
  info.root_uid = contents.root_uid;
  info.family = family_of(contents.anbox_init, contents.service_manager);
  return info;
}

}  // namespace

Family family_of(bool anbox_init, bool service_manager) {
  if (anbox_init) return Family::kAnbox;
  return service_manager ? Family::kAndroid : Family::kLinux;
}

std::string_view family_name(Family family) {
  switch (family) {
    case Family::kAnbox:
      return "anbox";
    case Family::kAndroid:
      return "android";
    case Family::kLinux:
      return "linux";
  }
  return "linux";
}

core::Json ImageInfo::to_json() const {
  return {{"path", path},
          {"size", size},
          {"compression", compression},
          {"block_size", block_size},
          {"inodes", inodes},
          {"made", made},
          {"family", family_name(family)},
          {"abi", abi.empty() ? core::Json() : core::Json(abi)},
          {"shifted", shifted()},
          {"needs_binder", needs_binder()}};
}

Result<ImageInfo> image_info(const std::string& path) {
  return TRY(inspect(path), "image " + path);
}

Result<std::vector<ListedImage>> list_images(const std::string& data_path) {
  const std::string directory = data_path + "/images";
  std::vector<ListedImage> images;
  const std::unique_ptr<DIR, int (*)(DIR*)> entries(::opendir(directory.c_str()), ::closedir);
  if (!entries) {
    if (errno == ENOENT) return images;
    return fail_errno(errno, "list " + directory);
  }
  while (const dirent* entry = ::readdir(entries.get())) {
    const std::string path = directory + "/" + entry->d_name;
    struct stat status {};
    if (entry->d_name[0] == '.' || ::stat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) {
      continue;
    }
    ListedImage listed;
    if (auto info = image_info(path)) {
      listed.info = *std::move(info);
    } else {
      listed.info.path = path;
      listed.info.size = static_cast<uint64_t>(status.st_size);
      listed.problem = info.error().message();
    }
    images.push_back(std::move(listed));
  }
  std::sort(images.begin(), images.end(),
            [](const auto& a, const auto& b) { return a.info.path < b.info.path; });
  return images;
}

}  // namespace anc::image
