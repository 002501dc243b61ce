// User namespaces by making them: see namespaces.h.
#include "internal/doctor/namespaces.h"

#include <algorithm>
#include <cerrno>
#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

#include "internal/core/file.h"
#include "internal/core/process.h"
#include "internal/core/text.h"
#include "internal/doctor/probes.h"
#include "internal/doctor/sysctl.h"
#include "internal/image/id_map.h"

namespace anc::doctor {
namespace {

constexpr uid_t kNobody = 65534;

/// As the start of a container does it: a namespace with our map, which takes root.
int try_mapped() {
  const image::IdRange range{0, image::kShiftBase, 65536};
  const auto made = image::user_namespace({{range}, {range}});
  return made ? 0 : std::max(made.error().root_errno(), 1);
}

/// In a process of its own, as somebody else.
std::optional<int> try_as(uid_t uid) {
  const pid_t pid = ::fork();
  if (pid < 0) return std::nullopt;
  if (pid == 0) {
    if (uid != ::getuid() && (::setresgid(uid, uid, uid) != 0 || ::setresuid(uid, uid, uid) != 0)) {
      ::_exit(0);
    }
    ::_exit(::unshare(CLONE_NEWUSER) == 0 ? 0 : errno);
  }
  int status = 0;
  if (::waitpid(pid, &status, 0) != pid || !WIFEXITED(status)) return std::nullopt;
  return WEXITSTATUS(status);
}

NamespaceFacts look_at_namespaces() {
  NamespaceFacts facts;
  facts.root = ::geteuid() == 0;
  facts.unprivileged_error = try_as(facts.root ? kNobody : ::getuid());
  facts.error = facts.root ? try_mapped() : EPERM;
  facts.most = sysctl("user.max_user_namespaces");
  facts.unprivileged = sysctl("kernel.unprivileged_userns_clone");
  facts.apparmor = sysctl("kernel.apparmor_restrict_unprivileged_userns");
  facts.newuidmap = core::find_program("newuidmap").has_value();
  facts.uids = parse_subids(core::read_file("/etc/subuid").value_or(""));
  facts.gids = parse_subids(core::read_file("/etc/subgid").value_or(""));
  return facts;
}

bool root_has(const std::vector<SubRange>& ranges) {
  const auto image = image::kShiftBase;
  return std::any_of(ranges.begin(), ranges.end(), [&](const SubRange& range) {
    return (range.owner == "root" || range.owner == "0") && range.first <= image &&
           range.first + range.count >= image + 65536;
  });
}

Finding judge_own(const NamespaceFacts& facts) {
  if (facts.error == 0) return fine("a user namespace with the guests' id map can be made");
  const std::string why = core::errno_text(facts.error);
  if (facts.most && *facts.most == 0) {
    return fault(Code::kUserNamespaceMissing, "user.max_user_namespaces is 0")
        .with_command("sysctl -w user.max_user_namespaces=15000");
  }
  if (facts.error == ENOSPC || facts.error == EUSERS) {
    return fault(Code::kUserNamespaceMissing,
                 "user.max_user_namespaces is used up (" +
                     (facts.most ? std::to_string(*facts.most) : "unknown") + "): " + why)
        .with_command("sysctl -w user.max_user_namespaces=15000");
  }
  return fault(Code::kUserNamespaceMissing, "make a user namespace: " + why)
      .with_advice(
          "use a kernel with CONFIG_USER_NS, outside of a container that forbids it; "
          "--privileged guests need none, and are root on this host");
}

/// Only who is not root, and runs things as ancloud does not, notices.
std::optional<Finding> judge_unprivileged(const NamespaceFacts& facts) {
  if (facts.unprivileged_error.value_or(0) == 0) return std::nullopt;
  std::string why = core::errno_text(*facts.unprivileged_error);
  if (facts.unprivileged.value_or(1) == 0) why = "kernel.unprivileged_userns_clone is 0";
  if (facts.apparmor.value_or(0) == 1) why = "kernel.apparmor_restrict_unprivileged_userns is 1";
  return fault(Code::kUserNamespaceRestricted,
               "users who are not root make none (" + why + "); ancloud does not need it");
}

}  // namespace

std::vector<SubRange> parse_subids(std::string_view text) {
  std::vector<SubRange> ranges;
  for (const std::string& line : core::split(text, '\n')) {
    const auto fields = core::split(core::trim(line), ':');
    if (fields.size() != 3 || fields[0].empty() || fields[0].front() == '#') continue;
    const auto first = core::parse_int(fields[1], 0, UINT32_MAX);
    const auto count = core::parse_int(fields[2], 1, UINT32_MAX);
    if (!first || !count) continue;
    ranges.push_back({fields[0], static_cast<uint64_t>(*first), static_cast<uint64_t>(*count)});
  }
  return ranges;
}

Report judge_namespaces(const NamespaceFacts& facts) {
  Report report;
  report.add(facts.root ? judge_own(facts)
                        : not_tried(Code::kNeedsRoot, "only root maps the guests' ids"));
  if (facts.root) report.labels["ancloud.userns"] = facts.error == 0 ? "yes" : "no";
  if (auto finding = judge_unprivileged(facts)) report.add(std::move(*finding));
  if (facts.newuidmap && !(root_has(facts.uids) && root_has(facts.gids))) {
    report.add(fault(Code::kSubidMissing,
                     "root has no range 100000-165535 in /etc/subuid and /etc/subgid; ancloud "
                     "writes the map itself, other programs may hand these ids to others")
                   .with_command("usermod --add-subuids 100000-165535 --add-subgids 100000-165535 "
                                 "root"));
  }
  return report;
}

Report probe_namespaces(const Question&) { return judge_namespaces(look_at_namespaces()); }

}  // namespace anc::doctor
