// Clients of the control socket and what they ask: see server.h.
#include "internal/manager/server.h"

#include <algorithm>
#include <cerrno>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

#include "internal/core/accounts.h"
#include "internal/core/file.h"
#include "internal/net/stream.h"
#include "internal/net/timer.h"
#include "internal/rpc/envelope.h"
#include "internal/state/instance.h"

namespace anc::manager {
namespace {

constexpr mode_t kMode = 0660;
constexpr size_t kQueueLimit = 64u << 10;  // answers that may wait for a client
// Anbox's session manager waits three seconds for the answer to a stop (anbox-host.md 1.6).
constexpr std::chrono::milliseconds kStopAnswer{2500};

std::vector<gid_t> groups_of(const Fd& connection) {
  std::vector<gid_t> groups(64);
  for (;;) {
    auto size = static_cast<socklen_t>(groups.size() * sizeof(gid_t));
    const int got = ::getsockopt(connection.get(), SOL_SOCKET, SO_PEERGROUPS, groups.data(), &size);
    if (got != 0 && errno != ERANGE) return {};
    groups.resize(size / sizeof(gid_t));
    if (got == 0) return groups;
  }
}

std::string name_of(uid_t uid) {
  const auto found = core::find_account(uid);
  return found && *found ? (*found)->name : std::to_string(uid);
}

}  // namespace

struct Server::Client {
  Requester who;
  rpc::FrameReader reader{kMessageLimit};
  std::unique_ptr<net::Stream> stream;
  std::unique_ptr<net::Timer> idle;
  Hosted* container = nullptr;      // while it has one, which `hosted_` owns
  bool ours = false;                // it knows fields and events that Anbox's does not
  bool finished = false;            // its container has ended by itself, and so does it
  std::optional<uint32_t> stop_id;  // of the call that waits for the end

