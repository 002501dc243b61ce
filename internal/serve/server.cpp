// Building the server, in start order.
#include "internal/serve/server.h"

#include <utility>

#include "internal/core/log.h"
#include "internal/http/security.h"
#include "internal/http/server.h"
#include "internal/net/timer.h"
#include "internal/serve/api.h"
#include "internal/serve/door.h"
#include "internal/serve/installer.h"
#include "internal/serve/instances.h"
#include "internal/serve/telemetry.h"
#include "internal/serve/whep.h"
#include "internal/webrtc/certificate.h"
#include "internal/webrtc/port.h"

namespace anc::serve {
namespace {
/// How long a token that was revoked, or has expired, may still watch.
constexpr auto kLookEvery = std::chrono::milliseconds(1000);
}  // namespace

/// Members are in start order, so that they end in reverse.
struct Server::State {
  State(net::Loop& on, Options with, Door at, webrtc::Certificate as)
      : loop(on),
        options(std::move(with)),
        door(std::move(at)),
        certificate(std::move(as)),
        instances(loop, options.data_path, options.instance, telemetry),
        installer(loop),
        look(loop) {}

  Result<std::unique_ptr<webrtc::Port>> open_media() {
    auto port = webrtc::Port::open(loop, {.address = options.media_address,
                                          .port = options.media_port,
                                          .advertise = options.advertise,
                                          .udp = options.udp,
                                          .tcp = options.tcp,
                                          .accepts = !options.one_port});
    if (port || port.error().kind() != Kind::kBusy) return port;
    return fail(std::move(port.error()).hint("choose another stream.media_port, or 0 for any"));
  }

  Result<void> open() {
    media = TRY(open_media(), "media port");
    telemetry.send_by(*media);
    whep = std::make_unique<Whep>(options, instances, PeerOutlet::Means{*media, certificate});
    api = std::make_unique<Api>(Api::Means{
        .options = options,
        .door = door,
        .instances = instances,
        .whep = *whep,
        .metrics = [this] { return telemetry.text(instances); },
        .install =
            [this](Instance& instance, std::shared_ptr<const http::Request> request, auto done) {
              installer.install(instance, std::move(request), std::move(done));
            }});
    http::Server::Options with{.listen = options.listen};
    if (options.tls) with.tls = http::TlsIdentity{options.tls->certificate, options.tls->key};
    with.admit = [this](const http::Request& request) { return api->admit(request); };
    with.upgrade = [this](const http::Request& request) { return api->upgrade(request); };
    with.always = http::security_headers();
    if (options.one_port) with.framed = [this](core::Fd fd) { media->adopt(std::move(fd)); };
    http = TRY(http::Server::open(
        loop, std::move(with),
        [this](std::shared_ptr<const http::Request> request, http::Respond respond) {
          api->handle(request, std::move(respond));
        }));
    look_again();
    return {};
  }

  void look_again() {
    instances.each([this](Instance& instance) {
      instance.check([this](const access::Token& token) { return door.counts(token); });
    });
    look.start(kLookEvery, [this] { look_again(); });
  }

  net::Loop& loop;
  const Options options;
  Door door;
  const webrtc::Certificate certificate;
  Telemetry telemetry;
  std::unique_ptr<webrtc::Port> media;
  Instances instances;
  std::unique_ptr<Whep> whep;
  Installer installer;
  std::unique_ptr<Api> api;
  std::unique_ptr<http::Server> http;
  net::Timer look;
};

Result<std::unique_ptr<Server>> Server::start(net::Loop& loop, const Options& options) {
  auto state = std::make_unique<State>(
      loop, options, TRY(Door::make(options.directory, options.tokens, options.origins)),
      TRY(webrtc::Certificate::make()));
  TRY(state->open());
  return std::unique_ptr<Server>(new Server(std::move(state)));
}

Server::Server(std::unique_ptr<State> state) : state_(std::move(state)) {}
Server::~Server() = default;

uint16_t Server::port() const { return state_->http->port(); }
uint16_t Server::media_port() const { return state_->media->number(); }

void Server::say_bye() {
  state_->instances.each([](Instance& instance) {
    instance.say_bye(remote::Bye::Cause::kShutdown, "the server stops");
  });
}

}  // namespace anc::serve
