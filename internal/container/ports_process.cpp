// Published ports of one instance: see ports_process.h.
#include "internal/container/ports_process.h"

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <grp.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "internal/config/subnet.h"
#include "internal/container/port_relay.h"
#include "internal/core/file.h"
#include "internal/core/inherited.h"
#include "internal/core/text.h"

namespace anc::container {
namespace {
constexpr uid_t kNobody = 65534;

/// Everything that needs none is done: what comes next are bytes of strangers.
Result<void> give_up_privileges(pid_t parent) {
  if (::geteuid() == 0 &&
      (::setgroups(0, nullptr) != 0 || ::setresgid(kNobody, kNobody, kNobody) != 0 ||
       ::setresuid(kNobody, kNobody, kNobody) != 0)) {
    return fail_errno(errno, "give up privileges");
  }
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return fail_errno(errno, "give up privileges");
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // the change of user has cleared it
  if (::getppid() != parent) return fail(Kind::kFailure, "the supervisor has gone");
  return {};
}
}  // namespace

Result<std::vector<OpenPort>> open_all(const std::vector<PublishedPort>& ports) {
  std::vector<OpenPort> open;
  for (const PublishedPort& port : ports) open.push_back({port, TRY(open_published(port))});
  return open;
}

Result<core::Child> start_ports(const std::string& name, const std::string& guest,
                                std::vector<OpenPort> ports) {
  core::Command command;
  command.argv = {TRY(core::own_executable()), "internal", "ports", name, guest,
                  std::to_string(::getpid())};
  for (const OpenPort& open : ports) {
    command.argv.push_back(published_text(open.port));
    command.argv.push_back(std::to_string(open.socket.get()));
    command.keep.push_back(open.socket.get());
  }
  command.in = command.out = core::Command::kNull;
  command.die_with_parent = true;
  return core::Child::spawn(command);
}

Result<void> serve_ports(std::span<const std::string> words) {
  if (words.size() < 5 || words.size() % 2 == 0) {
    return fail(Kind::kUsage, "ports: NAME ADDRESS PARENT (PORT FD)…");
  }
  const uint32_t guest = TRY(config::parse_address(words[1]));
  const auto parent = static_cast<pid_t>(TRY(core::parse_int(words[2], 1, INT32_MAX)));
  net::Loop loop;
  std::vector<std::unique_ptr<TcpRelay>> tcp;
  std::vector<std::unique_ptr<UdpRelay>> udp;
  for (size_t i = 3; i < words.size(); i += 2) {
    const PublishedPort port = TRY(parse_published(words[i]));
    Fd socket = TRY(core::inherited(words[i + 1]));
    const GuestPort target{guest, port.guest_port};
    if (port.udp) {
      udp.push_back(std::make_unique<UdpRelay>(loop, std::move(socket), target));
    } else {
      tcp.push_back(std::make_unique<TcpRelay>(loop, std::move(socket), target));
    }
  }
  TRY(give_up_privileges(parent));
  loop.start();
  for (;;) ::pause();
}

}  // namespace anc::container
