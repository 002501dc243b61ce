// Binder with binderfs for kernels whose packages come without: built from the distribution's own
// source of the driver.
#include <algorithm>

#include "internal/core/text.h"
#include "internal/host/binder.h"
#include "internal/host/steps.h"

namespace anc::host {
namespace {

// What the kernel's configuration lacks; Debian's cloud flavour names no devices either.
constexpr auto kConfiguration =
    "#define CONFIG_ANDROID_BINDERFS 1\n"
    "#ifndef CONFIG_ANDROID_BINDER_DEVICES\n"
    "#define CONFIG_ANDROID_BINDER_DEVICES \"binder\"\n"
    "#endif\n";

// Two symbols that binderfs.c wants are not exported to modules. init_ipc_ns is reached through
// init_task; the drop of a reference is left out: an ipc namespace whose members mounted a binderfs
// is never freed.
constexpr auto kBridge =
    "#include <linux/sched/task.h>\n"
    "#include <linux/nsproxy.h>\n"
    "#include <linux/ipc_namespace.h>\n"
    "#define init_ipc_ns (*init_task.nsproxy->ipc_ns)\n"
    "#define put_ipc_ns(ns) ((void)(ns))\n";

/// Where everything is for one kernel.
struct Paths {
  std::string folder;   ///< <data>/binder/RELEASE
  std::string source;   ///< in it, while it is built
  std::string archive;  ///< of the distribution's package
  std::string inside;   ///< the driver's folder in it
  std::string headers;
};

Paths paths_for(const std::string& folder, const std::string& release, const std::string& version) {
  return {folder, folder + "/source", "/usr/src/linux-source-" + version + ".tar.xz",
          "linux-source-" + version + "/drivers/android", "/lib/modules/" + release + "/build"};
}

/// The kernel's own makefile, told what its configuration lacks. On 6.12 the type information of
/// modules would need a vmlinux, which the packages do not hold.
std::vector<std::string> make_words(const Paths& paths) {
  return {"make",
          "-s",
          "-C",
          paths.headers,
          "M=" + paths.source,
          "CONFIG_ANDROID_BINDER_IPC=m",
          "CONFIG_ANDROID_BINDERFS=y",
          "CONFIG_DEBUG_INFO_BTF_MODULES=",
          "KCFLAGS=-include " + paths.source + "/configuration.h",
          "CFLAGS_binderfs.o=-include " + paths.source + "/ipc_bridge.h",
          "modules"};
}

/// "6.12" of "6.12.117+deb12-amd64", as packages of the source are named.
std::string version_of(std::string_view release) {
  const auto parts = core::split(release, '.');
  if (parts.size() < 2) return std::string(release);
  return parts[0] + "." + parts[1].substr(0, parts[1].find_first_not_of("0123456789"));
}

/// "gcc-12" of the line in .config that names what the kernel was built with; else "gcc".
std::string compiler_in(std::string_view config) {
  constexpr std::string_view kKey = "CONFIG_CC_VERSION_TEXT=\"";
  const size_t at = config.find(kKey);
  if (at == std::string_view::npos) return "gcc";
  const std::string_view rest = config.substr(at + kKey.size());
  const std::string_view word = rest.substr(0, rest.find_first_of(" \"\n"));
  const size_t name = word.rfind("gcc");
  return name == std::string_view::npos ? "gcc" : std::string(word.substr(name));
}

Result<bool> takes_signed_modules_only(const Host& host) {
  const auto enforced = TRY(host.read("/sys/module/module/parameters/sig_enforce"));
  if (enforced && core::trim(*enforced) == "Y") return true;
  const auto lockdown = TRY(host.read("/sys/kernel/security/lockdown"));
  return lockdown && lockdown->find('[') != std::string::npos &&
         lockdown->find("[none]") == std::string::npos;
}

Result<void> remove_tree(Host& host, const std::string& path) {
  const auto info = TRY(host.info(path));
  if (!info) return {};
  if (info->type != step::FileType::kDirectory) return host.remove_file(path);
  for (const std::string& name : TRY(host.list(path))) TRY(remove_tree(host, path + "/" + name));
  return host.remove_dir(path);
}

class BinderBuild final : public Step {
 public:
  BinderBuild(std::string data_path, std::string release)
      : root_(data_path + "/binder"),
        data_path_(std::move(data_path)),
        release_(std::move(release)) {}

