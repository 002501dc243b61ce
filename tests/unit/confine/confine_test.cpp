// What a confined process may and may not do, tried in children of this one.
#include <algorithm>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <functional>
#include <sched.h>
#include <set>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include <gtest/gtest.h>

#include "internal/confine/capabilities.h"
#include "internal/confine/filter.h"
#include "internal/confine/landlock.h"
#include "internal/core/file.h"

namespace anc::confine {
namespace {

/// Runs `body` in a child and gives its exit code; -1 when a signal ended it.
int in_child(const std::function<int()>& body) {
  const pid_t pid = ::fork();
  if (pid == 0) ::_exit(body());
  int status = 0;
  ::waitpid(pid, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/// The errno of a call under the guest's filter.
int under_filter(const Filter& filter, const std::function<long()>& call) {
  return in_child([&] {
    ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    if (filter.apply() != 0) return 255;
    return call() < 0 ? errno : 0;
  });
}

TEST(Filter, LetsThroughWhatProgramsNeed) {
  const Filter filter = Filter::guest();
  EXPECT_EQ(under_filter(filter, [] { return ::open("/dev/null", O_RDWR); }), 0);
  EXPECT_EQ(under_filter(filter, [] { return ::socket(AF_INET, SOCK_STREAM, 0); }), 0);
  EXPECT_EQ(under_filter(filter, [] { return ::socket(AF_UNIX, SOCK_STREAM, 0); }), 0);
  EXPECT_EQ(under_filter(filter,
                         [] {
                           std::thread([] {}).join();
                           return in_child([] { return 0; });
                         }),
            0);
}

TEST(Filter, RefusesWhatBelongsToTheHost) {
  const Filter filter = Filter::guest();
  const auto number = [&](long nr) {
    return under_filter(filter, [nr] { return ::syscall(nr, 0, 0, 0, 0, 0); });
  };
  EXPECT_EQ(number(SYS_init_module), EPERM);
  EXPECT_EQ(number(SYS_kexec_load), EPERM);
  EXPECT_EQ(number(SYS_bpf), EPERM);
  EXPECT_EQ(number(SYS_keyctl), EPERM);
  EXPECT_EQ(number(SYS_perf_event_open), EPERM);
  EXPECT_EQ(number(SYS_open_by_handle_at), EPERM);
  EXPECT_EQ(number(425), ENOSYS) << "io_uring_setup";
  EXPECT_EQ(number(SYS_clone3), ENOSYS) << "its flags cannot be seen";
  EXPECT_EQ(under_filter(filter, [] { return ::unshare(CLONE_NEWUSER); }), ENOSYS);
  EXPECT_EQ(under_filter(filter, [] { return ::syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, 0); }),
            ENOSYS);
  EXPECT_EQ(under_filter(filter, [] { return ::socket(AF_VSOCK, SOCK_STREAM, 0); }), ENOSYS);
  EXPECT_EQ(under_filter(filter, [] { return ::socket(AF_ALG, SOCK_SEQPACKET, 0); }), ENOSYS);
}

TEST(Filter, ASessionMayNotEvenMountOrTrace) {
  const Filter filter = Filter::session();
  for (const long nr : {SYS_mount, SYS_ptrace, SYS_setns, SYS_unshare, SYS_chroot, SYS_mknodat}) {
    EXPECT_EQ(under_filter(filter, [nr] { return ::syscall(nr, 0, 0, 0, 0, 0); }), ENOSYS) << nr;
  }
}

TEST(Filter, HoldsForAllThreads) {
  const Filter filter = Filter::guest();
  EXPECT_EQ(in_child([&] {
              ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
              std::atomic<int> step = 0;
              int other = 0;
              std::thread thread([&] {
                while (step == 0) std::this_thread::yield();
                other = ::syscall(SYS_keyctl, 0, 0, 0, 0, 0) < 0 ? errno : 0;
              });
              const int applied = filter.apply();
              step = 1;
              thread.join();
              return applied != 0 ? 255 : other;
            }),
            EPERM);
}

TEST(Filter, NamesEachCallOnce) {
  std::set<std::string> seen;
  for (const Syscall& call : guest_syscalls()) {
    if (call.when) continue;
    EXPECT_TRUE(seen.insert(call.name).second) << call.name;
  }
  for (const std::string_view name : refused_syscalls()) {
    EXPECT_TRUE(seen.insert(std::string(name)).second) << name;
  }
}

TEST(Capabilities, HaveTheirOwnNamesAndNothingDangerous) {
  for (const KeptCapability& kept : kept_capabilities()) {
    EXPECT_EQ(capability_names(uint64_t{1} << kept.number),
              std::vector<std::string>{std::string(kept.name)});
    EXPECT_FALSE(kept.why.empty());
  }
  const auto names = capability_names(kept_mask());
  for (const char* dropped :
       {"sys_rawio", "mknod", "mac_admin", "mac_override", "wake_alarm", "perfmon", "bpf"}) {
    EXPECT_EQ(std::count(names.begin(), names.end(), dropped), 0) << dropped;
  }
  EXPECT_EQ(capability_names(uint64_t{1} << 45), std::vector<std::string>{"cap_45"});
}

TEST(Landlock, LeavesOnlyWhatIsNamed) {
  const auto folder = core::TempDir::make("landlock-");
  ASSERT_TRUE(folder);
  ASSERT_TRUE(core::write_whole(folder->path() + "/mine", "x"));
  const int result = in_child([&] {
    ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    const PathRule rules[] = {{"/usr", PathRule::Access::kRead},
                              {folder->path(), PathRule::Access::kWrite},
                              {"/dev/null", PathRule::Access::kUse},
                              {"/no/such/path", PathRule::Access::kRead}};
    const auto held = restrict_files(rules);
    if (!held) return 100;
    if (!*held) return 77;
    if (::open("/etc/passwd", O_RDONLY) >= 0 || errno != EACCES) return 1;
    if (::open("/usr/bin/env", O_RDONLY) < 0) return 2;
    if (::open("/usr/new", O_WRONLY | O_CREAT, 0600) >= 0) return 3;
    if (::open((folder->path() + "/new").c_str(), O_WRONLY | O_CREAT, 0600) < 0) return 4;
    if (::unlink((folder->path() + "/mine").c_str()) != 0) return 5;
    if (::open("/dev/null", O_WRONLY) < 0) return 6;
    if (::open("/dev/zero", O_RDONLY) >= 0) return 7;
    return 0;
  });
  if (result == 77) GTEST_SKIP() << "this kernel has no Landlock";
  EXPECT_EQ(result, 0);
}

}  // namespace
}  // namespace anc::confine
