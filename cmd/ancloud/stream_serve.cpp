// ancloud stream serve: sessions in the browser, in the foreground.
#include <future>
#include <unistd.h>

#include "cmd/ancloud/session_account.h"
#include "cmd/ancloud/stream_link.h"
#include "cmd/ancloud/stream_options.h"
#include "cmd/ancloud/token_store.h"
#include "cmd/ancloud/verb.h"
#include "cmd/ancloud/verbs.h"
#include "internal/access/origins.h"
#include "internal/access/tokens.h"
#include "internal/core/log.h"
#include "internal/net/loop.h"
#include "internal/net/timer.h"
#include "internal/serve/server.h"
#include "internal/session/confinement.h"
#include "internal/session/signals.h"
#include "internal/state/instance.h"

namespace anc::cmd {
namespace {

struct Args {
  std::string instance;
  bool link = false;
  bool keep_link = false;
  std::optional<std::chrono::milliseconds> duration;
};

void declare(Flags& flags, Args& args) {
  flags.positional("NAME", args.instance, "the only instance to serve; all when not given");
  flags.config("--listen", "stream.listen", "ADDR:PORT", "where pages and WHEP are served");
  flags.config("--media-port", "stream.media_port", "PORT", "UDP and TCP port of the media");
  flags.config("--advertise", "stream.advertise", "ADDRESSES", "addresses that viewers are told");
  flags.config("--transport", "stream.transport", "WHICH", "what media may travel by");
  flags.config("--access", "stream.access", "WHO", "who may watch and touch");
  flags.config("--tls", "stream.tls", "WHEN", "whether to serve HTTPS");
  flags.config("--certificate", "stream.certificate", "FILE", "PEM file for HTTPS");
  flags.config("--key", "stream.key", "FILE", "PEM file with its private key");
  flags.config("--codec", "stream.codec", "NAME", "what pictures are encoded as");
  flags.config("--max-viewers", "stream.max_viewers", "N", "viewers at once");
  flags.config("--user", "session.user", "USER", "who to become when started by root");
  flags.toggle("--link", args.link,
               "print a link with a new token, which is good until the server ends");
  flags.toggle("--keep-link", args.keep_link,
               "instead: only links of a server that was killed stay good until this one ends");
  flags.option("--for", args.duration, "stop after this time");
}

/// Where it keeps its own; from here on it runs as the session's user.
Result<std::string> settle(const config::Config& config) {
  std::string directory = TRY(stream_directory(config));
  if (geteuid() == 0) TRY(become(TRY(session_account(config))));
  return directory;
}

/// It is what the network talks to: of this host's files only sessions and its own stay reachable.
Result<void> confine(const config::Config& config, const std::string& directory) {
  if (!config.flag("session.confine")) return {};
  TRY(session::confine_process({.readable = {config.data_path()}, .writable = {directory}}),
      "confine the stream server");
  return {};
}

/// As people open it: an address that stands for all is reached by this machine's own name.
std::string base_url(const serve::Options& options, uint16_t port) {
  http::Endpoint endpoint{options.listen.host, port};
  if (endpoint.host.empty() || endpoint.host == "0.0.0.0" || endpoint.host == "::") {
    const auto names = access::own_names();
    endpoint.host = names.empty() ? "localhost" : names.front();
  }
  return (options.tls ? "https://" : "http://") + http::endpoint_text(endpoint) + "/";
}

/// `link`: empty where none is to be told.
void introduce(Env& env, const serve::Options& options, const serve::Server& server,
               const std::string& link) {
  const std::string url = base_url(options, server.port());
  env.out.note(
      "serving " + url + ", media on " +
      (options.one_port ? "the same port" : "port " + std::to_string(server.media_port())));
  const bool self_signed = options.tls && options.tls->self_signed;
  if (self_signed) env.out.note("self-signed certificate, SHA-256 " + options.tls->fingerprint);
  if (env.out.json()) {
    const core::Json none;
    env.out.line({{"schema", "ancloud.stream.serve.v1"},
                  {"url", url},
                  {"media_port", options.one_port ? server.port() : server.media_port()},
                  {"fingerprint", self_signed ? core::Json(options.tls->fingerprint) : none},
                  {"link", link.empty() ? none : core::Json(link)}},
                 "");
  }
  if (!options.tokens) core::log_warning("no token is asked for: who reaches the server controls");
  if (!options.tls && !http::is_loopback(options.listen.host)) {
    core::log_warning(
        "plain HTTP beyond this machine: tokens can be read on the way, and browsers "
        "give such pages neither clipboard nor gamepads");
  }
}

Result<int> run(Env& env, const Args& args) {
  if (args.link && args.keep_link) {
    return fail(Kind::kUsage, "--link and --keep-link exclude each other");
  }
  if (!args.instance.empty()) TRY(state::check_name(args.instance));
  const std::string directory = TRY(settle(env.config), "stream server");
  serve::Options options = TRY(stream_options(env.config, directory));
  options.instance = args.instance;
  TRY(confine(env.config, directory));
  net::Loop loop;
  std::promise<void> stop;
  bool asked = false;  // net thread only
  const auto ask = [&] {
    if (!std::exchange(asked, true)) stop.set_value();
  };
  const auto signals = TRY(session::Signals::make(loop, [&](int) { ask(); }));
  const auto server = TRY(serve::Server::start(loop, options), "stream server");
  std::unique_ptr<Link> link;
  if (args.link && options.tokens) link = TRY(Link::make(directory, args.instance));
  if (args.keep_link && options.tokens) link = TRY(Link::adopt(directory, args.instance));
  const bool told = args.link && link;
  const std::string opens = told ? link->at(base_url(options, server->port())) : "";
  introduce(env, options, *server, opens);
  if (told) env.out.note("open " + opens);
  net::Timer end(loop);
  if (args.duration) end.start(*args.duration, ask);
  loop.start();
  stop.get_future().wait();
  std::promise<void> said;
  loop.post([&] {
    server->say_bye();
    loop.post([&] { said.set_value(); });  // what was said goes out at the end of a turn
  });
  said.get_future().wait();
  loop.stop();
  return 0;
}

}  // namespace

Verb stream_serve() {
  return Verb::make(
      "stream serve", "show running instances in browsers, with touch and sound", declare, run,
      "Serves a page, WHEP for any player, and a WebSocket where nothing else gets through, for "
      "all "
      "instances of this data path. Listens on the loopback unless told otherwise; who comes needs "
      "a token (`ancloud token create`). Never runs as root: SUDO_UID, else session.user, else the "
      "system user ancloud. Ends by Ctrl-C or after --for.");
}

}  // namespace anc::cmd