  void answer(uint32_t id, const std::string& response) {
    stream->write(rpc::make_frame(rpc::FrameType::kResponse, rpc::encode_reply(id, response)));
  }
};

Result<std::unique_ptr<Server>> Server::start(net::Loop& loop, Options options, Fd handed_over) {
  std::unique_ptr<Server> server(new Server(loop, std::move(options)));
  const auto accepted = [at = server.get()](Fd fd, const net::Peer& peer) {
    at->accept(std::move(fd), peer);
  };
  if (handed_over) {
    server->listener_ = net::Listener::adopt(loop, std::move(handed_over), accepted);
    return server;
  }
  const Options& wanted = server->options_;
  server->listener_ =
      TRY(net::Listener::listen(loop, wanted.path, wanted.group ? kMode : 0600, accepted));
  if (wanted.group && ::lchown(wanted.path.c_str(), 0, *wanted.group) != 0) {
    return fail_errno(errno, "give " + wanted.path + " to group " + std::to_string(*wanted.group));
  }
  return server;
}

Server::Server(net::Loop& loop, Options options) : loop_(loop), options_(std::move(options)) {}

Server::~Server() = default;

void Server::accept(Fd connection, const net::Peer& peer) {
  const auto of_user = std::count_if(clients_.begin(), clients_.end(), [&](const ClientPtr& other) {
    return other->who.uid == peer.uid;
  });
  if (clients_.size() >= options_.connections ||
      static_cast<size_t>(of_user) >= options_.connections_per_user) {
    return log_.warning("a connection of user " + std::to_string(peer.uid) +
                        " is closed: too many are open");
  }
  auto client = std::make_shared<Client>();
  client->who = {peer.uid, peer.gid, groups_of(connection), {}};
  client->idle = std::make_unique<net::Timer>(loop_);
  const std::weak_ptr<Client> weak = client;
  net::Stream::Handlers handlers;
  handlers.data = [this, weak](core::Bytes chunk) {
    if (const auto self = weak.lock()) on_data(self, chunk);
  };
  handlers.closed = [this, weak](const std::string& why) {
    if (const auto self = weak.lock()) leave(self, why);
  };
  client->stream =
      std::make_unique<net::Stream>(loop_, std::move(connection), kQueueLimit, std::move(handlers));
  clients_.push_back(client);
  await_words(client);
}

void Server::on_data(const ClientPtr& client, core::Bytes chunk) {
  const auto frame = [&](uint8_t type, std::string_view payload) {
    // Answers are for nobody: the manager calls no one. Other types are skipped by both sides.
    if (static_cast<rpc::FrameType>(type) != rpc::FrameType::kInvocation) return;
    if (client->stream && !client->finished) on_call(client, payload);
  };
  if (!client->reader.feed(chunk, frame)) {
    leave(client, "a message of more than " + std::to_string(kMessageLimit) + " bytes");
  }
}

void Server::on_call(const ClientPtr& client, std::string_view payload) {
  const auto call = rpc::decode_call(payload);
  if (!call) return leave(client, "an unreadable call");
  if (call->method == kStart) return on_start(client, call->id, call->parameters);
  if (call->method == kStop) return on_stop(client, call->id, call->parameters);
  // No answer to any other, as Anbox does (anbox-host.md 1.6).
  log_.warning("a call of user " + std::to_string(client->who.uid) +
               " has no meaning here and is skipped");
}

void Server::on_start(const ClientPtr& client, uint32_t id, std::string_view parameters) {
  if (client->container != nullptr) {
    const Error error(Kind::kBusy, "Container is already running");
    return client->answer(id, encode_refused(error.message(), error, client->ours));
  }
  const auto request = decode_start(parameters);
  client->ours = request && request->instance;
  const auto begun = request ? begin(client, id, *request) : Result<void>(fail(request.error()));
  if (!begun) return refuse(client, id, begun.error());
  client->idle->cancel();
}

Result<void> Server::begin(const ClientPtr& client, uint32_t id, const StartRequest& request) {
  if (client->who.name.empty()) client->who.name = name_of(client->who.uid);
  const Grant grant = TRY(decide(options_.policy, client->who, request));
  auto how = TRY(options_.options_for(grant.instance), "instance " + grant.instance);
  how.asked = grant.asked;
  how.session_uid = grant.asked.uid;
  how.session_gid = grant.asked.gid;
  how.properties = grant.properties;
  const auto instance = TRY(state::Instance::create(options_.data_path, grant.instance));
  const std::weak_ptr<Client> weak = client;
  auto hosted = TRY(Hosted::begin(
      loop_, instance, how,
      {.ready =
           [this, weak, id](const Result<container::Ready>& ready) {
             const auto self = weak.lock();
             if (self && self->stream) on_ready(self, id, ready);
           },
       .ended = [this, weak](Hosted& which, int code) { on_ended(which, weak.lock(), code); }}));
  core::log_info("user " + client->who.name + " starts instance " + grant.instance);
  client->container = hosted.get();
  hosted_.push_back(std::move(hosted));
  return {};
}

void Server::refuse(const ClientPtr& client, uint32_t id, const Error& error) {
  const std::string text = "Failed to start container: " + error.message();
  log_.warning("user " + std::to_string(client->who.uid) + ": " + text);
  client->answer(id, encode_refused(text, error, client->ours));
}

void Server::on_ready(const ClientPtr& client, uint32_t id, const Result<container::Ready>& ready) {
  if (!ready) return refuse(client, id, ready.error());
  const std::string& instance = client->container->instance();
  std::optional<StartedContainer> told;
  if (client->ours) told = {instance, ready->init_pid, ready->address, ready->warnings};
  for (const std::string& warning : ready->warnings) log_.warning(instance + ": " + warning);
  client->answer(id, encode_started(told));
}

void Server::on_stop(const ClientPtr& client, uint32_t id, std::string_view parameters) {
  const auto force = decode_stop(parameters);
  if (client->container != nullptr && !client->stop_id && force) {
    client->stop_id = id;
    return client->container->stop(*force ? std::chrono::milliseconds(0) : kStopAnswer);
  }
  std::string text = "Container is not running";
  if (!force) text = "Failed to stop container: " + force.error().message();
  if (client->stop_id) text = "Failed to stop container: it is being stopped already";
  client->answer(id, rpc::encode_void(fail(Kind::kFailure, text)));
}

void Server::on_ended(Hosted& hosted, const ClientPtr& client, int code) {
  core::log_info("instance " + hosted.instance() + " has ended");
  // Later: this is its own call.
  loop_.post([this, at = &hosted] {
    hosted_.remove_if([at](const auto& other) { return other.get() == at; });
    if (hosted_.empty() && leaving_) std::exchange(all_stopped_, [] {})();
  });
  if (!client || !client->stream) return;
  client->container = nullptr;
  if (client->stop_id) {
    client->answer(*std::exchange(client->stop_id, std::nullopt), rpc::encode_void({}));
  } else if (hosted.started()) {
    // It has ended by itself. Anbox's sessions take the end of the connection for that of the
    // container (anbox-host.md 2.2).
    if (client->ours) {
      client->stream->write(
          rpc::make_frame(rpc::FrameType::kResponse, encode_event(encode_ended(code))));
    }
    client->finished = true;
    client->stream->close_when_written();
  }
  await_words(client);
}

void Server::await_words(const ClientPtr& client) {
  client->idle->start(options_.idle_time, [this, weak = std::weak_ptr<Client>(client)] {
    if (const auto self = weak.lock()) leave(self, "it has been silent for too long");
  });
}

void Server::leave(const ClientPtr& client, const std::string& why) {
  if (!client->stream) return;
  if (why != net::Stream::kPeerClosed && !client->finished) {
    log_.warning("a client of user " + std::to_string(client->who.uid) + " is left: " + why);
  }
  client->stream.reset();
  client->idle.reset();
  if (client->container != nullptr && client->container->wanted()) client->container->stop();
  client->container = nullptr;
  clients_.remove(client);
}

void Server::stop_all(std::function<void()> done) {
  leaving_ = true;
  all_stopped_ = std::move(done);
  listener_.reset();
  while (!clients_.empty()) {
    const ClientPtr first = clients_.front();
    leave(first, "the manager ends");
  }
  if (hosted_.empty()) std::exchange(all_stopped_, [] {})();
}

void Server::kill_all() {
  for (const auto& hosted : hosted_) hosted->stop(std::chrono::milliseconds(0));
}

}  // namespace anc::manager
