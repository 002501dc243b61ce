// An HTTP/1.1 server with WebSockets and TLS on the net loop.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "internal/core/fd.h"
#include "internal/http/endpoint.h"
#include "internal/http/message.h"
#include "internal/http/request_reader.h"
#include "internal/http/websocket.h"
#include "internal/net/loop.h"

namespace anc::http {

/// PEM texts: the certificate with those above it, and its private key.
struct TlsIdentity {
  std::string certificate;
  std::string key;
};

/// How a request becomes a WebSocket.
struct Upgrade {
  std::string subprotocol{};        ///< of those that the client offered; may be empty
  size_t most_message = 64u << 10;  ///< bytes from the client; a longer one ends the connection
  size_t most_queued = 16u << 20;   ///< bytes to the client; more ends the connection
  std::chrono::milliseconds idle{30000};  ///< without a byte from the client; pinged at the half
  /// Called when the connection stands; what it returns gets the messages.
  std::function<WebSocket::Handlers(std::shared_ptr<WebSocket>)> opened{};
};

/// Of a frame of less than 1 KiB the first byte is this or less; of TLS it is 22.
inline constexpr std::byte kMostFramed{3};

/// Net thread only. Whatever clients do ends at most their own connection.
class Server {
 public:
  struct Options {
    Endpoint listen{};
    std::optional<TlsIdentity> tls{};  ///< then plain HTTP gets a 400 that says so
    uint32_t most_head = 16u << 10;    ///< bytes of a request's head
    size_t connections = 1024;         ///< at once; one more gets 503
    size_t connections_of_one = 256;   ///< at once from one address (v6: one /64); then 429
    std::chrono::milliseconds head_time{10000};  ///< from the first byte of a head to its end
    std::chrono::milliseconds idle_time{30000};  ///< between requests; per 256 KiB of a body
    /// For each head before its body is read; none: up to 64 KiB are taken.
    std::function<Admission(const Request&)> admit{};
    /// For a request that asks for a WebSocket; none: refused with 400.
    std::function<std::variant<Response, Upgrade>(const Request&)> upgrade{};
    /// Gets connections whose first byte is at most kMostFramed, none of which is HTTP or TLS:
    /// frames with their length in front (RFC 4571) share the port. None: they are HTTP like all.
    std::function<void(core::Fd)> framed{};
    Headers always{};  ///< added to every answer that has no such header of its own
  };

  /// Listens at once. kBusy where the port is taken, kPermission where it may not be had, kUsage
  /// for an address that is none of ours or a certificate that is none.
  static Result<std::unique_ptr<Server>> open(net::Loop& loop, Options options, Handler handler);
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server();  ///< ends all connections at once; call while the loop lives

  uint16_t port() const;
  size_t connections() const;

 private:
  struct State;
  explicit Server(std::shared_ptr<State> state);
  std::shared_ptr<State> state_;
};

}  // namespace anc::http
