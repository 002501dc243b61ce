// Listening and accepting: see server.h.
#include "internal/http/server.h"

#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/steady_timer.hpp>

#include "internal/core/log.h"
#include "internal/http/connection.h"
#include "internal/net/loop_impl.h"

namespace anc::http {
namespace {

constexpr auto kPause = std::chrono::milliseconds(100);  // until descriptors may be free again

asio::ip::address plain_address(const asio::ip::address& address) {
  if (address.is_v6() && address.to_v6().is_v4_mapped()) {
    return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
  }
  return address;
}

/// One customer's addresses count as one: of v6 each has at least a /64.
std::string count_key(const asio::ip::address& address) {
  if (address.is_v4()) return address.to_string();
  auto bytes = address.to_v6().to_bytes();
  std::fill(bytes.begin() + 8, bytes.end(), static_cast<unsigned char>(0));
  return asio::ip::address_v6(bytes).to_string();
}

Result<std::vector<tcp::endpoint>> resolve(asio::io_context& context, const Endpoint& listen) {
  if (listen.host.empty()) return std::vector{tcp::endpoint(tcp::v6(), listen.port)};
  error_code error;
  tcp::resolver resolver(context);
  const auto found =
      resolver.resolve(listen.host, std::to_string(listen.port),
                       tcp::resolver::passive | tcp::resolver::numeric_service, error);
  if (error || found.empty()) {
    return fail(Error(Kind::kUsage, "there is no address " + listen.host + ": " + error.message())
                    .hint("name an address of this host, such as 127.0.0.1"));
  }
  std::vector<tcp::endpoint> endpoints;
  for (const auto& one : found) {
    if (std::find(endpoints.begin(), endpoints.end(), one.endpoint()) == endpoints.end()) {
      endpoints.push_back(one.endpoint());
    }
  }
  return endpoints;
}

Error listen_error(const tcp::endpoint& at, const error_code& error) {
  const std::string where = endpoint_text({at.address().to_string(), at.port()});
  Error why = Error::from_errno(error.value(), "listen on " + where);
  if (error == asio::error::address_in_use) {
    return std::move(why).as(Kind::kBusy).hint("choose another port, or stop who listens there");
  }
  if (error == asio::error::access_denied) {
    return std::move(why).as(Kind::kPermission).hint("choose a port from 1024 on");
  }
  if (error.value() == EADDRNOTAVAIL) {
    return std::move(why).as(Kind::kUsage).hint("name an address of this host");
  }
  return why;
}

Result<tcp::acceptor> listen_at(asio::io_context& context, const tcp::endpoint& at) {
  tcp::acceptor acceptor(context);
  error_code error;
  acceptor.open(at.protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error && at.address().is_v6()) {
    acceptor.set_option(asio::ip::v6_only(!at.address().is_unspecified()), error);
  }
  if (!error) acceptor.bind(at, error);
  if (!error) acceptor.listen(tcp::acceptor::max_listen_connections, error);
  if (error) return fail(listen_error(at, error));
  return acceptor;
}

}  // namespace

struct Server::State : std::enable_shared_from_this<State> {
  State(asio::io_context& on, std::shared_ptr<Service> to)
      : context(on), service(std::move(to)), pause(on) {}

  Result<void> listen() {
    const Endpoint& wanted = service->options.listen;
    uint16_t number = wanted.port;
    std::optional<Error> why;
    for (tcp::endpoint at : TRY(resolve(context, wanted))) {
      at.port(number);
      auto made = listen_at(context, at);
      // A host without IPv6 has names with v6 addresses all the same.
      const bool family_missing = !made && made.error().root_errno() == EAFNOSUPPORT;
      if (family_missing && wanted.host.empty()) {
        made = listen_at(context, tcp::endpoint(tcp::v4(), number));
      }
      if (!made) {
        const bool elsewhere = family_missing || made.error().root_errno() == EADDRNOTAVAIL;
        why = made.error();
        if (elsewhere) continue;
        return fail(std::move(*why));
      }
      acceptors.push_back(std::move(*made));
      error_code ignored;  // a socket that listens has a name
      number = acceptors.back().local_endpoint(ignored).port();
    }
    if (acceptors.empty()) return fail(std::move(*why));
    port = number;
    return {};
  }

