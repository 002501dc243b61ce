// One accepted connection, from its first byte until it ends or becomes a WebSocket.
#pragma once

#include <list>
#include <map>
#include <memory>
#include <string>

#include "internal/http/server.h"
#include "internal/http/transport.h"

namespace anc::http {

class Slot;

/// The connections that live, and how many of each address do.
struct Book {
  std::list<Slot*> slots;
  std::map<std::string, size_t> by_address;
};

/// A line of the book; as long as a connection has it, it counts.
class Slot {
 public:
  Slot(std::shared_ptr<Book> book, std::string address);
  Slot(const Slot&) = delete;
  Slot& operator=(const Slot&) = delete;
  ~Slot();

  /// Ends the connection without a further call to anyone.
  std::function<void()> cut;

 private:
  std::shared_ptr<Book> book_;
  std::string address_;
  std::list<Slot*>::iterator place_;
};

/// What all connections of a server share; outlives it in the hands of the last of them.
struct Service {
  Server::Options options;
  Handler handler;
  std::unique_ptr<asio::ssl::context> tls;
};

/// Takes over a connection; it keeps itself.
void serve_connection(std::shared_ptr<const Service> service, tcp::socket socket, std::string peer,
                      std::unique_ptr<Slot> slot);

/// Answers `request` with 101 and goes on as a WebSocket, which keeps itself.
void serve_websocket(std::shared_ptr<Transport> transport, const Request& request, Upgrade upgrade,
                     const Headers& always, std::unique_ptr<Slot> slot);

/// A server's context for these PEM texts: TLS 1.2 or newer. kUsage for what is no certificate.
Result<std::unique_ptr<asio::ssl::context>> server_context(const TlsIdentity& identity);

}  // namespace anc::http