 private:
  std::string_view name() const override { return "binder-build"; }
  std::string_view why() const override {
    return "a kernel without binderfs has no binder device of its own for each container";
  }
  bool persistent() const override { return true; }

  std::vector<std::string> commands() const override {
    const std::string release = release_.empty() ? "$(uname -r)" : core::shell_quote(release_);
    const Paths paths = paths_for("$d", "$r", "$v");
    std::string make;
    for (const std::string& word : make_words(paths)) {
      const bool plain = word.find_first_of(" $") == std::string::npos;
      make += (make.empty() ? "" : " ") + (plain ? word : "\"" + word + "\"");
    }
    return {"r=" + release + "; v=$(echo \"$r\" | cut -d. -f1,2); d=" + core::shell_quote(root_) +
                "/$r",
            "mkdir -p \"$d/source\"",
            "tar -x -f " + paths.archive + " -C \"$d/source\" --strip-components=3 " + paths.inside,
            std::string("cat >\"$d/source/configuration.h\" <<'END'\n") + kConfiguration + "END",
            std::string("cat >\"$d/source/ipc_bridge.h\" <<'END'\n") + kBridge + "END",
            make,
            "strip --strip-debug -o \"$d/binder_linux.ko\" \"$d/source/binder_linux.ko\"",
            "rm -r \"$d/source\""};
  }

  Result<Seen> check(const Host& host) const override {
    const std::string running = TRY(kernel_release(host));
    const std::string release = release_.empty() ? running : release_;
    if (release == running && TRY(has_binderfs(host))) {
      return Seen{State::kHolds, {}, "the kernel has binderfs"};
    }
    if (TRY(built_module(host, data_path_, release))) return Seen{State::kHolds, {}, {}};
    const std::string headers = paths_for("", release, "").headers;
    const auto config = TRY(host.read(headers + "/.config"));
    if (config && config->find("\nCONFIG_ANDROID_BINDERFS=y\n") != std::string::npos) {
      return Seen{State::kHolds, {}, "the driver of the kernel's package has binderfs"};
    }
    if (release == running) {
      if (TRY(has_binder_driver(host))) return TRY(taken(host));
      if (TRY(takes_signed_modules_only(host))) {
        return step::impossible(
            "this kernel loads signed modules only (Secure Boot or lockdown)",
            "turn Secure Boot off in the firmware, or boot a kernel whose own binder has binderfs");
      }
    }
    if (root_.find_first_of(" \t:") != std::string::npos) {
      return step::impossible("the kernel's makefiles cannot work in " + root_,
                              "choose a data path without blanks and colons", Kind::kUsage);
    }
    return lacking(host, release, compiler_in(config.value_or("")));
  }

  /// A driver without binderfs is there already.
  static Result<Seen> taken(const Host& host) {
    if (!TRY(host.info("/sys/module/binder_linux"))) {
      return step::impossible("binder without binderfs is built into this kernel",
                              "boot another kernel");
    }
    return step::impossible("a binder without binderfs is loaded",
                            TRY(is_permanent(host, "binder_linux"))
                                ? "reboot, then run this first: this kernel cannot unload it"
                                : "modprobe -r binder_linux, then run this again");
  }

