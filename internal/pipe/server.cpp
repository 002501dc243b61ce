// Accepting on qemu_pipe and choosing the service.
#include "internal/pipe/server.h"

#include <algorithm>
#include <utility>

#include "internal/net/stream.h"
#include "internal/net/timer.h"

namespace anc::pipe {
namespace {
constexpr int kTold = 50;  // lines about unknown services in one session

/// A guest's text as it may stand in a log line.
std::string printable(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
  return text;
}
}  // namespace

struct Server::Pending {
  std::unique_ptr<Handshake> handshake;
  std::unique_ptr<net::Timer> limit;
};

struct Server::Parked {
  std::unique_ptr<net::Stream> stream;
};

Result<std::unique_ptr<Server>> Server::start(net::Loop& loop, Options options,
                                              std::vector<port::PipeService*> services,
                                              port::BootReport& report) {
  std::unique_ptr<Server> server(new Server(loop, std::move(options), std::move(services), report));
  server->listener_ = TRY(net::Listener::listen(
      loop, server->options_.path, 0666,
      [at = server.get()](core::Fd fd, const net::Peer&) { at->begin(std::move(fd)); }));
  return server;
}

Server::Server(net::Loop& loop, Options options, std::vector<port::PipeService*> services,
               port::BootReport& report)
    : loop_(loop), options_(std::move(options)), services_(std::move(services)), report_(report) {}

Server::~Server() = default;

void Server::begin(core::Fd connection) {
  if (pending_.size() >= options_.handshakes) {
    give_up(pending_.begin(), "too many others wait without a name");
  }
  const auto at = pending_.emplace(pending_.end());
  at->limit = std::make_unique<net::Timer>(loop_);
  at->limit->start(options_.handshake_time, [this, at] { give_up(at, "no name in time"); });
  at->handshake = std::make_unique<Handshake>(
      loop_, std::move(connection),
      Handshake::Events{.named =
                            [this, at](core::Fd fd, const std::string& name) {
                              pending_.erase(at);
                              dispatch(std::move(fd), name);
                            },
                        .failed = [this, at](const std::string& why) { give_up(at, why); }});
}

void Server::give_up(std::list<Pending>::iterator pending, const std::string& why) {
  log_.warning("qemu_pipe: a client is dropped: " + why);
  pending_.erase(pending);
}

void Server::dispatch(core::Fd connection, const std::string& name) {
  report_.reached(port::Rung::kPipe);
  port::PipeService* best = nullptr;
  for (port::PipeService* service : services_) {
    const bool fits = name.starts_with(service->prefix());
    if (fits && (!best || service->prefix().size() > best->prefix().size())) best = service;
  }
  if (!best) return park(std::move(connection), name);
  best->accept(std::move(connection), name);
}

void Server::park(core::Fd connection, const std::string& name) {
  if (told_ < kTold) {  // a guest may ask for ever
    ++told_;
    core::log_info("qemu_pipe: nobody offers \"" + printable(name) + "\"; kept open, ignored");
  }
  if (parked_.size() >= options_.parked) {
    log_.warning("qemu_pipe: too many connections to unknown services; the oldest is closed");
    parked_.pop_front();
  }
  const auto at = parked_.emplace(parked_.end());
  at->stream = std::make_unique<net::Stream>(
      loop_, std::move(connection), 0,
      net::Stream::Handlers{.data = [](core::Bytes) {},
                            .closed = [this, at](const std::string&) { parked_.erase(at); }});
}

}  // namespace anc::pipe
