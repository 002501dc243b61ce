// Bytes of a connection become requests: HTTP/1.0 and 1.1 (RFC 9112) without a network.
#pragma once

#include <memory>
#include <optional>

#include "internal/core/bytes.h"
#include "internal/http/message.h"

namespace anc::http {

/// What may follow a head, decided before a byte of the body is kept.
struct Admission {
  uint64_t most_body = 64u << 10;     ///< bytes; more is refused with 413
  std::string upload_directory{};     ///< not empty: the body goes into a file there
  std::optional<Response> refusal{};  ///< answered instead; the body is not read
};

/// Any thread, one at a time. Append what arrived, then call next() until it wants more.
class RequestReader {
 public:
  enum class Step {
    kMore,     ///< append() is next
    kHead,     ///< head() is complete; admit() is next
    kRequest,  ///< take() is next
    kFault,    ///< fault() says what is wrong; the connection has no future
  };

  /// A head of more than `most_head` bytes is a fault.
  explicit RequestReader(uint32_t most_head = 16u << 10);
  RequestReader(const RequestReader&) = delete;
  RequestReader& operator=(const RequestReader&) = delete;
  ~RequestReader();

  void append(core::Bytes bytes);
  Step next();

  Request& head();
  /// The client asks for "100 Continue" before it sends the body.
  bool wants_continue() const;
  bool has_body() const;
  /// The connection may be used again after the answer.
  bool keep_alive() const;
  bool is_head_request() const;
  bool is_upgrade() const;  ///< to a WebSocket (RFC 6455, 4.2.1)
  /// Takes the body as `admission` says. A fault where the body is known to be too long or the file
  /// cannot be made.
  void admit(const Admission& admission);

  /// The whole request; the reader is ready for the next one, of which bytes may be there already.
  Request take();
  const Response& fault() const;

  /// Has a byte of the next request come? Tells a client that thinks from one that is slow.
  bool began() const;
  uint64_t body_bytes() const;  ///< of the present body so far
  bool has_leftover() const;    ///< bytes behind the present request

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace anc::http