  void accept(size_t which) {
    acceptors[which].async_accept([self = shared_from_this(), which](const error_code& error,
                                                                     tcp::socket socket) {
      if (self->closed) return;
      if (!error) self->take(std::move(socket));
      const bool full = error.value() == EMFILE || error.value() == ENFILE ||
                        error.value() == ENOBUFS || error.value() == ENOMEM;
      if (!full) return self->accept(which);
      self->log.warning("accept: " + error.message() + "; clients wait until descriptors are free");
      self->pause.expires_after(kPause);
      self->pause.async_wait([self, which](const error_code&) {
        if (!self->closed) self->accept(which);
      });
    });
  }

  void take(tcp::socket socket) {
    error_code error;
    const tcp::endpoint remote = socket.remote_endpoint(error);
    if (error) return;  // it has left already
    const asio::ip::address address = plain_address(remote.address());
    std::string key = count_key(address);
    const Options& options = service->options;
    if (book->slots.size() >= options.connections) {
      return turn_away(socket, error_response(503, "too many connections at once", "capacity"));
    }
    const auto of_one = book->by_address.find(key);
    if (of_one != book->by_address.end() && of_one->second >= options.connections_of_one) {
      return turn_away(socket, error_response(429, "too many connections at once", "capacity"));
    }
    socket.set_option(tcp::no_delay(true), error);  // an answer never waits for another one
    serve_connection(service, std::move(socket), address.to_string(),
                     std::make_unique<Slot>(book, std::move(key)));
  }

  /// In one write that does not wait, since it may be one of thousands.
  void turn_away(tcp::socket& socket, Response response) {
    log.warning("a client is turned away: " + std::to_string(book->slots.size()) +
                " connections are open");
    if (service->tls) return;
    response.headers.emplace_back("Retry-After", "5");
    const std::string text = render_head(response, false) + response.body;
    error_code ignored;  // it is told where that costs nothing
    socket.non_blocking(true, ignored);
    socket.write_some(asio::buffer(text), ignored);
  }

  asio::io_context& context;
  const std::shared_ptr<Service> service;
  const std::shared_ptr<Book> book = std::make_shared<Book>();
  std::vector<tcp::acceptor> acceptors;
  asio::steady_timer pause;
  core::RateLimitedLog log;
  uint16_t port = 0;
  bool closed = false;
};

Result<std::unique_ptr<Server>> Server::open(net::Loop& loop, Options options, Handler handler) {
  auto service = std::make_shared<Service>();
  if (options.tls) service->tls = TRY(server_context(*options.tls));
  service->options = std::move(options);
  service->handler = std::move(handler);
  const auto state = std::make_shared<State>(loop.impl().context, std::move(service));
  TRY(state->listen());
  for (size_t i = 0; i < state->acceptors.size(); ++i) state->accept(i);
  return std::unique_ptr<Server>(new Server(state));
}

Server::Server(std::shared_ptr<State> state) : state_(std::move(state)) {}

Server::~Server() {
  state_->closed = true;
  state_->pause.cancel();
  for (tcp::acceptor& acceptor : state_->acceptors) {
    error_code ignored;  // nothing else can be done with it
    acceptor.close(ignored);
  }
  while (!state_->book->slots.empty()) {
    // By a copy: what it ends is the line's owner.
    const auto cut = state_->book->slots.front()->cut;
    cut();
  }
}

uint16_t Server::port() const { return state_->port; }
size_t Server::connections() const { return state_->book->slots.size(); }

}  // namespace anc::http
