// The FUSE server process: gives up its privileges, opens the image, answers until it is unmounted.
#include "internal/image/fuse_server.h"

#include <cerrno>
#include <csignal>
#include <memory>
#include <sys/prctl.h>
#include <sys/uio.h>
#include <unistd.h>

#include "internal/core/text.h"
#include "internal/image/fuse_fs.h"
#include "internal/image/probe.h"

namespace anc::image {
namespace {

constexpr size_t kBufferSize = 0x21000;  // bytes: a request of 128 KiB and its header

// The channel over the descriptor we were given: libfuse's own would mount by itself.
int receive(fuse_chan** channel, char* buffer, size_t size) {
  fuse_session* session = fuse_chan_session(*channel);
  for (;;) {
    const ssize_t n = ::read(fuse_chan_fd(*channel), buffer, size);
    if (n >= 0) return static_cast<int>(n);
    if (errno == ENOENT) continue;  // the caller was interrupted before we saw its request
    if (errno == ENODEV) {          // unmounted: the good end
      fuse_session_exit(session);
      return 0;
    }
    if (errno == EINTR || errno == EAGAIN) return -EINTR;
    return -errno;
  }
}

int send(fuse_chan* channel, const iovec pieces[], size_t count) {
  if (pieces == nullptr) return 0;
  const ssize_t n = ::writev(fuse_chan_fd(channel), pieces, static_cast<int>(count));
  return n < 0 ? -errno : 0;
}

void destroy(fuse_chan*) {}

struct Words {
  Fd image, fuse, ready;
  bool follow = true;
  std::optional<IdMap> id_map;
};

Result<Words> parse(const std::vector<std::string>& words) {
  CHECK(words.size() == 6, "run_internal counts them");
  Words parsed;
  Fd* const ends[] = {&parsed.image, &parsed.fuse, &parsed.ready};
  for (size_t i = 0; i < 3; ++i) {
    *ends[i] = Fd(static_cast<int>(TRY(core::parse_int(words[i], 3, 1 << 20))));
  }
  parsed.follow = words[3] == "follow";
  if (words[4] != "-") {
    parsed.id_map = IdMap{TRY(parse_ranges(words[4])), TRY(parse_ranges(words[5]))};
  }
  return parsed;
}

/// The kernel forgets the parent-death signal when a process changes its user: set it again, and
/// look whether the parent went in between.
Result<void> become_nobody(bool follow) {
  const pid_t parent = ::getppid();
  TRY(give_up_privileges());
  if (!follow) return {};
  if (::prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) return fail_errno(errno, "follow the parent");
  if (::getppid() != parent) return fail(Kind::kFailure, "the parent has gone");
  return {};
}

struct SessionDeleter {
  void operator()(fuse_session* session) const { fuse_session_destroy(session); }
};

Result<void> serve(Words& words) {
  TRY(become_nobody(words.follow));
  const auto squashfs = TRY(Squashfs::open(std::move(words.image)));
  TRY(squashfs->owner(TRY(squashfs->inode(squashfs->root_id()))));
  FuseFs fs{*squashfs, std::move(words.id_map), [&words] {
              (void)!::write(words.ready.get(), "ok", 2);
              words.ready.reset();
            }};
  fuse_args no_arguments = FUSE_ARGS_INIT(0, nullptr);
  const std::unique_ptr<fuse_session, SessionDeleter> session(
      fuse_lowlevel_new(&no_arguments, &fuse_operations(), sizeof(fuse_lowlevel_ops), &fs));
  fuse_chan_ops channel_operations{receive, send, destroy};
  fuse_chan* channel = fuse_chan_new(&channel_operations, words.fuse.get(), kBufferSize, nullptr);
  if (!session || channel == nullptr) return fail(Kind::kFailure, "libfuse cannot be set up");
  fuse_session_add_chan(session.get(), channel);
  if (fuse_session_loop(session.get()) != 0) return fail(Kind::kFailure, "the FUSE channel broke");
  return {};
}

}  // namespace

int fuse_main(const std::vector<std::string>& arguments) {
  auto words = parse(arguments);
  if (!words) return words.error().exit_code();
  const auto served = serve(*words);
  if (served) return 0;
  const std::string why = served.error().message();
  if (words->ready) (void)!::write(words->ready.get(), why.data(), why.size());
  return served.error().exit_code();
}

}  // namespace anc::image
