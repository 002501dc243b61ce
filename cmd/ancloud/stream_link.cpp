// Tokens named after the process that prints them: see stream_link.h.
#include "cmd/ancloud/stream_link.h"

#include <cerrno>
#include <poll.h>
#include <unistd.h>

#include "internal/access/origins.h"
#include "internal/container/init_watch.h"
#include "internal/core/log.h"
#include "internal/core/text.h"

namespace anc::cmd {
namespace {

constexpr std::string_view kName = "the link of stream serve, process ";

/// Also where nobody has waited for it yet.
bool has_ended(pid_t pid) {
  const auto pidfd = container::open_pidfd(pid);
  if (!pidfd) return pidfd.error().root_errno() == ESRCH;
  pollfd end{pidfd->get(), POLLIN, 0};
  return ::poll(&end, 1, 0) == 1;
}

/// Ids of links for that instance whose process is no more.
Result<std::vector<std::string>> left_behind(access::Tokens& tokens, const std::string& instance) {
  std::vector<std::string> ids;
  for (const access::Token& token : TRY(tokens.list())) {
    if (!token.name.starts_with(kName) || token.instance != instance) continue;
    const auto pid = core::parse_int(token.name.substr(kName.size()), 1, 1 << 22);
    if (pid && has_ended(static_cast<pid_t>(*pid))) ids.push_back(token.id);
  }
  return ids;
}

}  // namespace

Result<std::unique_ptr<Link>> Link::make(const std::string& directory,
                                         const std::string& instance) {
  access::Tokens tokens(directory);
  auto ids = TRY(left_behind(tokens, instance));
  auto made = TRY(tokens.create({.role = access::Role::kController,
                                 .instance = instance,
                                 .lasts = std::chrono::hours(24),
                                 .name = std::string(kName) + std::to_string(::getpid())}));
  ids.push_back(made.token.id);
  return std::unique_ptr<Link>(new Link(std::move(tokens), std::move(ids), std::move(made.secret)));
}

Result<std::unique_ptr<Link>> Link::adopt(const std::string& directory,
                                          const std::string& instance) {
  access::Tokens tokens(directory);
  auto ids = TRY(left_behind(tokens, instance));
  return std::unique_ptr<Link>(new Link(std::move(tokens), std::move(ids), {}));
}

Link::~Link() {
  for (const std::string& id : ids_) {
    const auto revoked = tokens_.revoke(id);
    if (!revoked) core::log_warning("revoke the link: " + revoked.error().message());
  }
}

std::string Link::at(const std::string& base) const {
  return secret_.empty() ? std::string() : access::link(base, secret_);
}

}  // namespace anc::cmd
