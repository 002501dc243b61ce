// The image's own facts, and what this processor runs: see image.h.
#include "internal/doctor/image.h"

#include <array>
#include <cerrno>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include "internal/core/fd.h"
#include "internal/core/file.h"
#include "internal/core/text.h"
#include "internal/doctor/probes.h"
#include "internal/doctor/weigh.h"

namespace anc::doctor {
namespace {

/// What Android's ABI "x86_64" takes for granted, by its names in /proc/cpuinfo
/// (developer.android.com/ndk/guides/abis).
constexpr std::array<std::string_view, 3> kX86Features = {"sse4_2", "ssse3", "popcnt"};

#if defined(__x86_64__)
/// A 32-bit ELF program that exits with 42: header, one segment, mov eax,1; mov ebx,42; int 0x80.
constexpr unsigned char
    kProgram32[] = {0x7f, 'E', 'L', 'F',  1,    1,    1, 0,    0,    0,    0,    0,    0,
                    0,    0,   0,  // 32-bit, little endian
                    2,    0,   3,   0,    1,    0,    0, 0,    0x54, 0x80, 0x04, 0x08, 0x34,
                    0,    0,   0,  // EXEC, 386, entry, headers
                    0,    0,   0,   0,    0,    0,    0, 0,    0x34, 0,    0x20, 0,    1,
                    0,    0,   0,   0,    0,    0,    0, 1,    0,    0,    0,    0,    0,
                    0,    0,   0,   0x80, 0x04, 0x08, 0, 0x80, 0x04, 0x08,  // LOAD at 0x08048000
                    0x60, 0,   0,   0,    0x60, 0,    0, 0,    5,    0,    0,    0,    0,
                    0x10, 0,   0,   0xb8, 1,    0,    0, 0,    0xbb, 42,   0,    0,    0,
                    0xcd, 0x80};
constexpr int kItsExit = 42;

/// Runs it.
int try_32_bit() {
  const Fd program(::memfd_create("ancloud-doctor-32", MFD_CLOEXEC));
  if (!program) return errno;
  if (!core::write_all(program, std::as_bytes(std::span(kProgram32)))) return EIO;
  const pid_t pid = ::fork();
  if (pid < 0) return errno;
  if (pid == 0) {
    char name[] = "doctor-32";
    char* const argv[] = {name, nullptr};
    char* const none[] = {nullptr};
    ::fexecve(program.get(), argv, none);
    ::_exit(errno == kItsExit ? EIO : errno);
  }
  int status = 0;
  if (::waitpid(pid, &status, 0) != pid || !WIFEXITED(status)) return ENOEXEC;
  return WEXITSTATUS(status) == kItsExit ? 0 : WEXITSTATUS(status);
}
#else
/// ARM's kernel refuses the personality where the processor has no 32-bit mode.
int try_32_bit() {
  const int before = ::personality(PER_LINUX32);
  if (before < 0) return errno;
  ::personality(static_cast<unsigned long>(before));
  return 0;
}
#endif

bool is_32_bit(const std::string& abi) { return abi == "x86" || abi == "armeabi-v7a"; }

/// The machine, as uname(2) names it, that runs an ABI.
std::string machine_of(const std::string& abi) {
  if (abi == "x86_64" || abi == "x86") return "x86_64";
  if (abi == "arm64-v8a" || abi == "armeabi-v7a") return "aarch64";
  return abi;
}

std::string abi_of(const std::string& machine) {
  return machine == "aarch64" ? "arm64-v8a" : machine;
}

bool has_word(const std::string& words, std::string_view word) {
  for (const std::string& each : core::split(words, ' ')) {
    if (each == word) return true;
  }
  return false;
}

Finding judge_abi(const ImageFacts& facts) {
  const std::string& abi = facts.info->abi;
  const std::string what = facts.info->path + " (" +
                           std::string(image::family_name(facts.info->family)) + ", " + abi + ")";
  if (abi.empty()) return fine(facts.info->path + "; no program in it tells its ABI");
  if (machine_of(abi) != facts.machine) {
    return fault(Code::kImageAbi, what + " does not run on this " + facts.machine + " processor")
        .with_advice("name an image for " + abi_of(facts.machine) + ": --image FILE");
  }
  if (is_32_bit(abi) && facts.error_32_bit.value_or(0) != 0) {
    return fault(Code::kCpu32Bit, what + " is 32-bit, and a 32-bit program does not run here: " +
                                      core::errno_text(*facts.error_32_bit))
        .with_advice(facts.machine == "aarch64"
                         ? "this processor or kernel is 64-bit only: use an arm64-v8a image"
                         : "use a kernel with CONFIG_IA32_EMULATION (ia32_emulation=on), or an "
                           "x86_64 image");
  }
  return fine(what + " runs on this processor");
}

std::optional<Finding> judge_features(const ImageFacts& facts) {
  if (facts.machine != "x86_64" || facts.features.empty()) return std::nullopt;
  std::string missing;
  for (const std::string_view feature : kX86Features) {
    if (!has_word(facts.features, feature)) {
      missing += (missing.empty() ? "" : ", ") + std::string(feature);
    }
  }
  if (missing.empty()) return std::nullopt;
  return fault(Code::kCpuFeatures,
               "the processor has no " + missing + ", which Android's programs use unasked")
      .with_advice("in a virtual machine: pass the host's processor through (-cpu host)");
}

}  // namespace

std::string parse_features(std::string_view cpuinfo) {
  for (const std::string& line : core::split(cpuinfo, '\n')) {
    const size_t colon = line.find(':');
    if (colon == std::string::npos) continue;
    const std::string_view key = core::trim(std::string_view(line).substr(0, colon));
    if (key == "flags" || key == "Features") {
      return std::string(core::trim(std::string_view(line).substr(colon + 1)));
    }
  }
  return {};
}

Report judge_image(const ImageFacts& facts) {
  Report report;
  report.labels["ancloud.abi"] = label_value(abi_of(facts.machine));
  if (facts.path.empty()) {
    report.add(not_tried(Code::kNeedsImage).with_advice("name one: --image FILE"));
  } else if (!facts.info) {
    report.add(fault(facts.missing ? Code::kImageMissing : Code::kImageBad,
                     facts.path + ": " + facts.problem)
                   .with_advice("name another image: --image FILE; `ancloud image list` shows "
                                "those in the data path"));
  } else {
    report.labels["ancloud.image.abi"] = label_value(facts.info->abi);
    report.labels[kFamilyLabel] = image::family_name(facts.info->family);
    report.add(judge_abi(facts));
  }
  if (auto finding = judge_features(facts)) report.add(std::move(*finding));
  return report;
}

Report probe_image(const Question& question) {
  ImageFacts facts;
  facts.path = question.image;
  utsname name{};
  if (::uname(&name) == 0) facts.machine = name.machine;
  facts.features = parse_features(core::read_file("/proc/cpuinfo").value_or(""));
  if (!question.image.empty()) {
    auto info = image::image_info(question.image);
    if (info) {
      facts.info = std::move(*info);
      if (is_32_bit(facts.info->abi)) facts.error_32_bit = try_32_bit();
    } else {
      facts.problem = info.error().message();
      facts.missing = info.error().root_errno() == ENOENT;
    }
  }
  return judge_image(facts);
}

}  // namespace anc::doctor
