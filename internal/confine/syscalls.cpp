// The lists of system calls: see syscalls.h.
#include "internal/confine/syscalls.h"

#include <algorithm>
#include <array>
#include <sched.h>

#include "internal/core/text.h"

namespace anc::confine {
namespace {

// One group a line of thought. 32-bit programs have names of their own, which stand beside.
constexpr std::string_view kFiles =
    "access chdir chmod chown chown32 close close_range copy_file_range creat dup dup2 dup3 "
    "faccessat faccessat2 fadvise64 fadvise64_64 arm_fadvise64_64 fallocate fchdir fchmod fchmodat "
    "fchmodat2 fchown fchown32 fchownat fcntl fcntl64 fdatasync fgetxattr flistxattr flock "
    "fremovexattr fsetxattr fstat fstat64 fstatat64 fstatfs fstatfs64 fsync ftruncate ftruncate64 "
    "futimesat getcwd getdents getdents64 getxattr inotify_add_watch inotify_init inotify_init1 "
    "inotify_rm_watch ioctl lchown lchown32 lgetxattr link linkat listxattr llistxattr _llseek "
    "lremovexattr lseek lsetxattr lstat lstat64 mkdir mkdirat newfstatat open openat openat2 "
    "pread64 preadv preadv2 pwrite64 pwritev pwritev2 read readahead readlink readlinkat readv "
    "removexattr rename renameat renameat2 rmdir sendfile sendfile64 setxattr splice stat stat64 "
    "statfs statfs64 statx symlink symlinkat sync sync_file_range sync_file_range2 "
    "arm_sync_file_range syncfs tee truncate truncate64 umask unlink unlinkat utime utimensat "
    "utimensat_time64 utimes vmsplice write writev";
constexpr std::string_view kMemory =
    "brk madvise membarrier memfd_create mincore mlock mlock2 mlockall mmap mmap2 mprotect mremap "
    "mseal msync munlock munlockall munmap pkey_alloc pkey_free pkey_mprotect process_madvise "
    "process_mrelease remap_file_pages shmat shmctl shmdt shmget map_shadow_stack";
constexpr std::string_view kProcesses =
    "alarm arch_prctl capget capset execve execveat exit exit_group fork get_robust_list "
    "get_thread_area getcpu getegid getegid32 geteuid geteuid32 getgid getgid32 getgroups "
    "getgroups32 getitimer getpgid getpgrp getpid getppid getpriority getresgid getresgid32 "
    "getresuid getresuid32 getrlimit getrusage getsid gettid getuid getuid32 ioprio_get ioprio_set "
    "kill landlock_add_rule landlock_create_ruleset landlock_restrict_self modify_ldt pause "
    "personality pidfd_getfd pidfd_open pidfd_send_signal prctl prlimit64 restart_syscall rseq "
    "rt_sigaction rt_sigpending rt_sigprocmask rt_sigqueueinfo rt_sigreturn rt_sigsuspend "
    "rt_sigtimedwait rt_sigtimedwait_time64 rt_tgsigqueueinfo sched_get_priority_max "
    "sched_get_priority_min sched_getaffinity sched_getattr sched_getparam sched_getscheduler "
    "sched_rr_get_interval sched_rr_get_interval_time64 sched_setaffinity sched_setattr "
    "sched_setparam sched_setscheduler sched_yield seccomp set_robust_list set_thread_area "
    "set_tid_address set_tls setfsgid setfsgid32 setfsuid setfsuid32 setgid setgid32 setgroups "
    "setgroups32 setitimer setpgid setpriority setregid setregid32 setresgid setresgid32 setresuid "
    "setresuid32 setreuid setreuid32 setrlimit setsid setuid setuid32 sigaction sigaltstack signal "
    "signalfd signalfd4 sigpending sigprocmask sigreturn sigsuspend sysinfo tgkill times tkill "
    "ugetrlimit uname vfork wait4 waitid waitpid cacheflush breakpoint";
constexpr std::string_view kWaiting =
    "_newselect clock_getres clock_getres_time64 clock_gettime clock_gettime64 clock_nanosleep "
    "clock_nanosleep_time64 epoll_create epoll_create1 epoll_ctl epoll_pwait epoll_pwait2 "
    "epoll_wait eventfd eventfd2 futex futex_requeue futex_time64 futex_wait futex_waitv "
    "futex_wake gettimeofday io_cancel io_destroy io_getevents io_pgetevents io_pgetevents_time64 "
    "io_setup io_submit nanosleep poll ppoll ppoll_time64 pselect6 pselect6_time64 select time "
    "timer_create timer_delete timer_getoverrun timer_gettime timer_gettime64 timer_settime "
    "timer_settime64 timerfd_create timerfd_gettime timerfd_gettime64 timerfd_settime "
    "timerfd_settime64";
constexpr std::string_view kMessages =
    "accept accept4 bind connect getpeername getrandom getsockname getsockopt ipc listen "
    "mq_getsetattr mq_notify mq_open mq_timedreceive mq_timedreceive_time64 mq_timedsend "
    "mq_timedsend_time64 mq_unlink msgctl msgget msgrcv msgsnd pipe pipe2 recv recvfrom recvmmsg "
    "recvmmsg_time64 recvmsg semctl semget semop semtimedop semtimedop_time64 send sendmmsg "
    "sendmsg sendto setsockopt shutdown socketcall socketpair";
// Init mounts, vold too; debuggerd traces; init and zygote enter and leave mount namespaces.
constexpr std::string_view kGuestOnly =
    "adjtimex chroot clock_adjtime mknod mknodat mount process_vm_readv process_vm_writev ptrace "
    "quotactl reboot setdomainname sethostname setns syslog umount umount2";

constexpr std::array<std::string_view, 30> kRefused = {"acct",
                                                       "add_key",
                                                       "bpf",
                                                       "clock_settime",
                                                       "clock_settime64",
                                                       "delete_module",
                                                       "finit_module",
                                                       "init_module",
                                                       "io_uring_enter",
                                                       "io_uring_register",
                                                       "ioperm",
                                                       "iopl",
                                                       "kcmp",
                                                       "kexec_file_load",
                                                       "kexec_load",
                                                       "keyctl",
                                                       "lookup_dcookie",
                                                       "mbind",
                                                       "move_pages",
                                                       "name_to_handle_at",
                                                       "nfsservctl",
                                                       "open_by_handle_at",
                                                       "perf_event_open",
                                                       "pivot_root",
                                                       "request_key",
                                                       "settimeofday",
                                                       "stime",
                                                       "swapoff",
                                                       "swapon",
                                                       "userfaultfd"};

void add(std::vector<Syscall>& list, std::string_view names) {
  for (std::string& name : core::split(names, ' ')) list.push_back({std::move(name), {}});
}

std::vector<Syscall> common() {
  std::vector<Syscall> list;
  for (const std::string_view group : {kFiles, kMemory, kProcesses, kWaiting, kMessages}) {
    add(list, group);
  }
  // A user namespace would give back every capability, over more of the kernel than Android uses.
  // clone3 hides its flags in memory, so it is left out; all C libraries fall back to clone.
  constexpr uint64_t kNewUser = CLONE_NEWUSER;
  list.push_back({"clone", Argument{0, kNewUser, 0}});
  return list;
}

// No AF_ALG, AF_NFC, AF_VSOCK (38 to 40): kernel code that no guest needs, and a way past the
// network to a hypervisor. In ranges, since rules say what is allowed. 32-bit x86 programs use
// socketcall, whose arguments lie in memory, and are not held back by this.
void add_socket(std::vector<Syscall>& list) {
  for (uint64_t family = 0; family < 48; ++family) {
    if (family >= 38 && family <= 40) continue;
    list.push_back({"socket", Argument{0, 0xffffffff, family}});
  }
}

}  // namespace

std::vector<Syscall> guest_syscalls() {
  std::vector<Syscall> list = common();
  add(list, kGuestOnly);
  list.push_back({"unshare", Argument{0, CLONE_NEWUSER, 0}});
  add_socket(list);
  return list;
}

std::vector<Syscall> session_syscalls() {
  std::vector<Syscall> list = common();
  add_socket(list);
  return list;
}

std::span<const std::string_view> refused_syscalls() { return kRefused; }

}  // namespace anc::confine
