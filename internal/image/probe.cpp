// The look inside an image and the child process that takes it.
#include "internal/image/probe.h"

#include <array>
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <grp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "internal/core/bytes.h"
#include "internal/core/file.h"
#include "internal/core/json.h"
#include "internal/core/process.h"
#include "internal/image/internal_verb.h"
#include "internal/image/squashfs.h"

namespace anc::image {
namespace {

constexpr uid_t kNobody = 65534;
constexpr rlim_t kProcessorSeconds = 10;

/// Programs whose ELF header tells the image's ABI, the likeliest first.
constexpr std::array kPrograms = {
    "/init",   "/system/bin/linker64", "/system/bin/linker", "/system/bin/sh",
    "/bin/sh", "/bin/busybox",         "/sbin/init"};

Result<std::string> find_abi(Squashfs& squashfs) {
  for (const char* path : kPrograms) {
    auto file = TRY(squashfs.lookup(path));
    if (!file || !S_ISREG(file->base.mode)) continue;
    std::string abi = elf_abi(TRY(squashfs.read_start(*file, 20)));
    if (!abi.empty()) return abi;
  }
  return std::string();
}

Result<bool> has_file(Squashfs& squashfs, const char* path) {
  const auto found = TRY(squashfs.lookup(path));
  return found && S_ISREG(found->base.mode);
}

Result<Contents> read_as_nobody(Fd image) {
  TRY(give_up_privileges());
  return read_contents(std::move(image));
}

core::Json to_json(const Contents& contents) {
  return {{"anbox_init", contents.anbox_init},
          {"init", contents.init},
          {"service_manager", contents.service_manager},
          {"abi", contents.abi},
          {"root_uid", contents.root_uid},
          {"root_gid", contents.root_gid}};
}

Result<Contents> from_json(const core::Json& json) {
  if (json.contains("error"))
    return fail(Kind::kImage, TRY(core::json_field<std::string>(json, "error")));
  Contents contents;
  contents.anbox_init = TRY(core::json_field<bool>(json, "anbox_init"));
  contents.init = TRY(core::json_field<bool>(json, "init"));
  contents.service_manager = TRY(core::json_field<bool>(json, "service_manager"));
  contents.abi = TRY(core::json_field<std::string>(json, "abi"));
  contents.root_uid = TRY(core::json_field<uint32_t>(json, "root_uid"));
  contents.root_gid = TRY(core::json_field<uint32_t>(json, "root_gid"));
  return contents;
}

}  // namespace

std::string elf_abi(std::string_view head) {
  core::ByteReader in(std::as_bytes(std::span(head)));
  if (in.take_text(4) !=
      "\x7f"
      "ELF")
    return {};
  in.skip(14);
  switch (in.u16le()) {  // e_machine
    case 62:
      return "x86_64";
    case 3:
      return "x86";
    case 183:
      return "arm64-v8a";
    case 40:
      return "armeabi-v7a";
    case 243:
      return "riscv64";
    default:
      return {};
  }
}

Result<Contents> read_contents(Fd image) {
  const auto squashfs = TRY(Squashfs::open(std::move(image)));
  Contents contents;
  const sqfs_inode root = TRY(squashfs->inode(squashfs->root_id()));
  if (!S_ISDIR(root.base.mode)) return fail(Kind::kImage, "damaged: / is no directory");
  std::tie(contents.root_uid, contents.root_gid) = TRY(squashfs->owner(root));
  contents.anbox_init = TRY(has_file(*squashfs, "/anbox-init.sh"));
  contents.init = TRY(has_file(*squashfs, "/init"));
  contents.service_manager = TRY(has_file(*squashfs, "/system/bin/servicemanager"));
  contents.abi = TRY(find_abi(*squashfs));
  return contents;
}

Result<Contents> probe_contents(const Fd& image) {
  core::Command command;
  command.argv = {TRY(core::own_executable()), kInternalVerb, "image-probe",
                  std::to_string(image.get())};
  command.keep = {image.get()};
  command.env = std::vector<std::string>{};
  const core::Output output = TRY(core::run_command(std::move(command)), "look into the image");
  if (!output.status.ok()) {
    return fail(Kind::kImage, "damaged: reading it ended with " + output.status.text());
  }
  return from_json(TRY(core::parse_json(output.out), "look into the image"));
}

Result<void> give_up_privileges() {
  const rlimit none{0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
  if (::geteuid() == 0) {
    if (::setgroups(0, nullptr) != 0 || ::setresgid(kNobody, kNobody, kNobody) != 0 ||
        ::setresuid(kNobody, kNobody, kNobody) != 0) {
      return fail_errno(errno, "give up privileges");
    }
  }
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return fail_errno(errno, "give up privileges");
  return {};
}

int probe_main(int image_fd) {
  const rlimit seconds{kProcessorSeconds, kProcessorSeconds};
  ::setrlimit(RLIMIT_CPU, &seconds);
  const auto contents = read_as_nobody(Fd(image_fd));
  const core::Json answer =
      contents ? to_json(*contents) : core::Json{{"error", contents.error().message()}};
  return std::puts(answer.dump().c_str()) < 0 ? 1 : 0;
}

}  // namespace anc::image
