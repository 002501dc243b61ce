// dnsmasq, and who runs it: see dhcp.h.
#include "internal/container/dhcp.h"

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "internal/core/file.h"
#include "internal/core/hash.h"
#include "internal/core/inherited.h"
#include "internal/core/text.h"

namespace anc::container {
namespace {

std::string host_file(const std::string& data_path, const std::string& name) {
  return dhcp_directory(data_path) + "/" + name;
}

Result<void> follow_parent(const std::string& parent) {
  const auto pid = static_cast<pid_t>(TRY(core::parse_int(parent, 1, INT32_MAX)));
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != pid) return fail(Kind::kFailure, "the supervisor has gone");
  return {};
}

/// Waits until no other candidate has it.
Result<Fd> wait_for_turn(const std::string& path) {
  TRY(core::make_dirs(path.substr(0, path.rfind('/'))));
  Fd lock = TRY(core::open_file(path, O_RDWR | O_CREAT, 0644));
  while (::flock(lock.get(), LOCK_EX) != 0) {
    if (errno != EINTR) return fail_errno(errno, "lock " + path);
  }
  return lock;
}

Result<Fd> watch_for_end() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  ::sigprocmask(SIG_BLOCK, &set, nullptr);
  Fd signals(::signalfd(-1, &set, SFD_CLOEXEC));
  if (!signals) return fail_errno(errno, "make a signalfd");
  return signals;
}
}  // namespace

std::string dhcp_directory(const std::string& data_path) {
  return "/run/ancloud/dhcp-" + core::fnv1a_text(data_path);
}

std::string dhcp_host_line(const Link& link, const std::string& name) {
  return link.hardware_address + "," + link.address + "," + name + ",12h";
}

std::vector<std::string> dnsmasq_command(const DhcpOptions& options) {
  const std::string gateway = config::address_text(options.subnet.address);
  return {"dnsmasq",
          "--keep-in-foreground",
          "--log-facility=-",
          "--conf-file=/dev/null",
          "--pid-file=",
          "--leasefile-ro",
          "--bind-interfaces",
          "--except-interface=lo",
          "--interface=" + options.bridge,
          "--listen-address=" + gateway,
          "--no-hosts",
          "--no-resolv",
          "--server=" + options.dns,
          "--no-ping",
          "--dhcp-authoritative",
          "--dhcp-hostsdir=" + dhcp_directory(options.data_path),
          "--dhcp-range=" + config::address_text(options.subnet.network()) + ",static," +
              config::address_text(options.subnet.mask()) + ",12h"};
}

Result<core::Child> start_dhcp(const DhcpOptions& options, const Link& link,
                               const std::string& name) {
  TRY(core::make_dirs(dhcp_directory(options.data_path), 0755));
  // In place: dnsmasq reads every file that appears there, once it is closed, and one that is then
  // renamed twice.
  const std::string path = host_file(options.data_path, name);
  const Fd file = TRY(core::open_file(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, 0644));
  TRY(core::write_all(file, dhcp_host_line(link, name) + "\n"), "write " + path);
  core::Command command;
  command.argv = {
      TRY(core::own_executable()),
      "internal",
      "dhcp",
      std::to_string(::getpid()),
      options.data_path,
      options.bridge,
      config::address_text(options.subnet.address) + "/" + std::to_string(options.subnet.prefix),
      options.dns};
  command.in = command.out = core::Command::kNull;
  command.die_with_parent = true;
  return core::Child::spawn(command);
}

void forget_dhcp_host(const std::string& data_path, const std::string& name) {
  (void)::unlink(host_file(data_path, name).c_str());
  (void)::rmdir(dhcp_directory(data_path).c_str());  // stays while others are in it
  (void)::rmdir("/run/ancloud");
}

Result<void> serve_dhcp(std::span<const std::string> words) {
  if (words.size() != 5) return fail(Kind::kUsage, "dhcp: five arguments are needed");
  TRY(follow_parent(words[0]));
  const DhcpOptions options{words[1], words[2], TRY(config::parse_subnet(words[3])), words[4]};
  const Fd lock = TRY(wait_for_turn(options.data_path + "/host/dhcp.lock"));
  const Fd end = TRY(watch_for_end());
  // The next child is pid 1 of a namespace: when it dies, so does whatever dnsmasq has become.
  if (::unshare(CLONE_NEWPID) != 0) return fail_errno(errno, "make a pid namespace");
  core::FdPair lifeline = TRY(core::make_pipe());
  core::Command command;
  command.argv = {TRY(core::own_executable()), "internal", "dhcp-server",
                  std::to_string(lifeline.first.get()), std::to_string(lock.get())};
  for (std::string& word : dnsmasq_command(options)) command.argv.push_back(std::move(word));
  // The lock goes with it: the next candidate's turn begins when dnsmasq has let go of its ports.
  command.keep = {lifeline.first.get(), lock.get()};
  core::Child server = TRY(core::Child::spawn(command), "start the DHCP server");
  lifeline.first.reset();
  pollfd waits[] = {{end.get(), POLLIN, 0}, {server.pidfd().get(), POLLIN, 0}};
  while (::poll(waits, 2, -1) < 0) {
    if (errno != EINTR) return fail_errno(errno, "wait for the DHCP server");
  }
  lifeline.second.reset();
  const auto status = TRY(server.wait());
  if (waits[0].revents != 0) return {};
  return fail(Kind::kNetwork, "dnsmasq ended with " + status.text() +
                                  ": guests that ask for an "
                                  "address get none");
}

Result<int> run_dhcp_server(std::span<const std::string> words) {
  if (words.size() < 3) return fail(Kind::kUsage, "dhcp-server: LIFELINE_FD LOCK_FD COMMAND…");
  const Fd lifeline = TRY(core::inherited(words[0]));
  const Fd lock = TRY(core::inherited(words[1]));
  core::Command command;
  command.argv.assign(words.begin() + 2, words.end());
  core::Child dnsmasq = TRY(core::Child::spawn(command), "start dnsmasq");
  pollfd waits[] = {{lifeline.get(), POLLIN, 0}, {dnsmasq.pidfd().get(), POLLIN, 0}};
  while (::poll(waits, 2, -1) < 0) {
    if (errno != EINTR) return fail_errno(errno, "wait for dnsmasq");
  }
  if (waits[0].revents != 0) return 0;  // and the destructor kills it
  return TRY(dnsmasq.wait()).shell_code();
}

}  // namespace anc::container
