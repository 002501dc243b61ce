// Push, then pm: see install.h. What every adbd since Android 5 can do, and adb itself did before
// it could stream. Sync protocol: AOSP system/core adb/SYNC.TXT.
#include "internal/adb/install.h"

#include <cerrno>
#include <ctime>
#include <unistd.h>

#include "internal/adb/door.h"
#include "internal/adb/host_link.h"
#include "internal/adb/package_manager.h"
#include "internal/core/text.h"

namespace anc::adb {
namespace {

constexpr size_t kMostSyncData = 64u << 10;  // SYNC_DATA_MAX
constexpr size_t kMostAnswer = 64u << 10;
constexpr size_t kMostWords = 300;

/// Four letters, a number, and what follows.
std::vector<std::byte> sync_message(std::string_view id, uint32_t number, core::Bytes data = {}) {
  return core::ByteWriter().text(id).u32le(number).bytes(data).take();
}

/// "OKAY", or "FAIL" with the guest's words.
Result<void> read_sync_answer(HostLink& link) {
  std::string answer;
  size_t wanted = 8;
  while (answer.size() < wanted) {
    const std::string more = TRY(link.read());
    if (more.empty()) return fail(Kind::kFailure, "the guest ended the copy");
    answer += more;
    if (answer.size() < 8) continue;
    core::ByteReader reader(std::as_bytes(std::span(answer)).subspan(4));
    const uint32_t words = reader.u32le();
    if (answer.starts_with("FAIL")) wanted = 8 + std::min<size_t>(words, kMostWords);
  }
  if (answer.starts_with("OKAY")) return {};
  const std::string_view words = std::string_view(answer).substr(8, wanted - 8);
  const bool full = words.find("No space") != std::string_view::npos;
  return fail(full ? Kind::kCapacity : Kind::kFailure, "the guest says: " + one_line(words));
}

Result<void> push(HostLink& link, const core::Fd& file, uint64_t size, const std::string& path) {
  TRY(link.start("sync:"));
  const std::string head = path + ",33188";  // a file, 0644: pm's system has to read it
  TRY(link.write(
      sync_message("SEND", static_cast<uint32_t>(head.size()), std::as_bytes(std::span(head)))));
  std::vector<std::byte> piece(kMostSyncData);
  for (uint64_t at = 0; at < size;) {
    const size_t count = static_cast<size_t>(std::min<uint64_t>(piece.size(), size - at));
    const ssize_t n = ::pread(file.get(), piece.data(), count, static_cast<off_t>(at));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return fail_errno(errno, "read the package");
    if (n == 0) return fail(Kind::kImage, "the package became shorter while it was read");
    const auto read = static_cast<size_t>(n);
    TRY(link.write(
        sync_message("DATA", static_cast<uint32_t>(read), core::Bytes(piece).first(read))));
    at += read;
  }
  TRY(link.write(sync_message("DONE", static_cast<uint32_t>(std::time(nullptr)))));
  TRY(read_sync_answer(link));
  return link.stop();
}

Result<std::string> run(HostLink& link, const std::string& command) {
  TRY(link.start("exec:" + command));
  std::string said;
  while (said.size() < kMostAnswer) {
    const std::string more = TRY(link.read());
    if (more.empty()) return said;
    said += more;
  }
  TRY(link.stop());
  return said;
}

}  // namespace

Result<void> install(const Target& target, const core::Fd& package, uint64_t size,
                     std::chrono::milliseconds patience) {
  const std::string path =
      "/data/local/tmp/ancloud-" + TRY(make_token()).substr(0, 16) + ".apk";  // nobody else's
  HostLink link = TRY(HostLink::open(
      target.port, target.token.empty() ? std::string() : greeting(target.token), patience));
  const std::string remove = "rm -f " + path;
  if (auto pushed = push(link, package, size, path); !pushed) {
    // What was copied so far would stay for ever; the first failure is the one to tell.
    if (link.stop()) (void)!run(link, remove);
    return fail(std::move(pushed.error()).context("copy the package into the guest"));
  }
  const std::string said = TRY(run(link, "pm install -r " + path + " 2>&1; " + remove));
  return understand_pm(said);
}

}  // namespace anc::adb
