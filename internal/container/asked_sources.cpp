// Opening as another user: see asked_sources.h.
#include "internal/container/asked_sources.h"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <grp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace anc::container {
namespace {

constexpr int kPatienceMs = 5000;

// What the opener tells of one source; the descriptor comes with it unless `error` is set.
struct Word {
  int error = 0;
  mode_t mode = 0;
  uid_t owner = 0;
};

void tell(const Fd& channel, const Word& word, const Fd& opened) {
  iovec part{const_cast<Word*>(&word), sizeof word};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  if (opened) {
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    cmsghdr* header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int));
    const int fd = opened.get();
    std::memcpy(CMSG_DATA(header), &fd, sizeof fd);
  }
  (void)::sendmsg(channel.get(), &message, MSG_NOSIGNAL);
}

// The child. Its look at the file counts as well: a file system of the user's may let root wait.
[[noreturn]] void open_all(const Asked& asked, const Fd& channel) {
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  if (::setgroups(asked.groups.size(), asked.groups.data()) != 0 ||
      ::setresgid(asked.gid, asked.gid, asked.gid) != 0 ||
      ::setresuid(asked.uid, asked.uid, asked.uid) != 0) {
    tell(channel, {errno, 0, 0}, Fd());
    ::_exit(1);
  }
  for (const Asked::Bind& bind : asked.binds) {
    Word word;
    Fd fd(::open(bind.source.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC));
    struct stat info {};
    if (!fd || ::fstat(fd.get(), &info) != 0) {
      word.error = errno;
      fd.reset();
    }
    word.mode = info.st_mode;
    word.owner = info.st_uid;
    tell(channel, word, fd);
  }
  ::_exit(0);
}

Result<Word> hear(const Fd& channel, uid_t user, Fd& opened) {
  if (!TRY(core::wait_readable(channel, kPatienceMs))) {
    return fail(Kind::kTimeout, "the file system it is on does not answer");
  }
  Word word;
  iovec part{&word, sizeof word};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  if (::recvmsg(channel.get(), &message, MSG_CMSG_CLOEXEC) != static_cast<ssize_t>(sizeof word)) {
    return fail(Kind::kFailure, "the process that opens it has ended");
  }
  const cmsghdr* header = CMSG_FIRSTHDR(&message);
  if (header != nullptr && header->cmsg_type == SCM_RIGHTS) {
    int fd = -1;
    std::memcpy(&fd, CMSG_DATA(header), sizeof fd);
    opened = Fd(fd);
  }
  if (word.error != 0) {
    return fail_errno(word.error, "open it as user " + std::to_string(user), Kind::kPermission);
  }
  return word;
}

FileKind kind_of(mode_t mode) {
  if (S_ISSOCK(mode)) return FileKind::kSocket;
  if (S_ISDIR(mode)) return FileKind::kDirectory;
  if (S_ISREG(mode)) return FileKind::kRegular;
  return FileKind::kOther;
}

bool fits(FileKind kind, Asked::Source wanted) {
  switch (wanted) {
    case Asked::Source::kSocket:
      return kind == FileKind::kSocket;
    case Asked::Source::kDirectory:
      return kind == FileKind::kDirectory;
    case Asked::Source::kAny:
      return kind == FileKind::kSocket || kind == FileKind::kDirectory ||
             kind == FileKind::kRegular;
  }
  return false;
}

Result<OpenedSource> take(const Fd& channel, const Asked& asked, const Asked::Bind& bind) {
  OpenedSource source;
  const Word word = TRY(hear(channel, asked.uid, source.fd));
  source.kind = kind_of(word.mode);
  if (!source.fd) return fail(Kind::kFailure, "it was not handed over");
  if (word.owner != asked.uid) {
    return fail(Error(Kind::kPermission, "it belongs to user " + std::to_string(word.owner))
                    .hint("only what belongs to user " + std::to_string(asked.uid) +
                          ", who asks, can be shown to the guest"));
  }
  if (!fits(source.kind, bind.kind)) {
    return fail(Kind::kPermission, bind.kind == Asked::Source::kSocket ? "it is no socket"
                                   : bind.kind == Asked::Source::kDirectory
                                       ? "it is no directory"
                                       : "it is no socket, directory or file");
  }
  return source;
}

}  // namespace

Result<std::vector<OpenedSource>> open_as_asker(const Asked& asked) {
  std::vector<OpenedSource> sources;
  if (asked.binds.empty()) return sources;
  core::FdPair pair = TRY(core::make_socket_pair());
  // A fork without an exec, since there is nothing to execute: the child opens, tells and ends.
  // Having changed its user it can be neither traced nor read by that user.
  const pid_t opener = ::fork();
  if (opener < 0) return fail_errno(errno, "fork");
  if (opener == 0) open_all(asked, pair.second);
  pair.second.reset();
  Result<void> all;
  for (const Asked::Bind& bind : asked.binds) {
    auto source = take(pair.first, asked, bind);
    if (!source) {
      all = fail(std::move(source.error()).context(bind.source + " for " + bind.target));
      break;
    }
    sources.push_back(std::move(*source));
  }
  (void)::kill(opener, SIGKILL);
  // After a failure it may hang in a file system of the user's, where no signal reaches it: whoever
  // reaps the orphans reaps it too.
  while (::waitpid(opener, nullptr, all ? 0 : WNOHANG) < 0 && errno == EINTR) continue;
  TRY(all);
  return sources;
}

}  // namespace anc::container
