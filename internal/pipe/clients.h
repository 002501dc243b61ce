// The connections of one service, as most services keep them.
#pragma once

#include <functional>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "internal/core/log.h"
#include "internal/net/stream.h"

namespace anc::pipe {

/// Oldest first; one more than `limit` closes the oldest. `State` is what the service keeps for
/// each. Net thread only.
template <class State>
class Clients {
 public:
  struct Client {
    void write(std::string_view text) { stream->write(core::ByteWriter().text(text).take()); }
    State state;
    std::unique_ptr<net::Stream> stream;
  };

  /// Takes bytes of a client; false where they are none of this service's protocol, which ends the
  /// connection.
  using OnData = std::function<bool(Client& client, core::Bytes chunk)>;

  /// A client that does not read is cut off once more than `queue_limit` bytes wait for it.
  Clients(net::Loop& loop, std::string service, size_t limit, OnData on_data,
          size_t queue_limit = 64u << 10)
      : loop_(loop),
        service_(std::move(service)),
        limit_(limit),
        on_data_(std::move(on_data)),
        queue_limit_(queue_limit) {}

  Client& accept(core::Fd connection) {
    if (clients_.size() >= limit_) clients_.pop_front();
    const auto at = clients_.emplace(clients_.end());
    const auto on_data = [this, at](core::Bytes chunk) {
      if (on_data_(*at, chunk)) return;
      log_.warning(service_ + ": a client does not speak its protocol; it is dropped");
      clients_.erase(at);
    };
    at->stream = std::make_unique<net::Stream>(
        loop_, std::move(connection), queue_limit_,
        net::Stream::Handlers{.data = on_data,
                              .closed = [this, at](const std::string&) { clients_.erase(at); }});
    return *at;
  }

  std::list<Client>& all() { return clients_; }
  const std::list<Client>& all() const { return clients_; }
  size_t size() const { return clients_.size(); }

 private:
  net::Loop& loop_;
  const std::string service_;
  const size_t limit_;
  const OnData on_data_;
  const size_t queue_limit_;
  core::RateLimitedLog log_;
  std::list<Client> clients_;
};

}  // namespace anc::pipe
