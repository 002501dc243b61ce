// Id maps: Anbox's, as text, and as a user namespace for id-mapped mounts.
#include "internal/image/id_map.h"

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "internal/core/codes.h"
#include "internal/core/file.h"
#include "internal/core/text.h"

namespace anc::image {
namespace {

constexpr uint32_t kOverflowId = 65534;

std::vector<IdRange> android_ranges(uint32_t base, uint32_t session) {
  return {{0, base, 999}, {1000, session, 1}, {1001, base + 1001, kLastId - 1000}};
}

std::string kernel_text(const std::vector<IdRange>& ranges) {
  std::string text;
  for (const IdRange& range : ranges) {
    text += std::to_string(range.inside) + " " + std::to_string(range.outside) + " " +
            std::to_string(range.count) + "\n";
  }
  return text;
}

/// A child that only waits in a user namespace of its own; no exec, since nothing may be run there
/// and three system calls need nothing of ours. Killed and reaped at the end.
class NamespaceHolder {
 public:
  static Result<NamespaceHolder> start() {
    core::FdPair ready = TRY(core::make_pipe());
    const pid_t pid = ::fork();
    if (pid < 0) return fail_errno(errno, "fork");
    if (pid == 0) {
      ::prctl(PR_SET_PDEATHSIG, SIGKILL);
      const char failed = ::unshare(CLONE_NEWUSER) == 0 ? 0 : static_cast<char>(errno);
      if (::write(ready.second.get(), &failed, 1) != 1) ::_exit(1);  // the parent waits for it
      for (;;) ::pause();
    }
    NamespaceHolder holder(pid);
    ready.second.reset();
    char failed = 0;
    if (::read(ready.first.get(), &failed, 1) != 1) failed = ESRCH;
    if (failed != 0) {
      return fail(Error::from_errno(failed, "make a user namespace", Kind::kHostRequirement)
                      .code(Code::kUserNamespaceMissing));
    }
    return holder;
  }
  NamespaceHolder(NamespaceHolder&& other) noexcept : pid_(std::exchange(other.pid_, -1)) {}
  NamespaceHolder& operator=(NamespaceHolder&&) = delete;
  ~NamespaceHolder() {
    if (pid_ < 0) return;
    ::kill(pid_, SIGKILL);
    while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
    }
  }
  std::string proc() const { return "/proc/" + std::to_string(pid_); }

 private:
  explicit NamespaceHolder(pid_t pid) : pid_(pid) {}
  pid_t pid_;
};

}  // namespace

Result<IdMap> android_id_map(uint32_t base, uint32_t session_uid, uint32_t session_gid) {
  for (const uint32_t id : {session_uid, session_gid}) {
    if (id < base || id - base > kLastId) continue;
    return fail(Error(Kind::kUsage, "session id " + std::to_string(id) +
                                        " lies inside the guest's range " + std::to_string(base) +
                                        "-" + std::to_string(base + kLastId))
                    .hint("run the session as another user: --user NAME"));
  }
  return IdMap{android_ranges(base, session_uid), android_ranges(base, session_gid)};
}

IdMap over_shifted(IdMap map) {
  for (IdRange& range : map.uids) range.inside += kShiftBase;
  for (IdRange& range : map.gids) range.inside += kShiftBase;
  return map;
}

uint32_t to_host(const std::vector<IdRange>& ranges, uint32_t inside) {
  for (const IdRange& range : ranges) {
    if (inside >= range.inside && inside - range.inside < range.count) {
      return range.outside + (inside - range.inside);
    }
  }
  return kOverflowId;
}

std::string format_ranges(const std::vector<IdRange>& ranges) {
  std::string text;
  for (const IdRange& range : ranges) {
    if (!text.empty()) text += ',';
    text += std::to_string(range.inside) + ":" + std::to_string(range.outside) + ":" +
            std::to_string(range.count);
  }
  return text;
}

Result<std::vector<IdRange>> parse_ranges(std::string_view text) {
  std::vector<IdRange> ranges;
  for (const std::string& word : core::split(text, ',')) {
    const auto numbers = core::split(word, ':');
    if (numbers.size() != 3)
      return fail(Kind::kUsage, "id range \"" + word + "\" is not A:B:COUNT");
    ranges.push_back({static_cast<uint32_t>(TRY(core::parse_int(numbers[0], 0, UINT32_MAX))),
                      static_cast<uint32_t>(TRY(core::parse_int(numbers[1], 0, UINT32_MAX))),
                      static_cast<uint32_t>(TRY(core::parse_int(numbers[2], 1, UINT32_MAX)))});
  }
  return ranges;
}

Result<Fd> user_namespace(const IdMap& map) {
  const NamespaceHolder holder = TRY(NamespaceHolder::start());
  TRY(core::write_in_place(holder.proc() + "/uid_map", kernel_text(map.uids)));
  TRY(core::write_in_place(holder.proc() + "/gid_map", kernel_text(map.gids)));
  return core::open_file(holder.proc() + "/ns/user", O_RDONLY);
}

}  // namespace anc::image
