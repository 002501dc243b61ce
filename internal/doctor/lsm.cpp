// From securityfs and selinuxfs, mounted here or for us alone: see lsm.h.
#include "internal/doctor/lsm.h"

#include <fcntl.h>
#include <unistd.h>

#include "internal/confine/apparmor.h"
#include "internal/core/file.h"
#include "internal/core/text.h"
#include "internal/doctor/mounts.h"
#include "internal/doctor/probes.h"

namespace anc::doctor {
namespace {

/// A file of a pseudo file system, mounted where it usually is or, as root, for this call.
std::optional<std::string> read_pseudo(const std::string& directory, const std::string& type,
                                       const char* name) {
  if (const auto text = core::read_file(directory + "/" + name)) {
    return std::string(core::trim(*text));
  }
  const auto mount = detached_mount(type, {});
  if (!mount) return std::nullopt;
  const Fd file(::openat(mount->get(), name, O_RDONLY | O_CLOEXEC));
  if (!file) return std::nullopt;
  const auto text = core::read_to_end(file, 4096);
  if (!text) return std::nullopt;
  return std::string(core::trim(*text));
}

bool has_word(const std::string& list, const std::string& word) {
  for (const std::string& each : core::split(list, ',')) {
    if (each == word) return true;
  }
  return false;
}

}  // namespace

Report judge_lsm(const LsmFacts& facts) {
  if (!facts.modules && !facts.enforcing) {
    return Report(not_tried(Code::kNeedsRoot, "/sys/kernel/security is not mounted"));
  }
  const std::string modules = facts.modules.value_or("selinux");
  Report report;
  report.labels["ancloud.lsm"] = label_value(modules);
  const bool active = facts.enforcing.has_value() || has_word(modules, "selinux");
  report.labels["ancloud.selinux"] = !active                           ? "no"
                                     : facts.enforcing.value_or(false) ? "enforcing"
                                                                       : "permissive";
  if (!active) {
    report.add(
        fault(Code::kSelinuxInactive,
              "SELinux is not active (the kernel runs with " + modules +
                  "): unpatched images from Android 10 on cannot call their service manager")
            .with_advice("boot with security=selinux selinux=1 (permissive, without a policy), or "
                         "use an image made for hosts without SELinux"));
  } else if (facts.enforcing.value_or(false)) {
    report.add(fault(Code::kSelinuxEnforcing,
                     "SELinux enforces the host's policy, which forbids Android's processes")
                   .with_command(kHostSetup));
  } else {
    report.add(fine("SELinux is active and permissive"));
  }
  if (facts.guest_profile == false) {
    report.add(fault(Code::kApparmorProfile, "AppArmor is active and has no profile for guests")
                   .with_command(kHostSetup));
  }
  return report;
}

Report probe_lsm(const Question&) {
  LsmFacts facts;
  facts.modules = read_pseudo("/sys/kernel/security", "securityfs", "lsm");
  if (const auto enforce = read_pseudo("/sys/fs/selinux", "selinuxfs", "enforce")) {
    facts.enforcing = *enforce == "1";
  }
  if (const auto profiles = core::read_file("/sys/kernel/security/apparmor/profiles")) {
    facts.guest_profile = confine::has_profile(*profiles, confine::kGuestProfile);
  }
  return judge_lsm(facts);
}

}  // namespace anc::doctor
