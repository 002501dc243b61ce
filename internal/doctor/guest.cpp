// Each running guest in a process of its own, in the guest's network namespace: see guest.h.
#include "internal/doctor/guest.h"

#include <algorithm>
#include <arpa/inet.h>
#include <cerrno>
#include <chrono>
#include <fcntl.h>
#include <functional>
#include <netinet/in.h>
#include <sched.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "internal/config/subnet.h"
#include "internal/container/status.h"
#include "internal/core/fd.h"
#include "internal/doctor/probes.h"

namespace anc::doctor {
namespace {

using Clock = std::chrono::steady_clock;

/// A lost packet is sent again.
constexpr std::chrono::milliseconds kAgain{300};
constexpr uint16_t kSequence = 1;

/// Sends, and waits for a packet that is the answer. As errno, 0 when one came.
int ask(const Fd& socket, std::chrono::milliseconds patience,
        const std::vector<std::byte>& question,
        const std::function<bool(std::span<const std::byte>)>& is_answer) {
  const auto end = Clock::now() + patience;
  auto next = Clock::now();
  std::vector<std::byte> packet(2048);
  while (Clock::now() < end) {
    if (Clock::now() >= next) {
      if (::send(socket.get(), question.data(), question.size(), MSG_NOSIGNAL) < 0) return errno;
      next = Clock::now() + kAgain;
    }
    const auto wait = std::min(next, end) - Clock::now();
    const auto readable = core::wait_readable(
        socket, static_cast<int>(std::chrono::ceil<std::chrono::milliseconds>(wait).count()));
    if (!readable || !*readable) continue;
    const ssize_t n = ::recv(socket.get(), packet.data(), packet.size(), MSG_DONTWAIT);
    if (n < 0 && errno != EAGAIN) return errno;
    if (n > 0 && is_answer(std::span(packet).first(static_cast<size_t>(n)))) return 0;
  }
  return ETIMEDOUT;
}

Result<Fd> open_to(const std::string& address, int type, int protocol, uint16_t port) {
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(port);
  if (::inet_pton(AF_INET, address.c_str(), &to.sin_addr) != 1) return fail_errno(EINVAL, address);
  Fd socket(::socket(AF_INET, type | SOCK_CLOEXEC, protocol));
  if (!socket || ::connect(socket.get(), reinterpret_cast<sockaddr*>(&to), sizeof to) != 0) {
    return fail_errno(errno, address);
  }
  return socket;
}

int ask_gateway(const std::string& address, std::chrono::milliseconds patience) {
  const auto socket = open_to(address, SOCK_RAW, IPPROTO_ICMP, 0);
  if (!socket) return socket.error().root_errno();
  const auto id = static_cast<uint16_t>(::getpid());
  return ask(*socket, patience, echo_request(id, kSequence),
             [&](auto packet) { return is_echo_reply(packet, id, kSequence); });
}

int ask_server(const std::string& address, std::chrono::milliseconds patience) {
  constexpr uint16_t kPort = 53;
  const auto socket = open_to(address, SOCK_DGRAM, IPPROTO_UDP, kPort);
  if (!socket) return socket.error().root_errno();
  const auto id = static_cast<uint16_t>(::getpid());
  return ask(*socket, patience, dns_question(id),
             [&](auto packet) { return is_dns_answer(packet, id); });
}

/// Both errors as two bytes from a process in the guest's network.
void look_from_inside(pid_t init, const Fd& to, const GuestFacts& facts,
                      std::chrono::milliseconds patience) {
  const auto network =
      core::open_file("/proc/" + std::to_string(init) + "/ns/net", O_RDONLY | O_CLOEXEC);
  int entered = network ? 0 : network.error().root_errno();
  if (network && ::setns(network->get(), CLONE_NEWNET) != 0) entered = errno;
  const int gateway = entered != 0 ? entered : ask_gateway(facts.gateway, patience);
  const int server = entered != 0 ? entered : ask_server(facts.server, patience);
  const std::byte answer[] = {static_cast<std::byte>(gateway), static_cast<std::byte>(server)};
  (void)core::write_all(to, answer);
  ::_exit(0);
}

/// One that is being looked at.
struct Inside {
  pid_t pid = -1;
  Fd from;
};

Result<Inside> start(pid_t init, const GuestFacts& facts, std::chrono::milliseconds patience) {
  core::FdPair pipe = TRY(core::make_pipe());
  const pid_t pid = ::fork();
  if (pid < 0) return fail_errno(errno, "fork");
  if (pid == 0) look_from_inside(init, pipe.second, facts, patience);
  return Inside{pid, std::move(pipe.first)};
}

void finish(Inside& inside, GuestFacts& facts) {
  std::byte answer[2] = {};
  const auto said = core::read_exactly(inside.from, answer);
  const bool whole = said && *said;
  facts.gateway_error = whole ? std::to_integer<int>(answer[0]) : ECHILD;
  facts.server_error = whole ? std::to_integer<int>(answer[1]) : ECHILD;
  ::waitpid(inside.pid, nullptr, 0);
}

std::string not_answering(const GuestFacts& facts, const std::string& what, int error) {
  return facts.name + ": " + what + " " +
         (error == ETIMEDOUT || error == EHOSTUNREACH
              ? "does not answer the guest"
              : "cannot be asked: " + core::errno_text(error));
}

void judge_guest(const GuestFacts& facts, Report& report) {
  if (facts.address.empty()) {
    report.add(fine(facts.name + " has no network, as was asked for"));
    return;
  }
  if (facts.gateway_error != 0) {
    report.add(fault(Code::kGuestNoGateway,
                     not_answering(facts, "gateway " + facts.gateway, facts.gateway_error))
                   .with_command(kHostSetup)
                   .with_advice("then see what bridge and firewall say above"));
  } else if (facts.server_error != 0) {
    report.add(
        fault(Code::kGuestNoDns,
              not_answering(facts, "name server " + facts.server, facts.server_error))
            .with_advice("the gateway answers: a firewall on the way out drops it, or this host "
                         "does not reach it either (network.dns names another)"));
  } else {
    report.add(
        fine(facts.name + " (" + facts.address + ") reaches its gateway and " + facts.server));
  }
}

}  // namespace

Report judge_guests(const GuestsFacts& facts) {
  if (facts.guests.empty()) return Report(not_tried(Code::kNeedsInstance));
  if (!facts.root) return Report(not_tried(Code::kNeedsRoot, "only root looks out of a guest"));
  Report report;
  for (const GuestFacts& guest : facts.guests) judge_guest(guest, report);
  return report;
}

Report probe_guest(const Question& question) {
  GuestsFacts facts;
  facts.root = ::geteuid() == 0;
  const auto network = config::parse_subnet(question.network);
  const auto all = container::list(question.data_path);
  if (!all) return Report(could_not_look(all.error().message()));
  std::vector<std::pair<size_t, Inside>> insides;
  for (const container::Status& status : *all) {
    if (status.state != container::State::kRunning) continue;
    GuestFacts guest{
        status.name, status.address, network ? config::address_text(network->address) : "",
        0,           question.dns,   0};
    facts.guests.push_back(guest);
    if (!facts.root || guest.address.empty()) continue;
    // Gateway and name server are asked one after the other.
    auto inside = start(status.init, guest, question.patience(2, 5));
    if (!inside) return Report(could_not_look(inside.error().message()));
    insides.emplace_back(facts.guests.size() - 1, std::move(*inside));
  }
  for (auto& [guest, inside] : insides) finish(inside, facts.guests[guest]);
  return judge_guests(facts);
}

}  // namespace anc::doctor
