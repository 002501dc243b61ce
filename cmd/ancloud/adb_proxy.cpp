// From a unix socket to the session's port: see adb_proxy.h.
#include "cmd/ancloud/adb_proxy.h"

#include <arpa/inet.h>
#include <list>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <utility>

#include "internal/adb/relay.h"
#include "internal/core/log.h"

namespace anc::cmd {
namespace {
Result<core::Fd> enter(uint16_t port, const std::string& greeting) {
  core::Fd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!fd) return fail_errno(errno, "make a TCP socket");
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    return fail_errno(errno, "connect to 127.0.0.1:" + std::to_string(port));
  }
  const int on = 1;
  setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  TRY(core::write_all(fd, greeting));
  return fd;
}
}  // namespace

struct AdbProxy::Relays {
  std::list<std::unique_ptr<adb::Relay>> all;

  void add(net::Loop& loop, core::Fd from, core::Fd to) {
    const auto at = all.emplace(all.end());
    *at = std::make_unique<adb::Relay>(std::make_unique<net::Watch>(loop, std::move(from)),
                                       std::make_unique<net::Watch>(loop, std::move(to)),
                                       [this, at] { all.erase(at); });
  }
};

AdbProxy::AdbProxy(core::TempDir folder)
    : folder_(std::move(folder)), relays_(std::make_unique<Relays>()) {}

AdbProxy::~AdbProxy() { loop_.stop(); }

Result<std::unique_ptr<AdbProxy>> AdbProxy::start(uint16_t port, std::string greeting) {
  std::unique_ptr<AdbProxy> proxy(new AdbProxy(TRY(core::TempDir::make("ancloud-adb"))));
  AdbProxy& p = *proxy;
  p.listener_ = TRY(net::Listener::listen(
      p.loop_, p.folder_.path() + "/guest", 0600,
      [&p, port, greeting = std::move(greeting)](core::Fd from, const net::Peer&) {
        auto to = enter(port, greeting);
        if (!to) return core::log_warning("adb: " + to.error().message());
        p.relays_->add(p.loop_, std::move(from), std::move(*to));
      }));
  p.loop_.start();
  return proxy;
}

}  // namespace anc::cmd
