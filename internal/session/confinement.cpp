// Confining a session and a stream server: see confinement.h.
#include "internal/session/confinement.h"

#include <array>
#include <cerrno>
#include <sys/prctl.h>
#include <unistd.h>

#include "internal/confine/filter.h"
#include "internal/core/file.h"
#include "internal/core/log.h"
#include "internal/core/text.h"

namespace anc::session {
namespace {

using confine::PathRule;
using Access = PathRule::Access;

constexpr std::array kReadable = {"/usr",
                                  "/lib",
                                  "/lib32",
                                  "/lib64",
                                  "/libx32",
                                  "/bin",
                                  "/sbin",
                                  "/etc",
                                  "/opt",
                                  "/nix",
                                  "/gnu",
                                  "/proc",
                                  "/sys",
                                  "/run/udev",
                                  "/run/opengl-driver",
                                  "/run/dbus",
                                  "/run/systemd/resolve",
                                  "/var/cache/fontconfig",
                                  "/var/lib/dbus"};
// NVIDIA's nodes are numbered; more than eight chips of a host are for whoever sets
// session.confine to false.
constexpr std::array kDevices = {"/dev/null",
                                 "/dev/zero",
                                 "/dev/full",
                                 "/dev/random",
                                 "/dev/urandom",
                                 "/dev/tty",
                                 "/dev/dri",
                                 "/dev/kfd",
                                 "/dev/mali0",
                                 "/dev/udmabuf",
                                 "/dev/dma_heap",
                                 "/dev/snd",
                                 "/dev/input",
                                 "/dev/nvidiactl",
                                 "/dev/nvidia-modeset",
                                 "/dev/nvidia-uvm",
                                 "/dev/nvidia-uvm-tools",
                                 "/dev/nvidia-caps",
                                 "/dev/nvidia0",
                                 "/dev/nvidia1",
                                 "/dev/nvidia2",
                                 "/dev/nvidia3",
                                 "/dev/nvidia4",
                                 "/dev/nvidia5",
                                 "/dev/nvidia6",
                                 "/dev/nvidia7"};
constexpr std::array kSettings = {".drirc",           ".asoundrc",          ".config/pulse",
                                  ".config/pipewire", ".config/fontconfig", ".Xauthority",
                                  ".XCompose"};
// Variables that name files or directories of libraries, with ':' between them.
constexpr std::array<std::string_view, 8> kPlaces = {"LD_LIBRARY_PATH=",
                                                     "LIBGL_DRIVERS_PATH=",
                                                     "GBM_BACKENDS_PATH=",
                                                     "XAUTHORITY=",
                                                     "__EGL_VENDOR_LIBRARY_FILENAMES=",
                                                     "__EGL_VENDOR_LIBRARY_DIRS=",
                                                     "LIBVA_DRIVERS_PATH=",
                                                     "LD_PRELOAD="};

}  // namespace

std::vector<PathRule> reachable_files(const std::vector<std::string>& environment,
                                      const std::string& executable, const Reach& more) {
  std::vector<PathRule> rules;
  for (const char* path : kReadable) rules.push_back({path, Access::kRead});
  for (const char* path : kDevices) rules.push_back({path, Access::kUse});
  rules.push_back({"/dev/shm", Access::kWrite});
  rules.push_back({executable, Access::kRead});
  for (const std::string& variable : environment) {
    const std::string value = variable.substr(variable.find('=') + 1);
    if (variable.starts_with("XDG_RUNTIME_DIR=")) rules.push_back({value, Access::kWrite});
    if (variable.starts_with("MESA_SHADER_CACHE_DIR=")) rules.push_back({value, Access::kWrite});
    if (variable.starts_with("HOME=")) {
      for (const char* name : kSettings) rules.push_back({value + "/" + name, Access::kRead});
    }
    for (const std::string_view place : kPlaces) {
      if (!variable.starts_with(place)) continue;
      for (std::string& path : core::split(value, ':')) {
        if (!path.empty()) rules.push_back({std::move(path), Access::kRead});
      }
    }
  }
  for (const std::string& path : more.readable) rules.push_back({path, Access::kRead});
  for (const std::string& path : more.writable) rules.push_back({path, Access::kWrite});
  return rules;
}

Result<void> confine_process(const Reach& more) {
  std::vector<std::string> environment;
  for (char** entry = environ; *entry != nullptr; ++entry) environment.emplace_back(*entry);
  const auto rules = reachable_files(environment, TRY(core::own_executable()), more);
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return fail_errno(errno, "no_new_privs");
  const bool files = TRY(confine::restrict_files(rules), "confine to files");
  if (const int error = confine::Filter::session().apply(); error != 0) {
    return fail_errno(error, "confine to system calls", Kind::kHostRequirement);
  }
  core::log_info(files ? "confined: files by Landlock, system calls by seccomp"
                       : "confined: system calls by seccomp; this kernel has no Landlock");
  return {};
}

}  // namespace anc::session
