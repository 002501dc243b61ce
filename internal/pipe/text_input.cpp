// Length and text: see text_input.h.
#include "internal/pipe/text_input.h"

#include <sys/socket.h>
#include <unistd.h>

namespace anc::pipe {
namespace {
constexpr size_t kClients = 4;
constexpr uid_t kUser = 100000, kFirstApp = 10000, kLastApp = 19999, kFirstIsolated = 99000;
// One text above what check() lets wait: a client is refused text, never cut off by it.
constexpr size_t kStreamLimit = TextInput::kQueue + TextInput::kLongest + sizeof(uint32_t);
}  // namespace

bool is_application(uid_t uid) {
  const uid_t id = uid % kUser;
  return (id >= kFirstApp && id <= kLastApp) || id >= kFirstIsolated;
}

TextInput::TextInput(net::Loop& loop)
    : clients_(
          loop, "text-input", kClients, [](auto&, core::Bytes) { return true; }, kStreamLimit) {}

void TextInput::accept(core::Fd connection, const std::string&) {
  ucred peer{};
  socklen_t size = sizeof peer;
  const bool known = getsockopt(connection.get(), SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0;
  // The session's own user is Android's system, whatever its number on this host.
  if (!known || (peer.uid != geteuid() && is_application(peer.uid))) {
    return log_.warning("text-input: an application of the guest (uid " + std::to_string(peer.uid) +
                        ") is not told what is typed; it is closed");
  }
  clients_.accept(std::move(connection));
}

Result<void> TextInput::check(const std::string& utf8) const {
  if (utf8.size() > kLongest) {
    return fail(Kind::kCapacity, "a text of " + std::to_string(utf8.size()) +
                                     " bytes is above the limit of " + std::to_string(kLongest));
  }
  if (!open()) return fail(Kind::kNotRunning, "no program of the guest takes text");
  if (clients_.all().back().stream->queued() > kQueue) {
    return fail(Kind::kBusy, "the guest has not read the texts before this one");
  }
  return {};
}

Result<int32_t> TextInput::commit(const std::string& utf8) {
  TRY(check(utf8));
  auto& client = clients_.all().back();
  client.stream->write(
      core::ByteWriter().put(static_cast<uint32_t>(utf8.size())).text(utf8).take());
  return ++client.state.committed;
}

}  // namespace anc::pipe