  Result<Seen> lacking(const Host& host, const std::string& release,
                       const std::string& compiler) const {
    const Paths paths = paths_for("", release, version_of(release));
    std::vector<std::string> packages;
    if (!TRY(host.info(paths.headers + "/Makefile")))
      packages.push_back("linux-headers-" + release);
    if (!TRY(host.info(paths.archive))) {
      packages.push_back("linux-source-" + version_of(release));
    }
    // The headers bring the compiler that they want.
    if (packages.empty() && !host.find_program(compiler)) packages.push_back(compiler);
    if (!host.find_program("make")) packages.emplace_back("make");
    if (!host.find_program("xz")) packages.emplace_back("xz-utils");
    if (!host.find_program("strip")) packages.emplace_back("binutils");
    if (packages.empty()) {
      const bool made_root = !TRY(host.info(root_));
      return Seen{State::kAbsent,
                  {{"folder", root_ + "/" + release}, {"made_root", made_root ? "yes" : "no"}},
                  "not built for " + release};
    }
    const std::string list = core::join(packages, " ");
    return step::impossible("building binder needs " + core::join(packages, ", "),
                            host.find_program("apt-get")
                                ? "apt-get install --no-install-recommends " + list
                                : "install what your distribution has in place of these packages "
                                  "of Debian's");
  }

  Result<void> apply(Host& host, const Seen& seen) const override {
    const std::string folder = TRY(seen.fact("folder"));
    const std::string release = folder.substr(folder.rfind('/') + 1);
    const Paths paths = paths_for(folder, release, version_of(release));
    if (TRY(seen.fact("made_root")) == "yes") TRY(host.make_dir(root_, 0755));
    if (!TRY(host.info(folder))) TRY(host.make_dir(folder, 0755));
    TRY(remove_tree(host, paths.source), "remove an earlier build");
    TRY(host.make_dir(paths.source, 0755));
    TRY(host.run({"tar", "-x", "-f", paths.archive, "-C", paths.source, "--strip-components=3",
                  paths.inside},
                 {}),
        "unpack the driver's source");
    TRY(host.write_file(paths.source + "/configuration.h", kConfiguration, 0644));
    TRY(host.write_file(paths.source + "/ipc_bridge.h", kBridge, 0644));
    const core::Output made = TRY(host.attempt(make_words(paths)), "build binder");
    if (!made.status.ok()) {
      return fail(Error(Kind::kFailure, "build binder: make ended with " + made.status.text() +
                                            ": " + compiler_words(made.err))
                      .hint("are the headers and the source of the same version? apt-get install "
                            "--only-upgrade linux-headers-" +
                            release + " linux-source-" + version_of(release)));
    }
    const std::string built = paths.source + "/binder_linux.ko";
    TRY(host.run({"strip", "--strip-debug", "-o", folder + "/binder_linux.ko", built}, {}));
    return remove_tree(host, paths.source);
  }

  Result<Left> undo(Host& host, const Seen& before) const override {
    const std::string folder = TRY(before.fact("folder"));
    TRY(remove_tree(host, folder));
    const std::string root = folder.substr(0, folder.rfind('/'));
    if (TRY(before.fact("made_root")) != "yes" || !TRY(host.info(root))) return Left{};
    if (!TRY(host.list(root)).empty()) return Left{root + " holds other files now"};
    TRY(host.remove_dir(root));
    return Left{};
  }

  std::string root_, data_path_, release_;
};
}  // namespace

std::string compiler_words(std::string_view said) {
  constexpr size_t kMost = 3;
  std::vector<std::string> errors, others;
  for (const std::string& line : core::split(core::trim(said), '\n')) {
    if (line.find("error:") != std::string::npos || line.find("ERROR:") != std::string::npos) {
      if (errors.size() < kMost) errors.push_back(line);
    } else if (!line.empty() && !line.starts_with("make")) {
      others.push_back(line);
    }
  }
  if (errors.empty()) {
    const size_t kept = std::min(kMost, others.size());
    errors.assign(others.end() - static_cast<std::ptrdiff_t>(kept), others.end());
  }
  return errors.empty() ? "it said nothing" : core::join(errors, "\n");
}

StepPtr binder_build(const Settings& settings) {
  return std::make_unique<BinderBuild>(settings.data_path, settings.kernel_release);
}
}  // namespace anc::host
