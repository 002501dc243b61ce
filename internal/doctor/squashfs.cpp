// Tiny images, mounted and read: see squashfs.h.
#include "internal/doctor/squashfs.h"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "internal/core/file.h"
#include "internal/doctor/mounts.h"
#include "internal/doctor/probes.h"
#include "internal/image/id_map.h"
#include "internal/image/kernel_mount.h"

#include "doctor/tiny_images.h"

namespace anc::doctor {
namespace {

/// The kernel reads a device in such blocks.
constexpr off_t kBlock = 4096;

/// The image as a file of whole blocks that is on no disk.
Result<Fd> as_file(const TinyImage& image) {
  Fd file(::memfd_create(image.compressor, MFD_CLOEXEC));
  if (!file) return fail_errno(errno, "memfd_create");
  TRY(core::write_all(file, std::as_bytes(std::span(image.bytes, image.size))));
  const off_t blocks = (static_cast<off_t>(image.size) + kBlock - 1) / kBlock;
  if (::ftruncate(file.get(), blocks * kBlock) != 0) return fail_errno(errno, "size of the image");
  return file;
}

int error_of(const Error& error) { return std::max(error.root_errno(), 1); }

/// Reads the one file of a tiny image, which is compressed.
int read_through(const Fd& mount) {
  const Fd file(::openat(mount.get(), "zeros", O_RDONLY | O_CLOEXEC));
  if (!file) return errno;
  std::array<char, 64> bytes;
  const ssize_t n = ::read(file.get(), bytes.data(), bytes.size());
  if (n < 0) return errno;
  return n == static_cast<ssize_t>(bytes.size()) && bytes[0] == 0 ? 0 : EIO;
}

int try_id_map(const image::DetachedMount& mount) {
  const image::IdRange range{0, image::kShiftBase, 65536};
  const auto user_ns = image::user_namespace({{range}, {range}});
  if (!user_ns) return error_of(user_ns.error());
  const auto mapped = image::id_map_mount(mount, *user_ns);
  return mapped ? 0 : error_of(mapped.error());
}

/// One compressor; the first that mounts is also id-mapped, which nothing may use any more then.
void try_image(const TinyImage& image, SquashfsFacts& facts) {
  int& error = facts.compressors[image.compressor];
  const auto file = as_file(image);
  if (!file) return void(error = error_of(file.error()));
  const auto loop = image::attach_loop("/proc/self/fd/" + std::to_string(file->get()));
  if (!loop) {
    facts.loop_error = error_of(loop.error());
    return void(error = facts.loop_error);
  }
  const auto mount = image::make_mount("squashfs", {"source=" + loop->path}, false);
  if (!mount) return void(error = error_of(mount.error()));
  error = read_through(mount->fd);
  if (error == 0 && !facts.id_map_error) facts.id_map_error = try_id_map(*mount);
}

int try_fuse(bool root) {
  const Fd device(::open("/dev/fuse", O_RDWR | O_CLOEXEC));
  if (!device) return errno;
  if (!root) return 0;
  const auto mount = detached_mount("fuse", {{"fd", std::to_string(device.get())},
                                             {"rootmode", "40000"},
                                             {"user_id", "0"},
                                             {"group_id", "0"}});
  return mount ? 0 : error_of(mount.error());
}

std::string working(const SquashfsFacts& facts, bool works) {
  std::string names;
  for (const auto& [name, error] : facts.compressors) {
    if ((error == 0) == works) names += (names.empty() ? "" : " ") + name;
  }
  return names;
}

bool by_kernel(const SquashfsFacts& facts) {
  return facts.loop_error == 0 && facts.squashfs && !working(facts, true).empty();
}

void judge_kernel(const SquashfsFacts& facts, Report& report) {
  if (facts.loop_error != 0) {
    report.add(fault(Code::kLoopMissing, "a loop device: " + core::errno_text(facts.loop_error) +
                                             "; images are served by FUSE, which reads slower")
                   .with_command("modprobe loop"));
    return;
  }
  if (!facts.squashfs) {
    report.add(fault(Code::kSquashfsMissing,
                     "the kernel does not mount squashfs; images are served by FUSE")
                   .with_command("modprobe squashfs"));
    return;
  }
  report.add(fine("the kernel mounts squashfs: " + working(facts, true)));
  if (const std::string missing = working(facts, false); !missing.empty()) {
    report.add(fault(Code::kSquashfsCompressor,
                     "but not compressed with " + missing + "; such images are served by FUSE"));
  }
  if (facts.id_map_error.value_or(0) != 0) {
    report.add(fault(Code::kIdMapMissing,
                     "squashfs cannot be id-mapped (" + core::errno_text(*facts.id_map_error) +
                         "); images whose owners are not shifted are served by FUSE"));
  }
}

}  // namespace

Report judge_squashfs(const SquashfsFacts& facts) {
  Report report;
  if (facts.root) {
    judge_kernel(facts, report);
    report.labels["ancloud.squashfs"] = label_value(working(facts, true));
  } else {
    report.add(not_tried(Code::kNeedsRoot, "only root mounts images by the kernel"));
  }
  if (facts.fuse_error != 0) {
    report.add(fault(Code::kFuseMissing, "/dev/fuse: " + core::errno_text(facts.fuse_error))
                   .with_command("modprobe fuse"));
  } else {
    report.add(fine("FUSE works"));
  }
  if (facts.root && !by_kernel(facts) && facts.fuse_error != 0) {
    report.add(fault(Code::kImageUnmountable, "neither the kernel nor FUSE mounts an image")
                   .with_command("modprobe -a loop squashfs fuse")
                   .with_advice("inside a container: give it the devices /dev/loop-control, "
                                "/dev/loop* or /dev/fuse"));
  }
  if (facts.root) {
    report.labels["ancloud.images"] = by_kernel(facts)        ? "kernel"
                                      : facts.fuse_error == 0 ? "fuse"
                                                              : "none";
  }
  return report;
}

Report probe_squashfs(const Question&) {
  SquashfsFacts facts;
  facts.root = ::geteuid() == 0;
  if (facts.root) {
    for (const TinyImage& image : kTinyImages) try_image(image, facts);
    const auto types = core::read_file("/proc/filesystems");
    facts.squashfs = types && types->find("\tsquashfs\n") != std::string::npos;
  }
  facts.fuse_error = try_fuse(facts.root);
  return judge_squashfs(facts);
}

}  // namespace anc::doctor
