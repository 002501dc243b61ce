// The container control socket: sessions of unprivileged users start and stop containers by it.
#pragma once

#include <chrono>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>

#include "internal/container/options.h"
#include "internal/core/log.h"
#include "internal/manager/hosted.h"
#include "internal/manager/policy.h"
#include "internal/net/listener.h"
#include "internal/rpc/framing.h"

namespace anc::manager {

struct Options {
  std::string data_path;
  std::string path;            ///< of the socket; not used where one was handed over
  std::optional<gid_t> group;  ///< of the socket, mode 0660; unset: root's alone
  Policy policy;
  /// How an instance is started as its settings stand now: all but what the request says.
  std::function<Result<container::StartOptions>(const std::string& instance)> options_for;
  std::chrono::milliseconds idle_time{120000};  ///< a connection may have no container
  size_t connections = 256;
  size_t connections_per_user = 8;
};

/// Each connection has at most one container, which ends with it; a container that ends by itself
/// ends its connection. Frames and messages are Anbox's (anbox-host.md 1.5, 1.6), several clients
/// at once are ours. Net thread only.
class Server {
 public:
  /// Listens on `options.path`, or on `handed_over` (by systemd) where that is a descriptor.
  static Result<std::unique_ptr<Server>> start(net::Loop& loop, Options options, Fd handed_over);
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server();

  /// Hears nobody any more, stops all containers in order and calls `done` when the last has ended.
  void stop_all(std::function<void()> done);
  /// Ends those at once that still are.
  void kill_all();

 private:
  struct Client;
  using ClientPtr = std::shared_ptr<Client>;

  Server(net::Loop& loop, Options options);
  void accept(Fd connection, const net::Peer& peer);
  void on_data(const ClientPtr& client, core::Bytes chunk);
  void on_call(const ClientPtr& client, std::string_view payload);
  void on_start(const ClientPtr& client, uint32_t id, std::string_view parameters);
  void on_stop(const ClientPtr& client, uint32_t id, std::string_view parameters);
  Result<void> begin(const ClientPtr& client, uint32_t id, const StartRequest& request);
  void refuse(const ClientPtr& client, uint32_t id, const Error& error);
  void on_ready(const ClientPtr& client, uint32_t id, const Result<container::Ready>& ready);
  void on_ended(Hosted& hosted, const ClientPtr& client, int code);
  void await_words(const ClientPtr& client);
  void leave(const ClientPtr& client, const std::string& why);

  net::Loop& loop_;
  const Options options_;
  core::RateLimitedLog log_;
  std::list<ClientPtr> clients_;
  std::list<std::unique_ptr<Hosted>> hosted_;  // longer than their clients: they stop in order
  bool leaving_ = false;
  std::function<void()> all_stopped_;
  std::unique_ptr<net::Listener> listener_;
};

}  // namespace anc::manager
