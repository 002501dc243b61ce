// ipconfig.txt: see ipconfig.h.
#include "internal/container/ipconfig.h"

#include <cerrno>
#include <cstdint>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace anc::container {
namespace {

void put_u32(std::string& out, uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(value >> shift & 0xff);
}

void put_text(std::string& out, std::string_view text) {
  out += static_cast<char>(text.size() >> 8 & 0xff);
  out += static_cast<char>(text.size() & 0xff);
  out += text;
}

constexpr int kDirectory = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;

Result<Fd> enter(const Fd& parent, const char* name, uid_t uid, gid_t gid) {
  const bool made = ::mkdirat(parent.get(), name, 0771) == 0;
  if (!made && errno != EEXIST) return fail_errno(errno, std::string("make ") + name);
  Fd fd(::openat(parent.get(), name, kDirectory));
  if (!fd) return fail_errno(errno, std::string("open ") + name);
  struct stat info {};
  if (::fstat(fd.get(), &info) != 0) return fail_errno(errno, std::string("look at ") + name);
  const bool of_root = info.st_uid == 0 || info.st_gid == 0;
  if ((made || of_root) && ::fchown(fd.get(), uid, gid) != 0) {
    return fail_errno(errno, std::string("give away ") + name);
  }
  return fd;
}

constexpr const char* kTemporary = ".ipconfig.ancloud";

Result<void> replace(const Fd& directory, const std::string& bytes, uid_t uid, gid_t gid) {
  const Fd file(::openat(directory.get(), kTemporary,
                         O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644));
  if (!file) return fail_errno(errno, "make it");
  if (::fchown(file.get(), uid, gid) != 0) return fail_errno(errno, "give it away");
  TRY(core::write_all(file, bytes));
  // First away with the old one: a rename over it would wait for the disk (core/file.cpp).
  (void)::unlinkat(directory.get(), "ipconfig.txt", 0);
  if (::renameat(directory.get(), kTemporary, directory.get(), "ipconfig.txt") != 0) {
    return fail_errno(errno, "rename it");
  }
  return {};
}

}  // namespace

std::string ipconfig_bytes(const Link& link, const std::vector<std::string>& dns_servers) {
  std::string out;
  put_u32(out, 2);
  put_text(out, "ipAssignment");
  put_text(out, "STATIC");
  put_text(out, "linkAddress");
  put_text(out, link.address);
  put_u32(out, link.prefix);
  put_text(out, "gateway");
  put_u32(out, 0);  // no destination: the default route
  put_u32(out, 1);
  put_text(out, link.gateway);
  for (const std::string& server : dns_servers) {
    put_text(out, "dns");
    put_text(out, server);
  }
  put_text(out, "id");
  put_u32(out, 0);
  put_text(out, "eos");
  return out;
}

Result<void> write_ipconfig(const std::string& data_dir, const std::string& bytes, uid_t uid,
                            gid_t gid) {
  const Fd data = TRY(core::open_file(data_dir, O_RDONLY | O_DIRECTORY | O_NOFOLLOW));
  const Fd misc = TRY(enter(data, "misc", uid, gid), "in " + data_dir);
  const Fd ethernet = TRY(enter(misc, "ethernet", uid, gid), "in " + data_dir + "/misc");
  (void)::unlinkat(ethernet.get(), kTemporary, 0);
  const auto written = replace(ethernet, bytes, uid, gid);
  if (!written) {
    (void)::unlinkat(ethernet.get(), kTemporary, 0);
    return fail(
        Error(written.error()).context("write " + data_dir + "/misc/ethernet/ipconfig.txt"));
  }
  return {};
}

}  // namespace anc::container
