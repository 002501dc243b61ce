// Limits: their values, and one of each taken and given back. See limits.h.
#include "internal/doctor/limits.h"

#include <cerrno>
#include <linux/keyctl.h>
#include <sys/inotify.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "internal/core/fd.h"
#include "internal/doctor/probes.h"
#include "internal/doctor/sysctl.h"

namespace anc::doctor {
namespace {

/// A setting, the least that it should be, and what to set it to.
struct Least {
  const char* sysctl;
  int64_t least;
  int64_t better;
  Code code;
  const char* why;
};

// The kernel's own defaults pass, but for hosts that have lowered them; an Android takes a few
// inotify instances and some hundred watches and keys.
constexpr Least kLeast[] = {
    {"fs.inotify.max_user_instances", 128, 1024, Code::kInotifyLow,
     "each guest takes several inotify instances"},
    {"fs.inotify.max_user_watches", 8192, 524288, Code::kInotifyLow,
     "each guest takes some hundred inotify watches"},
    {"kernel.keys.maxkeys", 200, 2000, Code::kKeysLow,
     "the guests' system user keeps its encryption keys there"},
    {"kernel.keys.root_maxkeys", 200, 1000000, Code::kKeysLow, "each container takes a keyring"},
    {"vm.max_map_count", 65530, 262144, Code::kMapCountLow,
     "Android's runtime maps tens of thousands of pieces"},
};

constexpr const char* kOvercommit = "vm.overcommit_memory";

int try_inotify() {
  const Fd fd(::inotify_init1(IN_CLOEXEC));
  if (!fd) return errno;
  return ::inotify_add_watch(fd.get(), "/", IN_CREATE) >= 0 ? 0 : errno;
}

/// In this process's own keyring, which goes with it.
int try_key() {
  const long key =
      ::syscall(SYS_add_key, "user", "ancloud-doctor", "x", 1, KEY_SPEC_PROCESS_KEYRING);
  return key >= 0 ? 0 : errno;
}

std::string set_command(const std::string& name, int64_t value) {
  return "sysctl -w " + name + "=" + std::to_string(value);
}

Finding too_low(const Least& row, int64_t value) {
  return fault(row.code, std::string(row.sysctl) + " is " + std::to_string(value) + ", less than " +
                             std::to_string(row.least) + ": " + row.why)
      .with_command(set_command(row.sysctl, row.better));
}

}  // namespace

Report judge_limits(const LimitFacts& facts) {
  Report report;
  for (const Least& row : kLeast) {
    const auto value = facts.sysctls.find(row.sysctl);
    if (value != facts.sysctls.end() && value->second < row.least) {
      report.add(too_low(row, value->second));
    }
  }
  const auto overcommit = facts.sysctls.find(kOvercommit);
  if (overcommit != facts.sysctls.end() && overcommit->second == 2) {
    report.add(fault(Code::kOvercommitStrict,
                     "vm.overcommit_memory is 2; Android's runtime reserves far more than it uses, "
                     "is refused, and restarts for ever")
                   .with_command(set_command(kOvercommit, 0)));
  }
  if (facts.inotify_error == EMFILE || facts.inotify_error == ENOSPC) {
    const bool instances = facts.inotify_error == EMFILE;
    report.add(fault(Code::kInotifyExhausted,
                     std::string("no inotify ") + (instances ? "instance" : "watch") +
                         " is left: " + core::errno_text(facts.inotify_error))
                   .with_command(instances ? set_command("fs.inotify.max_user_instances", 1024)
                                           : set_command("fs.inotify.max_user_watches", 524288)));
  }
  if (facts.key_error == EDQUOT) {
    report.add(fault(Code::kKeysExhausted,
                     "the quota of keys is used up: " + core::errno_text(facts.key_error))
                   .with_command(set_command("kernel.keys.maxkeys", 2000)));
  }
  if (report.findings.empty()) report.add(fine("nothing is in the way of a first guest"));
  return report;
}

Report probe_limits(const Question&) {
  LimitFacts facts;
  for (const Least& row : kLeast) {
    if (const auto value = sysctl(row.sysctl)) facts.sysctls[row.sysctl] = *value;
  }
  if (const auto value = sysctl(kOvercommit)) facts.sysctls[kOvercommit] = *value;
  facts.inotify_error = try_inotify();
  facts.key_error = try_key();
  return judge_limits(facts);
}

}  // namespace anc::doctor
